import { abortReason } from '../base/abort.ts';

/** How many requests wait for one model before the next is turned away: Ollama's default. */
export const maxQueued = 512;

/** Lets a limited number of requests work at a time; the rest wait in order of arrival. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #busy = 0;

  /** True when another request would find the queue full. */
  isFull(limit: number): boolean {
    return this.#busy >= limit && this.#waiting.size >= maxQueued;
  }

  /** Takes a slot if one of `limit` is free. Whoever takes one calls `release` once. */
  tryAcquire(limit: number): boolean {
    if (this.#busy >= limit) return false;
    this.#busy++;
    return true;
  }

  /** Waits for a slot; leaves the queue and rejects at once when `signal` aborts. */
  acquire(limit: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (this.tryAcquire(limit)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(onTurn);
        reject(abortReason(signal));
      };
      this.#waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Gives the slot back, to the first in the queue where somebody waits. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#busy--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
