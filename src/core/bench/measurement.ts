import type { Block, CaseResult } from './report.ts';

/** Samples of one subject, nanoseconds per call, ascending; each is the mean of `batch` calls. */
export interface Measurement {
  readonly samplesNs: readonly number[];
  readonly batch: number;
  /** The same in stretches of time. */
  readonly blocks: readonly Block[];
  /** Absent for a workload, which ends by itself. */
  readonly ended?: NonNullable<CaseResult['ended']>;
}

/** What one process of a run measured of a floor or case, or why it could not. */
export type ProcessTimes = {
  readonly id: string;
  /** Which process of the run, from 0. */
  readonly process: number;
} & ({ readonly measurement: Measurement } | { readonly error: string });

/**
 * What several processes measured of one subject, in the order of their numbers, as one measurement; each stretch says whose
 * it is. Where their batches differ the largest is named. It ended narrow where each process knew its own median that well.
 */
export function pooled(
  processes: readonly { readonly process: number; readonly measurement: Measurement }[],
): Measurement {
  const [first, ...others] = processes.map(({ measurement }) => measurement);
  if (first === undefined) throw new Error('Nothing was measured.');
  if (others.length === 0) return first;
  const all = [first, ...others];
  return {
    samplesNs: all.flatMap(({ samplesNs }) => samplesNs).sort((a, b) => a - b),
    batch: Math.max(...all.map(({ batch }) => batch)),
    blocks: processes.flatMap(({ process, measurement }) => measurement.blocks.map((block) => ({ ...block, process }))),
    ...(first.ended === undefined ? {} : { ended: all.every(({ ended }) => ended === 'narrow') ? 'narrow' : 'limit' }),
  };
}
