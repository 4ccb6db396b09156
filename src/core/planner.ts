import { wrap } from 'cockatiel';
import { judgeAnswer } from './answer/judgeAnswer.ts';
import { attempt } from './attempt.ts';
import { abortReason } from './base/abort.ts';
import type { Clock } from './base/clock.ts';
import { toCoreError } from './base/errors.ts';
import type { Random } from './base/random.ts';
import type { CacheWorth } from './cache/entryStore.ts';
import type { PromptCache } from './cache/promptCache.ts';
import type { SingleFlight } from './cache/singleFlight.ts';
import {
  endCode,
  invalidPlan,
  isCancel,
  isRetryable,
  isSimplerPromptWorthIt,
  noModel,
  requestedDelayMs,
} from './failures.ts';
import { type FallbackReason, type PlanResult, PlanUnavailableError } from './planResult.ts';
import type { Answerer } from './prompt/key.ts';
import { userText } from './prompt/prompt.ts';
import type { PreparedPrompt, PromptLibrary } from './prompt/promptLibrary.ts';
import { questionOf } from './prompt/question.ts';
import { ScenarioKeyer } from './prompt/scenarioKey.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import type { Breakers } from './resilience/breakers.ts';
import { type DeadlineSettings, startTotalDeadline } from './resilience/deadlines.ts';
import { Retry, type RetrySettings } from './resilience/retry.ts';
import { MODEL_TIERS, type ModelTier, planByRules, type Tier } from './resilience/tiers.ts';
import type { Outcome } from './telemetry/figures.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { type Trace, TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer, GenerateRequest, ModelTransport } from './transport/transport.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

/** Where plans are asked for. */
export interface PlannerTarget {
  readonly transport: ModelTransport;
  readonly kind: Answerer;
  /** The model that plans unless a request names another. */
  readonly model: string;
}

/** What the prompt cache keeps for a question. Only the model's own executable plan for the full prompt. */
export interface CachedPlan {
  readonly plan: Plan;
  /** Repairs among them: a repaired plan says so on every hit. */
  readonly problems: readonly Problem[];
}

/** What one shared call found. */
export interface Found {
  readonly plan: Plan;
  readonly tier: Tier;
  readonly reason?: FallbackReason;
  readonly problems: readonly Problem[];
  readonly tokens: number;
}

export interface PlannerSettings {
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
  readonly cacheEnabled: boolean;
  readonly retry: RetrySettings;
  readonly deadlines: DeadlineSettings;
}

/** The stages and ports; the planner owns none of them. */
export interface PlannerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly prompts: PromptLibrary;
  readonly cache: PromptCache<CachedPlan>;
  readonly flights: SingleFlight<Found>;
  readonly breakers: Breakers;
  readonly telemetry: Telemetry;
  readonly settings: PlannerSettings;
  /** A number that no earlier request has. */
  readonly nextRequestId: () => number;
  /** Told of each request as it ends. Must not throw. */
  readonly onFinished: (request: FinishedRequest) => void;
}

/** One request that ended. */
export interface FinishedRequest {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly tier?: Tier;
  readonly reason?: FallbackReason;
  readonly trace: Trace;
}

/** How one request differs from the usual. */
export interface PlanRequest {
  /** Another model of the same server. */
  readonly model?: string;
  /** False: neither read nor fill the cache, and join no other request's call. */
  readonly useCache?: boolean;
}

/** A request on its way, for the stages below. */
interface Call {
  readonly scenario: Scenario;
  readonly model: string;
  readonly target: PlannerTarget;
  readonly prompt: PreparedPrompt;
  /** That of the server asked now: after a change of servers the model has another one. */
  readonly breaker: CircuitBreaker;
  /** Undefined when the cache is not used. */
  readonly key: string | undefined;
}

/** A model tier's end: an executable plan, or why there is none. */
type TierEnd =
  | {
      readonly type: 'plan';
      readonly plan: Plan;
      readonly problems: readonly Problem[];
      readonly answer: GenerateAnswer;
    }
  | { readonly type: 'failed'; readonly reason: FallbackReason };

const NEVER_ABORTED = new AbortController().signal;

/**
 * The way of a request, and the one place that orders its stages: key → cache → in-flight join → breaker → retry →
 * attempt deadline → transport → parse → validate → simulate, with the lower tiers where the model has no plan.
 */
export class Planner {
  readonly #o: PlannerOptions;
  readonly #keyer = new ScenarioKeyer();

  constructor(options: PlannerOptions) {
    this.#o = options;
  }

