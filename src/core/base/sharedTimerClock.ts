import type { Clock } from './clock.ts';
import type { Disposable } from './disposable.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

const NO_TIMER: Disposable = { dispose() {} };

/**
 * A clock whose timers share one timer of `clock`. Limits of time are set thousands of times and hardly ever reached:
 * here setting one is an entry in a set, and disposing it takes the entry out. The shared timer is left to run out, so
 * after the last one is disposed it may be due once more, for nothing.
 */
export class SharedTimerClock implements Clock, Disposable {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #timer: Disposable | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;
  #isDisposed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    if (this.#isDisposed) return NO_TIMER;
    const one = { dueMs: this.#clock.nowMs() + Math.max(0, delayMs), callback };
    this.#waiting.add(one);
    if (one.dueMs < this.#timerDueMs) this.#runUntil(one.dueMs);
    return { dispose: () => void this.#waiting.delete(one) };
  }

  /** Forgets every timer, later ones too: none of them is called any more, so end first what waits for one. */
  dispose(): void {
    this.#isDisposed = true;
    this.#waiting.clear();
    this.#stop();
  }

  #runUntil(dueMs: number): void {
    this.#stop();
    this.#timerDueMs = dueMs;
    // Some are overdue when a callback before them took its time, and Node warns of negative delays.
    const delayMs = Math.max(0, dueMs - this.#clock.nowMs());
    this.#timer = this.#clock.setTimer(delayMs, () => this.#callDue());
  }

  #stop(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
  }

  /** In the order in which they are due, as separate timers would be. */
  #callDue(): void {
    this.#stop();
    const nowMs = this.#clock.nowMs();
    const due = [...this.#waiting].filter((one) => one.dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    try {
      // A callback may dispose of a later one.
      for (const one of due) if (this.#waiting.delete(one)) one.callback();
    } finally {
      this.#runUntilNext();
    }
  }

  #runUntilNext(): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#waiting) nextMs = Math.min(nextMs, dueMs);
    if (Number.isFinite(nextMs)) this.#runUntil(nextMs);
  }
}
