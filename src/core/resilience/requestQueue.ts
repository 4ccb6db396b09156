import { abortReason } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';
import { CoreError, clientClosed } from '../base/errors.ts';

/** How much a queue lets through and holds. */
export interface QueueLimits {
  /** Requests that run at the same time; at least 1. */
  readonly maxConcurrent: number;
  /** Requests that may wait for their turn. */
  readonly maxWaiting: number;
}

/** One request that has to wait. */
export interface QueueWait {
  /** 1 is the next to run. */
  readonly position: number;
}

/** A queue at one moment; `refused` is a total. */
export interface QueueStatus extends QueueLimits {
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

/** A request was refused because as many wait as may. Not retryable: the queue is full of requests that are worth as much. */
export class QueueFullError extends CoreError {
  constructor(running: number, waiting: number) {
    const message =
      `The model server is busy: ${running} of our requests are under way and ${waiting} wait for it, as many as may. ` +
      'Ask again later, or let more wait (setting planscope.queue.maxWaiting).';
    super('queue-full', message);
  }
}

/** What becomes of one that waits: its turn, or an end before that. */
interface Waiter {
  enter(): void;
  leave(reason: Error): void;
}

/**
 * Lets a limited number of requests to one server run at a time; the rest wait in order of arrival. A local server
 * works on few requests at once, and what is sent beyond that waits there, unseen and for no less time.
 *
 * It stands between retry and breaker, so that a wait is no time that the server took:
 * `retry.execute(({ signal }) => queue.run(() => breaker.execute(send, signal), signal, onWait), signal)`.
 */
export class RequestQueue implements Disposable {
  /** In order of arrival. */
  readonly #waiting = new Set<Waiter>();
  #limits: QueueLimits;
  #running = 0;
  #refused = 0;
  #isLettingIn = false;
  #isDisposed = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `fn` when its turn comes, and settles as it does: at once, before this returns, where a slot is free. `signal`
   * is the queue's only while `fn` waits; then it leaves the queue and rejects promptly with the signal's reason.
   * Rejects with `QueueFullError` when too many wait already.
   * `onWait` is called when it has to wait, and what it returns when the wait is over; neither may throw.
   */
  run<T>(
    fn: () => PromiseLike<T> | T,
    signal: AbortSignal,
    onWait?: (wait: QueueWait) => (() => void) | undefined,
  ): Promise<T> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (this.#isDisposed) return Promise.reject(clientClosed());
    // While some wait, nobody overtakes them, also not from within the turn of another.
    if (this.#waiting.size === 0 && this.#hasSlot()) return this.#start(fn);
    if (this.#waiting.size >= this.#limits.maxWaiting) {
      this.#refused++;
      return Promise.reject(new QueueFullError(this.#running, this.#waiting.size));
    }
    return this.#wait(fn, signal, onWait);
  }

  /** Takes new limits. More slots are given out at once; fewer, and a shorter queue, come about as requests end. */
  setLimits(limits: QueueLimits): void {
    this.#limits = limits;
    this.#letIn();
  }

  status(): QueueStatus {
    return { ...this.#limits, running: this.#running, waiting: this.#waiting.size, refused: this.#refused };
  }

  /** Rejects those that wait; those that run go on. */
  clear(reason: Error): void {
    const waiters = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiters) waiter.leave(reason);
  }

  /** Rejects those that wait and all that come later, as a closed client does. */
  dispose(): void {
    this.#isDisposed = true;
    this.clear(clientClosed());
  }

  #hasSlot(): boolean {
    return this.#running < Math.max(1, this.#limits.maxConcurrent);
  }

  async #start<T>(fn: () => PromiseLike<T> | T): Promise<T> {
    this.#running++;
    try {
      return await fn();
    } finally {
      this.#running--;
      this.#letIn();
    }
  }

  #wait<T>(
    fn: () => PromiseLike<T> | T,
    signal: AbortSignal,
    onWait: ((wait: QueueWait) => (() => void) | undefined) | undefined,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const onEnd = onWait?.({ position: this.#waiting.size + 1 });
      const waiter: Waiter = {
        enter: () => {
          signal.removeEventListener('abort', onAbort);
          onEnd?.();
          resolve(this.#start(fn));
        },
        leave: (reason) => {
          signal.removeEventListener('abort', onAbort);
          onEnd?.();
          reject(reason);
        },
      };
      const onAbort = (): void => {
        this.#waiting.delete(waiter);
        waiter.leave(abortReason(signal));
      };
      this.#waiting.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #letIn(): void {
    // One that fails at once comes here from within the loop, which then goes on by itself.
    if (this.#isLettingIn) return;
    this.#isLettingIn = true;
    for (const waiter of this.#waiting) {
      if (!this.#hasSlot()) break;
      this.#waiting.delete(waiter);
      waiter.enter();
    }
    this.#isLettingIn = false;
  }
}
