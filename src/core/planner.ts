import { AnswerWatch } from './answer/answerWatch.ts';
import { judgeAnswer } from './answer/judgeAnswer.ts';
import { type AttemptOptions, attempt } from './attempt.ts';
import { abortReason } from './base/abort.ts';
import { toCoreError } from './base/errors.ts';
import type { CacheWorth } from './cache/entryStore.ts';
import type { CachedPlan } from './cachedPlan.ts';
import {
  endCode,
  invalidPlan,
  isCancel,
  isFormRefused,
  isRetryable,
  isSimplerPromptWorthIt,
  isStaleConnection,
  noModel,
  requestedDelayMs,
} from './failures.ts';
import { NearMatch, type NearPlan, type NearQuestion } from './nearMatch.ts';
import type { Found, PlannerOptions, PlannerTarget } from './plannerOptions.ts';
import { type FallbackReason, type PlanResult, PlanUnavailableError } from './planResult.ts';
import type { FinishedRequest, PlanRequest } from './planRequest.ts';
import { ProgressRelay } from './progressRelay.ts';
import type { Answerer } from './prompt/key.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import { userText } from './prompt/prompt.ts';
import type { PreparedPrompt } from './prompt/promptLibrary.ts';
import { type Question, questionOf } from './prompt/question.ts';
import { ScenarioKeyer } from './prompt/scenarioKey.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { startTotalDeadline } from './resilience/deadlines.ts';
import { Retry } from './resilience/retry.ts';
import { planByRules, TIERS, type TierAttempt, type TierRule } from './resilience/tiers.ts';
import { type Trace, TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer, GenerateRequest, OutputRung } from './transport/transport.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

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
  /** Undefined when near matching is off. */
  readonly near: NearQuestion | undefined;
  /** Undefined when it was not looked up. */
  readonly missed: (() => KeyParts) | undefined;
  readonly request: PlanRequest;
}

/** One shared call while it is under way. */
interface Search {
  readonly call: Call;
  readonly question: Question;
  readonly trace: TraceRecorder;
  readonly signal: AbortSignal;
  /** Undefined when nobody listened as it began. */
  readonly progress: ProgressRelay | undefined;
  /** Milliseconds until the total deadline. */
  readonly remainingMs: () => number;
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

type Saved = Omit<CacheWorth, 'bytes'>;

type ModelTier = Extract<TierRule, { readonly by: 'model' }>;

const NEVER_ABORTED = new AbortController().signal;

/**
 * The way of a request, and the one place that orders its stages: key → cache → in-flight join → breaker → retry →
 * queue → breaker → attempt deadline → transport → parse → validate → simulate, tier by tier, the rules last.
 */
export class Planner {
  readonly #o: PlannerOptions;
  readonly #keyer = new ScenarioKeyer();
  readonly #near: NearMatch | undefined;
  /** Of the shared calls under way that somebody listens to, by flight. */
  readonly #progress = new Map<string, ProgressRelay>();

  constructor(options: PlannerOptions) {
    this.#o = options;
    const { cache, settings } = options;
    const { nearMatch, nearMatchSimilarity: minSimilarity } = settings;
    this.#near =
      nearMatch === 'off' ? undefined : new NearMatch({ cache, minSimilarity, isShadow: nearMatch === 'shadow' });
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
    const missed = key === undefined ? undefined : (): KeyParts => keyPartsOf(prompt, target.kind, scenario);
    const joins = key !== undefined && flights.has(key);
    const near = key === undefined || joins ? undefined : this.#lookNear(prompt.digests[target.kind], scenario, trace);
    if (near?.candidate !== undefined && this.#near?.isShadow === false) {
      return Promise.resolve(this.#nearHit(scenario, near.candidate, trace.finish()));
    }
    const breaker = breakers.of(model);
    const isRefused = !joins && trace.during('breaker', () => !breaker.admits());
    if (isRefused) {
      const reason = { code: 'breaker-open', message: breaker.refusalText() };
      return settled(() => this.#fallBack(scenario, trace, reason, missed));
    }
    const call: Call = { scenario, model, target, prompt, breaker, key, near, missed, request };
    return this.#ask(call, joins, trace, signal);
  }

  #hit(scenario: Scenario, hit: CachedPlan, trace: Trace): PlanResult {
    this.#finish({ scenario, outcome: 'cache', tier: 'full', trace }, 0);
    return { plan: hit.plan, source: 'cache', tier: 'full', tried: [], problems: hit.problems, trace };
  }

  #lookNear(group: string, scenario: Scenario, trace: TraceRecorder): NearQuestion | undefined {
    const near = this.#near;
    return near === undefined ? undefined : trace.during('near', () => near.look(group, scenario));
  }

  #nearHit(scenario: Scenario, found: NearPlan, trace: Trace): PlanResult {
    this.#near?.served(found);
    const { value, similarity } = found;
    this.#finish({ scenario, outcome: 'cache', tier: 'full', trace }, 0);
    return { plan: value.plan, source: 'cache', tier: 'full', tried: [], similarity, problems: value.problems, trace };
  }

