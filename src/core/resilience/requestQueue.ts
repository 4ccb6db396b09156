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

/**
 * Lets a limited number of requests to one server run at a time; the rest wait in order of arrival. A local server
 * works on few requests at once: what is sent beyond that waits there unseen, where no cancel takes it out.
 *
 * It stands between retry and breaker, so that the wait counts on neither:
 * `retry.execute(({ signal }) => queue.run(() => breaker.execute(…, signal), signal, onWait), signal)`.
 */
export class RequestQueue implements Disposable {
  readonly #waiting = new Set<() => void>();
  #limits: QueueLimits;
  #running = 0;
  #refused = 0;
  #isLettingIn = false;
  #isDisposed = false;
  readonly #leaving = new Set<(reason: Error) => void>();

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }
}
