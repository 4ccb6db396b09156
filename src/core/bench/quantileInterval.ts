import type { Interval, PercentileIntervals } from './report.ts';
import { CONFIDENCE, samplesNeeded } from './statistics.ts';

/**
 * The 95 % confidence interval of quantile `q` (0 < q < 1) of independent samples in ascending order, by order
 * statistics: whatever the distribution, the number of samples below the true quantile is binomial, so the k-th and the
 * m-th smallest sample enclose it with a known probability (Hahn and Meeker, "Statistical Intervals", 5.2). Between two
 * order statistics it interpolates as Nyblom does ("Note on interpolated order statistics", Statistics & Probability
 * Letters 14, 1992), which keeps the coverage near 95 % instead of anywhere above it; where a bound lies between the two
 * outermost samples it may reach 97.5. Each side misses 2.5 %; where the samples do not reach that far on one side, the
 * last sample is the bound and the other side misses the rest.
 *
 * Null below `samplesNeeded(q)` samples, and where one is not a finite number.
 */
export function quantileInterval(ascending: readonly number[], q: number): Interval | null {
  const n = ascending.length;
  const [smallest, largest] = [ascending[0], ascending[n - 1]];
  if (n < samplesNeeded(q) || smallest === undefined || largest === undefined) return null;
  if (!Number.isFinite(smallest) || !Number.isFinite(largest)) return null;

  const miss = 1 - CONFIDENCE;
  // What the outermost samples miss at the least.
  const [leastBelow, leastAbove] = [(1 - q) ** n, q ** n];
  const missBelow = Math.max(leastBelow, Math.min(miss / 2, miss - leastAbove));
  const missAbove = Math.max(leastAbove, Math.min(miss / 2, miss - leastBelow));
  const atMost = binomialDistribution(n, q);
  // P(the r-th smallest sample <= quantile) = 1 - P(fewer than r below) = 1 - atMost(r - 1).
  const low = bound(ascending, q, 1 - missBelow, (r) => 1 - atMost(r - 1));
  // Seen from the other end: the r-th largest, and the share above.
  const high = bound(ascending.toReversed(), 1 - q, 1 - missAbove, (r) => atMost(n - r));
  return [Math.min(low, high), Math.max(low, high)];
}

/** The intervals of the percentiles that a report names. */
export function percentileIntervals(ascending: readonly number[]): PercentileIntervals {
  return {
    p50: quantileInterval(ascending, 0.5),
    p95: quantileInterval(ascending, 0.95),
    p99: quantileInterval(ascending, 0.99),
  };
}

/**
 * The bound that lies outside of the quantile with probability `certainty`: between the last order statistic `r`
 * (1-based, from the near end) of which that is true and the next one. `reach(r)` is that probability of the r-th, and
 * falls with r.
 */
function bound(fromNearEnd: readonly number[], q: number, certainty: number, reach: (r: number) => number): number {
  const n = fromNearEnd.length;
  let [r, beyond] = [1, n];
  while (beyond - r > 1) {
    const middle = (r + beyond) >>> 1;
    if (reach(middle) >= certainty) r = middle;
    else beyond = middle;
  }
  const [at, next] = [fromNearEnd[r - 1] ?? Number.NaN, fromNearEnd[r] ?? Number.NaN];
  const [over, under] = [reach(r) - certainty, certainty - reach(r + 1)];
  if (over <= 0 || r >= n) return at;
  // Nyblom's weight of the next order statistic.
  const weight = 1 / (1 + ((n - r) * q * under) / (r * (1 - q) * over));
  return at + (next - at) * weight;
}

/** P(at most k of n) for k = -1 … n, of a binomial distribution: relative weights outwards from the mode, normalised. */
function binomialDistribution(n: number, p: number): (k: number) => number {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const weights = new Float64Array(n + 1);
  weights[mode] = 1;
  for (let k = mode; k < n; k++) weights[k + 1] = (weights[k] ?? 0) * odds * ((n - k) / (k + 1));
  for (let k = mode; k > 0; k--) weights[k - 1] = ((weights[k] ?? 0) * k) / (odds * (n - k + 1));
  let total = 0;
  for (let k = 0; k <= n; k++) {
    total += weights[k] ?? 0;
    weights[k] = total;
  }
  return (k) => (k < 0 ? 0 : (weights[Math.min(k, n)] ?? 0) / total);
}
