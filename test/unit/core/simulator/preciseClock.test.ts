import { describe, expect, it } from 'vitest';
import { preciseClock } from '../../../../src/core/simulator/preciseClock.ts';

describe('precise clock', () => {
  it('fires never before the time is up', async () => {
    for (const delayMs of [0, 0.3, 1, 2.5, 7]) {
      const startMs = preciseClock.nowMs();
      await new Promise<void>((resolve) => preciseClock.setTimer(delayMs, resolve));
      expect(preciseClock.nowMs() - startMs).toBeGreaterThanOrEqual(delayMs);
    }
  });

  it('does not fire once disposed, whether far from its time or polling', async () => {
    const fired: number[] = [];
    for (const delayMs of [0, 1, 5]) {
      const timer = preciseClock.setTimer(delayMs, () => fired.push(delayMs));
      timer.dispose();
      timer.dispose();
    }
    await new Promise<void>((resolve) => preciseClock.setTimer(10, resolve));
    expect(fired).toEqual([]);
  });
});
