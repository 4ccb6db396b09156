import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../../../src/core/bench/distribution.ts';

describe('the distribution of samples', () => {
  it('has 24 bins of equal width on a logarithmic axis', () => {
    const { counts, edgesNs } = distributionOf([1, 1e6]) ?? { counts: [], edgesNs: [] };
    expect(counts).toHaveLength(24);
    const ratios = edgesNs.slice(1).map((edge, i) => edge / (edgesNs[i] ?? Number.NaN));
    for (const ratio of ratios) expect(ratio).toBeCloseTo(1e6 ** (1 / 24), 6);
  });

  it('counts every sample once, between ascending edges that reach from the smallest to the largest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 }), (samples) => {
        const { counts, edgesNs } = distributionOf(samples) ?? { counts: [], edgesNs: [] };
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(samples.length);
        expect(edgesNs).toHaveLength(counts.length + 1);
        expect(edgesNs).toEqual([...edgesNs].sort((a, b) => a - b));
        expect(edgesNs[0]).toBeLessThanOrEqual(Math.max(0.1, Math.min(...samples)));
        expect(edgesNs.at(-1)).toBeGreaterThanOrEqual(Math.max(...samples));
      }),
    );
  });

  it('puts each sample between the edges of its bin', () => {
    const { counts, edgesNs } = distributionOf([1, 30, 30, 1_000], 3) ?? { counts: [], edgesNs: [] };
    expect(counts).toEqual([1, 2, 1]);
    expect(edgesNs[1]).toBeCloseTo(10, 9);
  });

  it('is one bin around the value when all samples are alike', () => {
    const { counts, edgesNs } = distributionOf([50, 50, 50]) ?? { counts: [], edgesNs: [] };
    expect(counts).toEqual([3]);
    expect(edgesNs[0]).toBeLessThan(50);
    expect(edgesNs[1]).toBeGreaterThan(50);
  });

  it('takes samples of 0, which a coarse timer gives', () => {
    expect(distributionOf([0, 0])?.counts).toEqual([2]);
    expect(distributionOf([0, 100])?.counts.at(0)).toBe(1);
  });

  it('is absent without samples and beside one that is not finite', () => {
    expect(distributionOf([])).toBeUndefined();
    expect(distributionOf([1, Number.NaN])).toBeUndefined();
  });
});
