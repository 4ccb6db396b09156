/** How a request ended. */
export type Outcome = 'cache' | 'model' | 'fallback' | 'cancelled' | 'unavailable';

/** Totals since the start; requests = cacheHits + modelPlans + fallbackPlans + cancelled + unavailable. */
export interface Counters {
  readonly requests: number;
  readonly cacheHits: number;
  readonly joined: number;
  readonly modelPlans: number;
  readonly fallbackPlans: number;
  readonly cancelled: number;
  /** No tier had a plan. */
  readonly unavailable: number;
  readonly attempts: number;
  readonly retries: number;
  /** Retries that the budget did not allow. */
  readonly retriesDenied: number;
  /** Failed attempts by error code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** How many model calls reached each stage; each count includes those that went further. */
export interface FunnelCounts {
  readonly sent: number;
  readonly answered: number;
  readonly parsed: number;
  readonly schemaValid: number;
  readonly knownTools: number;
  readonly executable: number;
  /** The plan ends at the place that the objective names. */
  readonly goalReached: number;
  /** And it came within the scenario's `expect.max_ms`, where that says how long it may take. */
  readonly inTime: number;
  /** Executable plans whose objective names no place, so that nobody can say whether it is reached; in no later stage. */
  readonly goalUnknown: number;
}

/** Percentiles of a duration in milliseconds; null where there are too few samples to say. */
export interface Latency {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** How two figures went of late. */
export interface Trends {
  /** Hit ratios (0..1) of the last ten minutes in steps of ten seconds, oldest first; null where nothing was looked up. */
  readonly hitRatios: readonly (number | null)[];
  /** How long the newest requests took that the model answered, at most 60, oldest first; milliseconds. */
  readonly modelMs: readonly number[];
}
