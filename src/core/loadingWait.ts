import type { Clock } from './base/clock.ts';
import { isLoading, requestedDelayMs } from './failures.ts';

/** A server that says "loading" is asked again after so long, twice as long each further time. */
const WAIT_MS = { first: 250, longest: 2_000 } as const;

/**
 * Does `ask`, and does it again while the server says that it reads its model: after `wait`, for as long as that ends
 * within `limitMs` of the start. Rejects as `ask` and `wait` do.
 */
export async function askUntilLoaded<T>(
  options: {
    readonly clock: Clock;
    readonly limitMs: number;
    readonly wait: (delayMs: number) => Promise<void>;
  },
  ask: () => Promise<T>,
): Promise<T> {
  const { clock, limitMs, wait } = options;
  const giveUpMs = clock.nowMs() + limitMs;
  let waitMs: number = WAIT_MS.first;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const delayMs = Math.max(waitMs, requestedDelayMs(error) ?? 0);
      if (!isLoading(error) || clock.nowMs() + delayMs > giveUpMs) throw error;
      await wait(delayMs);
      waitMs = Math.min(2 * waitMs, WAIT_MS.longest);
    }
  }
}
