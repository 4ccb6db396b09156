import { validatePlan } from './answer/validatePlan.ts';
import { abortReason } from './base/abort.ts';
import { isClientClosed } from './base/errors.ts';
import type { CacheWorth } from './cache/entryStore.ts';
import type { CachedPlan } from './cachedPlan.ts';
import { isSimplerPromptWorthIt, noModel } from './failures.ts';
import type { ExchangeRecord } from './keptTexts.ts';
import { ModelTiers, type Search } from './modelTiers.ts';
import { NearMatch, type NearPlan, type NearQuestion } from './nearMatch.ts';
import type { Found, PlannerOptions, PlannerTarget } from './plannerOptions.ts';
import type { FinishedRequest, PlanRequest } from './planRequest.ts';
import { type FallbackReason, type PlanResult, PlanUnavailableError } from './planResult.ts';
import type { ProgressRelay } from './progressRelay.ts';
import type { Answerer } from './prompt/key.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import type { PreparedPrompt } from './prompt/promptLibrary.ts';
import { type Question, questionOf } from './prompt/question.ts';
import { ScenarioKeyer } from './prompt/scenarioKey.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { startTotalDeadline } from './resilience/deadlines.ts';
import { planByRules, TIERS, type TierAttempt } from './resilience/tiers.ts';
import { type Trace, TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer } from './transport/transport.ts';
import type { Scenario } from './world/scenario.ts';
import { simulatePlan } from './world/simulation/simulate.ts';

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
  /** Undefined where texts are not to be kept. */
  readonly exchanges: ExchangeRecord | undefined;
}

type Saved = Omit<CacheWorth, 'bytes'>;

const NEVER_ABORTED = new AbortController().signal;

/**
 * The way of a request, and the place that orders its stages: key → cache → near match → in-flight join → breaker →
 * tiers. What a tier that asks the model does, from the ladder of structured output down to the attempt, is ordered in
 * `ModelTiers`; the rules come last.
 */
export class Planner {
  readonly #o: PlannerOptions;
  readonly #keyer = new ScenarioKeyer();
  readonly #near: NearMatch | undefined;
  readonly #model: ModelTiers;

  constructor(options: PlannerOptions) {
    this.#o = options;
    this.#model = new ModelTiers(options);
    const { cache, settings } = options;
    const { nearMatch, nearMatchSimilarity: minSimilarity } = settings;
    this.#near =
      nearMatch === 'off' ? undefined : new NearMatch({ cache, minSimilarity, isShadow: nearMatch === 'shadow' });
  }

