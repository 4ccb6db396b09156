import type { Clock } from '../../src/core/base/clock.ts';
import type { Disposable } from '../../src/core/base/disposable.ts';
import type { Metrics } from '../../src/core/bench/benchCase.ts';
import type { CircuitBreaker } from '../../src/core/resilience/breaker.ts';
import type { BreakerState } from '../../src/core/resilience/breakerTimeline.ts';

/** Watches a breaker and adds up how long it is in each state. */
export class TimeInState implements Disposable {
  readonly #clock: Clock;
  readonly #breaker: CircuitBreaker;
  readonly #subscription: Disposable;
  readonly #ms: Record<BreakerState, number> = { closed: 0, open: 0, 'half-open': 0, isolated: 0 };
  #sinceMs: number;
  #opened = 0;

  constructor(clock: Clock, breaker: CircuitBreaker) {
    this.#clock = clock;
    this.#breaker = breaker;
    this.#sinceMs = clock.nowMs();
    this.#subscription = breaker.onDidChange(({ from, to }) => {
      this.#leave(from);
      if (to === 'open') this.#opened++;
    });
  }

  /** Milliseconds in each state until now, and how often it opened. */
  metrics(): Metrics {
    this.#leave(this.#breaker.state);
    return {
      opened: this.#opened,
      closedMs: this.#ms.closed,
      openMs: this.#ms.open,
      halfOpenMs: this.#ms['half-open'],
    };
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #leave(state: BreakerState): void {
    const nowMs = this.#clock.nowMs();
    this.#ms[state] += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
  }
}
