import type { Random } from '../../src/core/base/random.ts';

/** A distribution to draw from, with its true quantiles. */
export interface TestDistribution {
  readonly name: string;
  draw(random: Random): number;
  quantile(q: 0.5 | 0.95 | 0.99): number;
}

/** Standard normal (Box–Muller). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

const NORMAL_QUANTILES = { 0.5: 0, 0.95: 1.644853626951473, 0.99: 2.326347874040841 };

/** Skewed as durations are: a hump and a long tail, an exponential, and one without a finite variance. */
export const skewedDistributions: readonly TestDistribution[] = [
  {
    name: 'log-normal',
    draw: (random) => Math.exp(gaussian(random)),
    quantile: (q) => Math.exp(NORMAL_QUANTILES[q]),
  },
  {
    name: 'exponential',
    draw: (random) => -Math.log(1 - random.next()),
    quantile: (q) => -Math.log(1 - q),
  },
  {
    name: 'Pareto with exponent 1.5',
    draw: (random) => (1 - random.next()) ** (-1 / 1.5),
    quantile: (q) => (1 - q) ** (-1 / 1.5),
  },
];
