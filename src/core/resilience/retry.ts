import {
  type Event as CockatielEvent,
  DelegateBackoff,
  type RetryPolicy as EngineRetry,
  retry as engineRetry,
  handleWhen,
  type IDefaultPolicyContext,
  type IFailureEvent,
  type IPolicy,
  type IRetryBackoffContext,
  type ISuccessEvent,
} from 'cockatiel';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type BackoffSettings, backoffMs } from './backoff.ts';

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

/**
 * cockatiel's retry with our waits: they run on the clock port and end promptly when the signal aborts, which
 * cockatiel's own do not. The engine is given waits of zero; each is made good before the attempt that follows it.
 * One instance serves one request.
 */
export class Retry implements IPolicy {
  declare readonly _altReturn: never;
  readonly #engine: EngineRetry;
  readonly #clock: Clock;
  readonly #onWait: (wait: RetryWait) => (() => void) | undefined;
  #due: RetryWait | undefined;

  constructor(
    options: {
      readonly clock: Clock;
      readonly random: Random;
      readonly isRetryable: (error: unknown) => boolean;
      /** The server's own wish (Retry-After), milliseconds; it replaces a shorter back-off. */
      readonly requestedDelayMs: (error: unknown) => number | undefined;
      /** Called as a wait begins; what it returns is called as the wait ends. */
      readonly onWait: (wait: RetryWait) => (() => void) | undefined;
    } & RetrySettings,
  ) {
    const { clock, random, isRetryable, requestedDelayMs, onWait, maxRetries, initialMs, maxMs, jitter } = options;
    this.#clock = clock;
    this.#onWait = onWait;
    const backoff = new DelegateBackoff((context: IRetryBackoffContext<unknown>) => {
      const error = 'error' in context.result ? context.result.error : undefined;
      const plainMs = backoffMs(context.attempt, { initialMs, maxMs, jitter }, random);
      this.#due = { retry: context.attempt, delayMs: Math.max(plainMs, requestedDelayMs(error) ?? 0), error };
      return 0;
    });
    this.#engine = engineRetry(handleWhen(isRetryable), { maxAttempts: maxRetries, backoff });
  }

  get onSuccess(): CockatielEvent<ISuccessEvent> {
    return this.#engine.onSuccess;
  }

  get onFailure(): CockatielEvent<IFailureEvent> {
    return this.#engine.onFailure;
  }

  /** Runs `fn` until it succeeds, fails for good, or the retries are used up; rejects as the last attempt did. */
  execute<T>(fn: (context: IDefaultPolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
    return this.#engine.execute((context) => {
      context.signal.throwIfAborted();
      const due = this.#due;
      if (due === undefined) return fn(context);
      this.#due = undefined;
      return this.#wait(due, context.signal).then(() => fn(context));
    }, signal);
  }

  async #wait(due: RetryWait, signal: AbortSignal): Promise<void> {
    const onEnd = this.#onWait(due);
    try {
      await delay(this.#clock, due.delayMs, signal);
    } finally {
      onEnd?.();
    }
  }
}