  /** Waits for the shared call and makes this caller's result of it. */
  async #ask(call: Call, joins: boolean, recorder: TraceRecorder, signal: AbortSignal): Promise<PlanResult> {
    const { flights, telemetry } = this.#o;
    const { scenario, key } = call;
    const missed = call.missed === undefined ? {} : { missed: call.missed };
    if (joins) {
      telemetry.recordJoin();
      recorder.begin('join');
    }
    // What is not cached is not shared either: its call has a key of its own.
    const flight = key ?? `request ${recorder.requestId}`;
    const listening = this.#listen(flight, call.request, joins);
    try {
      const found = await flights.run(
        flight,
        (shared, abort) => this.#find(call, flight, recorder, shared, abort),
        signal,
      );
      const trace = recorder.finish();
      const { plan, tier, reason, tried, problems } = found;
      const source = tier === 'full' ? 'model' : 'fallback';
      const why = reason === undefined ? {} : { reason };
      this.#finish({ scenario, outcome: source, tier, ...why, trace, ...missed }, joins ? 0 : found.tokens);
      return { plan, source, tier, ...why, tried, problems, trace };
    } catch (error) {
      const outcome = signal.aborted ? 'cancelled' : 'unavailable';
      const why = error instanceof PlanUnavailableError ? { reason: error.reason } : {};
      this.#finish({ scenario, outcome, ...why, trace: recorder.finish(), ...missed }, 0);
      throw error;
    } finally {
      listening?.dispose();
    }
  }

  #listen(flight: string, { onProgress }: PlanRequest, joins: boolean): { dispose(): void } | undefined {
    if (onProgress === undefined) return undefined;
    if (!joins) this.#progress.set(flight, new ProgressRelay(this.#o.onListenerError));
    return this.#progress.get(flight)?.add(onProgress);
  }

  /**
   * The shared call: the tiers in their order, those that ask the model under the total deadline. Rejects only on a
   * cancel, or when no tier has a plan. Its spans are in the trace of the request that began it.
   */
  async #find(
    call: Call,
    flight: string,
    trace: TraceRecorder,
    signal: AbortSignal,
    abort: (reason: Error) => void,
  ): Promise<Found> {
    const { clock, settings } = this.#o;
    const { totalMs } = settings.deadlines;
    const endMs = clock.nowMs() + totalMs;
    const progress = this.#progress.get(flight);
    const question = trace.during('prompt', () => questionOf(call.scenario));
    const search: Search = { call, question, trace, signal, progress, remainingMs: () => endMs - clock.nowMs() };
    const deadline = startTotalDeadline({ clock, totalMs }, abort);
    const tried: TierAttempt[] = [];
    let reason: FallbackReason | undefined;
    try {
      for (const rule of TIERS) {
        if (rule.by === 'rules') break;
        if (reason !== undefined && !isSimplerPromptWorthIt(reason)) break;
        const end = await this.#askModel(search, rule);
        if (end.type === 'plan') {
          const { plan, problems, answer } = end;
          const { tier } = rule;
          const saved = { savedMs: trace.elapsedMs(), savedTokens: tokensOf(answer) };
          if (tier === 'full') this.#keep(search, plan, problems, saved);
          const why = reason === undefined ? {} : { reason };
          return { plan, tier, ...why, tried: [...tried, { tier, outcome: 'plan' }], problems, tokens: tokensOf(answer) };
        }
        tried.push({ tier: rule.tier, outcome: end.reason.code });
        reason ??= end.reason;
      }
    } finally {
      deadline.dispose();
      this.#progress.delete(flight);
    }
    return this.#findByRules(call.scenario, reason ?? noModel(), tried, trace);
  }

  /** One model tier: attempts, then the judgement of the answer. Rejects only on a cancel. */
  async #askModel(search: Search, { tier, prompt }: ModelTier): Promise<TierEnd> {
    const { call, trace, signal } = search;
    const { telemetry } = this.#o;
    const span = trace.begin('tier');
    telemetry.recordSent();
    search.progress?.tell({ type: 'asking', tier });
    try {
      const answer = await this.#climbDown(search, prompt);
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

  /** The ladder of structured output: from the best rung that the server is known to take, down to one that it takes. */
  async #climbDown(search: Search, style: ModelTier['prompt']): Promise<GenerateAnswer> {
    const { ladder, settings } = this.#o;
    const { model, target } = search.call;
    const { endpoint, rungs } = target.transport;
    const started = ladder.start(endpoint, model, rungs, settings.structuredOutput);
    let rung = started;
    for (;;) {
      try {
        const answer = await this.#attempts(search, style, rung);
        ladder.settled(endpoint, model, started, rung);
        if (rung !== started) this.#o.onRungLearned();
        return answer;
      } catch (error) {
        const lower = isFormRefused(error) ? ladder.stepDown(endpoint, model, rung, rungs) : undefined;
        if (lower === undefined) throw error;
        rung = lower;
      }
    }
  }

  /** retry ⊃ queue ⊃ breaker ⊃ attempt: who waits, for a retry or for a slot, is no call of the breaker's. */
  #attempts(search: Search, style: ModelTier['prompt'], rung: OutputRung): Promise<GenerateAnswer> {
    const { call, trace, signal, progress, remainingMs } = search;
    const { clock, random, telemetry, settings, queue, retryBudget } = this.#o;
    const retry = new Retry({
      clock,
      random,
      ...settings.retry,
      budget: retryBudget,
      isRetryable,
      isImmediate: isStaleConnection,
      requestedDelayMs,
      remainingMs,
      onWait: ({ delayMs }) => {
        telemetry.recordRetry();
        const span = trace.begin('backoff');
        return () => trace.end(span, { delayMs });
      },
      onDenied: () => telemetry.recordDeniedRetry(),
    });
    const options: AttemptOptions = {
      transport: call.target.transport,
      request: this.#requestOf(search, style, rung),
      trace,
      clock,
      telemetry,
      deadlines: settings.deadlines,
      watch: () => this.#watch(search),
      onLoading: (isLoading) => {
        if (isLoading) progress?.tell({ type: 'loading' });
        this.#o.onLoading(isLoading);
      },
    };
    const onQueued = ({ position }: { readonly position: number }): (() => void) => {
      progress?.tell({ type: 'queued', position });
      const span = trace.begin('queue');
      return () => trace.end(span, { position });
    };
    return retry.execute(
      (retried) =>
        queue.run(
          () => call.breaker.execute((context) => attempt(options, context.signal), retried.signal),
          retried.signal,
          onQueued,
        ),
      signal,
    );
  }

  #requestOf({ call, question }: Search, style: ModelTier['prompt'], rung: OutputRung): GenerateRequest {
    const { temperature, maxOutputTokens, contextTokens } = this.#o.settings;
    return {
      model: call.model,
      messages: [
        { role: 'system', content: call.prompt.systemText(style) },
        { role: 'user', content: userText(call.scenario, question.snapshotText) },
      ],
      temperature,
      maxOutputTokens,
      contextTokens,
      rung,
      form: call.prompt.form(style),
    };
  }

  #watch({ call: { scenario }, progress }: Search): AnswerWatch {
    if (progress === undefined) return new AnswerWatch({ scenario });
    return new AnswerWatch({
      scenario,
      onStep: ({ index, step }) => progress.tell({ type: 'step', index, step }),
    });
  }

  #keep({ call, question }: Search, plan: Plan, problems: readonly Problem[], saved: Saved): void {
    const { key, near, prompt, target } = call;
    if (key === undefined) return;
    const asked = { statics: prompt.staticParts(target.kind), question: question.canonical };
    const bytes = ENTRY_BYTES + 2 * JSON.stringify([plan, problems]).length + asked.question.length;
    this.#o.cache.set(key, { plan, problems, asked }, { bytes, ...saved });
    if (near !== undefined) this.#near?.keep(key, near, plan);
  }

  #findByRules(scenario: Scenario, reason: FallbackReason, before: readonly TierAttempt[], trace: TraceRecorder): Found {
    const span = trace.begin('tier');
    const { found, tried } = planByRules(scenario);
    trace.end(span, { tier: found?.tier ?? 'none' }, found === undefined ? 'no-plan' : undefined);
    if (found === undefined) throw new PlanUnavailableError(reason);
    return { ...found, reason, tried: [...before, ...tried], problems: [], tokens: 0 };
  }

  /** The rules at once, without asking the model. Throws as `#findByRules` does. */
  #fallBack(
    scenario: Scenario,
    recorder: TraceRecorder,
    reason: FallbackReason,
    asked?: () => KeyParts,
  ): PlanResult {
    const missed = asked === undefined ? {} : { missed: asked };
    try {
      const notAsked = [{ tier: 'full', outcome: reason.code }] as const;
      const { plan, tier, tried } = this.#findByRules(scenario, reason, notAsked, recorder);
      const trace = recorder.finish();
      this.#finish({ scenario, outcome: 'fallback', tier, reason, trace, ...missed }, 0);
      return { plan, source: 'fallback', tier, reason, tried, problems: [], trace };
    } catch (error) {
      this.#finish({ scenario, outcome: 'unavailable', reason, trace: recorder.finish(), ...missed }, 0);
      throw error;
    }
  }

  #finish(request: FinishedRequest, tokens: number): void {
    this.#o.telemetry.recordRequest(request.outcome, request.trace.totalMs, tokens);
    this.#o.onFinished(request);
  }
}

/** What an entry takes beside its texts: the key, the objects around them, its place in the near index; bytes. */
const ENTRY_BYTES = 1_400;

function tokensOf(answer: GenerateAnswer): number {
  return (answer.timings.promptTokens ?? 0) + (answer.timings.outputTokens ?? 0);
}

/** What a scenario's cache key is made of. */
function keyPartsOf(prompt: PreparedPrompt, answerer: Answerer, scenario: Scenario): KeyParts {
  return { statics: prompt.staticParts(answerer), question: questionOf(scenario).canonical };
}

/** The outcome of `work` as a promise, without a turn of the event loop or an async frame. */
function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error);
  }
}
