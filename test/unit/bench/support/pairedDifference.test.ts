import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAIRS_NEEDED, pairedDifference } from '../../../../bench/support/pairedDifference.ts';

const pairsOf = (differences: readonly number[]) => differences.map((d) => ({ a: 10, b: 10 + d }));

describe('the median of paired differences', () => {
  it('is there, with an interval, from six pairs on', () => {
    expect(PAIRS_NEEDED).toBe(6);
    expect(pairedDifference(pairsOf([1, 2, 3, 4, 5]))).toEqual({ p50: null, interval: null });
    const { p50, interval } = pairedDifference(pairsOf([0, 1, 2, 3, 4, 5]));
    expect(p50).toBe(2.5);
    expect(interval?.[0]).toBeCloseTo(0.02, 2);
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
});
