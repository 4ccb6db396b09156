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

/** What one process measured of a floor or case, or why it could not. */
export type ProcessTimes =
  | { readonly id: string; readonly measurement: Measurement }
  | { readonly id: string; readonly error: string };

/**
 * What several processes measured of one subject, at least one, as one measurement; each stretch says whose it is. The
 * batch is that of the last.
 */
export function pooled(processes: readonly Measurement[]): Measurement {
  const last = processes.at(-1);
  if (last === undefined) throw new Error('Nothing was measured.');
  if (processes.length === 1) return last;
  const { batch, ended } = last;
  return {
    samplesNs: processes.flatMap(({ samplesNs }) => samplesNs).sort((a, b) => a - b),
    batch,
    blocks: processes.flatMap(({ blocks }, process) => blocks.map((block) => ({ ...block, process }))),
    ...(ended === undefined
      ? {}
      : { ended: processes.every((one) => one.ended === 'narrow') ? ('narrow' as const) : ('limit' as const) }),
  };
}
