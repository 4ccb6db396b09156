import type { Block, Interval, PercentileIntervals } from './report.ts';
import { CONFIDENCE, meanOf, variance } from './statistics.ts';
import { studentT } from './studentT.ts';
import { weightedQuantile, weightedSamples } from './weightedQuantile.ts';

/** The fewest processes that say how far processes lie apart. */
export const LEAST_PROCESSES = 5;

/**
 * The logarithm of quantile `q` in each process of a run, nanoseconds or, where `isPaced`, units of the machine's pace.
 * Undefined below 5 processes, and where one of them cannot tell it.
 */
export function logsByProcess(blocks: readonly Block[], q: number, isPaced: boolean): readonly number[] | undefined {
  const processes = byProcess(blocks);
  if (processes.length < LEAST_PROCESSES) return undefined;
  const logs = processes.flatMap((ofProcess) => {
    const samples = weightedSamples(ofProcess, isPaced);
    return samples === undefined ? [] : [Math.log(weightedQuantile(samples, q))];
  });
  return logs.length === processes.length && logs.every(Number.isFinite) ? logs : undefined;
}

/** The stretches of each process. */
function byProcess(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const processes = new Map<number, Block[]>();
  for (const block of blocks) {
    const { process = 0 } = block;
    const known = processes.get(process);
    if (known === undefined) processes.set(process, [block]);
    else known.push(block);
  }
  return [...processes.values()];
}

/**
 * The intervals of p50 and p95 as wide as the processes of a run say at the least: samples of one process share how the
 * program was compiled and placed in memory, and all of them together know that no better than so many processes do.
 */
export function widenedByProcesses(intervals: PercentileIntervals, blocks: readonly Block[]): PercentileIntervals {
  const widened = (interval: Interval | null, q: number): Interval | null => {
    const other = interval === null ? undefined : processInterval(blocks, q);
    if (interval === null || other === undefined) return interval;
    return [Math.min(interval[0], other[0]), Math.max(interval[1], other[1])];
  };
  return { ...intervals, p50: widened(intervals.p50, 0.5), p95: widened(intervals.p95, 0.95) };
}

/** The 95 % interval of a quantile's geometric mean over processes, by Student's t. */
function processInterval(blocks: readonly Block[], q: number): Interval | undefined {
  const logs = logsByProcess(blocks, q, false);
  if (logs === undefined) return undefined;
  const half = studentT((1 + CONFIDENCE) / 2, logs.length - 1) * Math.sqrt(variance(logs) / logs.length);
  return [Math.exp(meanOf(logs) - half), Math.exp(meanOf(logs) + half)];
}
