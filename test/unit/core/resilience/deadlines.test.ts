import { describe, expect, it } from 'vitest';
import { delay } from '../../../../src/core/base/abort.ts';
import { AttemptDeadline, DeadlineError, withTotalDeadline } from '../../../../src/core/resilience/deadlines.ts';
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
  it('ends the work when it passes, with an error that is not retryable', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const work = withTotalDeadline({ clock, totalMs: 5_000 }, (limited) => delay(clock, 60_000, limited), signal);
    const rejection = expect(work).rejects.toMatchObject({ code: 'total-timeout', phase: 'total', retryable: false });
    await clock.advance(5_000);
    await rejection;
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(signal)).toBe(0);
  });

  it('leaves no timer and no listener behind work that is done in time', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    await expect(withTotalDeadline({ clock, totalMs: 5_000 }, async () => 'done', signal)).resolves.toBe('done');
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(signal)).toBe(0);
  });

  it('leaves nothing behind work that fails', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const work = withTotalDeadline({ clock, totalMs: 5_000 }, () => Promise.reject(new Error('broken')), signal);
    await expect(work).rejects.toThrow('broken');
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(signal)).toBe(0);
  });

  it("passes a user's abort on with its own reason", async () => {
    const clock = new FakeClock();
    const user = new AbortController();
    const reason = new DOMException('The user left.', 'AbortError');
    const work = withTotalDeadline({ clock, totalMs: 5_000 }, (limited) => delay(clock, 60_000, limited), user.signal);
    user.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not begin the work of a user who has gone', async () => {
    let runs = 0;
    const work = withTotalDeadline({ clock: new FakeClock(), totalMs: 5_000 }, async () => runs++, AbortSignal.abort());
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(runs).toBe(0);
  });
});
