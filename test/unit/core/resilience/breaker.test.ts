import { retry as engineRetry, handleAll, wrap } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { delay } from '../../../../src/core/base/abort.ts';
import type { CircuitBreaker } from '../../../../src/core/resilience/breaker.ts';
import { BreakerOpenError } from '../../../../src/core/resilience/breakerRefusal.ts';
import type { BreakerTransition } from '../../../../src/core/resilience/breakerTimeline.ts';
import { TransportError } from '../../../../src/core/transport/transportErrors.ts';
import { fail, makeBreaker } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';

const refused = new TransportError('refused', 'Nothing listens.', { retryable: true });

function succeed(breaker: CircuitBreaker): void {
  breaker.settle(breaker.tryAcquire(), 'ok');
}

/** A breaker that has just begun its trials. */
function halfOpen(clock: FakeClock, settings: Parameters<typeof makeBreaker>[1] = {}): CircuitBreaker {
  const breaker = makeBreaker(clock, settings);
  fail(breaker, 3);
  clock.elapse(1_000);
  return breaker;
}

describe('a closed breaker', () => {
  it('lets every call through', () => {
    const breaker = makeBreaker(new FakeClock());
    expect(breaker.admits()).toBe(true);
    expect(breaker.tryAcquire()).toBeGreaterThanOrEqual(0);
    expect(breaker.status()).toMatchObject({ state: 'closed', refused: 0, timeline: [] });
  });

  it('opens at the failure that completes the row, not before', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('begins to count anew after a success', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 2);
    succeed(breaker);
    fail(breaker, 2);
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 2, failures: 4, successes: 1 });
  });

  it('takes a neutral end neither for a success nor for a failure', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 2);
    breaker.settle(breaker.tryAcquire(), 'neutral');
    expect(breaker.status()).toMatchObject({ consecutiveFailures: 2, failures: 2, successes: 0 });
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('forgets its failures at a reset and keeps its totals', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 2);
    breaker.reset();
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 0, failures: 2, timeline: [] });
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });
});

describe('an open breaker', () => {
  it('refuses calls at once and counts them', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 3);
    expect(breaker.tryAcquire()).toBe(-1);
    expect(breaker.admits()).toBe(false);
    expect(breaker.status().refused).toBe(2);
  });

  it('becomes half-open when its recovery time is over, not before', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    clock.elapse(999);
    expect(breaker.state).toBe('open');
    clock.elapse(1);
    expect(breaker.state).toBe('half-open');
  });

  it('ignores late ends of calls that began while it was closed', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    const late = [breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()] as const;
    fail(breaker, 3);
    breaker.settle(late[0], 'ok');
    breaker.settle(late[1], 'fail');
    expect(breaker.status()).toMatchObject({ state: 'open', failures: 3, successes: 0 });
    clock.elapse(1_000);
    breaker.settle(late[2], 'fail');
    expect(breaker.state).toBe('half-open');
  });

  it('ignores the end of a call that it refused', () => {
    const breaker = makeBreaker(new FakeClock());
    fail(breaker, 3);
    breaker.settle(breaker.tryAcquire(), 'fail');
    expect(breaker.status().failures).toBe(3);
  });

  it('says when its next trial is', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    clock.elapse(400);
    expect(breaker.status().nextTrialAtMs).toBe(clock.wallMs() + 600);
    expect(breaker.refusalText()).toBe(
      'The circuit breaker is open after 3 failures in a row (last: refused). The next trial is in 1 s; reset it to try at once.',
    );
  });

  it('tries again after the same time when the calendar jumps', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    clock.jumpWall(3_600_000);
    expect(breaker.status().nextTrialAtMs).toBe(clock.wallMs() + 1_000);
    clock.elapse(999);
    expect(breaker.state).toBe('open');
    clock.jumpWall(-7_200_000);
    clock.elapse(1);
    expect(breaker.state).toBe('half-open');
  });

  it('closes at a reset, without a timer left', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    breaker.reset();
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a half-open breaker', () => {
  it('lets as many trials through as may run at the same time and refuses the rest at once', () => {
    const clock = new FakeClock();
    const breaker = halfOpen(clock, { maxConcurrentTrials: 2 });
    const tokens = [breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()];
    expect(tokens.map((token) => token >= 0)).toEqual([true, true, false]);
    expect(breaker.status()).toMatchObject({ refused: 1, trials: { running: 2, succeeded: 0, needed: 2 } });
    expect(breaker.refusalText()).toBe('The circuit breaker is half-open and its trial call is still under way.');
  });

  it('closes after as many successful trials as it needs', () => {
    const breaker = halfOpen(new FakeClock());
    succeed(breaker);
    expect(breaker.status()).toMatchObject({ state: 'half-open', trials: { running: 0, succeeded: 1, needed: 2 } });
    succeed(breaker);
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 0, successes: 2 });
  });

  it('opens again at a failed trial, for the whole recovery time', () => {
    const clock = new FakeClock();
    const breaker = halfOpen(clock);
    succeed(breaker);
    fail(breaker, 1, 'busy');
    expect(breaker.status()).toMatchObject({ state: 'open', consecutiveFailures: 4 });
    clock.elapse(999);
    expect(breaker.state).toBe('open');
    clock.elapse(1);
    expect(breaker.status().trials).toEqual({ running: 0, succeeded: 0, needed: 2 });
  });

  it('frees the place of a trial that ended neutrally, which proves nothing', () => {
    const breaker = halfOpen(new FakeClock());
    breaker.settle(breaker.tryAcquire(), 'neutral');
    expect(breaker.status().trials).toEqual({ running: 0, succeeded: 0, needed: 2 });
    expect(breaker.admits()).toBe(true);
  });

  it('ignores the late end of a trial that another trial has overtaken', () => {
    const clock = new FakeClock();
    const breaker = halfOpen(clock, { maxConcurrentTrials: 2 });
    const slow = breaker.tryAcquire();
    fail(breaker, 1);
    clock.elapse(1_000);
    breaker.settle(slow, 'fail');
    expect(breaker.status()).toMatchObject({ state: 'half-open', trials: { running: 0 } });
  });
});