  /**
   * Plans once. Rejects only when `signal` aborts (with its reason) or when no tier at all has a plan
   * (`PlanUnavailableError`); a failing model is a fallback result.
   *
   * The two cheap exits, a cache hit and an open breaker, are taken before anything asynchronous is made.
   */
  plan(
    scenario: Scenario,
    target: PlannerTarget | undefined,
    request: PlanRequest = {},
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<PlanResult> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    const { cache, flights, breakers, prompts, settings } = this.#o;
    const model = request.model ?? target?.model ?? 'none';
    const requestId = this.#o.nextRequestId();
    const trace = new TraceRecorder({ clock: this.#o.clock, requestId, model, answerer: target?.kind ?? 'none' });
    if (target === undefined) return settled(() => this.#fallBack(scenario, trace, noModel()));

    const prompt = prompts.prompt(scenario.registry, model);
    const usesCache = settings.cacheEnabled && request.useCache !== false;
    const key = usesCache ? this.#keyer.keyOf(prompt.digests[target.kind], scenario) : undefined;
    const keyedMs = trace.elapsedMs();
    trace.add('key', 0, keyedMs);

    if (key !== undefined) {
      const hit = cache.get(key);
      const lookedUpMs = trace.elapsedMs();
      trace.add('cache', keyedMs, lookedUpMs);
      if (hit !== undefined) return Promise.resolve(this.#hit(scenario, hit, trace.finish(lookedUpMs)));
    }
    const joins = key !== undefined && flights.has(key);
    const breaker = breakers.of(model);
    const isRefused = !joins && trace.during('breaker', () => !breaker.admits());
    if (isRefused) {
      const reason = { code: 'breaker-open', message: breaker.refusalText() };
      return settled(() => this.#fallBack(scenario, trace, reason));
    }
    return this.#ask({ scenario, model, target, prompt, breaker, key }, joins, trace, signal);
  }

  #hit(scenario: Scenario, hit: CachedPlan, trace: Trace): PlanResult {
    this.#finish({ scenario, outcome: 'cache', tier: 'full', trace }, 0);
    return { plan: hit.plan, source: 'cache', tier: 'full', problems: hit.problems, trace };
  }

  /** Waits for the shared call and makes this caller's result of it. */
  async #ask(call: Call, joins: boolean, recorder: TraceRecorder, signal: AbortSignal): Promise<PlanResult> {
    const { flights, telemetry } = this.#o;
    const { scenario, key } = call;
    if (joins) {
      telemetry.recordJoin();
      recorder.begin('join');
    }
    // What is not cached is not shared either: its call has a key of its own.
    const flight = key ?? `request ${recorder.requestId}`;
    try {
      const found = await flights.run(flight, (shared, abort) => this.#find(call, recorder, shared, abort), signal);
      const trace = recorder.finish();
      const { plan, tier, reason, problems } = found;
      const source = tier === 'full' ? 'model' : 'fallback';
      const why = reason === undefined ? {} : { reason };
      this.#finish({ scenario, outcome: source, tier, ...why, trace }, joins ? 0 : found.tokens);
      return { plan, source, tier, ...why, problems, trace };
    } catch (error) {
      const outcome = signal.aborted ? 'cancelled' : 'unavailable';
      const why = error instanceof PlanUnavailableError ? { reason: error.reason } : {};
      this.#finish({ scenario, outcome, ...why, trace: recorder.finish() }, 0);
      throw error;
    }
  }

  /**
   * The shared call: the model's tiers under the total deadline, then the rules. Rejects only on a cancel.
   * Its spans are in the trace of the request that began it.
   */
  async #find(call: Call, trace: TraceRecorder, signal: AbortSignal, abort: (reason: Error) => void): Promise<Found> {
    const { clock, settings } = this.#o;
    const deadline = startTotalDeadline({ clock, totalMs: settings.deadlines.totalMs }, abort);
    let reason: FallbackReason | undefined;
    try {
      for (const tier of MODEL_TIERS) {
        const end = await this.#askModel(call, tier, trace, signal);
        if (end.type === 'plan') {
          const { plan, problems, answer } = end;
          if (tier === 'full') this.#keep(call, { plan, problems }, answer, trace);
          const why = reason === undefined ? {} : { reason };
          return { plan, tier, ...why, problems, tokens: tokensOf(answer) };
        }
        reason ??= end.reason;
        if (!isSimplerPromptWorthIt(end.reason)) break;
      }
    } finally {
      deadline.dispose();
    }
    return this.#findByRules(call.scenario, reason ?? noModel(), trace);
  }

  /** One model tier: attempts, then the judgement of the answer. Rejects only on a cancel. */
  async #askModel(call: Call, tier: ModelTier, trace: TraceRecorder, signal: AbortSignal): Promise<TierEnd> {
    const { telemetry } = this.#o;
    const span = trace.begin('tier');
    telemetry.recordSent();
    try {
      const answer = await this.#attempts(call, tier, trace, signal);
      const judgement = judgeAnswer(answer.text, call.scenario, {
        isCut: answer.finish === 'length',
        during: (stage, work) => trace.during(stage, work),
      });
      telemetry.recordAnswer(judgement.stage);
      const { plan, repairs, problems } = judgement;
      if (plan !== undefined && judgement.stage === 'executable') {
        trace.end(span, { tier });
        return { type: 'plan', plan, problems: [...repairs, ...problems], answer };
      }
      trace.end(span, { tier }, 'invalid-plan');
      return { type: 'failed', reason: invalidPlan(problems) };
    } catch (error) {
      trace.end(span, { tier }, endCode(error, signal));
      if (isCancel(signal)) throw abortReason(signal);
      const { code, message } = toCoreError(error);
      return { type: 'failed', reason: { code, message } };
    }
  }

  /** retry ⊃ breaker ⊃ attempt. */
  #attempts(call: Call, tier: ModelTier, trace: TraceRecorder, signal: AbortSignal): Promise<GenerateAnswer> {
    const { clock, random, telemetry, settings } = this.#o;
    const { temperature, maxOutputTokens, contextTokens } = settings;
    const request: GenerateRequest = trace.during('prompt', () => ({
      model: call.model,
      messages: [
        { role: 'system', content: call.prompt.systemText(tier) },
        { role: 'user', content: userText(call.scenario, questionOf(call.scenario).snapshotText) },
      ],
      temperature,
      maxOutputTokens,
      contextTokens,
      rung: 'json',
      form: { schemaJson: '{}', grammar: '' },
    }));
    const retry = new Retry({
      clock,
      random,
      ...settings.retry,
      isRetryable,
      requestedDelayMs,
      onWait: ({ delayMs }) => {
        telemetry.recordRetry();
        const span = trace.begin('backoff');
        return () => trace.end(span, { delayMs });
      },
    });
    const policy = wrap(retry, call.breaker);
    const options = {
      transport: call.target.transport,
      request,
      trace,
      clock,
      telemetry,
      deadlines: settings.deadlines,
    };
    return policy.execute((context) => attempt(options, context.signal), signal);
  }

  #keep(call: Call, value: CachedPlan, answer: GenerateAnswer, trace: TraceRecorder): void {
    if (call.key === undefined) return;
    const worth: CacheWorth = {
      bytes: ENTRY_BYTES + 2 * JSON.stringify(value).length,
      savedMs: trace.elapsedMs(),
      savedTokens: tokensOf(answer),
    };
    this.#o.cache.set(call.key, value, worth);
  }

