import { describe, expect, it } from 'vitest';
import { TimeInState } from '../../../../bench/support/timeInState.ts';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { CircuitBreaker } from '../../../../src/core/resilience/breaker.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

describe('the time in each state of a breaker', () => {
  it('adds up over its transitions until now', async () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker({
      clock,
      logger: silentLogger,
      judge: () => ({ outcome: 'fail', cause: 'x' }),
      failureThreshold: 1,
      recoveryMs: 100,
      trialSuccesses: 1,
      maxConcurrentTrials: 1,
    });
    const states = new TimeInState(clock, breaker);
    await clock.advance(30);
    breaker.settle(breaker.tryAcquire(), 'fail');
    await clock.advance(107);
    breaker.settle(breaker.tryAcquire(), 'ok');
    await clock.advance(5);
    expect(states.metrics()).toEqual({ opened: 1, closedMs: 35, openMs: 100, halfOpenMs: 7 });
    states.dispose();
    breaker.dispose();
  });
});
