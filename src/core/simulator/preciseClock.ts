import { type Clock, systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** Timers of the event loop fire up to this much late; the rest of the wait is polled. */
const timerSlackMs = 2;

/**
 * The machine's clock with timers that fire within a fraction of a millisecond, never early. It polls the event loop
 * for the last two milliseconds of a wait, which serves sockets meanwhile but keeps a core awake: for the
 * simulator's service times, where a late timer would be taken for the client's overhead.
 */
export const preciseClock: Clock = {
  nowMs: systemClock.nowMs,
  wallMs: systemClock.wallMs,
  setTimer(delayMs, callback) {
    const dueMs = systemClock.nowMs() + delayMs;
    let turn: NodeJS.Immediate | undefined;
    let timer: Disposable | undefined;
    const poll = (): void => {
      if (systemClock.nowMs() >= dueMs) callback();
      else turn = setImmediate(poll);
    };
    if (delayMs > timerSlackMs) timer = systemClock.setTimer(delayMs - timerSlackMs, poll);
    else turn = setImmediate(poll);
    return {
      dispose() {
        timer?.dispose();
        clearImmediate(turn);
      },
    };
  },
};