  /**
   * Plans once. Rejects only when `signal` aborts (with its reason), when the client ends (`disposed`) or when no tier
   * at all has a plan (`PlanUnavailableError`); a failing model is a fallback result.
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
    const { cache, breakers, prompts, settings, telemetry } = this.#o;
    const model = request.model ?? target?.model ?? 'none';
    const requestId = this.#o.nextRequestId();
    const trace = new TraceRecorder({ clock: this.#o.clock, requestId, model, answerer: target?.kind ?? 'none' });
    if (target === undefined) return settled(() => this.#fallBack(scenario, request, trace, noModel()));

    const prompt = prompts.prompt(scenario.registry, model);
    const usesCache = settings.cacheEnabled && request.useCache !== false;
    const key = usesCache ? this.#keyer.keyOf(prompt.digests[target.kind], scenario) : undefined;
    const keyedMs = trace.elapsedMs();
    trace.add('key', 0, keyedMs);

    if (key !== undefined) {
      const hit = cache.get(key, (stored) => isStillGood(stored, scenario));
      telemetry.recordLookup(key, trace.startedAtMs, hit !== undefined);
      const lookedUpMs = trace.elapsedMs();
      trace.add('cache', keyedMs, lookedUpMs);
      if (hit !== undefined) return Promise.resolve(this.#hit(scenario, request, hit, trace.finish(lookedUpMs)));
    }
    const missed =
      key === undefined ? undefined : (): KeyParts => keyPartsOf(prompt, target.kind, questionOf(scenario));
    const joins = key !== undefined && target.lane.calls.has(key);
    const near = key === undefined || joins ? undefined : this.#lookNear(prompt.digests[target.kind], scenario, trace);
    if (near?.candidate !== undefined && this.#near?.isShadow === false) {
      return Promise.resolve(this.#nearHit(scenario, request, near.candidate, trace.finish()));
    }
    const breaker = breakers.of(model);
    const isRefused = !joins && trace.during('breaker', () => !breaker.admits());
    if (isRefused) {
      const reason = { code: 'breaker-open', message: breaker.refusalText() };
      return settled(() => this.#fallBack(scenario, request, trace, reason, missed));
    }
    const exchanges = this.#o.recordTexts();
    const call: Call = { scenario, model, target, prompt, breaker, key, near, missed, request, exchanges };
    this.#o.onWaiting({ scenario: scenario.name, model, trace });
    return this.#ask(call, joins, trace, signal);
  }

  #hit(scenario: Scenario, request: PlanRequest, hit: CachedPlan, trace: Trace): PlanResult {
    const { plan, problems } = hit;
    this.#finish({ scenario, request, outcome: 'cache', tier: 'full', plan, problems, trace }, 0);
    return { plan, source: 'cache', tier: 'full', tried: [], problems, trace };
  }

  #lookNear(group: string, scenario: Scenario, trace: TraceRecorder): NearQuestion | undefined {
    const near = this.#near;
    return near === undefined ? undefined : trace.during('near', () => near.look(group, scenario));
  }

  #nearHit(scenario: Scenario, request: PlanRequest, found: NearPlan, trace: Trace): PlanResult {
    this.#near?.served(found);
    const { similarity, problems } = found;
    const { plan } = found.value;
    this.#finish({ scenario, request, outcome: 'cache', tier: 'full', plan, problems, trace }, 0);
    return { plan, source: 'cache', tier: 'full', tried: [], similarity, problems, trace };
  }

  /** Waits for the shared call and makes this caller's result of it. */
  async #ask(call: Call, joins: boolean, recorder: TraceRecorder, signal: AbortSignal): Promise<PlanResult> {
    const { telemetry } = this.#o;
    const { scenario, key, target, request } = call;
    const missed = call.missed === undefined ? {} : { missed: call.missed };
    if (joins) {
      telemetry.recordJoin();
      recorder.begin('join');
    }
    // What is not cached is not shared either: its call has a key of its own.
    const flight = key ?? `request ${recorder.requestId}`;
    try {
      const found = await target.lane.calls.run(
        flight,
        (shared, abort, progress) => this.#find(call, recorder, shared, abort, progress),
        request.onProgress,
        signal,
      );
      const trace = recorder.finish();
      const { plan, tier, reason, tried, problems } = found;
      const source = tier === 'full' ? 'model' : 'fallback';
      const why = reason === undefined ? {} : { reason };
      const texts = found.exchanges === undefined ? {} : { exchanges: found.exchanges };
      const ended = { scenario, request, outcome: source, tier, ...why, plan, trace, ...missed, ...texts } as const;
      this.#finish({ ...ended, problems: reason?.problems ?? problems }, joins ? 0 : found.tokens);
      return { plan, source, tier, ...why, tried, problems, trace };
    } catch (error) {
      const outcome = signal.aborted || isClientClosed(error) ? 'cancelled' : 'unavailable';
      const why = error instanceof PlanUnavailableError ? { reason: error.reason } : {};
      const texts = call.exchanges === undefined ? {} : { exchanges: call.exchanges };
      this.#finish({ scenario, request, outcome, ...why, trace: recorder.finish(), ...missed, ...texts }, 0);
      throw error;
    }
  }

  /**
   * The shared call: the tiers in their order, those that ask the model under the total deadline. Rejects only on a
   * cancel, or when no tier has a plan. Its spans are in the trace of the request that began it.
   */
  async #find(
    call: Call,
    trace: TraceRecorder,
    signal: AbortSignal,
    abort: (reason: Error) => void,
    progress: ProgressRelay | undefined,
  ): Promise<Found> {
    const { clock, settings, retryBudget } = this.#o;
    const { totalMs } = settings.deadlines;
    retryBudget.addRequest();
    const question = trace.during('prompt', () => questionOf(call.scenario));
    const deadline = startTotalDeadline({ clock, totalMs }, abort);
    const search: Search = { ...call, question, trace, signal, progress, remainingMs: deadline.remainingMs };
    const tried: TierAttempt[] = [];
    let reason: FallbackReason | undefined;
    try {
      for (const rule of TIERS) {
        if (rule.by === 'rules') break;
        if (reason !== undefined && !isSimplerPromptWorthIt(reason)) break;
        const end = await this.#model.ask(search, rule);
        if (end.type === 'plan') {
          const { plan, problems, answer, modelMs } = end;
          const { tier } = rule;
          const saved = { savedMs: modelMs, savedTokens: tokensOf(answer) };
          if (tier === 'full')
            this.#keep(call, { plan, problems, asked: keyPartsOf(call.prompt, call.target.kind, question) }, saved);
          const why = reason === undefined ? {} : { reason };
          return {
            plan,
            tier,
            ...why,
            tried: [...tried, { tier, outcome: 'plan' }],
            problems,
            tokens: tokensOf(answer),
            ...(call.exchanges === undefined ? {} : { exchanges: call.exchanges }),
          };
        }
        tried.push({ tier: rule.tier, outcome: end.reason.code });
        reason ??= end.reason;
      }
    } finally {
      deadline.dispose();
    }
    const byRules = this.#findByRules(call.scenario, reason ?? noModel(), tried, trace);
    return call.exchanges === undefined ? byRules : { ...byRules, exchanges: call.exchanges };
  }

  #keep({ key, near }: Call, value: CachedPlan, saved: Saved): void {
    if (key === undefined) return;
    const { plan, problems, asked } = value;
    const bytes = ENTRY_BYTES + 2 * JSON.stringify([plan, problems]).length + asked.question.length;
    this.#o.cache.set(key, value, { bytes, ...saved });
    if (near !== undefined) this.#near?.keep(key, near, plan);
  }

  #findByRules(
    scenario: Scenario,
    reason: FallbackReason,
    before: readonly TierAttempt[],
    trace: TraceRecorder,
  ): Found {
    const span = trace.begin('tier');
    const { found, tried } = planByRules(scenario);
    trace.end(span, { tier: found?.tier ?? 'none' }, found === undefined ? 'no-plan' : undefined);
    if (found === undefined) throw new PlanUnavailableError(reason);
    return { ...found, reason, tried: [...before, ...tried], problems: [], tokens: 0 };
  }

  /** The rules at once, without asking the model. Throws as `#findByRules` does. */
  #fallBack(
    scenario: Scenario,
    request: PlanRequest,
    recorder: TraceRecorder,
    reason: FallbackReason,
    asked?: () => KeyParts,
  ): PlanResult {
    const missed = asked === undefined ? {} : { missed: asked };
    try {
      const notAsked = [{ tier: 'full', outcome: reason.code }] as const;
      const { plan, tier, tried } = this.#findByRules(scenario, reason, notAsked, recorder);
      const trace = recorder.finish();
      this.#finish({ scenario, request, outcome: 'fallback', tier, reason, plan, trace, ...missed }, 0);
      return { plan, source: 'fallback', tier, reason, tried, problems: [], trace };
    } catch (error) {
      this.#finish({ scenario, request, outcome: 'unavailable', reason, trace: recorder.finish(), ...missed }, 0);
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

/** Whether a plan that was kept on disk holds by this version's rules too. */
function isStillGood({ plan }: CachedPlan, scenario: Scenario): boolean {
  return validatePlan(plan, scenario.registry).plan !== undefined && simulatePlan(plan, scenario).executable;
}

/** What a question's cache key is made of. */
function keyPartsOf(prompt: PreparedPrompt, answerer: Answerer, question: Question): KeyParts {
  return { statics: prompt.staticParts(answerer), question: question.canonical };
}

/** The outcome of `work` as a promise, without a turn of the event loop or an async frame. */
function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error);
  }
}
