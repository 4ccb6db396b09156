import type { Clock } from './base/clock.ts';
import type { Random } from './base/random.ts';
import type { PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import type { ExchangeRecord } from './keptTexts.ts';
import type { FinishedRequest } from './planRequest.ts';
import type { FallbackReason } from './planResult.ts';
import type { Answerer } from './prompt/key.ts';
import type { PromptLibrary } from './prompt/promptLibrary.ts';
import type { Breakers } from './resilience/breakers.ts';
import type { DeadlineSettings } from './resilience/deadlines.ts';
import type { RetrySettings } from './resilience/retry.ts';
import type { RetryBudget } from './resilience/retryBudget.ts';
import type { Tier, TierAttempt } from './resilience/tiers.ts';
import type { ServerLane } from './serverLanes.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { TraceRecorder } from './telemetry/trace.ts';
import type { OutputLadder } from './transport/outputLadder.ts';
import type { ModelTransport, OutputRung } from './transport/transport.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';

/** Where plans are asked for. */
export interface PlannerTarget {
  readonly transport: ModelTransport;
  /** What is under way at this server. */
  readonly lane: ServerLane;
  readonly kind: Answerer;
  /** The model that plans unless a request names another. */
  readonly model: string;
}

/** What one shared call found. */
export interface Found {
  readonly plan: Plan;
  readonly tier: Tier;
  readonly reason?: FallbackReason;
  readonly tried: readonly TierAttempt[];
  readonly problems: readonly Problem[];
  readonly tokens: number;
  /** What was asked and answered for it, where the user allows keeping it. */
  readonly exchanges?: ExchangeRecord;
}

/** A request on its way that neither the cache nor an open breaker ended at once. */
export interface WaitingRequest {
  readonly scenario: string;
  readonly model: string;
  readonly trace: TraceRecorder;
}

export interface PlannerSettings {
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
  /** The rung of structured output to begin with; `auto` is the best that the server takes. */
  readonly structuredOutput: 'auto' | OutputRung;
  readonly cacheEnabled: boolean;
  /** Whether a plan of a similar world may answer; `shadow` only counts how often that would have been wrong. */
  readonly nearMatch: 'off' | 'shadow' | 'on';
  /** Share of facts (0..1) that must be the same for a near match. */
  readonly nearMatchSimilarity: number;
  readonly retry: RetrySettings;
  readonly deadlines: DeadlineSettings;
}

/** The stages and ports; the planner owns none of them. */
export interface PlannerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly prompts: PromptLibrary;
  readonly cache: PromptCache<CachedPlan>;
  readonly breakers: Breakers;
  readonly retryBudget: RetryBudget;
  readonly ladder: OutputLadder;
  readonly telemetry: Telemetry;
  readonly settings: PlannerSettings;
  /** A number that no earlier request has. */
  readonly nextRequestId: () => number;
  /** Where a request records what it asks and what comes back; undefined where the user does not allow keeping it. */
  readonly recordTexts: () => ExchangeRecord | undefined;
  /** Told of each request that has to wait for an answer, as it begins to. Must not throw. */
  readonly onWaiting: (request: WaitingRequest) => void;
  /** Told of each request as it ends. Must not throw. */
  readonly onFinished: (request: FinishedRequest) => void;
  /** The ladder has learnt what a server refuses. Must not throw. */
  readonly onRungLearned: () => void;
  /** The server turned out to be reading a model from disk, or no longer. Must not throw. */
  readonly onLoading: (isLoading: boolean) => void;
}
