import type { Disposable } from './disposable.ts';

/**
 * Time as core sees it. Core never touches the global timers, so a test holds time in its hand.
 *
 * `nowMs` is monotonic (milliseconds, fractional, arbitrary origin): for durations and deadlines.
 * `wallMs` is the calendar (milliseconds since the Unix epoch): for timestamps only, it may jump.
 */
export interface Clock {
  nowMs(): number;
  wallMs(): number;
  /** Calls `callback` once after `delayMs`. Disposing before that cancels it. */
  setTimer(delayMs: number, callback: () => void): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { dispose: () => clearTimeout(timer) };
  },
};
