import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { quantileInterval } from '../../../../src/core/bench/quantileInterval.ts';
import { quantile } from '../../../../src/core/bench/statistics.ts';
import { skewedDistributions, type TestDistribution } from '../../../support/draws.ts';

const DRAWS = 2_000;
const SEED = 2026;

/** In how many of 2,000 seeded draws of `n` samples the interval holds the true quantile. */
function coverage(distribution: TestDistribution, q: 0.5 | 0.95 | 0.99, n: number): number {
  const random = seededRandom(SEED);
  let held = 0;
  for (let i = 0; i < DRAWS; i++) {
    const samples = Array.from({ length: n }, () => distribution.draw(random)).sort((a, b) => a - b);
    const interval = quantileInterval(samples, q);
    if (interval === null) throw new Error('There is no interval.');
    if (interval[0] <= distribution.quantile(q) && distribution.quantile(q) <= interval[1]) held++;
  }
  return held / DRAWS;
}

describe('the 95 % interval of a quantile', () => {
  describe.each(skewedDistributions)('of a $name', (distribution) => {
    it.each([30, 100, 400])('holds p50 in 93 to 97 of 100 draws of %i samples', (n) => {
      expect(coverage(distribution, 0.5, n), `seed ${SEED}`).toSatisfy((held: number) => held >= 0.93 && held <= 0.97);
    });

    it.each([59, 150, 400])('holds p95 in 93 to 97 of 100 draws of %i samples', (n) => {
      expect(coverage(distribution, 0.95, n), `seed ${SEED}`).toSatisfy((held: number) => held >= 0.93 && held <= 0.97);
    });

    it('holds p99 in 93 to 97 of 100 draws of 299 samples', () => {
      expect(coverage(distribution, 0.99, 299), `seed ${SEED}`).toSatisfy(
        (held: number) => held >= 0.93 && held <= 0.97,
      );
    });
  });

  it('is null below the samples that it needs, and there is one from them on', () => {
    const samples = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
    expect(quantileInterval(samples(5), 0.5)).toBeNull();
    expect(quantileInterval(samples(6), 0.5)?.[1]).toBeCloseTo(4.98, 2);
    expect(quantileInterval(samples(58), 0.95)).toBeNull();
    expect(quantileInterval(samples(59), 0.95)?.[1]).toBe(58);
    expect(quantileInterval(samples(298), 0.99)).toBeNull();
    expect(quantileInterval(samples(299), 0.99)?.[1]).toBe(298);
  });

  it('is null beside a sample that is not finite', () => {
    expect(quantileInterval([...new Array<number>(300).fill(1), Number.POSITIVE_INFINITY], 0.5)).toBeNull();
    expect(quantileInterval([Number.NaN, ...new Array<number>(300).fill(1)], 0.5)).toBeNull();
  });

  it('mirrors: of q of the samples it is that of 1 - q of their negatives', () => {
    const random = seededRandom(3);
    const samples = Array.from({ length: 120 }, () => random.next()).sort((a, b) => a - b);
    const [low, high] = quantileInterval(samples, 0.9) ?? [0, 0];
    const mirrored = quantileInterval(
      samples.map((sample) => -sample).sort((a, b) => a - b),
      0.1,
    );
    expect(mirrored?.[0]).toBeCloseTo(-high, 9);
    expect(mirrored?.[1]).toBeCloseTo(-low, 9);
  });

  it('lies around the quantile and within the samples, for any samples', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 299, maxLength: 600 });
    fc.assert(
      fc.property(samples, fc.constantFrom(0.5, 0.95, 0.99), (unsorted, q) => {
        const ascending = unsorted.toSorted((a, b) => a - b);
        const [low, high] = quantileInterval(ascending, q) ?? [Number.NaN, Number.NaN];
        const at = quantile(ascending, q) ?? Number.NaN;
        expect(low).toBeGreaterThanOrEqual(ascending[0] ?? Number.NaN);
        expect(high).toBeLessThanOrEqual(ascending.at(-1) ?? Number.NaN);
        expect(low).toBeLessThanOrEqual(at);
        expect(high).toBeGreaterThanOrEqual(at);
      }),
    );
  });
});
