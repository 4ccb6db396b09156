import type { BlockRecorder } from './blocks.ts';
import { quantileInterval } from './quantileInterval.ts';
import { quantile, variance } from './statistics.ts';
import { studentT } from './studentT.ts';

/** Half the width of the median's interval, over the median. */
const NARROW = 0.01;
const LEAST_BLOCKS = 4;

/**
 * Whether the median is known to 1 % either way: by its interval of order statistics, which takes the samples as
 * independent, and by how far the medians of the stretches of time lie apart, which does not.
 */
export function isNarrow(recorder: BlockRecorder): boolean {
  const ascending = recorder.ascending();
  const median = quantile(ascending, 0.5);
  const interval = quantileInterval(ascending, 0.5);
  if (median === null || interval === null || !(median > 0)) return false;
  if (interval[1] - interval[0] > 2 * NARROW * median) return false;
  const medians = recorder.blocks().map((block) => quantile(block.samplesNs, 0.5) ?? Number.NaN);
  if (medians.length < LEAST_BLOCKS) return false;
  const half = studentT(0.975, medians.length - 1) * Math.sqrt(variance(medians) / medians.length);
  return half <= NARROW * median;
}
