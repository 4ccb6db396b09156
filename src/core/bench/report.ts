import type { ProcessTimes } from './measurement.ts';
import type { Plot } from './plots.ts';

/** The distribution of one case. Unit: nanoseconds per iteration. */
export interface Distribution {
  /** Counts per bin; bin i covers `edgesNs[i]` to `edgesNs[i + 1]`, logarithmic. */
  readonly counts: readonly number[];
  readonly edgesNs: readonly number[];
}

/** A 95 % confidence interval, low and high, in the unit of what it is of. */
export type Interval = readonly [low: number, high: number];

/**
 * The intervals of the percentiles that are named, by order statistics, those of p50 and p95 no narrower than the processes
 * of the run lie apart; null where there are too few samples.
 */
export interface PercentileIntervals {
  readonly p50: Interval | null;
  readonly p95: Interval | null;
  readonly p99: Interval | null;
}

/**
 * A stretch of a measurement. A machine changes its speed within seconds, so the samples of one stretch are no independent
 * witnesses; and a program is compiled and placed in memory anew in each process, so its stretches are none of another.
 */
export interface Block {
  /** Order statistics of the stretch at equal steps of probability, ascending, nanoseconds per iteration. */
  readonly samplesNs: readonly number[];
  /** How many samples the stretch had. */
  readonly count: number;
  /** What a fixed piece of work took meanwhile, nanoseconds; null where it was not looked at. */
  readonly paceNs: number | null;
  /** Which of the run's processes measured it, from 0; absent where there was one. */
  readonly process?: number;
}

/**
 * What a case's time is made of. `machine`: of work, which takes longer on a slower machine, so comparisons divide by
 * its pace. `clock`: of waiting, which does not.
 */
export type Yardstick = 'machine' | 'clock';

/** A figure beside the times, for example a hit ratio (0..1) or a count. */
export type MetricValue = number | string | null;

/** One row of the report. Times in nanoseconds per iteration; null where there are too few samples to say. */
export interface CaseResult {
  /** `suite/case`, fixed names. */
  readonly id: string;
  readonly status: 'ok' | 'failed';
  readonly unit: 'ns';
  /** How many samples were taken; each is the mean of `batch` iterations, or of fewer where processes differ. */
  readonly samples: number;
  readonly batch: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** The cost of the machine itself in the same run, and p50 over it. */
  readonly floor?: { readonly id: string; readonly ratio: number };
  readonly metrics?: Readonly<Record<string, MetricValue>>;
  /** One line: what was measured. */
  readonly note: string;
  /** What did not hold; only when failed. */
  readonly error?: string;
  readonly distribution?: Distribution;
  readonly intervals?: PercentileIntervals;
  /** Samples beyond 1.5 (mild) and 3 (severe) interquartile ranges around the quartiles. They are flagged, not dropped. */
  readonly outliers?: { readonly mild: number; readonly severe: number };
  /** Why sampling ended: each process knew its p50 well enough, or the most that a case may take was reached. */
  readonly ended?: 'narrow' | 'limit';
  readonly yardstick?: Yardstick;
  readonly blocks?: readonly Block[];
  readonly plots?: readonly Plot[];
  /** What follows from the case, a sentence each. */
  readonly advice?: readonly string[];
  /** Who answered, where it is not the model of the report. */
  readonly model?: ModelIdentity;
}

/** Who answered. What a server does not say is absent. */
export interface ModelIdentity {
  readonly kind: 'simulator' | 'server';
  readonly name: string;
  readonly digest?: string;
  readonly quantisation?: string;
  /** Server and its version, "ollama 0.12.3". */
  readonly server?: string;
  readonly contextTokens?: number;
}

/** The machine and the build that produced the figures. No host name, no path, no user name. */
export interface Environment {
  readonly planscope: string;
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** On a battery a machine runs slower. Absent where it cannot be known. */
  readonly power?: 'mains' | 'battery';
  /** The clock of the measurements: its smallest step and what one reading costs. */
  readonly timer?: { readonly stepNs: number; readonly costNs: number };
}

