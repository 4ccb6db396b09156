import type { Distribution } from './report.ts';

const BINS = 24;

/** Below this the timer says nothing, and a logarithm of 0 has no place on an axis. Nanoseconds. */
const SMALLEST_NS = 0.1;

/**
 * Counts samples (nanoseconds, any order) in bins of equal width on a logarithmic axis from the smallest to the
 * largest. Undefined when there is nothing to draw: no samples, or one that is not a finite number.
 */
export function distributionOf(samplesNs: readonly number[], bins: number = BINS): Distribution | undefined {
  if (samplesNs.length === 0 || !samplesNs.every(Number.isFinite)) return undefined;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = SMALLEST_NS;
  for (const sample of samplesNs) {
    smallest = Math.min(smallest, Math.max(SMALLEST_NS, sample));
    largest = Math.max(largest, sample);
  }
  // All alike, or nearer than a double can divide: one bin around them.
  if (largest <= smallest * (1 + 1e-9))
    return { counts: [samplesNs.length], edgesNs: [smallest / 1.05, largest * 1.05] };

  const width = Math.log(largest / smallest) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const sample of samplesNs) {
    const bin = Math.floor(Math.log(sample / smallest) / width);
    const index = Math.min(bins - 1, Math.max(0, bin));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const edgesNs = Array.from({ length: bins + 1 }, (_, i) => Math.min(largest, smallest * Math.exp(width * i)));
  edgesNs[0] = smallest;
  edgesNs[bins] = largest;
  return { counts, edgesNs };
}
