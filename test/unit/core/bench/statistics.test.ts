import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimable, quantile, samplesNeeded, summarize } from '../../../../src/core/bench/statistics.ts';

const durations = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 400 });
const ascending = (samples: readonly number[]): number[] => [...samples].sort((a, b) => a - b);

describe('the samples that a quantile needs', () => {
  it('are 6 for p50, 59 for p95 and 299 for p99', () => {
    expect([0.5, 0.95, 0.99].map(samplesNeeded)).toEqual([6, 59, 299]);
  });

  it('are as many for a low quantile as for its mirror image', () => {
    expect(samplesNeeded(0.05)).toBe(samplesNeeded(0.95));
  });

  it('are the first count at which the samples enclose the quantile in 95 of 100 runs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.999, noNaN: true }), (q) => {
        const count = samplesNeeded(q);
        const enclose = (n: number): number => 1 - q ** n - (1 - q) ** n;
        expect(enclose(count)).toBeGreaterThanOrEqual(0.95 - 1e-9);
        expect(enclose(count - 1)).toBeLessThan(0.95);
      }),
    );
  });

  it('make p99 estimable at 299 samples and not at 298', () => {
    expect([estimable(298, 0.99), estimable(299, 0.99)]).toEqual([false, true]);
  });
});

describe('a quantile', () => {
  it('interpolates between its neighbours by definition 7', () => {
    // R: quantile(c(10, 20, 30, 40), c(0.25, 0.5, 0.95), type = 7)
    const samples = [10, 20, 30, 40];
    expect([0.25, 0.5].map((q) => quantile(samples, q))).toEqual([17.5, 25]);
    expect(quantile(samples, 0.95)).toBeCloseTo(38.5, 12);
  });

  it('is the sample itself where there is only one', () => {
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('is null without samples and beside one that is no number', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([Number.NaN, 1], 0.5)).toBeNull();
  });

  it('never decreases as q grows, and stays between the smallest and the largest sample', () => {
    fc.assert(
      fc.property(
        durations,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (samples, a, b) => {
          const sorted = ascending(samples);
          const low = quantile(sorted, Math.min(a, b)) ?? Number.NaN;
          const high = quantile(sorted, Math.max(a, b)) ?? Number.NaN;
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(sorted[0] ?? Number.NaN);
          expect(high).toBeLessThanOrEqual(sorted.at(-1) ?? Number.NaN);
        },
      ),
    );
  });
});

describe('a summary', () => {
  it('names p50, p95 and p99 from 299 samples on', () => {
    const samples = Array.from({ length: 299 }, (_, i) => i);
    expect(summarize(samples)).toMatchObject({ samples: 299, mean: 149, min: 0, max: 298, p50: 149 });
    expect(summarize(samples).p95).toBeCloseTo(283.1, 9);
    expect(summarize(samples).p99).toBeCloseTo(295.02, 9);
  });

  it('leaves out what too few samples cannot say', () => {
    expect(summarize([1, 2, 3, 4])).toMatchObject({ mean: 2.5, min: 1, max: 4, p50: null, p95: null, p99: null });
    expect(summarize(new Array(59).fill(1))).toMatchObject({ p50: 1, p95: 1, p99: null });
  });

  it('says nothing about no samples', () => {
    expect(summarize([])).toEqual({ samples: 0, mean: null, min: null, max: null, p50: null, p95: null, p99: null });
  });

  it('says nothing when a sample is not finite', () => {
    expect(summarize([1, Number.NaN, 3])).toMatchObject({ samples: 3, mean: null, max: null });
    expect(summarize([1, Number.POSITIVE_INFINITY])).toMatchObject({ mean: null });
  });

  it('does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(durations, (samples) => {
        const { mean: forward, ...rest } = summarize(samples);
        const { mean: backward, ...restReversed } = summarize([...samples].reverse());
        expect(rest).toEqual(restReversed);
        expect(forward).toBeCloseTo(backward ?? Number.NaN, 3);
      }),
    );
  });

  it('keeps the mean between the smallest and the largest sample', () => {
    fc.assert(
      fc.property(durations, (samples) => {
        const { mean, min, max } = summarize(samples);
        expect(mean).toBeGreaterThanOrEqual(min ?? Number.NaN);
        expect(mean).toBeLessThanOrEqual(max ?? Number.NaN);
      }),
    );
  });
});
