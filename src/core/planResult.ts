import { CoreError } from './base/errors.ts';
import type { Tier, TierAttempt } from './resilience/tiers.ts';
import type { Trace } from './telemetry/trace.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';

/** Why a plan is not the model's answer to the full prompt. */
export interface FallbackReason {
  /** `no-model`, `breaker-open`, `invalid-plan`, or the code of the error that ended the attempts. */
  readonly code: string;
  /** For people: what happened and what to do. */
  readonly message: string;
  /** What was wrong with the model's plan, when it gave one. */
  readonly problems?: readonly Problem[];
}

/** The answer to one request: always a plan with steps, and always where it came from. */
export interface PlanResult {
  readonly plan: Plan;
  /** `model` and `cache` are the model's own executable plan for the full prompt; anything else is a `fallback`. */
  readonly source: 'cache' | 'model' | 'fallback';
  readonly tier: Tier;
  /** Set exactly when `source` is `fallback`. */
  readonly reason?: FallbackReason;
  /** The tiers that were tried, in their order, the one that gave the plan last; empty for a plan from the cache. */
  readonly tried: readonly TierAttempt[];
  /**
   * Set exactly when the plan was made for a similar world: the share of facts (0..1) that the two worlds have in
   * common. The plan can be carried out in this world all the same.
   */
  readonly similarity?: number;
  /** Findings about this plan, repairs among them. None is an error. */
  readonly problems: readonly Problem[];
  readonly trace: Trace;
}

/** No tier had a plan: the model failed, and the registry has no tool that a rule could use. */
export class PlanUnavailableError extends CoreError {
  readonly reason: FallbackReason;

  constructor(reason: FallbackReason) {
    super(
      'no-plan',
      `There is no plan. ${reason.message} No rule could plan either: the scenario's tools include none that it could use.`,
    );
    this.reason = reason;
  }
}
