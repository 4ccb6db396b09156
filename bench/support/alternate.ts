import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Clock } from '../../src/core/base/clock.ts';

/** One of two things that are timed in turn. */
export interface Side {
  readonly call: () => Promise<unknown>;
  /** Calls in one turn; 1 where absent. */
  readonly calls?: number;
  /** Runs before each call and is not timed. */
  readonly before?: () => void;
}

/** The event loop turns at least this often, so that a cancel arrives between calls that never wait. */
const LOOP_EVERY_MS = 50;

/**
 * Times two things in turn, `turns` turns each, the first one changing from turn to turn: whatever the machine does
 * meanwhile it does to both. Nanoseconds per `call`.
 */
export async function alternate(
  options: { readonly clock: Clock; readonly turns: number; readonly a: Side; readonly b: Side },
  signal: AbortSignal,
): Promise<{ readonly aNs: readonly number[]; readonly bNs: readonly number[] }> {
  const { clock, turns, a, b } = options;
  const aNs: number[] = [];
  const bNs: number[] = [];
  let loopedMs = clock.nowMs();
  const take = async ({ call, calls = 1, before }: Side, into: number[]): Promise<void> => {
    for (let i = 0; i < calls; i++) {
      if (clock.nowMs() - loopedMs > LOOP_EVERY_MS) {
        await eventLoopTurn();
        loopedMs = clock.nowMs();
      }
      signal.throwIfAborted();
      before?.();
      const startMs = clock.nowMs();
      await call();
      into.push((clock.nowMs() - startMs) * 1e6);
    }
  };
  for (let turn = 0; turn < turns; turn++) {
    if (turn % 2 === 0) await take(a, aNs);
    await take(b, bNs);
    if (turn % 2 === 1) await take(a, aNs);
  }
  return { aNs, bNs };
}
