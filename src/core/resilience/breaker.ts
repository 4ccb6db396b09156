import type { Event as CockatielEvent, IDefaultPolicyContext, IFailureEvent, IPolicy, ISuccessEvent } from 'cockatiel';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CoreError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Logger } from '../base/logger.ts';

export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** One change of state. */
export interface BreakerTransition {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** For people, for example "5 failures in a row (refused)". */
  readonly cause: string;
}

/** When a breaker opens and how it recovers. */
export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** How long it stays open before trials are let through, milliseconds. */
  readonly recoveryMs: number;
  /** Successful trials that close it. */
  readonly trialSuccesses: number;
  /** Trials that may run at the same time; further callers are refused at once. */
  readonly maxConcurrentTrials: number;
}

/** How a call ended for the breaker. `neutral` (a cancel, a model still loading) says nothing about health. */
export type CallOutcome = 'ok' | 'fail' | 'neutral';

/** Which outcome an error is; given to `execute`'s breaker, since only its owner knows the errors. */
export type ErrorJudge = (error: unknown) => { readonly outcome: CallOutcome; readonly cause: string };

/** Everything about a breaker at one moment. */
export interface BreakerStatus {
  readonly state: BreakerState;
  readonly consecutiveFailures: number;
  readonly failureThreshold: number;
  readonly successes: number;
  readonly failures: number;
  readonly refused: number;
  /** Calendar time, milliseconds since the epoch. Only while open. */
  readonly nextTrialAtMs?: number;
  readonly trials?: { readonly running: number; readonly succeeded: number; readonly needed: number };
  readonly timeline: readonly BreakerTransition[];
}

/** A call was refused because the breaker is open, isolated, or half-open with its trials under way. */
export class BreakerOpenError extends CoreError {
  constructor(message: string) {
    super('breaker-open', message, { retryable: false });
  }
}

const TIMELINE_LENGTH = 50;
const REFUSED = -1;

/**
 * A circuit breaker for one model: closed → open after `failureThreshold` failures in a row → half-open after
 * `recoveryMs` → closed after `trialSuccesses` successful trials; a failed trial opens it again.
 *
 * Two ways in: `tryAcquire` with `settle` (synchronous, a few nanoseconds), or cockatiel's `IPolicy`, so that it
 * composes in `wrap`. Each change of state begins a new epoch, and what settles later than its epoch is ignored.
 * Holds one timer while open; `dispose` ends it, and a disposed breaker does not open any more.
 */
export class CircuitBreaker implements IPolicy, Disposable {
  declare readonly _altReturn: never;
  readonly #clock: Clock;
  readonly #settings: BreakerSettings;
  readonly #judge: ErrorJudge;
  readonly #changes: Emitter<BreakerTransition>;
  readonly #successEvents: Emitter<ISuccessEvent>;
  readonly #failureEvents: Emitter<IFailureEvent>;
  readonly #timeline: BreakerTransition[] = [];
  #state: BreakerState = 'closed';
  #epoch = 0;
  #consecutiveFailures = 0;
  #trialsRunning = 0;
  #trialsSucceeded = 0;
  #successes = 0;
  #failures = 0;
  #refused = 0;
  #trialDueMs = 0;
  #recovery: Disposable | undefined;
  #isDisposed = false;

  constructor(
    options: { readonly clock: Clock; readonly logger: Logger; readonly judge: ErrorJudge } & BreakerSettings,
  ) {
    const { clock, logger, judge, failureThreshold, recoveryMs, trialSuccesses, maxConcurrentTrials } = options;
    this.#clock = clock;
    this.#judge = judge;
    this.#settings = { failureThreshold, recoveryMs, trialSuccesses, maxConcurrentTrials };
    const onListenerError = (error: unknown): void => logger.error(`A breaker listener failed: ${String(error)}`);
    this.#changes = new Emitter(onListenerError);
    this.#successEvents = new Emitter(onListenerError);
    this.#failureEvents = new Emitter(onListenerError);
  }

  get onDidChange(): Event<BreakerTransition> {
    return this.#changes.event;
  }

  get onSuccess(): CockatielEvent<ISuccessEvent> {
    return this.#successEvents.event;
  }

  get onFailure(): CockatielEvent<IFailureEvent> {
    return this.#failureEvents.event;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether a call would be let through now. A no counts as a refused call. */
  admits(): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'half-open' && this.#trialsRunning < this.#settings.maxConcurrentTrials) return true;
    this.#refused++;
    return false;
  }

