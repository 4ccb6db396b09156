import type { Clock } from '../../src/core/base/clock.ts';

/**
 * Times two things in turn, `pairs` times each, the first one changing from pair to pair: whatever the machine does
 * meanwhile it does to both. Nanoseconds per call. `before` runs before each call and is not timed.
 */
export async function alternate(
  options: {
    readonly clock: Clock;
    readonly pairs: number;
    readonly a: () => Promise<unknown>;
    readonly b: () => Promise<unknown>;
    readonly before: () => void;
  },
  signal: AbortSignal,
): Promise<{ readonly aNs: readonly number[]; readonly bNs: readonly number[] }> {
  const { clock, pairs, a, b, before } = options;
  const aNs: number[] = [];
  const bNs: number[] = [];
  const time = async (call: () => Promise<unknown>, into: number[]): Promise<void> => {
    signal.throwIfAborted();
    before();
    const startMs = clock.nowMs();
    await call();
    into.push((clock.nowMs() - startMs) * 1e6);
  };
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) await time(a, aNs);
    await time(b, bNs);
    if (pair % 2 === 1) await time(a, aNs);
  }
  return { aNs, bNs };
}