describe('an isolated breaker', () => {
  it('refuses every call until it is reset, however long that takes', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    breaker.isolate();
    clock.elapse(86_400_000);
    expect(breaker.tryAcquire()).toBe(-1);
    expect(breaker.refusalText()).toContain('isolated by hand');
    breaker.reset();
    expect(breaker.tryAcquire()).toBeGreaterThanOrEqual(0);
  });

  it('gives up the trial that was due', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    breaker.isolate();
    expect(clock.pendingTimers).toBe(0);
    expect(breaker.status()).not.toHaveProperty('nextTrialAtMs');
  });

  it('ignores calls that were under way when it was isolated', () => {
    const breaker = makeBreaker(new FakeClock(), { failureThreshold: 1 });
    const token = breaker.tryAcquire();
    breaker.isolate();
    breaker.settle(token, 'fail');
    expect(breaker.state).toBe('isolated');
  });

  it('is isolated once, however often it is told', () => {
    const breaker = makeBreaker(new FakeClock());
    breaker.isolate();
    breaker.isolate();
    expect(breaker.status().timeline).toHaveLength(1);
  });
});

describe("a breaker's timeline", () => {
  it('holds every transition with its time and its cause', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    const startMs = clock.wallMs();
    fail(breaker, 3, 'busy');
    clock.elapse(1_000);
    fail(breaker, 1, 'reset');
    clock.elapse(1_000);
    succeed(breaker);
    succeed(breaker);
    breaker.isolate();
    breaker.reset();
    expect(breaker.status().timeline).toEqual([
      { atMs: startMs, from: 'closed', to: 'open', cause: '3 failures in a row (last: busy)' },
      { atMs: startMs + 1_000, from: 'open', to: 'half-open', cause: 'recovery time over' },
      { atMs: startMs + 1_000, from: 'half-open', to: 'open', cause: 'a failed trial (reset)' },
      { atMs: startMs + 2_000, from: 'open', to: 'half-open', cause: 'recovery time over' },
      { atMs: startMs + 2_000, from: 'half-open', to: 'closed', cause: '2 successful trials' },
      { atMs: startMs + 2_000, from: 'closed', to: 'isolated', cause: 'isolated by hand' },
      { atMs: startMs + 2_000, from: 'isolated', to: 'closed', cause: 'reset by hand' },
    ] satisfies BreakerTransition[]);
  });

  it('keeps the newest fifty', () => {
    const breaker = makeBreaker(new FakeClock());
    for (let i = 0; i < 40; i++) {
      breaker.isolate();
      breaker.reset();
    }
    const { timeline } = breaker.status();
    expect(timeline).toHaveLength(50);
    expect(timeline.at(-1)?.to).toBe('closed');
  });
});

