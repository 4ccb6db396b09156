import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/core/base/clock.ts';

describe('the system clock', () => {
  it('never runs a timer that was disposed', async () => {
    let runs = 0;
    systemClock.setTimer(0, () => runs++).dispose();
    await new Promise<void>((resolve) => systemClock.setTimer(0, resolve));
    expect(runs).toBe(0);
  });

  it('measures durations without the calendar', () => {
    expect(systemClock.wallMs() - systemClock.nowMs()).toBeGreaterThan(Date.UTC(2020, 0));
  });
});
