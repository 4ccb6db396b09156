import type { Clock } from './base/clock.ts';
import type { Disposable } from './base/disposable.ts';
import { clientClosed } from './base/errors.ts';
import { Emitter, type Event } from './base/events.ts';
import type { Logger } from './base/logger.ts';
import type { Random } from './base/random.ts';
import type { Secret } from './base/secret.ts';
import { SharedTimerClock } from './base/sharedTimerClock.ts';
import { PromptCache } from './cache/promptCache.ts';
import { SingleFlight } from './cache/singleFlight.ts';
import type { ClientSnapshot, RequestSummary } from './clientSnapshot.ts';
import { judgeForBreaker } from './failures.ts';
import {
  type CachedPlan,
  type FinishedRequest,
  type Found,
  Planner,
  type PlannerTarget,
  type PlanRequest,
} from './planner.ts';
import type { PlanResult } from './planResult.ts';
import { PromptLibrary } from './prompt/promptLibrary.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { Breakers } from './resilience/breakers.ts';
import type { Settings } from './settings/settings.ts';
import { RecentItems } from './telemetry/recentItems.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { createTransport } from './transport/createTransport.ts';
import { HttpClient } from './transport/httpStream.ts';
import type { DialectName } from './transport/transport.ts';
import type { Scenario } from './world/scenario.ts';

/** The model server that plans are asked of. */
export interface Target {
  readonly kind: 'server' | 'simulator';
  readonly endpoint: string;
  readonly model: string;
  /** The language the server is asked in; 'ollama' where it is not said. */
  readonly dialect?: DialectName;
  /** How many requests the server answers at the same time, where it says so. */
  readonly parallelRequests?: number;
  /** The size of the model's context there, tokens, where it is the server's to say. */
  readonly contextTokens?: number;
  /** Sent to `endpoint` alone. */
  readonly apiKey?: Secret;
}

const RECENT_REQUESTS = 200;

/**
 * The resilient client, put together: the planner with its cache, breakers, telemetry and transport, for one target
 * at a time. Every program (editor, terminal, benchmarks, tests) uses this one and differs only in the ports.
 */
