import { BLOCKS } from './blocks.ts';
import type { BenchReport } from './report.ts';
import { samplesNeeded } from './statistics.ts';

/** How much time one measured subject may take and how many samples it gives. */
export interface Budget {
  /** The pilot and the calls before the first sample each take this long, the latter at least `warmupSamples` calls. */
  readonly warmupMs: number;
  readonly warmupSamples: number;
  /** Sampling goes on until `minSamples` are there and this time has passed; then it ends once the median is known well. */
  readonly leastMs: number;
  /** It ends here in any case, once `minSamples` are there. */
  readonly timeMs: number;
  readonly minSamples: number;
  /** Bounds the memory: 20,000 samples are 160 kB, and tinybench holds a few copies. */
  readonly maxSamples: number;
  /** Sampling ends here with whatever there is, also below `minSamples`. */
  readonly capMs: number;
  /** Into how many stretches of time the samples are put together. */
  readonly stretches: number;
  /** A case that has not ended by then has failed. */
  readonly caseLimitMs: number;
}

/**
 * Full: enough samples for p99. The slowest case waits 200 ms for each; the four processes before the last do
 * so side by side, which keeps a full run of all suites below six minutes.
 */
const FULL: Budget = {
  warmupMs: 250,
  warmupSamples: 2,
  leastMs: 400,
  timeMs: 1_200,
  minSamples: samplesNeeded(0.99),
  maxSamples: 20_000,
  capMs: 90_000,
  stretches: BLOCKS,
  caseLimitMs: 150_000,
};

/** Each process has to be compiled to the end anew. */
const LEAST_WARMUP_MS = 100;

/** Quick: shows that a case works and asserts what it asserts. No more samples than a median needs. */
const QUICK: Budget = {
  warmupMs: 20,
  warmupSamples: 1,
  leastMs: 20,
  timeMs: 40,
  minSamples: samplesNeeded(0.5),
  maxSamples: 1_000,
  capMs: 4_000,
  stretches: BLOCKS,
  caseLimitMs: 20_000,
};

/**
 * What a subject gets in each of `processes` that measure it: together the same time and samples, but in each as many
 * samples as p95 needs, since runs are compared by the p95 of their processes.
 */
export function budgetFor(mode: BenchReport['mode'], processes = 1): Budget {
  const all = mode === 'full' ? FULL : QUICK;
  if (processes === 1) return all;
  return {
    ...all,
    warmupMs: Math.min(all.warmupMs, Math.max(LEAST_WARMUP_MS, all.warmupMs / processes)),
    leastMs: all.leastMs / processes,
    timeMs: all.timeMs / processes,
    minSamples: Math.min(all.minSamples, Math.max(samplesNeeded(0.95), Math.ceil(all.minSamples / processes))),
    maxSamples: Math.ceil(all.maxSamples / processes),
    capMs: all.capMs / processes,
    stretches: Math.ceil(all.stretches / processes),
  };
}

/** A quarter of the time for what a case measures beside its subject. */
export function sideBudget(budget: Budget): Budget {
  return {
    ...budget,
    warmupMs: budget.warmupMs / 4,
    leastMs: budget.leastMs / 4,
    timeMs: budget.timeMs / 4,
    capMs: budget.capMs / 4,
  };
}
