import { delay } from './base/abort.ts';
import type { Clock } from './base/clock.ts';
import type { Connection } from './connect.ts';

/** A server that is loading its model is looked at again after so long. */
export const LOOK_EVERY_MS = 2_000;

/**
 * Does `look` (`connect`) again and again while it finds a server that is loading its model, for at most `limitMs`; gives
 * what it found last. `onLoading` is told the first time. Rejects as `look` does, or promptly when `signal` aborts.
 */
export async function connectWhenLoaded(
  options: {
    readonly clock: Clock;
    readonly limitMs: number;
    readonly look: () => Promise<Connection>;
    readonly onLoading: (found: Connection) => void;
  },
  signal: AbortSignal,
): Promise<Connection> {
  const { clock, limitMs, look, onLoading } = options;
  const giveUpMs = clock.nowMs() + limitMs;
  let hasTold = false;
  for (;;) {
    const found = await look();
    if (found.lacks !== 'time' || clock.nowMs() + LOOK_EVERY_MS > giveUpMs) return found;
    if (!hasTold) onLoading(found);
    hasTold = true;
    await delay(clock, LOOK_EVERY_MS, signal);
  }
}
