import type { Trace } from './trace.ts';

export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** One change of a breaker's state and why it happened. */
export interface BreakerTransition {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** For people: "5 failures in a row (refused)". */
  readonly cause: string;
}

/** One breaker at one moment. Counts are totals since the start unless said otherwise. */
export interface BreakerSnapshot {
  readonly model: string;
  readonly state: BreakerState;
  readonly consecutiveFailures: number;
  readonly failureThreshold: number;
  readonly successes: number;
  readonly failures: number;
  /** Calls turned away while open, isolated, or over the trial limit. */
  readonly refused: number;
  /** Calendar time of the next trial, milliseconds since the epoch; only while open. */
  readonly nextTrialAtMs?: number;
  /** Trials under way and successes so far; only while half-open. */
  readonly trials?: { readonly running: number; readonly succeeded: number; readonly needed: number };
  /** Oldest first, at most 50. */
  readonly timeline: readonly BreakerTransition[];
}

/** The prompt cache at one moment. Counts are totals since the start or the last clear. */
export interface CacheSnapshot {
  readonly entries: number;
  readonly maxEntries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly hits: number;
  readonly misses: number;
  readonly insertions: number;
  readonly evictions: number;
  readonly expirations: number;
  /** New entries that the admission filter turned away in favour of more frequent ones. */
  readonly rejections: number;
  /** Model time and output tokens that hits did not have to spend again. */
  readonly savedMs: number;
  readonly savedTokens: number;
}

/** Percentiles of a duration in milliseconds; null where there are too few samples to say. */
export interface LatencySnapshot {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** How many requests reached each stage; each count includes the ones to its right. */
export interface FunnelSnapshot {
  readonly sent: number;
  readonly answered: number;
  readonly parsed: number;
  readonly schemaValid: number;
  readonly knownTools: number;
  readonly executable: number;
}

/** Totals since the start. */
export interface CounterSnapshot {
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
  /** Failed attempts by error code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** One finished request, in one line. */
export interface RequestSummary {
  readonly id: number;
  readonly scenario: string;
  readonly outcome: 'cache' | 'model' | 'fallback' | 'cancelled' | 'unavailable';
  readonly tier: string;
  /** Why it fell back, for people. */
  readonly reason?: string;
  readonly trace: Trace;
}

/** Everything the dashboard and the status bar show: one consistent moment. */
export interface ClientSnapshot {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  /** Where plans come from now; `name` is the model. */
  readonly model:
    | { readonly kind: 'server' | 'simulator'; readonly name: string; readonly endpoint: string }
    | { readonly kind: 'none' };
  readonly breakers: readonly BreakerSnapshot[];
  readonly cache: CacheSnapshot;
  readonly counters: CounterSnapshot;
  readonly funnel: FunnelSnapshot;
  /** Per source, whole request. */
  readonly latency: { readonly cache: LatencySnapshot; readonly model: LatencySnapshot };
  /** Newest first, at most 200. */
  readonly requests: readonly RequestSummary[];
}
