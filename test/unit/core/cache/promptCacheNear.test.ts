import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNumberSet } from '../../../../src/core/base/numberSets.ts';
import type { CacheWorth } from '../../../../src/core/cache/entryStore.ts';
import { type CacheLimits, PromptCache } from '../../../../src/core/cache/promptCache.ts';
import { digest } from '../../../support/digests.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const worth: CacheWorth = { bytes: 100, savedMs: 40, savedTokens: 7 };
const set = (...values: number[]): Uint32Array => toNumberSet(Uint32Array.from(values, (v) => v * 0x9e3779b1));
/** The features of one question; no two share one. */
const featuresOf = (name: number): Uint32Array => set(3 * name, 3 * name + 1, 3 * name + 2);

function makeCache(limits: Partial<CacheLimits> = {}, clock = new FakeClock()): PromptCache<string> {
  return new PromptCache({ clock, expiryResolutionMs: 0, maxEntries: 4, maxBytes: 10_000, ttlMs: 60_000, ...limits });
}

function put(cache: PromptCache<string>, name: number, bytes = worth.bytes): boolean {
  const isKept = cache.set(digest(name), `plan ${name}`, { ...worth, bytes });
  cache.setNear(digest(name), 'g', featuresOf(name));
  return isKept;
}

const near = (cache: PromptCache<string>, name: number): string | undefined =>
  cache.nearest('g', featuresOf(name), 0.9)?.value;

describe('the nearest entry', () => {
  it('is given with its key and similarity, and counts as nothing by itself', () => {
    const cache = makeCache();
    cache.set(digest('a'), 'plan', worth);
    cache.setNear(digest('a'), 'g', set(1, 2, 3));
    const before = cache.stats();
    expect(cache.nearest('g', set(1, 2, 3, 4), 0.7)).toEqual({ key: digest('a'), value: 'plan', similarity: 0.75 });
    expect(cache.nearest('g', set(1, 2, 3, 4), 0.8)).toBeUndefined();
    expect(cache.nearest('other', set(1, 2, 3), 0)).toBeUndefined();
    expect(cache.stats()).toEqual(before);
  });

  it('is none before any was made known', () => {
    const cache = makeCache();
    cache.set(digest('a'), 'plan', worth);
    expect(cache.nearest('g', set(1), 0)).toBeUndefined();
  });

  it('is never one that was turned away', () => {
    const cache = makeCache({ maxEntries: 1 });
    put(cache, 1);
    expect(put(cache, 2)).toBe(false);
    expect(near(cache, 2)).toBeUndefined();
  });

  it('is still the one that a newcomer was held against in vain', () => {
    const cache = makeCache({ maxEntries: 1 });
    put(cache, 1);
    put(cache, 2);
    expect(near(cache, 1)).toBe('plan 1');
  });

  it('is never one that was evicted', () => {
    const cache = makeCache({ maxEntries: 1 });
    put(cache, 1);
    cache.get(digest(2));
    expect(put(cache, 2)).toBe(true);
    expect([near(cache, 1), near(cache, 2)]).toEqual([undefined, 'plan 2']);
  });

  it('is never one that a grown entry pushed out', () => {
    const cache = makeCache({ maxBytes: 400 });
    put(cache, 1, 200);
    put(cache, 2, 200);
    put(cache, 2, 400);
    expect([near(cache, 1), near(cache, 2)]).toEqual([undefined, 'plan 2']);
  });

  it('is never one that has expired, and then the next nearest', () => {
    const clock = new FakeClock();
    const cache = makeCache({ ttlMs: 1_000 }, clock);
    put(cache, 1);
    clock.skip(900);
    cache.set(digest('b'), 'plan b', worth);
    cache.setNear(digest('b'), 'g', set(3, 4, 5, 6));
    expect(near(cache, 1)).toBe('plan 1');
    clock.skip(101);
    expect(cache.nearest('g', featuresOf(1), 0.5)?.value).toBe('plan b');
  });

  it('is never one of before a clear', () => {
    const cache = makeCache();
    put(cache, 1);
    cache.clear();
    expect(near(cache, 1)).toBeUndefined();
  });

  it('is not known by what its key held before', () => {
    const cache = makeCache();
    put(cache, 1);
    cache.set(digest(1), 'another plan', worth);
    expect(near(cache, 1)).toBeUndefined();
  });
});

describe('near hits', () => {
  it('are counted beside hits, and to the merit of the entry', () => {
    const cache = makeCache({ maxEntries: 2 });
    put(cache, 1);
    put(cache, 2);
    cache.recordNearHit(digest(1));
    cache.recordNearHit(digest(1));
    expect(cache.stats()).toMatchObject({ nearHits: 2, hits: 0, misses: 0, savedMs: 80, savedTokens: 14 });
    cache.get(digest(3));
    put(cache, 3);
    expect([1, 2, 3].map((name) => cache.has(digest(name)))).toEqual([true, false, true]);
  });

  it('in shadow are counted with how many would have been wrong', () => {
    const cache = makeCache();
    for (const isWrong of [true, false, false]) cache.recordShadow(isWrong);
    expect(cache.stats()).toMatchObject({ shadowHits: 3, shadowWrong: 1, nearHits: 0, savedMs: 0 });
    cache.clear();
    expect(cache.stats()).toMatchObject({ shadowHits: 0, shadowWrong: 0 });
  });
});

describe('the values of a cache', () => {
  it('are those that could be served, the latest used first, each with its key, its worth and the time at which it was made', () => {
    const clock = new FakeClock();
    const cache = makeCache({ ttlMs: 1_000 }, clock);
    put(cache, 1);
    clock.skip(600);
    put(cache, 2);
    put(cache, 3);
    cache.get(digest(2));
    clock.skip(600);
    const madeAtMs = clock.wallMs() - 600;
    const worth = { bytes: 100, savedMs: 40, savedTokens: 7 };
    expect([...cache.known(0)]).toEqual([
      { key: digest(2), value: 'plan 2', worth, madeAtMs },
      { key: digest(3), value: 'plan 3', worth, madeAtMs },
    ]);
  });
});

const anyStep = fc.record({
  type: fc.constantFrom('set', 'set', 'set', 'get', 'wait', 'clear', 'silent'),
  name: fc.nat(12),
  bytes: fc.integer({ min: 1, max: 400 }),
});

describe('for every sequence of accesses, the near index', () => {
  it('knows exactly what the cache holds', () => {
    const limits = fc.record({
      maxEntries: fc.integer({ min: 1, max: 8 }),
      maxBytes: fc.integer({ min: 100, max: 900 }),
    });
    fc.assert(
      fc.property(limits, fc.array(anyStep, { maxLength: 120, size: 'max' }), (bounds, steps) => {
        const clock = new FakeClock();
        const cache = makeCache({ ...bounds, ttlMs: 1_000 }, clock);
        /** Names that, if they are held, are known to the index. */
        const known = new Set<number>();
        for (const { type, name, bytes } of steps) {
          if (type === 'get') cache.get(digest(name));
          else if (type === 'wait') clock.skip(bytes);
          else if (type === 'clear' && bytes < 40) cache.clear();
          else if (type === 'silent' && cache.set(digest(name), `plan ${name}`, { ...worth, bytes }))
            known.delete(name);
          else if (type === 'set') {
            put(cache, name, bytes);
            known.add(name);
          }
          for (let other = 0; other <= 12; other++) {
            const isFindable = known.has(other) && cache.has(digest(other));
            expect(near(cache, other)).toBe(isFindable ? `plan ${other}` : undefined);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
