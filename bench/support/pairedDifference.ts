import { quantileInterval } from '../../src/core/bench/quantileInterval.ts';
import type { Interval } from '../../src/core/bench/report.ts';
import { samplesNeeded, summarize } from '../../src/core/bench/statistics.ts';

/** The median of paired differences and its 95 % interval; null where there are too few pairs. */
export interface PairedDifference {
  readonly p50: number | null;
  readonly interval: Interval | null;
}

/** The fewest pairs that have a median and an interval. */
export const PAIRS_NEEDED = samplesNeeded(0.5);

/** What `b` is over `a`, by pairs that were taken one right after the other, without a guess at their distribution. */
export function pairedDifference(pairs: readonly { readonly a: number; readonly b: number }[]): PairedDifference {
  const differences = pairs.map(({ a, b }) => b - a).sort((x, y) => x - y);
  return { p50: summarize(differences).p50, interval: quantileInterval(differences, 0.5) };
}
