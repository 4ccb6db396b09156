import fc from 'fast-check';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../../src/core/base/random.ts';
import { PromptCache } from '../../../../src/core/cache/promptCache.ts';
import { digest } from '../../../support/digests.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

type Step =
  | { readonly type: 'get' | 'set'; readonly name: number; readonly bytes: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'clear' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constantFrom('get', 'set'),
      name: fc.nat(20),
      bytes: fc.integer({ min: 1, max: 400 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('clear') }) },
);

describe('for every sequence of accesses', () => {
  it('a cache keeps its limits, adds up its counts and gives only what was set last', () => {
    const limits = fc.record({
      maxEntries: fc.integer({ min: 1, max: 8 }),
      maxBytes: fc.integer({ min: 100, max: 900 }),
    });
    fc.assert(
      fc.property(limits, fc.array(anyStep, { maxLength: 120 }), ({ maxEntries, maxBytes }, steps) => {
        const clock = new FakeClock();
        const ttlMs = 1_000;
        const cache = new PromptCache<object>({ clock, expiryResolutionMs: 0, maxEntries, maxBytes, ttlMs });
        const kept = new Map<string, { readonly value: object; readonly atMs: number }>();
        let gets = 0;
        for (const step of steps) {
          if (step.type === 'wait') clock.skip(step.ms);
          else if (step.type === 'clear') {
            cache.clear();
            kept.clear();
            gets = 0;
          } else if (step.type === 'set') {
            const key = digest(step.name);
            const value = {};
            const isKept = cache.set(key, value, { bytes: step.bytes, savedMs: 1, savedTokens: 1 });
            if (isKept) kept.set(key, { value, atMs: clock.nowMs() });
          } else {
            gets++;
            const found = cache.get(digest(step.name));
            const expected = kept.get(digest(step.name));
            if (found !== undefined) {
              expect(found).toBe(expected?.value);
              expect(clock.nowMs() - (expected?.atMs ?? 0)).toBeLessThanOrEqual(ttlMs);
            }
          }
          const { entries, bytes, hits, misses, insertions, evictions, expirations, savedTokens } = cache.stats();
          expect(entries).toBeLessThanOrEqual(maxEntries);
          expect(bytes).toBeLessThanOrEqual(maxBytes);
          expect(hits + misses).toBe(gets);
          expect(savedTokens).toBe(hits);
          expect(entries + evictions + expirations).toBeLessThanOrEqual(insertions);
        }
      }),
    );
  });
});

/** Draws from 1,000 worlds by Zipf's law with s = 1: the nth is asked for 1/n as often as the first. */
function zipfTrace(random: Random, length: number): number[] {
  const cumulated: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= 1_000; rank++) {
    sum += 1 / rank;
    cumulated.push(sum);
  }
  return Array.from({ length }, () => {
    const at = random.next() * sum;
    return cumulated.findIndex((upTo) => at < upTo);
  });
}

describe('on a Zipf trace', () => {
  it.each([1, 2, 3])('admission by frequency hits more often than plain LRU of the same size (seed %i)', (seed) => {
    const trace = zipfTrace(seededRandom(seed), 10_000).map(digest);
    const cache = new PromptCache<true>({
      clock: new FakeClock(),
      expiryResolutionMs: 0,
      maxEntries: 100,
      maxBytes: 1e9,
      ttlMs: 1e9,
    });
    const lru = new LRUCache<string, true>({ max: 100 });
    let lruHits = 0;
    for (const key of trace) {
      if (cache.get(key) === undefined) cache.set(key, true, { bytes: 1, savedMs: 1, savedTokens: 1 });
      if (lru.get(key) === undefined) lru.set(key, true);
      else lruHits++;
    }
    expect(cache.stats().hits).toBeGreaterThan(lruHits * 1.1);
  });
});
