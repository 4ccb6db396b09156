// The API that Planscope gives other extensions. Copy this file into yours. Besides it only AbortSignal must be known, of @types/node or lib DOM.
//
//   const planscope = await vscode.extensions.getExtension<PlanscopeApi>('planscope.planscope')?.activate();
//
// Generated from Planscope's own types by `npm run manifest`.

/**
 * What other extensions get from Planscope's `activate()`: planning through this window's client, with its cache, breaker,
 * retries and fallbacks, and its figures.
 *
 * The object is frozen. What it hands out is a copy: changing it changes nothing here.
 */
export interface PlanscopeApi {
  /** Raised when something here is changed or taken away, not when something is added. */
  readonly apiVersion: 1;
  /**
   * Plans once. `scenario` is what a `*.scenario.json` or a `*.snapshot.json` file holds, as an object: a scenario, whose
   * tools are a list and not the name of a file, or a bare world snapshot.
   *
   * Looks for a model server if nobody did yet. Without one, or when it fails, the plan is made by rules: `source` is then
   * `fallback`, and `reason` says why. Look at `source` before you call a plan the model's.
   *
   * Rejects
   * - with an error of code `options` or `scenario` when these are wrong; its message names each place and what is expected;
   * - promptly when `signal` aborts, with the signal's reason if that is an `Error`, else with an `AbortError`. A cancelled
   *   request counts as no failure; a call that other requests share goes on for them;
   * - with code `no-plan` when no rule can plan either, and with code `disposed` once the window closes.
   *
   * Errors have a `code` that stays the same, beside a message for people.
   */
  plan(scenario: unknown, options?: PlanOptions): Promise<PlanResult>;
  /** Everything that Planscope's dashboard shows, at this moment; deeply frozen. Holds no prompt. */
  snapshot(): ClientSnapshot;
  /**
   * Something in `snapshot()` changed; fires at most four times a second. A listener that throws is logged and stops nobody.
   * Dispose the result to end it, or pass `disposables`, as with the events of VS Code.
   */
  onDidChange(
    listener: () => unknown,
    thisArg?: unknown,
    disposables?: { push(subscription: { dispose(): void }): unknown },
  ): { dispose(): void };
}

