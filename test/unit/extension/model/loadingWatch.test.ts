import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/core/connect.ts';
import { LoadingWatch } from '../../../../src/extension/model/loadingWatch.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const loading: Connection = { target: undefined, message: 'It is loading.', lacks: 'time' };
const gone: Connection = { target: undefined, message: 'Nobody answers.' };

/** A watch over a server for which each look takes 100 ms and finds what `find` says. */
function watch(find: () => Connection) {
  const clock = new FakeClock();
  const startMs = clock.nowMs();
  const looksAtMs: number[] = [];
  const watching = new LoadingWatch({
    clock,
    look: () => {
      looksAtMs.push(clock.nowMs() - startMs);
      watching.searching();
      clock.setTimer(100, () => watching.found(find()));
    },
  });
  return { clock, looksAtMs, watching };
}

describe('a server that is loading its model', () => {
  it('is looked at again every 2 s until it has it', () => {
    let left = 2;
    const { clock, looksAtMs, watching } = watch(() => (left-- > 0 ? loading : gone));
    watching.found(loading);
    expect(watching.isWaiting).toBe(true);
    clock.elapse(60_000);
    expect(looksAtMs).toEqual([2_000, 4_100, 6_200]);
    expect(watching.isWaiting).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up on after 10 minutes', () => {
    const { clock, looksAtMs, watching } = watch(() => loading);
    watching.found(loading);
    clock.elapse(20 * 60_000);
    expect(looksAtMs.at(-1)).toBeGreaterThan(595_000);
    expect(looksAtMs.at(-1)).toBeLessThanOrEqual(600_000);
    expect(watching.isWaiting).toBe(false);
  });

  it('is waited for anew when the user looks again', () => {
    const { clock, looksAtMs, watching } = watch(() => loading);
    watching.found(loading);
    clock.elapse(9 * 60_000);
    watching.startOver();
    watching.found(loading);
    clock.elapse(9 * 60_000);
    expect(looksAtMs.at(-1)).toBeGreaterThan(17 * 60_000);
  });

  it.each([
    ['nothing is there', (watching: LoadingWatch) => watching.found(gone)],
    ['a newer search runs', (watching: LoadingWatch) => watching.searching()],
    ['the window closes', (watching: LoadingWatch) => watching.dispose()],
  ])('is not looked at while or once %s', (_, end) => {
    const { clock, looksAtMs, watching } = watch(() => loading);
    watching.found(loading);
    end(watching);
    clock.elapse(60_000);
    expect(looksAtMs).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not waited for by a window that has closed', () => {
    const { clock, watching } = watch(() => loading);
    watching.dispose();
    watching.found(loading);
    expect(clock.pendingTimers).toBe(0);
  });
});
