import type { Disposable } from './base/disposable.ts';
import { clientClosed } from './base/errors.ts';
import { type QueueLimits, RequestQueue } from './resilience/requestQueue.ts';
import { SharedCalls } from './sharedCalls.ts';

/** What is under way at one server. */
export interface ServerLane {
  readonly queue: RequestQueue;
  readonly calls: SharedCalls;
}

/**
 * The lanes to the servers that were asked, one each: what still runs at one server neither blocks nor answers a
 * request to another. A lane that is left runs out by itself.
 */
export class ServerLanes implements Disposable {
  readonly #lanes = new Map<string, ServerLane>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** The lane to the server at `endpoint`, with these limits from now on. */
  to(endpoint: string, limits: QueueLimits): ServerLane {
    this.#forgetIdle(endpoint);
    let lane = this.#lanes.get(endpoint);
    if (lane === undefined) {
      lane = { queue: new RequestQueue(limits), calls: new SharedCalls(this.#onListenerError) };
      this.#lanes.set(endpoint, lane);
    }
    lane.queue.setLimits(limits);
    return lane;
  }

  /** Aborts what is under way everywhere; it rejects with `disposed`. */
  dispose(): void {
    for (const { queue, calls } of this.#lanes.values()) {
      calls.abortAll(clientClosed());
      queue.dispose();
    }
    this.#lanes.clear();
  }

  #forgetIdle(wanted: string): void {
    for (const [endpoint, { queue, calls }] of this.#lanes) {
      const { running, waiting } = queue.status();
      if (endpoint !== wanted && running + waiting + calls.size === 0) this.#lanes.delete(endpoint);
    }
  }
}
