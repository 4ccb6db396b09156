import { SingleFlight } from './cache/singleFlight.ts';
import type { Found } from './plannerOptions.ts';
import type { PlanProgress } from './planRequest.ts';
import { ProgressRelay } from './progressRelay.ts';

/** Makes a shared call; `progress` is undefined when nobody listened as it began. */
type StartCall = (
  signal: AbortSignal,
  abort: (reason: Error) => void,
  progress: ProgressRelay | undefined,
) => Promise<Found>;

/** The calls to one server that are under way, each shared by equal requests, and what their callers hear meanwhile. */
export class SharedCalls {
  readonly #flights = new SingleFlight<Found>();
  readonly #relays = new Map<string, ProgressRelay>();
  readonly #onListenerError: (error: unknown) => void;

  /** `onListenerError`: a listener to a request's progress threw. */
  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** How many calls are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** True when a request for `key` would join a call that is under way. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /** Settles as the shared call for `key` does, see `SingleFlight`; starts it when there is none. */
  async run(
    key: string,
    start: StartCall,
    onProgress: ((progress: PlanProgress) => void) | undefined,
    signal: AbortSignal,
  ): Promise<Found> {
    if (!this.#flights.has(key)) this.#beginRelay(key, onProgress !== undefined);
    const relay = this.#relays.get(key);
    const listening = onProgress === undefined ? undefined : relay?.add(onProgress);
    try {
      return await this.#flights.run(
        key,
        (shared, abort) => start(shared, abort, relay).finally(() => this.#endRelay(key, relay)),
        signal,
      );
    } finally {
      listening?.dispose();
    }
  }

  /** Aborts every call that is under way; its callers settle as the call then does. */
  abortAll(reason: Error): void {
    this.#flights.abortAll(reason);
  }

  /** A call that was given up may still be ending, with a relay of its own. */
  #beginRelay(key: string, isWanted: boolean): void {
    if (isWanted) this.#relays.set(key, new ProgressRelay(this.#onListenerError));
    else this.#relays.delete(key);
  }

  #endRelay(key: string, relay: ProgressRelay | undefined): void {
    if (this.#relays.get(key) === relay) this.#relays.delete(key);
  }
}