  #findByRules(scenario: Scenario, reason: FallbackReason, trace: TraceRecorder): Found {
    const span = trace.begin('tier');
    const found = planByRules(scenario);
    trace.end(span, { tier: found?.tier ?? 'none' });
    if (found === undefined) throw new PlanUnavailableError(reason);
    return { ...found, reason, problems: [], tokens: 0 };
  }

  /** The rules at once, without asking the model. Throws as `#findByRules` does. */
  #fallBack(scenario: Scenario, recorder: TraceRecorder, reason: FallbackReason): PlanResult {
    try {
      const { plan, tier } = this.#findByRules(scenario, reason, recorder);
      const trace = recorder.finish();
      this.#finish({ scenario, outcome: 'fallback', tier, reason, trace }, 0);
      return { plan, source: 'fallback', tier, reason, problems: [], trace };
    } catch (error) {
      this.#finish({ scenario, outcome: 'unavailable', reason, trace: recorder.finish() }, 0);
      throw error;
    }
  }

  #finish(request: FinishedRequest, tokens: number): void {
    this.#o.telemetry.recordRequest(request.outcome, request.trace.totalMs, tokens);
    this.#o.onFinished(request);
  }
}

/** What an entry takes beside its texts: the key and the objects around them, bytes. */
const ENTRY_BYTES = 400;

function tokensOf(answer: GenerateAnswer): number {
  return (answer.timings.promptTokens ?? 0) + (answer.timings.outputTokens ?? 0);
}

/** The outcome of `work` as a promise, without a turn of the event loop or an async frame. */
function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error);
  }
}