/** The most that the process which made the report was resident, bytes. */
export interface ProcessMemory {
  /** Until the first case: the runner, the floors and what Node takes by itself. */
  readonly runnerBytes: number;
  /** Until the end, with what the cases make and hold. */
  readonly peakBytes: number;
}

/** A target of the project beside the figure that was measured. */
export interface TargetResult {
  readonly what: string;
  readonly target: string;
  readonly figure: string;
  readonly floor?: string;
  readonly ratio?: number;
  readonly holds: boolean;
}

/** What became of a case, or of its tail, from A to B. */
export type ChangeVerdict = 'improved' | 'no change' | 'regressed' | 'not estimable';

/** How one quantile of B stands to that of A. Ratios: 1.1 is 10 % slower. */
export interface QuantileComparison {
  readonly verdict: ChangeVerdict;
  readonly a: number | null;
  readonly b: number | null;
  /** In units of the machine's pace where the case's yardstick is the machine; null where it cannot be said. */
  readonly ratio: number | null;
  /** 95 %, of this case alone. The verdict asks for more; see `Comparison.confidence`. */
  readonly interval: Interval | null;
}

export interface CaseComparison {
  readonly id: string;
  /** Of the median, or of the tail where that alone changed. */
  readonly verdict: ChangeVerdict;
  readonly p50: QuantileComparison;
  readonly p95: QuantileComparison;
  /** The machine's own speed meanwhile, B over A by its pace: 1.2 is a fifth slower. */
  readonly paceRatio: number | null;
}

/** Two runs, or two settings in one run, side by side. */
export interface Comparison {
  /** What A and B are, in words: a file and its date, or a setting and its value. */
  readonly a: string;
  readonly b: string;
  /** In a sentence: "2 of 33 cases regressed: …". */
  readonly verdict: string;
  /** Taken in turn in one run, so that the machine did the same to both. */
  readonly isInterleaved: boolean;
  /** What makes the two unlike, a sentence each; not empty only where the comparison was asked for all the same. */
  readonly differences: readonly string[];
  /** Of all verdicts together where nothing changed: an A/A comparison claims anything in at most 5 % of runs. */
  readonly confidence: number;
  /** Changes below this are noise, whatever their interval: 0.03 is 3 %. For the median, and for p95. */
  readonly noise: { readonly p50: number; readonly p95: number };
  /** By how much the median of a typical case had to change to be told: 0.14 is 14 %; null where none was judged. */
  readonly smallestChange: number | null;
  /** How the figures are to be read, in a few sentences. */
  readonly reading: string;
  readonly cases: readonly CaseComparison[];
  /** Cases that only one of the two has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** One run of the suites: what the JSON file holds and every view of it shows. */
export interface BenchReport {
  readonly schemaVersion: 1;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly mode: 'quick' | 'full';
  /** How many processes measured what is repeated; absent in reports from before that. */
  readonly processes?: number;
  readonly seed: number;
  readonly environment: Environment;
  readonly model: ModelIdentity;
  readonly cases: readonly CaseResult[];
  /** The suites of which every case ran; absent in reports from before that, in which each counts as whole. */
  readonly wholeSuites?: readonly string[];
  /** The machine's own costs, in the same run. */
  readonly floors: readonly CaseResult[];
  /** Absent where it cannot be known. */
  readonly memory?: ProcessMemory;
  readonly targets?: readonly TargetResult[];
  readonly comparison?: Comparison;
}

/** What a running benchmark tells its parent, one JSON message each. */
export type BenchMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly id: string }
  /** What can be run, in answer to `--list`. */
  | { readonly type: 'cases'; readonly cases: readonly { readonly id: string; readonly note: string }[] }
  /** What one of a run's earlier processes measured of one case or floor. */
  | { readonly type: 'times'; readonly times: ProcessTimes }
  /** One case or floor has ended. */
  | { readonly type: 'result'; readonly result: CaseResult }
  | { readonly type: 'report'; readonly report: BenchReport }
  | { readonly type: 'error'; readonly message: string };
