import type { Event as CockatielEvent, IDefaultPolicyContext, IFailureEvent, IPolicy, ISuccessEvent } from 'cockatiel';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Logger } from '../base/logger.ts';
import { BreakerOpenError, breakerRefusalText } from './breakerRefusal.ts';
import { type BreakerState, BreakerTimeline, type BreakerTransition } from './breakerTimeline.ts';
import { BreakerWindow, type BreakerWindowSettings, type WindowFigures } from './breakerWindow.ts';
import { remainingRecoveryMs, type SavedBreaker } from './savedBreaker.ts';

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
  /** Opens it, beside failures in a row, when too many of the latest calls failed or were slow. */
  readonly window?: BreakerWindowSettings;
}

/** A breaker's settings with its ports. */
export interface BreakerOptions extends BreakerSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly judge: ErrorJudge;
}

/** How a call ended for the breaker. `neutral` (a cancel, a model still loading) says nothing about health. */
export type CallOutcome = 'ok' | 'fail' | 'neutral';

/** Which outcome an error is; given to `execute`'s breaker, since only its owner knows the errors. */
export type ErrorJudge = (error: unknown) => { readonly outcome: CallOutcome; readonly cause: string };

/** A call that was let through, when it is over. Times are monotonic, milliseconds. */
export interface SettledCall {
  readonly startMs: number;
  readonly endMs: number;
  /** What it took for the rate of slow calls: without what was left out, so maybe less than from start to end. */
  readonly durationMs: number;
  readonly outcome: CallOutcome;
  /** Why it failed, or the code of what made it neutral. */
  readonly cause: string;
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

const REFUSED = -1;
const RECOVERED = 'recovery time over';

/**
 * A circuit breaker for one model: closed → open after `failureThreshold` failures in a row, or by the rates of its
 * window → half-open after `recoveryMs` → closed after `trialSuccesses` successful trials; a failed trial opens it
 * again, and so does a slow one where a rate of slow calls is set.
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
  readonly #settledCalls: Emitter<SettledCall>;
  readonly #window: BreakerWindow | undefined;
  readonly #timeline: BreakerTimeline;
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

  /** With `saved` it goes on where an earlier one stopped; see `saved()`. */
  constructor(options: BreakerOptions, saved?: SavedBreaker) {
    this.#clock = options.clock;
    this.#judge = options.judge;
    this.#settings = options;
    this.#window = options.window === undefined ? undefined : new BreakerWindow(options.clock, options.window);
    this.#timeline = new BreakerTimeline(saved?.timeline);
    const onListenerError = (error: unknown): void =>
      options.logger.error(`A breaker listener failed: ${String(error)}`);
    this.#changes = new Emitter(onListenerError);
    this.#successEvents = new Emitter(onListenerError);
    this.#failureEvents = new Emitter(onListenerError);
    this.#settledCalls = new Emitter(onListenerError);
    if (saved !== undefined) this.#restore(saved);
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

  /**
   * A call is over, also one of an earlier epoch, which changes nothing; fired before what it changes. What
   * `counterfactual` replays.
   */
  get onDidSettle(): Event<SettledCall> {
    return this.#settledCalls.event;
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

  /**
   * Says how the call behind `token` ended, and how long it took (whatever it waited for before it was sent left out).
   * A token of an earlier epoch is ignored.
   */
  settle(token: number, outcome: CallOutcome, cause = 'failure', durationMs = 0): void {
    this.#settle(token, outcome, cause, durationMs, durationMs);
  }

  #settle(token: number, outcome: CallOutcome, cause: string, durationMs: number, elapsedMs: number): void {
    if (this.#settledCalls.isHeard && token !== REFUSED) {
      const endMs = this.#clock.nowMs();
      this.#settledCalls.fire({ startMs: endMs - elapsedMs, endMs, durationMs, outcome, cause });
    }
    if (token !== this.#epoch) return;
    if (this.#state === 'half-open') this.#trialsRunning--;
    if (outcome === 'neutral') return;
    if (outcome === 'ok') this.#successes++;
    else {
      this.#failures++;
      this.#consecutiveFailures++;
    }
    if (this.#state === 'half-open') this.#judgeTrial(outcome, cause, durationMs);
    else this.#judgeCall(outcome, cause, durationMs);
  }

  /**
   * Runs `fn` as one call of this breaker. Rejects with `BreakerOpenError` when refused, else as `fn` does.
   * `leftOutMs` says, when the call is over, how much of its time is not the server's slowness: a load, for example.
   */
  async execute<T>(
    fn: (context: IDefaultPolicyContext) => PromiseLike<T> | T,
    signal: AbortSignal = new AbortController().signal,
    leftOutMs: () => number = () => 0,
  ): Promise<T> {
    const token = this.tryAcquire();
    if (token === REFUSED) throw this.refusal();
    const startMs = this.#clock.nowMs();
    try {
      const value = await fn({ signal });
      const elapsedMs = this.#clock.nowMs() - startMs;
      const duration = elapsedMs - leftOutMs();
      this.#settle(token, 'ok', 'answered', duration, elapsedMs);
      this.#successEvents.fire({ duration });
      return value;
    } catch (error) {
      const elapsedMs = this.#clock.nowMs() - startMs;
      const duration = elapsedMs - leftOutMs();
      const { outcome, cause } = this.#judge(error);
      this.#settle(token, outcome, cause, duration, elapsedMs);
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
    return breakerRefusalText(this.#state, this.#timeline.lastCause ?? 'failures', this.#untilTrialMs());
  }

  /** Closes it and forgets the failures in a row and the window's calls; the totals stay. */
  reset(): void {
    this.#consecutiveFailures = 0;
    this.#window?.clear();
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
      ...(this.#window === undefined ? {} : { window: this.#window.figures() }),
      ...(this.#state === 'open' ? { nextTrialAtMs: this.#trialAtMs() } : {}),
      ...(this.#state === 'half-open'
        ? {
            trials: {
              running: this.#trialsRunning,
              succeeded: this.#trialsSucceeded,
              needed: this.#settings.trialSuccesses,
            },
          }
        : {}),
      timeline: this.#timeline.list(),
    };
  }

  /** What of it is worth keeping when the program ends; given to the constructor of its successor. */
  saved(): SavedBreaker {
    return {
      version: 1,
      state: this.#state,
      consecutiveFailures: this.#consecutiveFailures,
      ...(this.#state === 'open' ? { trialAtMs: this.#trialAtMs() } : {}),
      timeline: this.#timeline.list(),
      totals: { successes: this.#successes, failures: this.#failures, refused: this.#refused },
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#recovery?.dispose();
    this.#recovery = undefined;
    this.#changes.dispose();
    this.#successEvents.dispose();
    this.#failureEvents.dispose();
    this.#settledCalls.dispose();
  }

  /** By the monotonic clock, so that a jump of the calendar does not move it. */
  #untilTrialMs(): number {
    return Math.max(0, this.#trialDueMs - this.#clock.nowMs());
  }

  #trialAtMs(): number {
    return this.#clock.wallMs() + this.#untilTrialMs();
  }

  #judgeCall(outcome: 'ok' | 'fail', cause: string, durationMs: number): void {
    if (outcome === 'ok') this.#consecutiveFailures = 0;
    this.#window?.record(outcome, cause, durationMs);
    const why =
      this.#consecutiveFailures >= this.#settings.failureThreshold
        ? failuresText(this.#consecutiveFailures, cause)
        : this.#window?.causeToOpen();
    if (why !== undefined) this.#open(why);
  }

  #judgeTrial(outcome: 'ok' | 'fail', cause: string, durationMs: number): void {
    const why = outcome === 'fail' ? `a failed trial (${cause})` : this.#window?.causeOfSlowTrial(durationMs);
    if (why !== undefined) this.#open(why);
    else if (++this.#trialsSucceeded >= this.#settings.trialSuccesses) {
      this.#consecutiveFailures = 0;
      this.#enter('closed', `${this.#trialsSucceeded} successful trials`);
    }
  }

  /** Nobody listens yet, and no call is under way: trials of an earlier program have no end here. */
  #restore(saved: SavedBreaker): void {
    const { failureThreshold, recoveryMs } = this.#settings;
    this.#successes = saved.totals.successes;
    this.#failures = saved.totals.failures;
    this.#refused = saved.totals.refused;
    this.#state = saved.state;
    // The threshold may have been lowered meanwhile, and nothing opens a breaker but a call of its own.
    const mostFailures = saved.state === 'closed' ? failureThreshold - 1 : saved.consecutiveFailures;
    this.#consecutiveFailures = Math.min(saved.consecutiveFailures, mostFailures);
    if (saved.state !== 'open') return;
    const remainingMs = remainingRecoveryMs(saved, this.#clock.wallMs(), recoveryMs);
    if (remainingMs > 0) this.#recovery = this.#awaitRecovery(remainingMs);
    else this.#enter('half-open', RECOVERED);
  }

  #open(cause: string): void {
    // Calls may outlive their breaker, and without a timer it would never let another through.
    if (this.#isDisposed) return;
    this.#enter('open', cause);
  }

  #awaitRecovery(delayMs: number): Disposable {
    this.#trialDueMs = this.#clock.nowMs() + delayMs;
    return this.#clock.setTimer(delayMs, () => this.#enter('half-open', RECOVERED));
  }

  #enter(to: BreakerState, cause: string): void {
    const transition = { atMs: this.#clock.wallMs(), from: this.#state, to, cause };
    this.#recovery?.dispose();
    // Before the listeners hear of it: one that resets the breaker must find the timer it ends.
    this.#recovery = to === 'open' ? this.#awaitRecovery(this.#settings.recoveryMs) : undefined;
    this.#state = to;
    this.#epoch++;
    this.#trialsRunning = 0;
    this.#trialsSucceeded = 0;
    this.#window?.clear();
    this.#timeline.add(transition);
    this.#changes.fire(transition);
  }
}

function failuresText(count: number, cause: string): string {
  return count === 1 ? `a failure (${cause})` : `${count} failures in a row (last: ${cause})`;
}
