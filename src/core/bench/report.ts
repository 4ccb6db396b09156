/** The distribution of one case. Unit: nanoseconds per iteration. */
export interface Distribution {
  /** Counts per bin; bin i covers `edgesNs[i]` to `edgesNs[i + 1]`, logarithmic. */
  readonly counts: readonly number[];
  readonly edgesNs: readonly number[];
}

/** A figure beside the times, for example a hit ratio (0..1) or a count. */
export type MetricValue = number | string | null;

/** One row of the report. Times in nanoseconds per iteration; null where there are too few samples to say. */
export interface CaseResult {
  /** `suite/case`, fixed names. */
  readonly id: string;
  readonly status: 'ok' | 'failed';
  readonly unit: 'ns';
  /** How many samples were taken; each is the mean of `batch` iterations. */
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

/** One run of the suites: what the JSON file holds and every view of it shows. */
export interface BenchReport {
  readonly schemaVersion: 1;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly mode: 'quick' | 'full';
  readonly seed: number;
  readonly environment: Environment;
  readonly model: { readonly kind: 'simulator' | 'server'; readonly name: string };
  readonly cases: readonly CaseResult[];
  /** The machine's own costs, in the same run. */
  readonly floors: readonly CaseResult[];
  readonly targets?: readonly TargetResult[];
}

/** What a running benchmark tells its parent, one JSON message each. */
export type BenchMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly id: string }
  | { readonly type: 'report'; readonly report: BenchReport }
  | { readonly type: 'error'; readonly message: string };
