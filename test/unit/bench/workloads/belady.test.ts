import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimalHits } from '../../../../bench/workloads/belady.ts';

/** The best of all choices, tried one by one: at each miss, keep the newcomer in place of any one entry, or not at all. */
function bestByTryingAll(trace: readonly number[], capacity: number, at = 0, held: readonly number[] = []): number {
  const key = trace[at];
  if (key === undefined) return 0;
  const rest = (next: readonly number[]): number => bestByTryingAll(trace, capacity, at + 1, next);
  if (held.includes(key)) return 1 + rest(held);
  const choices = [rest(held)];
  if (held.length < capacity) choices.push(rest([...held, key]));
  else for (const victim of held) choices.push(rest([...held.filter((one) => one !== victim), key]));
  return Math.max(...choices);
}

/** Hits of a plain LRU cache. */
function lruHits(trace: readonly number[], capacity: number): number {
  const held = new Set<number>();
  let hits = 0;
  for (const key of trace) {
    if (held.delete(key)) hits++;
    else if (held.size >= capacity) held.delete(held.values().next().value ?? -1);
    held.add(key);
  }
  return hits;
}

describe("Belady's optimum", () => {
  it('keeps what is asked for again soonest', () => {
    // 3 is never asked for again, so 1 and 2 stay: 2 hits more than LRU gets.
    expect(optimalHits([1, 2, 3, 1, 2, 1, 2], 2)).toBe(4);
    expect(lruHits([1, 2, 3, 1, 2, 1, 2], 2)).toBe(2);
  });

  it('gives up what is asked for again latest of all', () => {
    expect(optimalHits([2, 1, 3, 3, 2, 2, 1], 2)).toBe(3);
  });

  it('passes by a newcomer that is asked for later than everything held', () => {
    expect(optimalHits([1, 2, 1, 2], 1)).toBe(1);
    expect(optimalHits([1, 2, 1, 1, 2], 1)).toBe(2);
  });

  it('has no hit without room or without repetition', () => {
    expect(optimalHits([1, 1, 1], 0)).toBe(0);
    expect(optimalHits([1, 2, 3], 5)).toBe(0);
    expect(optimalHits([], 5)).toBe(0);
  });

  it('hits every repetition when everything fits', () => {
    expect(optimalHits([4, 5, 4, 6, 5, 4], 3)).toBe(3);
  });

  it('is the best of all choices', () => {
    const traces = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 9 });
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 3 }), (trace, capacity) => {
        expect(optimalHits(trace, capacity)).toBe(bestByTryingAll(trace, capacity));
      }),
    );
  });

  it('is never beaten by LRU', () => {
    const traces = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 200 });
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 8 }), (trace, capacity) => {
        expect(optimalHits(trace, capacity)).toBeGreaterThanOrEqual(lruHits(trace, capacity));
      }),
    );
  });
});
