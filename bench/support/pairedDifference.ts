import type { Interval } from '../../src/core/bench/report.ts';
import { summarize } from '../../src/core/bench/statistics.ts';

/** The median of paired differences and its interval; null where there are too few pairs. */
export interface PairedDifference {
  readonly p50: number | null;
  /** At least 95 %. */
  readonly interval: Interval | null;
}

/** The fewest pairs that have an interval: twice 1/2^n is at most 5 % from here on. */
export const PAIRS_NEEDED = 6;

/**
 * What `b` is over `a`, by pairs that were taken one right after the other. The interval is that of the sign test: order
 * statistics of the differences, without a guess at their distribution (Hollander, Wolfe and Chicken, "Nonparametric
 * Statistical Methods", 3.6).
 */
export function pairedDifference(pairs: readonly { readonly a: number; readonly b: number }[]): PairedDifference {
  const differences = pairs.map(({ a, b }) => b - a).sort((x, y) => x - y);
  const { p50 } = summarize(differences);
  const beyond = outsideEachEnd(differences.length);
  const low = beyond === undefined ? undefined : differences[beyond];
  const high = beyond === undefined ? undefined : differences[differences.length - 1 - beyond];
  return { p50, interval: low === undefined || high === undefined ? null : [low, high] };
}

/** The most order statistics that may lie outside each end: twice P(Binomial(n, 1/2) ≤ that) stays within 5 %. */
function outsideEachEnd(n: number): number | undefined {
  let probability = 0.5 ** n;
  let sum = probability;
  let outside: number | undefined;
  for (let i = 0; i < n && 2 * sum <= 0.05; i++) {
    outside = i;
    probability *= (n - i) / (i + 1);
    sum += probability;
  }
  return outside;
}
