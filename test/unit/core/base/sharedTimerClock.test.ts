import { describe, expect, it } from 'vitest';
import { SharedTimerClock } from '../../../../src/core/base/sharedTimerClock.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function makeClock(): { readonly clock: FakeClock; readonly shared: SharedTimerClock; readonly called: string[] } {
  const clock = new FakeClock();
  return { clock, shared: new SharedTimerClock(clock), called: [] };
}

describe('timers that share one', () => {
  it('read the time of the clock below', () => {
    const { clock, shared } = makeClock();
    clock.elapse(5);
    expect([shared.nowMs(), shared.wallMs()]).toEqual([clock.nowMs(), clock.wallMs()]);
  });

  it('are called when each is due, in that order, in whatever order they were set', () => {
    const { clock, shared, called } = makeClock();
    for (const delayMs of [300, 100, 200, 100, 250]) {
      shared.setTimer(delayMs, () => called.push(`${delayMs} at ${clock.nowMs() - 1_000}`));
    }
    clock.elapse(99);
    expect(called).toEqual([]);
    clock.elapse(1_000);
    expect(called).toEqual(['100 at 100', '100 at 100', '200 at 200', '250 at 250', '300 at 300']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keep that order when a busy program calls them late', () => {
    const { clock, shared, called } = makeClock();
    for (const delayMs of [300, 100, 200]) shared.setTimer(delayMs, () => called.push(`${delayMs}`));
    clock.skip(1_000);
    clock.elapse(0);
    expect(called).toEqual(['100', '200', '300']);
  });

  it('take one timer of the clock below, and leave it running when they are disposed', () => {
    const { clock, shared, called } = makeClock();
    for (let request = 0; request < 1_000; request++) {
      const total = shared.setTimer(300_000, () => called.push('total'));
      const attempt = shared.setTimer(2_000, () => called.push('attempt'));
      expect(clock.pendingTimers).toBe(1);
      attempt.dispose();
      total.dispose();
      clock.skip(1);
    }
    clock.elapse(1_000_000);
    expect(called).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('go on after the shared one ran out for nothing', () => {
    const { clock, shared, called } = makeClock();
    shared.setTimer(10, () => called.push('never')).dispose();
    shared.setTimer(25, () => called.push('later'));
    clock.elapse(24);
    expect(called).toEqual([]);
    clock.elapse(1);
    expect(called).toEqual(['later']);
  });

  it('may be disposed by one that is due at the same time', () => {
    const { clock, shared, called } = makeClock();
    shared.setTimer(10, () => {
      called.push('first');
      second.dispose();
    });
    const second = shared.setTimer(10, () => called.push('second'));
    clock.elapse(20);
    expect(called).toEqual(['first']);
  });

  it('may set others, earlier ones than those that wait included', () => {
    const { clock, shared, called } = makeClock();
    shared.setTimer(100, () => called.push(`late at ${clock.nowMs() - 1_000}`));
    shared.setTimer(10, () => shared.setTimer(5, () => called.push(`new at ${clock.nowMs() - 1_000}`)));
    clock.elapse(100);
    expect(called).toEqual(['new at 15', 'late at 100']);
  });

  it('outlive one that throws', () => {
    const { clock, shared, called } = makeClock();
    shared.setTimer(10, () => {
      throw new Error('a bad callback');
    });
    shared.setTimer(10, () => called.push('same time'));
    shared.setTimer(20, () => called.push('later'));
    expect(() => clock.elapse(10)).toThrow('a bad callback');
    clock.elapse(20);
    expect(called).toEqual(['same time', 'later']);
  });

  it('never ask the clock below for less than no time', () => {
    const { clock, called } = makeClock();
    const delaysMs: number[] = [];
    const shared = new SharedTimerClock({
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      setTimer: (delayMs, callback) => {
        delaysMs.push(delayMs);
        return clock.setTimer(delayMs, callback);
      },
    });
    shared.setTimer(10, () => clock.skip(50));
    shared.setTimer(20, () => called.push('overdue'));
    shared.setTimer(-5, () => called.push('at once'));
    clock.elapse(100);
    expect(called).toEqual(['at once', 'overdue']);
    expect(Math.min(...delaysMs)).toBe(0);
  });

  it('wait on when the clock below calls a little too early', () => {
    const { clock, shared, called } = makeClock();
    const early = new SharedTimerClock({
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      setTimer: (delayMs, callback) => clock.setTimer(Math.max(0.25, delayMs - 0.5), callback),
    });
    early.setTimer(10, () => called.push(`${clock.nowMs() - 1_000}`));
    clock.elapse(20);
    expect(called).toEqual(['10']);
    shared.dispose();
  });

  it('are forgotten by dispose', () => {
    const { clock, shared, called } = makeClock();
    shared.setTimer(10, () => called.push('forgotten'));
    shared.dispose();
    expect(clock.pendingTimers).toBe(0);
    shared.setTimer(20, () => called.push('set later')).dispose();
    shared.setTimer(20, () => called.push('set later'));
    expect(clock.pendingTimers).toBe(0);
    clock.elapse(20);
    expect(called).toEqual([]);
  });
});
