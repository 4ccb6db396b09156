import { describe, expect, it } from 'vitest';
import type { CircuitBreaker } from '../../../../src/core/resilience/breaker.ts';
import { BreakerWindow, type BreakerWindowSettings } from '../../../../src/core/resilience/breakerWindow.ts';
import { callsWindow, makeBreaker } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const { calls: _calls, ...rates } = callsWindow;
const timeWindow: BreakerWindowSettings = { ...rates, type: 'time', durationMs: 60_000 };

/** A breaker that a row of failures does not open. */
function windowed(clock: FakeClock, window: BreakerWindowSettings = callsWindow): CircuitBreaker {
  return makeBreaker(clock, { failureThreshold: 100, window });
}

/** Lets calls end one after the other: o ok, f failed, s ok but slow, n neutral and slow. */
function play(breaker: CircuitBreaker, ends: string): void {
  for (const end of ends) {
    const durationMs = end === 's' || end === 'n' ? 1_001 : 1_000;
    const outcome = end === 'f' ? 'fail' : end === 'n' ? 'neutral' : 'ok';
    breaker.settle(breaker.tryAcquire(), outcome, 'first-byte-timeout', durationMs);
  }
}

function lastCause(breaker: CircuitBreaker): string | undefined {
  return breaker.status().timeline.at(-1)?.cause;
}

describe('a breaker with a window of calls', () => {
  it('opens when too many of the last calls failed, though never many in a row', () => {
    const breaker = windowed(new FakeClock());
    play(breaker, 'ooofofofo');
    expect(breaker.state).toBe('closed');
    play(breaker, 'f');
    expect(breaker.status()).toMatchObject({ state: 'closed', window: { calls: 10, failed: 4, slow: 0 } });
    play(breaker, 'f');
    expect(breaker.state).toBe('open');
    expect(lastCause(breaker)).toBe('50 % of the last 10 calls failed (last: first-byte-timeout)');
  });

  it('opens when too many of the last calls were slow, though all succeeded', () => {
    const breaker = windowed(new FakeClock());
    play(breaker, 'oossoos');
    expect(breaker.state).toBe('closed');
    play(breaker, 's');
    expect(breaker.state).toBe('open');
    expect(lastCause(breaker)).toBe('50 % of the last 8 calls took longer than 1 s');
    expect(breaker.status()).toMatchObject({ successes: 8, failures: 0, consecutiveFailures: 0 });
  });

  it('takes a slow success for a success in the row', () => {
    const breaker = makeBreaker(new FakeClock(), { failureThreshold: 3, window: { ...callsWindow, failureRate: 0 } });
    play(breaker, 'ffsff');
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 2 });
    play(breaker, 'f');
    expect(lastCause(breaker)).toBe('3 failures in a row (last: first-byte-timeout)');
  });

  it('counts a call that was slow and failed as both', () => {
    const breaker = windowed(new FakeClock());
    breaker.settle(breaker.tryAcquire(), 'fail', 'silence-timeout', 30_000);
    expect(breaker.status().window).toEqual({ calls: 1, failed: 1, slow: 1 });
  });

  it('judges no rate before it holds the smallest number of calls', () => {
    const breaker = windowed(new FakeClock());
    play(breaker, 'ffff');
    expect(breaker.state).toBe('closed');
    play(breaker, 'o');
    expect(lastCause(breaker)).toBe('80 % of the last 5 calls failed (last: first-byte-timeout)');
  });

  it('is satisfied with a full window when that is smaller than the smallest number of calls', () => {
    const breaker = windowed(new FakeClock(), { ...callsWindow, calls: 2 });
    play(breaker, 'of');
    expect(breaker.state).toBe('open');
  });

  it('forgets the oldest call', () => {
    const breaker = windowed(new FakeClock());
    play(breaker, 'ofsofooooo');
    expect(breaker.status().window).toEqual({ calls: 10, failed: 2, slow: 1 });
    play(breaker, 'ooo');
    expect(breaker.status().window).toEqual({ calls: 10, failed: 1, slow: 0 });
  });

  it('leaves neutral ends out', () => {
    const breaker = windowed(new FakeClock());
    play(breaker, 'nnnnnnnnnn');
    expect(breaker.status().window).toEqual({ calls: 0, failed: 0, slow: 0 });
  });

  it('does not look at a rate that is 0', () => {
    const breaker = windowed(new FakeClock(), { ...callsWindow, failureRate: 0, slowCallRate: 0 });
    play(breaker, 'ffffffffffssssssssss');
    expect(breaker.state).toBe('closed');
  });

  it('begins empty after every change of state and after a reset', () => {
    const clock = new FakeClock();
    const breaker = windowed(clock);
    play(breaker, 'ofof');
    breaker.reset();
    expect(breaker.status().window).toEqual({ calls: 0, failed: 0, slow: 0 });
    play(breaker, 'fffff');
    expect(breaker.status()).toMatchObject({ state: 'open', window: { calls: 0 } });
    clock.elapse(1_000);
    play(breaker, 'oo');
    expect(breaker.status()).toMatchObject({ state: 'closed', window: { calls: 0 } });
  });

  it('measures the calls that it runs itself', async () => {
    const clock = new FakeClock();
    const breaker = windowed(clock);
    await breaker.execute(() => clock.elapse(1_000));
    await breaker.execute(() => clock.elapse(1_001));
    await breaker.execute(() => Promise.reject(new Error('cancelled'))).catch(() => {});
    expect(breaker.status().window).toEqual({ calls: 2, failed: 0, slow: 1 });
  });
});

