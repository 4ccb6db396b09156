import { type Clock, systemClock } from '../../../src/core/base/clock.ts';
import type { Disposable } from '../../../src/core/base/disposable.ts';

/** The machine's clock that knows which of its timers are pending. Its calendar jumps when it is told to. */
export class CountingClock implements Clock {
  /** Added to the calendar at each look at it: how far it is off, milliseconds. */
  calendarError: () => number = () => 0;
  readonly #pending = new Map<Disposable, () => void>();

  nowMs(): number {
    return systemClock.nowMs();
  }

  wallMs(): number {
    return systemClock.wallMs() + this.calendarError();
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = systemClock.setTimer(delayMs, () => {
      this.#pending.delete(timer);
      callback();
    });
    this.#pending.set(timer, callback);
    return {
      dispose: () => {
        this.#pending.delete(timer);
        timer.dispose();
      },
    };
  }

  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Calls the pending timers before their time. One that many limits share looks which of them is due, and is set again
   * only where there are some: a timer that is pending after this is one that somebody still waits for.
   */
  runOut(): void {
    for (const [timer, callback] of [...this.#pending]) {
      this.#pending.delete(timer);
      timer.dispose();
      callback();
    }
  }
}
