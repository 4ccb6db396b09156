import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimalHits, withExpiry } from '../../../../bench/workloads/belady.ts';

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

/** The same rule by its definition: what is used latest is looked for among everything that is held. */
function hitsByScanning(trace: readonly number[], capacity: number): number {
  const nextUse = (key: number, after: number): number => {
    const next = trace.indexOf(key, after + 1);
    return next === -1 ? Number.POSITIVE_INFINITY : next;
  };
  const held = new Set<number>();
  let hits = 0;
  for (const [now, key] of trace.entries()) {
    if (held.has(key)) hits++;
    held.add(key);
    if (held.size <= capacity) continue;
    const [victim] = [...held].sort((a, b) => nextUse(b, now) - nextUse(a, now) || 0);
    if (victim !== undefined) held.delete(victim);
  }
  return hits;
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

  it('is that of the rule by its definition, on long traces too', () => {
    const traces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 200, maxLength: 400 });
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 30 }), (trace, capacity) => {
        expect(optimalHits(trace, capacity)).toBe(hitsByScanning(trace, capacity));
      }),
    );
  });

  it('does not take long for 100,000 requests and 10,000 entries', () => {
    const trace = Array.from({ length: 100_000 }, (_, i) => (i * i) % 30_011);
    const startMs = performance.now();
    expect(optimalHits(trace, 10_000)).toBeGreaterThan(0);
    // Scanning would take a minute; this takes 50 ms.
    expect(performance.now() - startMs).toBeLessThan(3_000);
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

describe('a trace whose entries expire', () => {
  it('takes a question that was not asked for too long for another one', () => {
    expect(withExpiry([7, 7, 8, 7], [0, 10, 11, 21], 10)).toEqual([0, 0, 1, 2]);
    expect(withExpiry([7, 7, 8, 7], [0, 10, 11, 20], 10)).toEqual([0, 0, 1, 0]);
  });

  it('has an optimum that no cache beats which serves nothing that is too old', () => {
    const requests = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 60,
    });
    const sizes = fc.record({ capacity: fc.integer({ min: 1, max: 5 }), ttlMs: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(requests, sizes, (asked, { capacity, ttlMs }) => {
        let nowMs = 0;
        const trace = asked.map(([key]) => key);
        const timesMs = asked.map(([, passed]) => (nowMs += passed));
        const best = optimalHits(withExpiry(trace, timesMs, ttlMs), capacity);
        expect(best).toBeGreaterThanOrEqual(expiringLruHits(trace, timesMs, { capacity, ttlMs }));
        expect(best).toBeLessThanOrEqual(optimalHits(trace, capacity));
      }),
    );
  });
});

/** Hits of an LRU cache whose entries live `ttlMs` from their making. */
function expiringLruHits(
  trace: readonly number[],
  timesMs: readonly number[],
  { capacity, ttlMs }: { readonly capacity: number; readonly ttlMs: number },
): number {
  const madeAt = new Map<number, number>();
  let hits = 0;
  for (const [i, key] of trace.entries()) {
    const nowMs = timesMs[i] ?? 0;
    const madeMs = madeAt.get(key);
    const isHit = madeMs !== undefined && nowMs - madeMs <= ttlMs;
    if (isHit) hits++;
    madeAt.delete(key);
    if (madeAt.size >= capacity) madeAt.delete(madeAt.keys().next().value ?? -1);
    madeAt.set(key, isHit ? madeMs : nowMs);
  }
  return hits;
}