describe('a slow trial', () => {
  function halfOpen(window: BreakerWindowSettings): CircuitBreaker {
    const clock = new FakeClock();
    const breaker = windowed(clock, window);
    play(breaker, 'fffff');
    clock.elapse(1_000);
    return breaker;
  }

  it('opens the breaker again where slow calls count', () => {
    const breaker = halfOpen(callsWindow);
    play(breaker, 's');
    expect(breaker.status()).toMatchObject({ state: 'open', successes: 1 });
    expect(lastCause(breaker)).toBe('a slow trial (longer than 1 s)');
  });

  it('is a success where they do not', () => {
    const breaker = halfOpen({ ...callsWindow, slowCallRate: 0 });
    play(breaker, 'ss');
    expect(breaker.state).toBe('closed');
  });
});

describe('a breaker with a window of time', () => {
  it('opens by the calls of the last while', () => {
    const clock = new FakeClock();
    const breaker = windowed(clock, timeWindow);
    for (const end of 'oofff') {
      clock.elapse(1_000);
      play(breaker, end);
    }
    expect(breaker.state).toBe('open');
    expect(lastCause(breaker)).toBe('60 % of the 5 calls of the last 60 s failed (last: first-byte-timeout)');
  });

  it('forgets what is older, also when nothing happens', () => {
    const clock = new FakeClock();
    const breaker = windowed(clock, timeWindow);
    play(breaker, 'ff');
    clock.elapse(59_999);
    play(breaker, 's');
    expect(breaker.status().window).toEqual({ calls: 3, failed: 2, slow: 1 });
    clock.elapse(1);
    expect(breaker.status().window).toEqual({ calls: 1, failed: 0, slow: 1 });
    clock.elapse(60_000);
    expect(breaker.status().window).toEqual({ calls: 0, failed: 0, slow: 0 });
  });

  it('is not moved by a jump of the calendar', () => {
    const clock = new FakeClock();
    const breaker = windowed(clock, timeWindow);
    play(breaker, 'ff');
    clock.jumpWall(86_400_000);
    play(breaker, 'ff');
    clock.jumpWall(-2 * 86_400_000);
    expect(breaker.status().window).toEqual({ calls: 4, failed: 4, slow: 0 });
  });

  it('holds the last 1,000 calls at most', () => {
    const window = new BreakerWindow(new FakeClock(), { ...timeWindow, failureRate: 0 });
    for (let i = 0; i < 1_500; i++) window.record(i < 600 ? 'fail' : 'ok', 'refused', 0);
    expect(window.figures()).toEqual({ calls: 1_000, failed: 100, slow: 0 });
  });
});

describe('a breaker without a window', () => {
  it('shows none and looks at no rate', () => {
    const breaker = makeBreaker(new FakeClock(), { failureThreshold: 100 });
    play(breaker, 'ffffffffffssssssssss');
    expect(breaker.status()).not.toHaveProperty('window');
    expect(breaker.state).toBe('closed');
  });
});
