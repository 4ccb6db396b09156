import type { FallbackReason } from './planResult.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import type { Tier } from './resilience/tiers.ts';
import type { Outcome } from './telemetry/figures.ts';
import type { Funnel } from './telemetry/funnel.ts';
import type { Trace } from './telemetry/trace.ts';
import type { PlanStep } from './world/plan.ts';
import type { Scenario } from './world/scenario.ts';

/** How one request differs from the usual. */
export interface PlanRequest {
  /** Another model of the same server. */
  readonly model?: string;
  /** False: neither read nor fill the cache, and join no other request's call. */
  readonly useCache?: boolean;
  /** Counts how far this request's answers get as well: for a run of requests of its own. */
  readonly funnel?: Funnel;
  /**
   * Told of what happens before the result. Steps are told while the answer still streams, each validated and executable
   * after those before it; a request that joins another's call hears of steps only if that one listens too. A listener
   * that throws is logged and stops nobody.
   */
  readonly onProgress?: (progress: PlanProgress) => void;
}

/** What happens to a request before it has its result. */
export type PlanProgress =
  /** The server works on other requests; `position` 1 is next. */
  | { readonly type: 'queued'; readonly position: number }
  /** The server reads the model from disk, which may take minutes. */
  | { readonly type: 'loading' }
  /** The model is asked; what was told of steps before is void. */
  | { readonly type: 'asking'; readonly tier: Tier }
  | { readonly type: 'step'; readonly index: number; readonly step: PlanStep };

/** One request that ended. */
export interface FinishedRequest {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly tier?: Tier;
  readonly reason?: FallbackReason;
  readonly trace: Trace;
  /** What its cache key was made of, for a request that was looked up and not found. */
  readonly missed?: () => KeyParts;
}
