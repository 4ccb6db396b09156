import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../../../src/core/resilience/retryBudget.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function take(budget: RetryBudget, times: number): number {
  let taken = 0;
  for (let i = 0; i < times; i++) if (budget.tryTake()) taken++;
  return taken;
}

function request(budget: RetryBudget, times: number): void {
  for (let i = 0; i < times; i++) budget.addRequest();
}

describe('a retry budget', () => {
  it('begins with a reserve of ten', () => {
    const budget = new RetryBudget({ clock: new FakeClock(), ratio: 0 });
    expect(take(budget, 12)).toBe(10);
    expect(budget.status()).toEqual({ available: 0, denied: 2 });
  });

  it.each([0.1, 0.2, 0.3, 1])('grows by its ratio with each request (%d)', (ratio) => {
    const budget = new RetryBudget({ clock: new FakeClock(), ratio });
    take(budget, 10);
    request(budget, Math.ceil(1 / ratio) - 1);
    expect(take(budget, 1)).toBe(0);
    budget.addRequest();
    expect(take(budget, 2)).toBe(1);
  });

  it('gets nothing from requests with a ratio of 0', () => {
    const budget = new RetryBudget({ clock: new FakeClock(), ratio: 0 });
    take(budget, 10);
    request(budget, 1_000);
    expect(take(budget, 1)).toBe(0);
  });

  it('gets a retry back every ten seconds, whatever the calendar does', () => {
    const clock = new FakeClock();
    const budget = new RetryBudget({ clock, ratio: 0 });
    take(budget, 10);
    clock.elapse(9_999);
    clock.jumpWall(86_400_000);
    expect(take(budget, 1)).toBe(0);
    clock.elapse(1);
    expect(take(budget, 2)).toBe(1);
  });

  it('never holds more than ten', () => {
    const clock = new FakeClock();
    const budget = new RetryBudget({ clock, ratio: 1 });
    request(budget, 100);
    clock.elapse(86_400_000);
    request(budget, 100);
    expect(take(budget, 100)).toBe(10);
  });

  it('never gives more than its reserve, its share of the requests and one for every ten seconds', () => {
    const anyStep = fc.oneof(
      fc.record({ type: fc.constant('requests' as const), n: fc.nat(40) }),
      fc.record({ type: fc.constant('retries' as const), n: fc.nat(40) }),
      fc.record({ type: fc.constant('pass' as const), n: fc.nat(60_000) }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(anyStep, { maxLength: 60 }), (ratio, steps) => {
        const clock = new FakeClock();
        const budget = new RetryBudget({ clock, ratio });
        let [requests, taken, tried, passedMs] = [0, 0, 0, 0];
        for (const { type, n } of steps) {
          if (type === 'requests') {
            request(budget, n);
            requests += n;
          } else if (type === 'retries') {
            taken += take(budget, n);
            tried += n;
          } else {
            clock.elapse(n);
            passedMs += n;
          }
          expect(taken).toBeLessThanOrEqual(10 + ratio * requests + passedMs / 10_000 + 1e-6);
          expect(budget.status().denied).toBe(tried - taken);
        }
      }),
    );
  });
});