  /** Lets a call through: a token to `settle` it with, or -1 when it is refused. */
  tryAcquire(): number {
    if (this.#state === 'closed') return this.#epoch;
    if (!this.admits()) return REFUSED;
    this.#trialsRunning++;
    return this.#epoch;
  }

  /** Says how the call behind `token` ended. A token of an earlier epoch is ignored. */
  settle(token: number, outcome: CallOutcome, cause = 'failure'): void {
    if (token !== this.#epoch) return;
    if (this.#state === 'half-open') this.#settleTrial(outcome, cause);
    else if (outcome === 'ok') {
      this.#successes++;
      this.#consecutiveFailures = 0;
    } else if (outcome === 'fail') {
      this.#failures++;
      this.#consecutiveFailures++;
      if (this.#consecutiveFailures >= this.#settings.failureThreshold) {
        this.#open(`${this.#consecutiveFailures} failures in a row (last: ${cause})`);
      }
    }
  }

  /** Runs `fn` as one call of this breaker. Rejects with `BreakerOpenError` when refused, else as `fn` does. */
  async execute<T>(
    fn: (context: IDefaultPolicyContext) => PromiseLike<T> | T,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<T> {
    const token = this.tryAcquire();
    if (token === REFUSED) throw this.refusal();
    const startMs = this.#clock.nowMs();
    try {
      const value = await fn({ signal });
      this.settle(token, 'ok');
      this.#successEvents.fire({ duration: this.#clock.nowMs() - startMs });
      return value;
    } catch (error) {
      const { outcome, cause } = this.#judge(error);
      this.settle(token, outcome, cause);
      const duration = this.#clock.nowMs() - startMs;
      this.#failureEvents.fire({ duration, handled: outcome === 'fail', reason: { error } });
      throw error;
    }
  }

  /** The error of a refused call; says when the next trial is. */
  refusal(): BreakerOpenError {
    return new BreakerOpenError(this.refusalText());
  }

  /** Why calls are refused now, for people. */
  refusalText(): string {
    if (this.#state === 'isolated') return 'The circuit breaker was isolated by hand. Reset it to send requests again.';
    if (this.#state === 'half-open') return 'The circuit breaker is half-open and its trial call is still under way.';
    const waitS = Math.ceil(this.#untilTrialMs() / 1000);
    const cause = this.#timeline.at(-1)?.cause ?? 'failures';
    return `The circuit breaker is open after ${cause}. The next trial is in ${waitS} s; reset it to try at once.`;
  }

  /** Closes it and forgets the failures in a row; the totals stay. */
  reset(): void {
    this.#consecutiveFailures = 0;
    if (this.#state !== 'closed') this.#enter('closed', 'reset by hand');
  }

  /** Refuses every call until `reset`. */
  isolate(): void {
    if (this.#state !== 'isolated') this.#enter('isolated', 'isolated by hand');
  }

  status(): BreakerStatus {
    return {
      state: this.#state,
      consecutiveFailures: this.#consecutiveFailures,
      failureThreshold: this.#settings.failureThreshold,
      successes: this.#successes,
      failures: this.#failures,
      refused: this.#refused,
      ...(this.#state === 'open' ? { nextTrialAtMs: this.#clock.wallMs() + this.#untilTrialMs() } : {}),
      ...(this.#state === 'half-open'
        ? {
            trials: {
              running: this.#trialsRunning,
              succeeded: this.#trialsSucceeded,
              needed: this.#settings.trialSuccesses,
            },
          }
        : {}),
      timeline: [...this.#timeline],
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#recovery?.dispose();
    this.#recovery = undefined;
    this.#changes.dispose();
    this.#successEvents.dispose();
    this.#failureEvents.dispose();
  }

  /** By the monotonic clock, so that a jump of the calendar does not move it. */
  #untilTrialMs(): number {
    return Math.max(0, this.#trialDueMs - this.#clock.nowMs());
  }

  #settleTrial(outcome: CallOutcome, cause: string): void {
    this.#trialsRunning--;
    if (outcome === 'fail') {
      this.#failures++;
      this.#consecutiveFailures++;
      this.#open(`a failed trial (${cause})`);
    } else if (outcome === 'ok') {
      this.#successes++;
      this.#trialsSucceeded++;
      if (this.#trialsSucceeded < this.#settings.trialSuccesses) return;
      this.#consecutiveFailures = 0;
      this.#enter('closed', `${this.#trialsSucceeded} successful trials`);
    }
  }

  #open(cause: string): void {
    // Calls may outlive their breaker, and without a timer it would never let another through.
    if (this.#isDisposed) return;
    this.#enter('open', cause);
  }

  #awaitRecovery(): Disposable {
    const { recoveryMs } = this.#settings;
    this.#trialDueMs = this.#clock.nowMs() + recoveryMs;
    return this.#clock.setTimer(recoveryMs, () => this.#enter('half-open', 'recovery time over'));
  }

  #enter(to: BreakerState, cause: string): void {
    const transition = { atMs: this.#clock.wallMs(), from: this.#state, to, cause };
    this.#recovery?.dispose();
    // Before the listeners hear of it: one that resets the breaker must find the timer it ends.
    this.#recovery = to === 'open' ? this.#awaitRecovery() : undefined;
    this.#state = to;
    this.#epoch++;
    this.#trialsRunning = 0;
    this.#trialsSucceeded = 0;
    this.#timeline.push(transition);
    if (this.#timeline.length > TIMELINE_LENGTH) this.#timeline.shift();
    this.#changes.fire(transition);
  }
}
