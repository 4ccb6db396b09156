import type { ExchangeRecord } from './keptTexts.ts';
import type { FallbackReason } from './planResult.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import type { Tier } from './resilience/tiers.ts';
import type { Outcome } from './telemetry/figures.ts';
import type { Funnel } from './telemetry/funnel.ts';
import type { Trace } from './telemetry/trace.ts';
import type { Plan, PlanStep } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

/** How one request differs from the usual. */
export interface PlanRequest {
  /** Another model of the same server. */
  readonly model?: string;
  /** False: neither read nor fill the cache, and join no other request's call. */
  readonly useCache?: boolean;
  /** Where the scenario came from, for whoever looks at the request later: the URI of its file. Means nothing here. */
  readonly origin?: string;
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
  readonly request: PlanRequest;
  readonly outcome: Outcome;
  readonly tier?: Tier;
  readonly reason?: FallbackReason;
  readonly trace: Trace;
  /** Absent when it ended without one. */
  readonly plan?: Plan;
  /** What was wrong with the model's plan where it fell back, findings about the plan otherwise. */
  readonly problems?: readonly Problem[];
  /** What the model was asked and what it answered, where the user allows keeping it. */
  readonly exchanges?: ExchangeRecord;
  /** What its cache key was made of, for a request that was looked up and not found. */
  readonly missed?: () => KeyParts;
}
