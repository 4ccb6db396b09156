import type { Clock } from '../base/clock.ts';

/** Retries that a full budget holds: what a burst of failures may take at once. */
const RESERVE = 10;
/** One retry comes back in this time without any request, so that one user after a bad hour is not left without. */
const REFILL_MS = 10_000;
/** What sums of fractions such as 0.1 may fall short of a whole one. */
const ROUNDING = 1e-9;

/**
 * How many retries all requests of a client may make together, so that a dead server is not flooded: a token bucket.
 * It begins full, with ten retries, and never holds more. Each request adds `ratio` of a retry and each ten seconds one;
 * each retry takes one. So over any while there are at most 10 + ratio × requests + seconds / 10 retries; with a
 * ratio of 0 those of the reserve and what comes back to it with time.
 */
export class RetryBudget {
  readonly #clock: Clock;
  readonly #ratio: number;
  #tokens = RESERVE;
  #filledAtMs: number;
  #denied = 0;

  constructor(options: {
    readonly clock: Clock;
    /** Retries that each request adds, 0..1 (setting planscope.retry.budget). */
    readonly ratio: number;
  }) {
    this.#clock = options.clock;
    this.#ratio = options.ratio;
    this.#filledAtMs = this.#clock.nowMs();
  }

  /** A request begins. */
  addRequest(): void {
    this.#tokens = Math.min(RESERVE, this.#tokens + this.#ratio);
  }

  /** Takes one retry out; false, counted as denied, when there is none. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1 - ROUNDING) {
      this.#denied++;
      return false;
    }
    this.#tokens--;
    return true;
  }

  /** Retries that there are now, a fraction among them, and how many were denied so far. */
  status(): { readonly available: number; readonly denied: number } {
    this.#refill();
    return { available: Math.max(0, this.#tokens), denied: this.#denied };
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    this.#tokens = Math.min(RESERVE, this.#tokens + (nowMs - this.#filledAtMs) / REFILL_MS);
    this.#filledAtMs = nowMs;
  }
}
