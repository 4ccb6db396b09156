import fc from 'fast-check';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { gameSession } from '../../../../bench/workloads/gameSession.ts';
import { type Leaving, WindowTinyLfu } from '../../../../src/core/cache/windowTinyLfu.ts';
import { digest } from '../../../support/digests.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const TTL_MS = 1_000;

interface Limits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

function makeCache({ maxEntries, maxBytes = 10_000 }: Partial<Limits> & Pick<Limits, 'maxEntries'>) {
  const clock = new FakeClock();
  const left: [string, Leaving][] = [];
  const cache = new WindowTinyLfu<string>({
    ...{ clock, maxEntries, maxBytes, ttlMs: TTL_MS, expiryResolutionMs: 0 },
    onLeave: (key, why) => left.push([key, why]),
  });
  const set = (name: string, bytes = 1): boolean => cache.set(digest(name), name, bytes, clock.nowMs());
  /** Looks `name` up, and keeps it when it is not there. */
  const ask = (name: string): boolean => cache.get(digest(name)) !== undefined || !set(name);
  const held = (...names: string[]): string[] => names.filter((name) => cache.has(digest(name)));
  return { clock, cache, left, set, ask, held };
}

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

describe('a full cache with a window', () => {
  it('keeps what is new for a while, though everything else is asked for more often', () => {
    const { ask, held } = makeCache({ maxEntries: 10 });
    for (let round = 0; round < 3; round++) for (const name of names('frequent', 8)) ask(name);
    for (const name of ['new 1', 'new 2']) ask(name);
    expect(held('new 1', 'new 2')).toEqual(['new 1', 'new 2']);
    ask('new 3');
    expect(held('new 1', 'new 2', 'new 3', ...names('frequent', 8))).toHaveLength(10);
    expect(held('new 1')).toEqual([]);
  });

  it('keeps what was asked for more often while it was new', () => {
    const { ask, held, left } = makeCache({ maxEntries: 10 });
    for (const name of names('once', 10)) ask(name);
    for (let i = 0; i < 3; i++) ask('rising');
    ask('later');
    expect(left.map(([key]) => key)).toEqual(['once 8', 'once 9'].map(digest));
    ask('later still');
    expect(left.slice(2)).toEqual([[digest('once 2'), 'evicted']]);
    expect(held('rising')).toEqual(['rising']);
  });

  it('holds no newcomer against itself, though it was not used for longest', () => {
    const { ask, held } = makeCache({ maxEntries: 10 });
    for (const name of names('warm', 8)) ask(name);
    for (let i = 0; i < 20; i++) ask('hot');
    for (const name of names('warm', 8)) ask(name);
    for (const name of ['later 1', 'later 2']) ask(name);
    expect(held('hot', 'later 1', 'later 2')).toEqual(['hot', 'later 1', 'later 2']);
  });

  it('evicts no newcomer while others are to be had, be they asked for later and more often', () => {
    const { ask, held } = makeCache({ maxEntries: 10 });
    for (const name of names('frequent', 8)) ask(name);
    for (const name of ['new 1', 'new 2']) ask(name);
    for (let round = 0; round < 3; round++) for (const name of names('frequent', 8)) ask(name);
    ask('new 3');
    expect(held('new 1', 'new 2', 'new 3')).toEqual(['new 2', 'new 3']);
  });

  it('makes room for newcomers by right where the window has some', () => {
    const { ask, set, held, left } = makeCache({ maxEntries: 10, maxBytes: 1_000 });
    for (let round = 0; round < 3; round++) for (const name of names('frequent', 8)) ask(name);
    // They came as newcomers, and are too large to be any now.
    for (const name of ['grown 1', 'grown 2']) for (const bytes of [1, 201]) set(name, bytes);
    ask('new');
    expect(held('new', 'grown 1', 'grown 2')).toEqual(['new', 'grown 1', 'grown 2']);
    expect(left).toEqual([[digest('frequent 0'), 'evicted']]);
  });

  it('tells what has expired from what made room', () => {
    const { ask, left, clock, held } = makeCache({ maxEntries: 5 });
    for (const name of names('a', 5)) ask(name);
    ask('b');
    expect(left).toEqual([[digest('a 4'), 'evicted']]);
    clock.skip(TTL_MS + 1);
    ask('c');
    expect(left.slice(1)).toEqual([[digest('b'), 'expired']]);
    ask('a 2');
    expect(left.slice(2)).toEqual([[digest('a 2'), 'expired']]);
    expect(held('a 2', 'b', 'c')).toEqual(['a 2', 'c']);
  });

  it('holds nothing that has expired against another, nor another against it', () => {
    const { set, clock, cache, left } = makeCache({ maxEntries: 5, maxBytes: 15 });
    for (let i = 0; i < 9; i++) cache.get(digest('dead'));
    cache.set(digest('dead'), 'dead', 1, clock.nowMs() - TTL_MS - 1);
    for (const name of names('alive', 4)) set(name);
    expect(left).toEqual([[digest('dead'), 'expired']]);
  });

  it('holds what is larger than the window against all others at once', () => {
    const { set, held, cache, left } = makeCache({ maxEntries: 10, maxBytes: 100 });
    for (const name of names('a', 4)) set(name, 20);
    expect(set('large', 21)).toBe(false);
    cache.get(digest('large'));
    expect(set('large', 21)).toBe(true);
    expect(held('large', ...names('a', 4))).toEqual(['large', 'a 0', 'a 2', 'a 3']);
    expect(left).toEqual([[digest('a 1'), 'evicted']]);
    expect(set('larger than the whole cache', 101)).toBe(false);
  });

  it('gives a new value under a known key the place and the merits of the old one, at any size', () => {
    const { ask, set, cache, left, held } = makeCache({ maxEntries: 10, maxBytes: 100 });
    for (const name of names('a', 8)) for (let i = 0; i < 3; i++) ask(name);
    for (const name of ['new 1', 'new 2']) ask(name);
    for (const bytes of [1, 50, 1]) {
      expect(set('a 0', bytes)).toBe(true);
      expect([cache.size, cache.bytes]).toEqual([10, 9 + bytes]);
    }
    expect(left).toEqual([]);
    for (const name of names('twice', 20)) for (let i = 0; i < 2; i++) ask(name);
    expect(held(...names('a', 8))).toEqual(names('a', 8));
  });

  it('lets what was asked for often long ago go', () => {
    const { ask, cache, held } = makeCache({ maxEntries: 5 });
    for (const name of names('old', 4)) for (let i = 0; i < 60; i++) ask(name);
    for (let i = 0; i < 5_000; i++) cache.get(digest('old 0'));
    for (const name of names('today', 6)) for (let i = 0; i < 5; i++) ask(name);
    expect(held(...names('old', 4))).toEqual(['old 0']);
  });
});

