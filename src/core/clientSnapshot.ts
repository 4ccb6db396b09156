import type { CacheStats } from './cache/promptCache.ts';
import type { BreakerStatus } from './resilience/breaker.ts';
import type { QueueStatus } from './resilience/requestQueue.ts';
import type { Counters, FunnelCounts, Latency, Outcome, Trends } from './telemetry/figures.ts';
import type { SpanName, Trace } from './telemetry/trace.ts';
import type { DialectName, OutputRung } from './transport/transport.ts';

/** One breaker at one moment. Counts are totals since the start. */
export interface BreakerSnapshot extends BreakerStatus {
  readonly model: string;
}

/** One finished request, in one line. */
export interface RequestSummary {
  readonly id: number;
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly tier: string;
  /** Why it fell back, for people. */
  readonly reason?: string;
  readonly trace: Trace;
}

/** One request that waits for the model, or for another request's answer. */
export interface RunningRequest {
  readonly id: number;
  readonly scenario: string;
  readonly model: string;
  /** Calendar time, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** What it is at. */
  readonly stage: SpanName;
}

/** All figures of a client at one consistent moment. Costs the same however many requests there were. */
export interface ClientFigures {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  /** Where plans come from now; `name` is the model. */
  readonly model:
    | {
        readonly kind: 'server' | 'simulator';
        readonly name: string;
        readonly endpoint: string;
        readonly dialect: DialectName;
        /** How the server is asked to hold this model to a plan's form, after what it has refused. */
        readonly rung: OutputRung;
        /** Since when the server reads the model from disk; calendar time, milliseconds since the epoch. */
        readonly loadingSinceAtMs?: number;
      }
    | { readonly kind: 'none' };
  readonly breakers: readonly BreakerSnapshot[];
  /** Of the server that is asked now. */
  readonly queue: QueueStatus;
  readonly cache: CacheStats;
  readonly counters: Counters;
  readonly funnel: FunnelCounts;
  /** Per source, whole request. */
  readonly latency: { readonly cache: Latency; readonly model: Latency };
  readonly trends: Trends;
  /** The longest under way first, at most 50. */
  readonly running: readonly RunningRequest[];
}

/**
 * A client at one moment, with the requests that ended last. Holds no prompt; of an answer at most the word of a plan
 * that a reason names.
 */
export interface ClientSnapshot extends ClientFigures {
  /** Newest first, at most 200. */
  readonly requests: readonly RequestSummary[];
}
