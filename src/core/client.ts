import type { Clock } from './base/clock.ts';
import type { Disposable } from './base/disposable.ts';
import { clientClosed } from './base/errors.ts';
import { Emitter, type Event } from './base/events.ts';
import type { Logger } from './base/logger.ts';
import type { Random } from './base/random.ts';
import { SharedTimerClock } from './base/sharedTimerClock.ts';
import type { EntryStore } from './cache/entryStore.ts';
import { type KnownValue, PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import { breakerSettings, cacheLimits, deadlineSettings, plannerSettings, promptParameters } from './clientSettings.ts';
import type { ClientFigures, ClientSnapshot } from './clientSnapshot.ts';
import { judgeForBreaker } from './failures.ts';
import { LoadWatch } from './loadWatch.ts';
import { type ExplainedMiss, type Miss, MissLog } from './missLog.ts';
import { Planner } from './planner.ts';
import type { PlannerTarget } from './plannerOptions.ts';
import type { FinishedRequest, PlanRequest } from './planRequest.ts';
import type { PlanResult } from './planResult.ts';
import { PromptLibrary } from './prompt/promptLibrary.ts';
import { type NewRequests, type RequestDetails, RequestHistory } from './requestHistory.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { Breakers } from './resilience/breakers.ts';
import { RetryBudget } from './resilience/retryBudget.ts';
import { ServerLanes } from './serverLanes.ts';
import { ServerNotes } from './serverNotes.ts';
import type { Settings } from './settings/settings.ts';
import type { Target } from './target.ts';
import type { Counters } from './telemetry/figures.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import type { RecordedTraffic } from './telemetry/traffic.ts';
import { createTransport } from './transport/createTransport.ts';
import { HttpClient } from './transport/httpStream.ts';
import { OutputLadder } from './transport/outputLadder.ts';
import { probeTrial } from './trialProbe.ts';
import type { Scenario } from './world/scenario.ts';

/** Requests in a snapshot. */
const RECENT_REQUESTS = 200;

/**
 * The resilient client, put together: the planner with its cache, breakers, telemetry and transport, for one target
 * at a time. Every program (editor, terminal, benchmarks, tests) uses this one and differs only in the ports.
 */
export class Client implements Disposable {
  readonly http: HttpClient;
  readonly #clock: Clock;
  /** The planner's: a request sets several limits of time, and hardly ever reaches one. */
  readonly #requestClock: SharedTimerClock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #changes: Emitter<void>;
  readonly #telemetry = new Telemetry();
  readonly #history = new RequestHistory();
  #settings: Settings;
  #cache: PromptCache<CachedPlan>;
  readonly #lanes: ServerLanes;
  readonly #ladder = new OutputLadder();
  readonly #lifetime = new AbortController();
  #retryBudget: RetryBudget;
  #breakers: Breakers;
  #planner: Planner;
  readonly #loads: LoadWatch;
  readonly #store: EntryStore<CachedPlan> | undefined;
  readonly #notes: ServerNotes;
  readonly #misses = new MissLog();
  #target: Target | undefined;
  #plannerTarget: PlannerTarget | undefined;
  #lastEndpoint: string | undefined;
  #requests = 0;
  #isDisposed = false;

  /**
   * `store`: where plans, and what was learnt of servers, are kept across reloads; the client owns it. Without it
   * everything is in memory.
   */
  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly logger: Logger;
    readonly settings: Settings;
    readonly store?: EntryStore<CachedPlan> | undefined;
  }) {
    this.#clock = options.clock;
    this.http = new HttpClient({ clock: options.clock });
    this.#requestClock = new SharedTimerClock(options.clock);
    this.#random = options.random;
    this.#logger = options.logger;
    this.#settings = options.settings;
    this.#history.texts.allow(options.settings['planscope.telemetry.keepTexts']);
    this.#store = options.store;
    this.#notes = new ServerNotes(options.store);
    this.#changes = new Emitter((error) => this.#logger.error(`A client listener failed: ${String(error)}`));
    this.#loads = new LoadWatch(this.#clock, () => this.#changes.fire());
    this.#lanes = new ServerLanes((error) =>
      this.#logger.error(`A listener to a plan's progress failed: ${String(error)}`),
    );
    this.#retryBudget = this.#makeRetryBudget();
    this.#cache = this.#makeCache();
    this.#breakers = this.#makeBreakers();
    this.#planner = this.#makePlanner();
  }

  /** Something in `snapshot()` changed. May fire thousands of times a second; listeners throttle. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  get settings(): Settings {
    return this.#settings;
  }

  get target(): Target | undefined {
    return this.#target;
  }

  /**
   * Where to ask from now on; undefined: nowhere, every plan is by rules. The breakers of another server are put
   * aside, and taken up again where that server was known.
   */
  setTarget(target: Target | undefined): void {
    this.#target = target;
    this.#plannerTarget = target === undefined ? undefined : this.#plannerTargetOf(target);
    if (target !== undefined && target.endpoint !== this.#lastEndpoint) this.#turnTo(target.endpoint);
    this.#changes.fire();
  }

  /** Takes new settings. Cache and breakers start anew only if settings of theirs changed. */
  configure(settings: Settings): void {
    const changed = (prefix: string): boolean =>
      Object.entries(settings).some(([key, value]) => key.startsWith(prefix) && this.#valueOf(key) !== value);
    const cacheChanged = ['max', 'ttl', 'persist'].some((part) => changed(`planscope.cache.${part}`));
    const breakersChanged = changed('planscope.breaker.');
    const budgetChanged = changed('planscope.retry.budget');
    this.#settings = settings;
    this.#history.texts.allow(settings['planscope.telemetry.keepTexts']);
    if (cacheChanged) this.#cache = this.#makeCache();
    if (budgetChanged) this.#retryBudget = this.#makeRetryBudget();
    if (breakersChanged) {
      this.#breakers.dispose();
      this.#breakers = this.#makeBreakers();
    }
    if (this.#target !== undefined) this.#lanes.to(this.#target.endpoint, this.#queueLimits());
    this.#planner = this.#makePlanner();
    this.#changes.fire();
  }

  /** Plans once; see `Planner.plan`. Once the client is disposed, also on the way, it rejects with `disposed`. */
  plan(scenario: Scenario, request?: PlanRequest, signal?: AbortSignal): Promise<PlanResult> {
    if (this.#isDisposed) return Promise.reject(clientClosed());
    return this.#planner.plan(scenario, this.#plannerTarget, request, signal);
  }

  /** Forgets every cached plan, on disk too where the cache does not use them now; returns how many there were. */
  clearCache(): number {
    const stored = this.#store?.clear() ?? 0;
    const entries = Math.max(stored, this.#cache.clear());
    this.#misses.cleared();
    this.#telemetry.hits.clear();
    this.#changes.fire();
    return entries;
  }

  /** The plans that could be served now, the latest used first, then those on disk alone; at most `limit`. */
  cachedPlans(limit: number): readonly KnownValue<CachedPlan>[] {
    const plans: KnownValue<CachedPlan>[] = [];
    for (const plan of this.#cache.known(limit)) {
      if (plans.length === limit) break;
      plans.push(plan);
    }
    return plans;
  }

  /** Forgets one of them, by its key. False when it is not there any more. */
  dropCachedPlan(key: string): boolean {
    const isGone = this.#cache.drop(key);
    this.#changes.fire();
    return isGone;
  }

  /** Forgets what the server asked now refused of structured output: it or its model may be a newer one. */
  forgetRefusals(): void {
    if (this.#target === undefined) return;
    this.#ladder.forget(this.#target.endpoint);
    this.#notes.keepLadder(this.#ladder.toJSON());
    this.#changes.fire();
  }

  /** The requests of late that the cache did not answer, newest first, at most 50. */
  misses(): readonly Miss[] {
    return this.#misses.list();
  }

  /** Why one of them missed; undefined for any other request. */
  explainMiss(requestId: number): ExplainedMiss | undefined {
    return this.#misses.explain(requestId, this.#cache);
  }

  /** The breaker of a model, by hand: to look at, reset or isolate. */
  breaker(model: string): CircuitBreaker {
    return this.#breakers.of(model);
  }

  /** Totals since the start; a small part of `snapshot()`, for whoever looks at every change. */
  counters(): Counters {
    return this.#telemetry.counters();
  }

  /**
   * What the cache was asked since the start, at most the newest 10,000 requests, oldest first: short digests of their
   * keys, calendar times in milliseconds since the epoch, hit or miss; and the cache's limits now. No prompt, no answer.
   * Requests that do not use the cache are not among them. For `serializeTraffic`, and so for the hit ratio by capacity
   * of the user's own traffic.
   */
  traffic(): RecordedTraffic {
    const { maxEntries, ttlMs } = cacheLimits(this.#settings);
    return { maxEntries, ttlMs, requests: this.#telemetry.traffic.list() };
  }

  /** The requests that ended after the one at place `after` in their order, newest first; 0 for all that are known. */
  requestsSince(after: number): NewRequests {
    return this.#history.since(after);
  }

  /** All that is known of a finished request; undefined when it is not among the newest 10,000. */
  request(id: number): RequestDetails | undefined {
    return this.#history.details(id);
  }

  /** Everything there is to show, at one moment. */
  snapshot(): ClientSnapshot {
    return { ...this.figures(), requests: this.#history.newest(RECENT_REQUESTS) };
  }

  /** The same without the requests that ended: cheap, for whoever looks often. */
  figures(): ClientFigures {
    const target = this.#plannerTarget;
    if (target !== undefined) this.#breakers.of(target.model);
    const atMs = this.#clock.wallMs();
    return {
      atMs,
      model: target === undefined ? { kind: 'none' } : this.#modelSnapshot(target),
      breakers: this.#breakers.entries().map(([model, breaker]) => ({ model, ...breaker.status() })),
      queue: target?.lane.queue.status() ?? { ...this.#queueLimits(), running: 0, waiting: 0, refused: 0 },
      cache: this.#cache.stats(),
      counters: this.#telemetry.counters(),
      funnel: this.#telemetry.funnel(),
      latency: { cache: this.#telemetry.latency('cache'), model: this.#telemetry.latency('model') },
      trends: this.#telemetry.trends(atMs),
      running: this.#history.running(),
    };
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#lifetime.abort(clientClosed());
    this.#lanes.dispose();
    this.#breakers.dispose();
    this.#changes.dispose();
    this.http.dispose();
    this.#requestClock.dispose();
    this.#store?.dispose();
  }

  /** Goes on with what is known of this server. */
  #turnTo(endpoint: string): void {
    if (this.#lastEndpoint === undefined) this.#ladder.restore(this.#notes.ladder(), this.#clock.wallMs());
    this.#lastEndpoint = endpoint;
    this.#breakers.dispose();
    this.#breakers = this.#makeBreakers();
    const saved = this.#notes.breakers(endpoint);
    if (saved !== undefined) this.#breakers.restore(saved);
    this.#planner = this.#makePlanner();
  }

  /** At each change of state, and only then: who changed nothing must not write over what another window has. */
  #keepBreakers(): void {
    if (this.#lastEndpoint !== undefined) this.#notes.keepBreakers(this.#lastEndpoint, this.#breakers.saved());
  }

  #modelSnapshot({ kind, model, transport }: PlannerTarget): Exclude<ClientSnapshot['model'], { kind: 'none' }> {
    const { endpoint, dialect, rungs } = transport;
    return {
      kind,
      name: model,
      endpoint,
      dialect,
      rung: this.#ladder.start(endpoint, model, rungs, this.#settings['planscope.model.structuredOutput']),
      ...this.#loads.snapshot(),
    };
  }

  #plannerTargetOf({ kind, model, endpoint, dialect = 'ollama', apiKey }: Target): PlannerTarget {
    const transport = createTransport({ http: this.http, endpoint, dialect, apiKey });
    return { kind, model, transport, lane: this.#lanes.to(endpoint, this.#queueLimits()) };
  }

  #queueLimits(): { readonly maxConcurrent: number; readonly maxWaiting: number } {
    const wanted = this.#settings['planscope.queue.maxConcurrent'];
    return {
      // A local server mostly has one slot, and a request that waits there cannot be told from one that is stuck.
      maxConcurrent: wanted === 0 ? (this.#target?.parallelRequests ?? 1) : wanted,
      maxWaiting: this.#settings['planscope.queue.maxWaiting'],
    };
  }

  #makeRetryBudget(): RetryBudget {
    return new RetryBudget({ clock: this.#clock, ratio: this.#settings['planscope.retry.budget'] });
  }

  #makeCache(): PromptCache<CachedPlan> {
    const store = this.#settings['planscope.cache.persist'] ? this.#store : undefined;
    return new PromptCache({
      clock: this.#clock,
      ...cacheLimits(this.#settings),
      ...(store === undefined ? {} : { store }),
    });
  }

  #makeBreakers(): Breakers {
    const breakers = new Breakers({
      clock: this.#clock,
      logger: this.#logger,
      judge: judgeForBreaker,
      ...breakerSettings(this.#settings),
    });
    breakers.onDidChange(({ model, transition }) => {
      this.#logger.info(`Breaker of ${model}: ${transition.from} → ${transition.to}, ${transition.cause}.`);
      this.#keepBreakers();
      this.#changes.fire();
      if (transition.to === 'half-open') this.#probe(model);
    });
    return breakers;
  }

  #probe(model: string): void {
    const transport = this.#plannerTarget?.transport;
    if (transport === undefined) return;
    const breaker = this.#breakers.of(model);
    const deadlines = deadlineSettings(this.#settings);
    void probeTrial({ breaker, transport, clock: this.#requestClock, deadlines }, this.#lifetime.signal).then(() =>
      this.#changes.fire(),
    );
  }

  #makePlanner(): Planner {
    return new Planner({
      clock: this.#requestClock,
      random: this.#random,
      prompts: new PromptLibrary(promptParameters(this.#settings)),
      cache: this.#cache,
      breakers: this.#breakers,
      retryBudget: this.#retryBudget,
      ladder: this.#ladder,
      telemetry: this.#telemetry,
      settings: plannerSettings(this.#settings),
      nextRequestId: () => ++this.#requests,
      recordTexts: () => this.#history.texts.record(),
      onWaiting: (request) => {
        this.#history.begin(request);
        this.#changes.fire();
      },
      onFinished: (request) => this.#finished(request),
      onRungLearned: () => this.#notes.keepLadder(this.#ladder.toJSON()),
      onLoading: (isLoading) => this.#loads.note(isLoading),
    });
  }

  #finished(request: FinishedRequest): void {
    this.#misses.add(request);
    this.#history.add(request);
    this.#changes.fire();
  }

  #valueOf(key: string): unknown {
    return Object.entries(this.#settings).find(([name]) => name === key)?.[1];
  }
}
