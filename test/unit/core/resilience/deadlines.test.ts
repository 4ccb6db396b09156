import { describe, expect, it } from 'vitest';
import { AttemptDeadline, DeadlineError, startTotalDeadline } from '../../../../src/core/resilience/deadlines.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { abortListeners } from '../../../support/signals.ts';

const limits = { connectMs: 100, firstByteMs: 1_000, silenceMs: 300, totalMs: 5_000 };

interface Watched {
  readonly clock: FakeClock;
  readonly user: AbortController;
  readonly deadline: AttemptDeadline;
}

function watched(): Watched {
  const clock = new FakeClock();
  const user = new AbortController();
  return { clock, user, deadline: new AttemptDeadline({ clock, limits, outer: user.signal }) };
}

describe('the deadline of an attempt', () => {
  it('ends an attempt that does not connect', () => {
    const { clock, deadline } = watched();
    clock.elapse(99);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineError);
    expect(deadline.signal.reason).toMatchObject({
      code: 'connect-timeout',
      phase: 'connect',
      limitMs: 100,
      retryable: true,
      message: 'The server did not accept the connection within 0.1 s (setting planscope.deadlines.connectMs).',
    });
  });

  it('gives the first byte its own time, counted from the connection', () => {
    const { clock, deadline } = watched();
    clock.elapse(90);
    deadline.connected();
    clock.elapse(999);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'first-byte-timeout', retryable: true });
  });

  it('ends an answer that falls silent', () => {
    const { clock, deadline } = watched();
    deadline.connected();
    deadline.data();
    clock.elapse(299);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'silence-timeout', limitMs: 300, retryable: true });
  });

  it('counts silence from the last piece, however many there were', () => {
    const { clock, deadline } = watched();
    deadline.connected();
    for (let i = 0; i < 20; i++) {
      deadline.data();
      clock.elapse(250);
    }
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(49);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ phase: 'silence' });
  });

  it('keeps one timer at most', () => {
    const { clock, deadline } = watched();
    expect(clock.pendingTimers).toBe(1);
    deadline.connected();
    deadline.data();
    deadline.data();
    expect(clock.pendingTimers).toBe(1);
  });

  it("passes a user's abort on with its own reason, never as a timeout", () => {
    const { clock, user, deadline } = watched();
    deadline.connected();
    const reason = new DOMException('The user left.', 'AbortError');
    user.abort(reason);
    clock.elapse(60_000);
    expect(deadline.signal.reason).toBe(reason);
  });

  it('is aborted from the start when the user had gone before', () => {
    const clock = new FakeClock();
    const deadline = new AttemptDeadline({ clock, limits, outer: AbortSignal.abort() });
    expect(deadline.signal.reason).toMatchObject({ name: 'AbortError' });
    deadline.dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer and no listener when it is disposed, however often', () => {
    const { clock, user, deadline } = watched();
    expect(abortListeners(user.signal)).toBe(1);
    deadline.connected();
    deadline.data();
    deadline.dispose();
    deadline.dispose();
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(user.signal)).toBe(0);
    user.abort();
    expect(deadline.signal.aborted).toBe(false);
  });

  it('watches nothing any more when it is told of progress after its end', () => {
    const { clock, deadline } = watched();
    deadline.dispose();
    deadline.connected();
    deadline.data();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the total deadline', () => {
  it('aborts with an error that is not retryable when it passes', async () => {
    const clock = new FakeClock();
    const reasons: DeadlineError[] = [];
    startTotalDeadline({ clock, totalMs: 5_000 }, (reason) => reasons.push(reason));
    await clock.advance(4_999);
    expect(reasons).toEqual([]);
    await clock.advance(1);
    expect(reasons).toMatchObject([{ code: 'total-timeout', phase: 'total', limitMs: 5_000, retryable: false }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does nothing any more once it is disposed', async () => {
    const clock = new FakeClock();
    const reasons: DeadlineError[] = [];
    startTotalDeadline({ clock, totalMs: 5_000 }, (reason) => reasons.push(reason)).dispose();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(10_000);
    expect(reasons).toEqual([]);
  });
});

describe('what is left of the total', () => {
  it('is told at any moment', () => {
    const clock = new FakeClock();
    const total = startTotalDeadline({ clock, totalMs: 20_000 }, () => {});
    expect(total.remainingMs()).toBe(20_000);
    clock.elapse(12_500);
    expect(total.remainingMs()).toBe(7_500);
    clock.elapse(7_500);
    expect(total.remainingMs()).toBe(0);
    clock.elapse(1);
    expect(total.remainingMs()).toBe(0);
  });
});

describe('a jump of the calendar', () => {
  it.each([
    ['forth', 86_400_000],
    ['back', -86_400_000],
  ])('%s moves no limit', (_where, byMs) => {
    const { clock, deadline } = watched();
    const reasons: DeadlineError[] = [];
    const total = startTotalDeadline({ clock, totalMs: 5_000 }, (reason) => reasons.push(reason));
    deadline.connected();
    clock.elapse(500);
    clock.jumpWall(byMs);
    expect(total.remainingMs()).toBe(4_500);
    clock.elapse(499);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'first-byte-timeout' });
    clock.elapse(3_999);
    expect(reasons).toEqual([]);
    clock.elapse(1);
    expect(reasons).toHaveLength(1);
  });
});

/** The machine sleeps: no timer fires, and the monotonic clock of some systems goes on. */
function sleep(clock: FakeClock, forMs: number): void {
  clock.jumpWall(forMs);
  clock.skip(forMs);
  clock.elapse(0);
}

describe('a suspended machine', () => {
  const hourMs = 3_600_000;

  it('uses up no time of an attempt', () => {
    const { clock, deadline } = watched();
    deadline.connected();
    clock.elapse(500);
    sleep(clock, hourMs);
    expect(deadline.signal.aborted).toBe(false);
    // It was looked at every 100 ms, so that the part before the next look counts as well.
    clock.elapse(399);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'first-byte-timeout' });
  });

  it('gives a phase that begins as it wakes its whole time', () => {
    const { clock, deadline } = watched();
    deadline.connected();
    clock.elapse(500);
    clock.skip(hourMs);
    deadline.data();
    clock.elapse(299);
    expect(deadline.signal.aborted).toBe(false);
    clock.elapse(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'silence-timeout' });
  });

  it('uses up no time of the total but the rest of the five seconds in which it fell asleep', () => {
    const clock = new FakeClock();
    const reasons: DeadlineError[] = [];
    const total = startTotalDeadline({ clock, totalMs: 60_000 }, (reason) => reasons.push(reason));
    clock.elapse(12_000);
    sleep(clock, hourMs);
    expect(total.remainingMs()).toBe(45_000);
    clock.elapse(44_999);
    expect(reasons).toEqual([]);
    clock.elapse(1);
    expect(reasons).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not taken for one when a timer is a little late', () => {
    const { clock, deadline } = watched();
    const reasons: DeadlineError[] = [];
    startTotalDeadline({ clock, totalMs: 5_000 }, (reason) => reasons.push(reason));
    deadline.connected();
    clock.skip(5_000);
    clock.elapse(0);
    expect(deadline.signal.reason).toMatchObject({ code: 'first-byte-timeout' });
    expect(reasons).toHaveLength(1);
  });
});
