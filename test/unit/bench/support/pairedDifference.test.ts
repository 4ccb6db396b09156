import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAIRS_NEEDED, pairedDifference } from '../../../../bench/support/pairedDifference.ts';
import { seededRandom } from '../../../../src/core/base/random.ts';

const pairsOf = (differences: readonly number[]) => differences.map((d) => ({ a: 10, b: 10 + d }));

describe('the median of paired differences', () => {
  it('has no interval below six pairs, and no median below five', () => {
    expect(pairedDifference(pairsOf([1, 2, 3, 4]))).toEqual({ p50: null, interval: null });
    expect(pairedDifference(pairsOf([1, 2, 3, 4, 5]))).toEqual({ p50: 3, interval: null });
    expect(pairedDifference(pairsOf(Array.from({ length: PAIRS_NEEDED }, (_, i) => i)))).toEqual({
      p50: 2.5,
      interval: [0, 5],
    });
  });

  it('has the interval of the sign test: the 6th from each end of 20', () => {
    // Table of the binomial: 2 P(X ≤ 5; 20, 1/2) = 0.041, 2 P(X ≤ 6) = 0.115.
    expect(pairedDifference(pairsOf(Array.from({ length: 20 }, (_, i) => i))).interval).toEqual([5, 14]);
  });

  it('is the other way round when the sides are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 6, maxLength: 60 }), (differences) => {
        const { p50, interval } = pairedDifference(pairsOf(differences));
        const turned = pairedDifference(pairsOf(differences.map((d) => -d)));
        expect(turned.p50).toBeCloseTo(-(p50 ?? 0), 9);
        expect(turned.interval?.[0]).toBeCloseTo(-(interval?.[1] ?? 0), 9);
        expect(turned.interval?.[1]).toBeCloseTo(-(interval?.[0] ?? 0), 9);
      }),
    );
  });

  it('holds the true median in at least 95 of 100 series', () => {
    const random = seededRandom(7);
    const series = 2_000;
    let held = 0;
    for (let i = 0; i < series; i++) {
      // Skewed, with median 0.
      const draw = (): number => -Math.log(1 - random.next()) - Math.LN2;
      const { interval } = pairedDifference(pairsOf(Array.from({ length: 15 }, draw)));
      if (interval !== null && interval[0] <= 0 && interval[1] >= 0) held++;
    }
    expect(held / series).toBeGreaterThanOrEqual(0.95);
    expect(held / series).toBeLessThan(0.99);
  });
});
