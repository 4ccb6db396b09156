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
    for (const name of names('later', 6)) ask(name);
    expect(held('rising')).toEqual(['rising']);
    expect(left.filter(([, why]) => why === 'evicted')).toEqual([[digest('once 2'), 'evicted']]);
  });

  it('says why each value left', () => {
    const { ask, left, clock, held } = makeCache({ maxEntries: 5 });
    for (const name of names('a', 5)) ask(name);
    ask('b');
    expect(left).toEqual([[digest('a 4'), 'rejected']]);
    clock.skip(TTL_MS + 1);
    ask('c');
    // What must leave is looked for where it was not used for longest.
    expect(left.slice(1)).toEqual([[digest('a 1'), 'expired']]);
    ask('a 2');
    expect(left.slice(2)).toEqual([[digest('a 2'), 'expired']]);
    expect(held('a 2', 'b', 'c')).toEqual(['a 2', 'c']);
  });

  it('holds what is too large for the window against the others at once', () => {
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
    const { ask, set, cache, left } = makeCache({ maxEntries: 10, maxBytes: 100 });
    for (const name of names('a', 8)) for (let i = 0; i < 3; i++) ask(name);
    for (const bytes of [1, 50, 1]) {
      expect(set('a 0', bytes)).toBe(true);
      expect([cache.size, cache.bytes]).toEqual([8, 7 + bytes]);
    }
    for (const name of names('twice', 20)) for (let i = 0; i < 2; i++) ask(name);
    expect(cache.peek(digest('a 0'))).toBe('a 0');
    expect(left.filter(([, why]) => why !== 'rejected')).toEqual([]);
  });
});

describe('the window', () => {
  /** Whether the two latest newcomers are held beside eight that are asked for more often. */
  const hasRoomForTwo = ({ ask, held }: ReturnType<typeof makeCache>): boolean => {
    for (let round = 0; round < 3; round++) for (const name of names('frequent', 8)) ask(name);
    ask('new 1');
    ask('new 2');
    return held('new 1', 'new 2').length === 2;
  };

  it('has its room again after newcomers went, in whatever way', () => {
    const cache = makeCache({ maxEntries: 10, maxBytes: 10 });
    for (const name of names('once', 50)) cache.ask(name);
    expect(hasRoomForTwo(cache)).toBe(true);
    cache.cache.clear();
    expect(hasRoomForTwo(cache)).toBe(true);
    cache.clock.skip(TTL_MS + 1);
    expect(cache.cache.get(digest('new 1'))).toBeUndefined();
    expect(cache.cache.get(digest('new 2'))).toBeUndefined();
    expect(hasRoomForTwo(cache)).toBe(true);
    for (let i = 0; i < 50; i++) cache.set('new 1');
    expect(hasRoomForTwo(cache)).toBe(true);
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
            expect(clock.nowMs() - (since.get(gone) ?? Number.NaN) > TTL_MS).toBe(why === 'expired');
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
