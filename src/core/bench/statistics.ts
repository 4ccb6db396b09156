/** Location of one set of samples, in the samples' unit; null where there are too few samples to say. */
export interface Summary {
  readonly samples: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** How sure an interval has to be. */
export const CONFIDENCE = 0.95;

/**
 * The fewest samples from which quantile `q` (0 < q < 1) can be named: 6 for p50, 59 for p95, 299 for p99.
 *
 * With n independent samples all of them lie on one side of the true quantile with probability q^n + (1 - q)^n. Only
 * from the n at which that is at most 5 % do the samples enclose it with 95 % confidence, so that an interval by order
 * statistics exists at all (Wilks 1941; Hahn and Meeker, "Statistical Intervals", 5.2).
 */
export function samplesNeeded(q: number): number {
  const farther = Math.max(q, 1 - q);
  let n = Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(farther));
  while (farther ** n + (1 - farther) ** n > 1 - CONFIDENCE) n++;
  return n;
}

/** Whether `count` samples are enough to name quantile `q`; see `samplesNeeded`. */
export function estimable(count: number, q: number): boolean {
  return count >= samplesNeeded(q);
}

/**
 * The `q` quantile (0..1) of samples in ascending order, by linear interpolation between the order statistics
 * around (n - 1) q: definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), which
 * NumPy, R and tinybench use as well. Null for no samples, and where a sample is not a number.
 */
export function quantile(ascending: readonly number[], q: number): number | null {
  const position = (ascending.length - 1) * Math.min(1, Math.max(0, q));
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  const value = below === above ? below : below + (above - below) * (position - Math.floor(position));
  return Number.isFinite(value) ? value : null;
}

/** Sums up samples in any order. Everything is null when one of them is not a finite number. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0 || !samples.every(Number.isFinite)) {
    return { samples: samples.length, mean: null, min: null, max: null, p50: null, p95: null, p99: null };
  }
  const ascending = [...samples].sort((a, b) => a - b);
  const named = (q: number): number | null => (estimable(samples.length, q) ? quantile(ascending, q) : null);
  return { samples: samples.length, ...meanAndRange(ascending), p50: named(0.5), p95: named(0.95), p99: named(0.99) };
}

function meanAndRange(ascending: readonly number[]): { mean: number; min: number; max: number } {
  const min = ascending[0] ?? 0;
  const max = ascending.at(-1) ?? 0;
  let sum = 0;
  for (const sample of ascending) sum += sample;
  // Rounding in the sum may carry the mean of equal samples past them.
  return { mean: Math.min(max, Math.max(min, sum / ascending.length)), min, max };
}

/** Their sum over their count, NaN for none. */
export function meanOf(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** The variance of what the samples were drawn from: squared distances from their mean over one less than their count. */
export function variance(samples: readonly number[]): number {
  const mean = meanOf(samples);
  return samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / Math.max(1, samples.length - 1);
}
