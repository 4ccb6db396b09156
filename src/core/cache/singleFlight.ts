import { abortReason } from '../base/abort.ts';

/** Starts a shared call. `signal` aborts when its last caller has gone, or when the call gives itself up by `abort`. */
type StartCall<T> = (signal: AbortSignal, abort: (reason: Error) => void) => Promise<T>;

interface Flight<T> {
  readonly controller: AbortController;
  readonly promise: Promise<T>;
  waiting: number;
}

/**
 * Lets concurrent equal requests share one call. A caller's cancel rejects that caller alone, promptly; the call
 * itself is aborted when the last of its callers has gone. A finished call is forgotten at once.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** How many calls are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** True when a request for `key` would join a call that is under way. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /** Settles as the shared call for `key` does; starts it when there is none. */
  run(key: string, start: StartCall<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    const flight = this.#flights.get(key) ?? this.#takeOff(key, start);
    flight.waiting++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#leave(key, flight, abortReason(signal));
        reject(abortReason(signal));
      };
      if (signal.aborted) {
        // The call told of its own beginning, and the caller cancelled there and then.
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      const landed = (): void => signal.removeEventListener('abort', onAbort);
      flight.promise.then(
        (value) => {
          landed();
          resolve(value);
        },
        (error: unknown) => {
          landed();
          reject(error);
        },
      );
    });
  }

  /** Aborts every call that is under way; its callers settle as the call then does. */
  abortAll(reason: Error): void {
    const flights = [...this.#flights.values()];
    this.#flights.clear();
    for (const { controller } of flights) controller.abort(reason);
  }

  #takeOff(key: string, start: StartCall<T>): Flight<T> {
    const controller = new AbortController();
    const promise = start(controller.signal, (reason) => controller.abort(reason));
    const flight: Flight<T> = { controller, promise, waiting: 0 };
    this.#flights.set(key, flight);
    const forget = (): void => this.#forget(key, flight);
    promise.then(forget, forget);
    return flight;
  }

  #leave(key: string, flight: Flight<T>, reason: Error): void {
    flight.waiting--;
    if (flight.waiting > 0) return;
    // Forgotten before it is aborted, so that nobody joins a call that is ending.
    this.#forget(key, flight);
    flight.controller.abort(reason);
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