export class Client implements Disposable {
  readonly http = new HttpClient();
  readonly #clock: Clock;
  /** The planner's: a request sets several limits of time, and hardly ever reaches one. */
  readonly #requestClock: SharedTimerClock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #changes: Emitter<void>;
  readonly #telemetry = new Telemetry();
  readonly #recent = new RecentItems<RequestSummary>(RECENT_REQUESTS);
  #settings: Settings;
  #cache: PromptCache<CachedPlan>;
  readonly #flights = new SingleFlight<Found>();
  #breakers: Breakers;
  #planner: Planner;
  #target: Target | undefined;
  #plannerTarget: PlannerTarget | undefined;
  #lastEndpoint: string | undefined;
  #requests = 0;
  #isDisposed = false;

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly logger: Logger;
    readonly settings: Settings;
  }) {
    this.#clock = options.clock;
    this.#requestClock = new SharedTimerClock(options.clock);
    this.#random = options.random;
    this.#logger = options.logger;
    this.#settings = options.settings;
    this.#changes = new Emitter((error) => this.#logger.error(`A client listener failed: ${String(error)}`));
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

  /** Where to ask from now on; undefined: nowhere, every plan is by rules. The breakers of another server are forgotten. */
  setTarget(target: Target | undefined): void {
    const isOtherServer = target !== undefined && target.endpoint !== this.#lastEndpoint;
    if (isOtherServer) this.#breakers.clear();
    this.#lastEndpoint = target?.endpoint ?? this.#lastEndpoint;
    this.#target = target;
    this.#plannerTarget = target === undefined ? undefined : this.#plannerTargetOf(target);
    this.#changes.fire();
  }

  /** Takes new settings. Cache and breakers start anew only if settings of theirs changed. */
  configure(settings: Settings): void {
    const changed = (prefix: string): boolean =>
      Object.entries(settings).some(([key, value]) => key.startsWith(prefix) && this.#valueOf(key) !== value);
    const cacheChanged = changed('planscope.cache.max') || changed('planscope.cache.ttl');
    const breakersChanged = changed('planscope.breaker.');
    this.#settings = settings;
    if (cacheChanged) this.#cache = this.#makeCache();
    if (breakersChanged) {
      this.#breakers.dispose();
      this.#breakers = this.#makeBreakers();
    }
    this.#planner = this.#makePlanner();
    this.#changes.fire();
  }

  /** Plans once; see `Planner.plan`. Once the client is disposed, also on the way, the plan is by rules. */
  plan(scenario: Scenario, request?: PlanRequest, signal?: AbortSignal): Promise<PlanResult> {
    return this.#planner.plan(scenario, this.#plannerTarget, request, signal);
  }

  /** Forgets every cached plan; returns how many there were. */
  clearCache(): number {
    const entries = this.#cache.clear();
    this.#changes.fire();
    return entries;
  }

  /** The breaker of a model, by hand: to look at, reset or isolate. */
  breaker(model: string): CircuitBreaker {
    return this.#breakers.of(model);
  }

  /** Everything there is to show, at one moment. */
  snapshot(): ClientSnapshot {
    const target = this.#target;
    if (target !== undefined) this.#breakers.of(target.model);
    return {
      atMs: this.#clock.wallMs(),
      model:
        target === undefined ? { kind: 'none' } : { kind: target.kind, name: target.model, endpoint: target.endpoint },
      breakers: this.#breakers.entries().map(([model, breaker]) => ({ model, ...breaker.status() })),
      cache: this.#cache.stats(),
      counters: this.#telemetry.counters(),
      funnel: this.#telemetry.funnel(),
      latency: { cache: this.#telemetry.latency('cache'), model: this.#telemetry.latency('model') },
      requests: this.#recent.list(),
    };
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#flights.abortAll(clientClosed());
    this.#breakers.dispose();
    this.#changes.dispose();
    this.http.dispose();
    this.#requestClock.dispose();
  }

  #plannerTargetOf({ kind, model, endpoint, dialect = 'ollama', apiKey }: Target): PlannerTarget {
    return { kind, model, transport: createTransport({ http: this.http, endpoint, dialect, apiKey }) };
  }

  #makeCache(): PromptCache<CachedPlan> {
    const settings = this.#settings;
    return new PromptCache({
      clock: this.#clock,
      maxEntries: settings['planscope.cache.maxEntries'],
      maxBytes: settings['planscope.cache.maxBytes'],
      ttlMs: settings['planscope.cache.ttlMs'],
    });
  }

  #makeBreakers(): Breakers {
    const settings = this.#settings;
    const breakers = new Breakers({
      clock: this.#clock,
      logger: this.#logger,
      judge: judgeForBreaker,
      failureThreshold: settings['planscope.breaker.failureThreshold'],
      recoveryMs: settings['planscope.breaker.recoveryMs'],
      trialSuccesses: settings['planscope.breaker.trialSuccesses'],
      maxConcurrentTrials: settings['planscope.breaker.maxConcurrentTrials'],
    });
    breakers.onDidChange(({ model, transition }) => {
      this.#logger.info(`Breaker of ${model}: ${transition.from} → ${transition.to}, ${transition.cause}.`);
      this.#changes.fire();
    });
    return breakers;
  }

  #makePlanner(): Planner {
    const settings = this.#settings;
    const parameters = {
      temperature: settings['planscope.model.temperature'],
      maxOutputTokens: settings['planscope.model.maxOutputTokens'],
      contextTokens: settings['planscope.model.contextTokens'],
    };
    return new Planner({
      clock: this.#requestClock,
      random: this.#random,
      prompts: new PromptLibrary(parameters),
      cache: this.#cache,
      flights: this.#flights,
      breakers: this.#breakers,
      telemetry: this.#telemetry,
      settings: {
        ...parameters,
        cacheEnabled: settings['planscope.cache.enabled'],
        retry: {
          maxRetries: settings['planscope.retry.maxRetries'],
          initialMs: settings['planscope.retry.initialMs'],
          maxMs: settings['planscope.retry.maxMs'],
          jitter: settings['planscope.retry.jitter'],
        },
        deadlines: {
          connectMs: settings['planscope.deadlines.connectMs'],
          firstByteMs: settings['planscope.deadlines.firstByteMs'],
          silenceMs: settings['planscope.deadlines.silenceMs'],
          totalMs: settings['planscope.deadlines.totalMs'],
        },
      },
      nextRequestId: () => ++this.#requests,
      onFinished: (request) => this.#finished(request),
    });
  }

  #finished({ scenario, outcome, tier, reason, trace }: FinishedRequest): void {
    this.#recent.add({
      id: trace.requestId,
      scenario: scenario.name,
      outcome,
      tier: tier ?? 'none',
      ...(reason === undefined ? {} : { reason: reason.message }),
      trace,
    });
    this.#changes.fire();
  }

  #valueOf(key: string): unknown {
    return Object.entries(this.#settings).find(([name]) => name === key)?.[1];
  }
}
