import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** The clock of a recording: it stands where `advanceTo` put it, and its calendar is the recording's own time. */
export class ReplayClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  /** Moves on to `timeMs`, never back; what is due until then is called in its order and at its own time. */
  advanceTo(timeMs: number): void {
    for (let due = this.#nextDue(timeMs); due !== undefined; due = this.#nextDue(timeMs)) {
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  #nextDue(timeMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= timeMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
