import {
  type Event as CockatielEvent,
  type RetryPolicy as EngineRetry,
  retry as engineRetry,
  handleWhen,
  type IDefaultPolicyContext,
  type IFailureEvent,
  type IPolicy,
  type ISuccessEvent,
} from 'cockatiel';
import { abortReason, delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type BackoffSettings, backoffMs } from './backoff.ts';
import type { RetryBudget } from './retryBudget.ts';

export interface RetrySettings extends BackoffSettings {
  /** Retries after the first attempt. */
  readonly maxRetries: number;
}

/** One wait before a retry. */
export interface RetryWait {
  /** 1 is the first retry. */
  readonly retry: number;
  readonly delayMs: number;
  /** What the attempt before it failed with. */
  readonly error: unknown;
}

export interface RetryOptions extends RetrySettings {
  readonly clock: Clock;
  readonly random: Random;
  /** Shared by all requests of a client; without one, retries are limited by `maxRetries` alone. */
  readonly budget?: RetryBudget;
  readonly isRetryable: (error: unknown) => boolean;
  /** Errors after which to try again at once, once per request: no fault of the server's, so it costs no retry. */
  readonly isImmediate?: (error: unknown) => boolean;
  /** The server's own wish (Retry-After), milliseconds; it replaces a shorter back-off. */
  readonly requestedDelayMs: (error: unknown) => number | undefined;
  /** How much time the request has left; a wait that could not end within it is not begun. */
  readonly remainingMs?: () => number;
  /** Called as a wait begins; what it returns is called as the wait ends. */
  readonly onWait: (wait: RetryWait) => (() => void) | undefined;
  /** The budget had no retry left. Must not throw. */
  readonly onDenied?: (error: unknown) => void;
}

type Attempt<T> = (context: IDefaultPolicyContext) => PromiseLike<T> | T;

/**
 * cockatiel's retry with our judgement and our waits: they run on the clock port and end promptly when the signal
 * aborts, which cockatiel's own do not. The engine asks after each failed attempt whether to go on, waits for nothing
 * itself, and each wait is made good before the attempt that follows it.
 * One instance serves one request.
 */
export class Retry implements IPolicy {
  declare readonly _altReturn: never;
  readonly #options: RetryOptions;
  readonly #engine: EngineRetry;
  #attempt: { readonly number: number; readonly signal: AbortSignal } | undefined;
  #due: RetryWait | undefined;
  #isImmediateLeft = true;

  constructor(options: RetryOptions) {
    this.#options = options;
    const policy = handleWhen((error) => this.#planRetry(error));
    this.#engine = engineRetry(policy, { maxAttempts: options.maxRetries });
  }

  get onSuccess(): CockatielEvent<ISuccessEvent> {
    return this.#engine.onSuccess;
  }

  get onFailure(): CockatielEvent<IFailureEvent> {
    return this.#engine.onFailure;
  }

  /**
   * Runs `fn` until it succeeds, fails for good, or the retries, the budget or the time are used up; rejects as the
   * last attempt did, or with the signal's reason when that aborts during a wait.
   */
  execute<T>(fn: Attempt<T>, signal?: AbortSignal): Promise<T> {
    return this.#engine.execute((context) => {
      if (context.signal.aborted) throw abortReason(context.signal);
      this.#attempt = { number: context.attempt, signal: context.signal };
      const due = this.#due;
      if (due === undefined) return this.#run(fn, context);
      this.#due = undefined;
      return this.#wait(due, context.signal).then(() => this.#run(fn, context));
    }, signal);
  }

  async #run<T>(fn: Attempt<T>, context: IDefaultPolicyContext): Promise<T> {
    try {
      return await fn(context);
    } catch (error) {
      const isImmediate = this.#isImmediateLeft && !context.signal.aborted && this.#options.isImmediate?.(error);
      if (isImmediate !== true) throw error;
      this.#isImmediateLeft = false;
      return await fn(context);
    }
  }

  /** Whether there is another attempt after `error`; if so its wait is due, and paid for. */
  #planRetry(error: unknown): boolean {
    const { random, budget, isRetryable, requestedDelayMs, remainingMs, maxRetries, onDenied } = this.#options;
    const retry = (this.#attempt?.number ?? 0) + 1;
    if (retry > maxRetries || this.#attempt?.signal.aborted === true || !isRetryable(error)) return false;
    const delayMs = Math.max(backoffMs(retry, this.#options, random), requestedDelayMs(error) ?? 0);
    if (remainingMs !== undefined && delayMs >= remainingMs()) return false;
    if (budget?.tryTake() === false) {
      onDenied?.(error);
      return false;
    }
    this.#due = { retry, delayMs, error };
    return true;
  }

  async #wait(due: RetryWait, signal: AbortSignal): Promise<void> {
    const onEnd = this.#options.onWait(due);
    try {
      await delay(this.#options.clock, due.delayMs, signal);
    } finally {
      onEnd?.();
    }
  }
}