/** How one request of another extension differs from the usual. */
export interface PlanOptions {
  /** False: neither read nor fill the prompt cache, and share no other request's call. Default true. */
  readonly useCache?: boolean;
  /** Ends the request when it aborts. */
  readonly signal?: AbortSignal;
  /**
   * Told of the queue, a load of the model, and each step while the model still writes. What it throws is logged and
   * stops nobody. It is not called any more once `signal` has aborted.
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

/** Where a plan came from, best first. Only `full` is what was asked for; the others are fallbacks. */
export type Tier = 'full' | 'simplified' | 'heuristic' | 'emergency';

/** One step: the tool's exact name in `act`, its arguments beside it. */
export interface PlanStep {
  readonly act: string;
  readonly [arg: string]: ArgValue;
}

/** An argument of a step, as JSON. */
export type ArgValue = number | string | boolean | { readonly x: number; readonly y: number } | readonly ArgValue[];

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

/** A plan as the engine reads it. A plan with no steps is not a plan: nothing in core ever returns one. */
export interface Plan {
  readonly plan_id: string;
  readonly steps: readonly PlanStep[];
}

/** Why a plan is not the model's answer to the full prompt. */
export interface FallbackReason {
  /** `no-model`, `breaker-open`, `invalid-plan`, or the code of the error that ended the attempts. */
  readonly code: string;
  /** For people: what happened and what to do. */
  readonly message: string;
  /** What was wrong with the model's plan, when it gave one. */
  readonly problems?: readonly Problem[];
}

/** A finding about a plan. Only errors make it not executable. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** Names the fact that contradicts the plan. */
  readonly message: string;
  /** JSON pointer (RFC 6901) into the plan, '' for the whole. */
  readonly pointer: string;
  /** The argument that is missing, which has no place of its own. */
  readonly arg?: string;
  /** Where in the model's text, as UTF-16 offsets; absent when the plan has no text. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** Every way in which an answer or a plan can be wrong. Stable: users filter by it. */
export type ProblemCode =
  | 'empty-answer'
  | 'not-json'
  | 'cut-short'
  | 'repaired'
  | 'not-a-plan'
  | 'empty-plan'
  | 'unknown-tool'
  | 'missing-argument'
  | 'extra-argument'
  | 'mistyped-argument'
  | 'value-out-of-range'
  | 'unknown-entity'
  | 'blocked-cell'
  | 'unreachable-cell'
  | 'out-of-range'
  | 'no-line-of-sight'
  | 'no-ammunition'
  | 'on-cooldown'
  | 'duplicate-step'
  | 'useless-step'
  | 'objective-not-reached';

/** One tier that was tried for a request: `plan` when its plan was taken, else the code of why it had none. */
export interface TierAttempt {
  readonly tier: Tier;
  readonly outcome: string;
}

/** Everything one request did. Holds no prompt and no answer text. */
export interface Trace {
  readonly requestId: number;
  readonly model: string;
  /** What was asked under that name; a simulator is never taken for a model. */
  readonly answerer: 'server' | 'simulator' | 'none';
  /** Calendar time of the start, milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly totalMs: number;
  readonly spans: readonly Span[];
}

/** One thing a request did. Times in milliseconds, monotonic, from the request's start. */
export interface Span {
  readonly name: SpanName;
  readonly startMs: number;
  readonly durationMs: number;
  /** Index of the enclosing span in the trace, -1 at the top. */
  readonly parent: number;
  /** `error` when the stage failed, with the error's code. */
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, SpanAttribute>>;
}

/** The stages a request can pass, each a span's name. */
export type SpanName =
  | 'key'
  | 'cache'
  | 'near'
  | 'join'
  | 'breaker'
  | 'queue'
  | 'prompt'
  | 'attempt'
  | 'connect'
  | 'load'
  | 'first_byte'
  | 'stream'
  | 'backoff'
  | 'parse'
  | 'validate'
  | 'simulate'
  | 'tier'
  /** Between two stages: this process was busy with something else. */
  | 'event_loop';

export type SpanAttribute = string | number | boolean;

/**
 * A client at one moment, with the requests that ended last. Holds no prompt; of an answer at most the word of a plan
 * that a reason names.
 */
export interface ClientSnapshot extends ClientFigures {
  /** Newest first, at most 200. */
  readonly requests: readonly RequestSummary[];
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

/** The languages that model servers speak. */
export type DialectName = 'ollama' | 'llama.cpp' | 'openai';

export type OutputRung = 'schema' | 'grammar' | 'json' | 'text';

/** One breaker at one moment. Counts are totals since the start. */
export interface BreakerSnapshot extends BreakerStatus {
  readonly model: string;
}

/** Everything about a breaker at one moment. */
export interface BreakerStatus {
  readonly state: BreakerState;
  readonly consecutiveFailures: number;
  readonly failureThreshold: number;
  readonly successes: number;
  readonly failures: number;
  readonly refused: number;
  /** Only when a window is set. */
  readonly window?: WindowFigures;
  /** Calendar time, milliseconds since the epoch. Only while open. */
  readonly nextTrialAtMs?: number;
  readonly trials?: { readonly running: number; readonly succeeded: number; readonly needed: number };
  readonly timeline: readonly BreakerTransition[];
}

export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** What is in a window now. A call may be both failed and slow. */
export interface WindowFigures {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

/** One change of state. */
export interface BreakerTransition {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** For people, for example "5 failures in a row (last: refused)". */
  readonly cause: string;
}

/** A queue at one moment; `refused` is a total. */
export interface QueueStatus extends QueueLimits {
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

/** How much a queue lets through and holds. */
export interface QueueLimits {
  /** Requests that run at the same time; at least 1. */
  readonly maxConcurrent: number;
  /** Requests that may wait for their turn. */
  readonly maxWaiting: number;
}

/** Totals since the start or the last clear, and what is held now. */
export interface CacheStats {
  readonly entries: number;
  readonly maxEntries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** `restored` among them. */
  readonly hits: number;
  /** Hits that came from the store, not from memory. */
  readonly restored: number;
  readonly misses: number;
  readonly insertions: number;
  /** Entries that left memory to make room, some of them soon after they came. */
  readonly evictions: number;
  readonly expirations: number;
  /** Values that memory did not take in. */
  readonly rejections: number;
  readonly savedMs: number;
  readonly savedTokens: number;
  /** Misses that were answered with the plan of a similar question. */
  readonly nearHits: number;
  /** Misses that would have been answered so, had the model not been asked all the same; and how many wrongly. */
  readonly shadowHits: number;
  readonly shadowWrong: number;
  /** Entries on disk; absent without a store, and as long as it is not open. */
  readonly stored?: number;
}

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

/** How a request ended. */
export type Outcome = 'cache' | 'model' | 'fallback' | 'cancelled' | 'unavailable';