describe('listeners of a breaker', () => {
  it('hear each transition as it happens', () => {
    const breaker = makeBreaker(new FakeClock());
    const heard: string[] = [];
    breaker.onDidChange(({ from, to }) => heard.push(`${from} → ${to}, is ${breaker.state}`));
    fail(breaker, 3);
    breaker.reset();
    expect(heard).toEqual(['closed → open, is open', 'open → closed, is closed']);
  });

  it('that throw are logged and disturb neither the breaker nor the call', async () => {
    const logger = new RecordingLogger();
    const breaker = makeBreaker(new FakeClock(), { failureThreshold: 1 }, logger);
    const broken = (): never => {
      throw new Error('broken listener');
    };
    breaker.onSuccess(broken);
    breaker.onDidChange(broken);
    await expect(breaker.execute(() => 'value')).resolves.toBe('value');
    expect(breaker.status()).toMatchObject({ successes: 1, failures: 0 });
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
    expect(logger.lines).toHaveLength(2);
    expect(logger.lines[0]).toContain('broken listener');
  });

  it('may reset it from within, and it stays closed', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    breaker.onDidChange(({ to }) => {
      if (to === 'open') breaker.reset();
    });
    fail(breaker, 3);
    clock.elapse(10_000);
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a disposed breaker', () => {
  it('leaves no timer, however often it is disposed', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    fail(breaker, 3);
    breaker.dispose();
    breaker.dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  it('starts no timer when calls that were under way fail later', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock, { failureThreshold: 1 });
    const token = breaker.tryAcquire();
    breaker.dispose();
    breaker.settle(token, 'fail');
    expect(clock.pendingTimers).toBe(0);
  });

  it('starts no timer when further calls fail', () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock, { failureThreshold: 1 });
    breaker.dispose();
    fail(breaker, 2);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a breaker as cockatiel's policy", () => {
  it('passes value and signal through', async () => {
    const { signal } = new AbortController();
    const seen = await makeBreaker(new FakeClock()).execute((context) => context.signal, signal);
    expect(seen).toBe(signal);
  });

  it('rejects as the call does and counts it', async () => {
    const breaker = makeBreaker(new FakeClock());
    await expect(breaker.execute(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(breaker.status().failures).toBe(1);
  });

  it('counts a call that throws before it returns a promise', async () => {
    const breaker = makeBreaker(new FakeClock());
    const thrown = breaker.execute(() => {
      throw refused;
    });
    await expect(thrown).rejects.toBe(refused);
    expect(breaker.status().failures).toBe(1);
  });

  it('rejects a refused call with an error that is not retryable and does not run it', async () => {
    const breaker = makeBreaker(new FakeClock(), { failureThreshold: 1 });
    fail(breaker, 1);
    let runs = 0;
    const call = breaker.execute(() => runs++);
    await expect(call).rejects.toBeInstanceOf(BreakerOpenError);
    await expect(call).rejects.toMatchObject({ code: 'breaker-open', retryable: false });
    expect(runs).toBe(0);
  });

  it('reports success and failure with their duration', async () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    const events: unknown[] = [];
    breaker.onSuccess((event) => events.push(event));
    breaker.onFailure((event) => events.push(event));
    await breaker.execute(() => clock.elapse(7));
    await breaker
      .execute(() => {
        clock.elapse(5);
        throw refused;
      })
      .catch(() => {});
    expect(events).toEqual([{ duration: 7 }, { duration: 5, handled: true, reason: { error: refused } }]);
  });

  it('tells of each call that is over: when it was, what counts as its length, and how it ended', async () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    const settled: unknown[] = [];
    breaker.onDidSettle((call) => settled.push(call));
    await breaker.execute(
      () => clock.elapse(7),
      undefined,
      () => 3,
    );
    await breaker
      .execute(() => {
        clock.elapse(5);
        throw refused;
      })
      .catch(() => {});
    breaker.settle(breaker.tryAcquire(), 'neutral', 'the server is loading');
    expect(settled).toEqual([
      { startMs: 1_000, endMs: 1_007, durationMs: 4, outcome: 'ok', cause: 'answered' },
      { startMs: 1_007, endMs: 1_012, durationMs: 5, outcome: 'fail', cause: 'refused' },
      { startMs: 1_012, endMs: 1_012, durationMs: 0, outcome: 'neutral', cause: 'the server is loading' },
    ]);
  });

  it('tells of a call that outlived its epoch too, and of no refused one', () => {
    const breaker = makeBreaker(new FakeClock());
    const settled: unknown[] = [];
    breaker.onDidSettle(({ outcome }) => settled.push(outcome));
    const late = breaker.tryAcquire();
    fail(breaker, 3);
    breaker.settle(late, 'ok');
    breaker.settle(breaker.tryAcquire(), 'fail');
    expect(settled).toEqual(['fail', 'fail', 'fail', 'ok']);
  });

  it('counts every attempt of a retry around it, and an abort ends both without a failure', async () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock, { failureThreshold: 10 });
    const policy = wrap(engineRetry(handleAll, { maxAttempts: 2 }), breaker);
    await expect(policy.execute(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(breaker.status().failures).toBe(3);

    const controller = new AbortController();
    const waiting = policy.execute(({ signal }) => delay(clock, 60_000, signal), controller.signal);
    controller.abort(new DOMException('The user left.', 'AbortError'));
    await expect(waiting).rejects.toThrow('The user left.');
    expect(breaker.status()).toMatchObject({ failures: 3, consecutiveFailures: 3, successes: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives the place of an aborted trial to the next caller', async () => {
    const clock = new FakeClock();
    const breaker = halfOpen(clock);
    const controller = new AbortController();
    const trial = breaker.execute(({ signal }) => delay(clock, 60_000, signal), controller.signal);
    await expect(breaker.execute(() => 1)).rejects.toBeInstanceOf(BreakerOpenError);
    controller.abort();
    await expect(trial).rejects.toMatchObject({ name: 'AbortError' });
    expect(breaker.status()).toMatchObject({ state: 'half-open', successes: 0, trials: { running: 0, succeeded: 0 } });
    await expect(breaker.execute(() => 1)).resolves.toBe(1);
  });
});