describe('the window', () => {
  type Cache = ReturnType<typeof makeCache>;

  /** Which of four newcomers are held beside nine that are asked for more often. */
  const keptOfFour = ({ ask, held }: Cache): string[] => {
    for (let round = 0; round < 4; round++) for (const name of names('frequent', 9)) ask(name);
    for (const name of names('new', 4)) ask(name);
    return held(...names('new', 4));
  };

  it.each<[string, (cache: Cache) => unknown]>([
    ['nothing else', () => undefined],
    ['many newcomers', ({ ask }) => names('once', 50).map(ask)],
    ['a clear', ({ ask, cache }) => [ask('before 1'), ask('before 2'), cache.clear()]],
    [
      'an end of their time to live',
      ({ cache, clock, set }) => {
        for (const name of ['b 1', 'b 2']) set(name);
        clock.skip(TTL_MS + 1);
        for (const name of ['b 1', 'b 2']) cache.get(digest(name));
      },
    ],
    ['one that was set again and again', ({ set }) => Array.from({ length: 50 }, () => set('again'))],
    ['one that grew out of it', ({ set }) => [set('growing'), set('growing', 30)]],
  ])('has room for the two latest newcomers after %s', (_what, before) => {
    for (const maxBytes of [100, 10]) {
      const cache = makeCache({ maxEntries: 10, maxBytes });
      before(cache);
      expect(keptOfFour(cache)).toEqual(['new 2', 'new 3']);
    }
  });

  it('is bounded by bytes as it is by entries', () => {
    const { ask, set, held } = makeCache({ maxEntries: 100, maxBytes: 100 });
    for (let round = 0; round < 4; round++) for (const name of names('frequent', 100)) ask(name);
    for (const name of names('new', 4)) set(name, 10);
    expect(held(...names('new', 4))).toEqual(['new 2', 'new 3']);
  });
});

const anyStep = fc.record({
  type: fc.constantFrom('ask', 'ask', 'ask', 'set', 'wait', 'clear'),
  name: fc.nat(24),
  bytes: fc.integer({ min: 1, max: 60 }),
});

describe('for every sequence of accesses', () => {
  it('a cache keeps its limits, and holds exactly what it took and did not tell to have left', () => {
    const limits = fc.record({
      maxEntries: fc.integer({ min: 1, max: 16 }),
      maxBytes: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(limits, fc.array(anyStep, { maxLength: 150, size: 'max' }), (bounds, steps) => {
        const { cache, clock, left } = makeCache(bounds);
        const since = new Map<string, number>();
        const forgetWhatLeft = (): void => {
          for (const [gone, why] of left.splice(0)) {
            const ageMs = clock.nowMs() - (since.get(gone) ?? Number.NaN);
            expect(ageMs > TTL_MS ? 'expired' : 'evicted').toBe(why);
            since.delete(gone);
          }
        };
        for (const { type, name, bytes } of steps) {
          const key = digest(name);
          if (type === 'wait') clock.skip(bytes * 10);
          else if (type === 'clear') {
            if (bytes > 3) continue;
            cache.clear();
            since.clear();
          } else if (type === 'set' || cache.get(key) === undefined) {
            forgetWhatLeft();
            const isKept = cache.set(key, String(bytes), bytes, clock.nowMs());
            if (isKept) since.set(key, clock.nowMs());
            // The window takes whatever fits.
            else expect(bytes > Math.floor(bounds.maxBytes / 5) || bounds.maxEntries < 5).toBe(true);
          }
          forgetWhatLeft();
          expect(cache.size).toBeLessThanOrEqual(bounds.maxEntries);
          expect(cache.bytes).toBeLessThanOrEqual(bounds.maxBytes);
          const young = [...since].filter(([, atMs]) => clock.nowMs() - atMs <= TTL_MS).map(([one]) => one);
          expect(young.filter((one) => cache.has(one))).toEqual(young);
          expect([...cache.values()]).toHaveLength(young.length);
        }
      }),
    );
  });
});

describe('on the traffic of a game', () => {
  it.each([1, 2, 3])('it hits nearly as often as plain LRU, as what is new matters most there (seed %i)', (seed) => {
    const { cache } = makeCache({ maxEntries: 1_000 });
    const lru = new LRUCache<string, true>({ max: 1_000 });
    let [hits, lruHits] = [0, 0];
    for (const key of gameSession(10_000, seed).trace.map(digest)) {
      if (cache.get(key) === undefined) cache.set(key, key, 1, 1);
      else hits++;
      if (lru.get(key) === undefined) lru.set(key, true);
      else lruHits++;
    }
    expect(hits).toBeGreaterThan(lruHits * 0.9);
  });
});
