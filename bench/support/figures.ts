import type { Measurement } from '../../src/core/bench/measurement.ts';
import { summarize } from '../../src/core/bench/statistics.ts';

/** The median of some times, nanoseconds; null where there are too few of them. */
export function medianNs(timesNs: readonly number[]): number | null {
  return summarize(timesNs).p50;
}

/** The median of a measurement, nanoseconds per call. */
export function medianOf(measurement: Measurement): number | null {
  return medianNs(measurement.samplesNs);
}

/** `value - base`, null where either is not known. */
export function over(value: number | null, base: number | null): number | null {
  return value === null || base === null ? null : value - base;
}

/** How many rounds an experiment takes: enough for p99 in full mode, enough for a median in quick mode. */
export function rounds(mode: 'quick' | 'full'): number {
  return mode === 'full' ? 300 : 10;
}

/** A request that takes the model this long leaves the processor to others: it works for half a millisecond, then waits. */
export const MOSTLY_WAITING_MS = 100;
