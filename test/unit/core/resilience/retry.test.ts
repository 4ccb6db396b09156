import { wrap } from 'cockatiel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { isRetryable, requestedDelayMs } from '../../../../src/core/failures.ts';
import { Retry, type RetryOptions, type RetrySettings, type RetryWait } from '../../../../src/core/resilience/retry.ts';
import { RetryBudget } from '../../../../src/core/resilience/retryBudget.ts';
import { TransportError } from '../../../../src/core/transport/transportErrors.ts';
import { makeBreaker } from '../../../support/breakers.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { abortListeners } from '../../../support/signals.ts';

const plain: RetrySettings = { maxRetries: 3, initialMs: 50, maxMs: 500, jitter: 0 };

interface Harness {
  readonly clock: FakeClock;
  readonly retry: Retry;
  /** Every wait, as it began. */
  readonly waits: RetryWait[];
  /** How many waits have ended. */
  ended(): number;
}

function harness(settings: Partial<RetryOptions> = {}, clock = new FakeClock()): Harness {
  const waits: RetryWait[] = [];
  let ended = 0;
  const retry = new Retry({
    clock,
    random: seededRandom(1),
    isRetryable,
    requestedDelayMs,
    onWait: (wait) => {
      waits.push(wait);
      return () => ended++;
    },
    ...plain,
    ...settings,
  });
  return { clock, retry, waits, ended: () => ended };
}

function busy(retryAfterMs?: number): TransportError {
  return new TransportError('busy', 'The server is busy.', { retryable: true, retryAfterMs });
}

/** Fails `failures` times, then gives its count of runs; notes when each run began. */
function flaky(
  clock: FakeClock,
  failures: number,
  error: () => Error = busy,
): { run(): Promise<number>; startsMs: number[] } {
  const startsMs: number[] = [];
  return {
    startsMs,
    run() {
      startsMs.push(clock.nowMs());
      return startsMs.length <= failures ? Promise.reject(error()) : Promise.resolve(startsMs.length);
    },
  };
}

describe('a retry', () => {
  it('waits for nothing when the first attempt succeeds', async () => {
    const { clock, retry, waits } = harness();
    await expect(retry.execute(() => 'plan')).resolves.toBe('plan');
    expect(waits).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits 50, 100, 200, 400 and 500 ms on the clock', async () => {
    const { clock, retry, waits } = harness({ maxRetries: 5 });
    const { run, startsMs } = flaky(clock, 5);
    const result = retry.execute(run);
    await clock.advance(1_250);
    await expect(result).resolves.toBe(6);
    expect(startsMs.map((startMs) => startMs - 1_000)).toEqual([0, 50, 150, 350, 750, 1_250]);
    expect(waits.map(({ retry: number, delayMs }) => [number, delayMs])).toEqual([
      [1, 50],
      [2, 100],
      [3, 200],
      [4, 400],
      [5, 500],
    ]);
  });

  it('rejects as the last attempt did when the retries are used up', async () => {
    const { clock, retry } = harness({ maxRetries: 2 });
    let attempt = 0;
    const result = retry.execute(() => Promise.reject(new TransportError('busy', `${++attempt}`, { retryable: true })));
    const rejection = expect(result).rejects.toThrow('3');
    await clock.advance(10_000);
    await rejection;
    expect(attempt).toBe(3);
  });

  it('gives up at once on an error that will not pass', async () => {
    const { clock, retry, waits } = harness();
    const gone = new TransportError('model-missing', 'No such model.', { retryable: false });
    const { run, startsMs } = flaky(clock, 9, () => gone);
    await expect(retry.execute(run)).rejects.toBe(gone);
    expect(startsMs).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('gives up at once on an error that is none of ours', async () => {
    const { clock, retry } = harness();
    const { run, startsMs } = flaky(clock, 9, () => new TypeError('a defect'));
    await expect(retry.execute(run)).rejects.toThrow('a defect');
    expect(startsMs).toHaveLength(1);
  });

  it('never retries with 0 retries', async () => {
    const { clock, retry } = harness({ maxRetries: 0 });
    const { run, startsMs } = flaky(clock, 9);
    await expect(retry.execute(run)).rejects.toThrow('busy');
    expect(startsMs).toHaveLength(1);
  });

  it('waits as long as the server asks, where that is longer', async () => {
    const { clock, retry, waits } = harness();
    const { run } = flaky(clock, 1, () => busy(2_000));
    const result = retry.execute(run);
    await clock.advance(1_999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    await expect(result).resolves.toBe(2);
    expect(waits[0]?.delayMs).toBe(2_000);
  });

  it('does not wait less than its back-off because the server says 0', async () => {
    const { clock, retry, waits } = harness();
    const result = retry.execute(flaky(clock, 1, () => busy(0)).run);
    await clock.advance(50);
    await expect(result).resolves.toBe(2);
    expect(waits[0]?.delayMs).toBe(50);
  });

  it('tells what each wait is for and when it ends', async () => {
    const { clock, retry, waits, ended } = harness();
    const error = busy();
    const result = retry.execute(flaky(clock, 1, () => error).run);
    await clock.advance(49);
    expect([waits.length, ended()]).toEqual([1, 0]);
    expect(waits[0]?.error).toBe(error);
    await clock.advance(1);
    await result;
    expect(ended()).toBe(1);
  });
});

describe('an abort', () => {
  it('during a wait rejects promptly, and no further attempt is made', async () => {
    const { clock, retry, ended } = harness();
    const controller = new AbortController();
    const { run, startsMs } = flaky(clock, 9);
    const result = retry.execute(run, controller.signal);
    const rejection = expect(result).rejects.toThrow('the user left');
    await clock.advance(20);
    controller.abort(new Error('the user left'));
    await rejection;
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(controller.signal)).toBe(0);
    expect(ended()).toBe(1);
    await clock.advance(10_000);
    expect(startsMs).toHaveLength(1);
  });

  it('before the first attempt makes none', async () => {
    const { clock, retry } = harness();
    const { run, startsMs } = flaky(clock, 0);
    await expect(retry.execute(run, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(startsMs).toEqual([]);
  });

  it('during an attempt that fails for it ends the retries', async () => {
    const { clock, retry, waits } = harness();
    const controller = new AbortController();
    const result = retry.execute(() => {
      controller.abort(new Error('the user left'));
      throw busy();
    }, controller.signal);
    await expect(result).rejects.toThrow('busy');
    await clock.advance(10_000);
    expect(waits).toEqual([]);
  });
});

describe('a retry around a breaker', () => {
  it('ends when the breaker opens', async () => {
    const { clock, retry, waits } = harness({ maxRetries: 10 });
    const breaker = makeBreaker(clock, { failureThreshold: 3 });
    const { run, startsMs } = flaky(clock, 99);
    const result = wrap(retry, breaker).execute(run);
    const rejection = expect(result).rejects.toMatchObject({ code: 'breaker-open' });
    await clock.advance(900);
    await rejection;
    expect(startsMs).toHaveLength(3);
    expect(breaker.status()).toMatchObject({ state: 'open', failures: 3, refused: 1 });
    expect(waits).toHaveLength(3);
  });

  it('ends at once when it is open already', async () => {
    const { clock, retry, waits } = harness();
    const breaker = makeBreaker(clock);
    breaker.isolate();
    await expect(wrap(retry, breaker).execute(() => 1)).rejects.toMatchObject({ code: 'breaker-open' });
    expect(waits).toEqual([]);
  });
});

describe('an immediate retry', () => {
  const stale = new TransportError('stale-connection', 'The connection was old.', { retryable: true });
  const isImmediate = (error: unknown): boolean => error === stale;

  it('follows at once on an error that asks for it, and is no retry', async () => {
    const budget = new RetryBudget({ clock: new FakeClock(), ratio: 0 });
    const { clock, retry, waits } = harness({ maxRetries: 0, isImmediate, budget });
    const { run, startsMs } = flaky(clock, 1, () => stale);
    await expect(retry.execute(run)).resolves.toBe(2);
    expect(startsMs).toEqual([1_000, 1_000]);
    expect(waits).toEqual([]);
    expect(budget.status().available).toBe(10);
  });

  it('is made once; afterwards the error is one like others', async () => {
    const { clock, retry, waits } = harness({ maxRetries: 1, isImmediate });
    const { run, startsMs } = flaky(clock, 9, () => stale);
    const rejection = expect(retry.execute(run)).rejects.toBe(stale);
    await clock.advance(1_000);
    await rejection;
    expect(startsMs).toEqual([1_000, 1_000, 1_050]);
    expect(waits.map(({ retry: number }) => number)).toEqual([1]);
  });

  it('may come after a wait too', async () => {
    const { clock, retry } = harness({ maxRetries: 1, isImmediate });
    const errors = [busy(), stale];
    const { run, startsMs } = flaky(clock, 2, () => errors.shift() ?? busy());
    const result = retry.execute(run);
    await clock.advance(1_000);
    await expect(result).resolves.toBe(3);
    expect(startsMs).toEqual([1_000, 1_050, 1_050]);
  });

  it('is not made for other errors', async () => {
    const { clock, retry } = harness({ maxRetries: 0, isImmediate });
    const { run, startsMs } = flaky(clock, 1);
    await expect(retry.execute(run)).rejects.toThrow('busy');
    expect(startsMs).toHaveLength(1);
  });

  it('is not made when the user has gone meanwhile', async () => {
    const { clock, retry } = harness({ isImmediate });
    const controller = new AbortController();
    const { run, startsMs } = flaky(clock, 9, () => {
      controller.abort();
      return stale;
    });
    await expect(retry.execute(run, controller.signal)).rejects.toBe(stale);
    expect(startsMs).toHaveLength(1);
  });
});

describe('a retry with a deadline', () => {
  it.each([
    [51, 2],
    [50, 1],
    [0, 1],
    [-10, 1],
  ])('begins a wait of 50 ms only if it can end in the time that is left (%i ms)', async (remainingMs, attempts) => {
    const budget = new RetryBudget({ clock: new FakeClock(), ratio: 0 });
    const { clock, retry, waits } = harness({ maxRetries: 1, remainingMs: () => remainingMs, budget });
    const { run, startsMs } = flaky(clock, 9);
    const rejection = expect(retry.execute(run)).rejects.toMatchObject({ code: 'busy' });
    await clock.advance(50);
    await rejection;
    expect(startsMs).toHaveLength(attempts);
    expect(waits).toHaveLength(attempts - 1);
    expect(budget.status()).toEqual({ available: 10 - (attempts - 1), denied: 0 });
  });

  it('does not wait as long as the server asks when that is too long', async () => {
    const { clock, retry } = harness({ remainingMs: () => 1_999 });
    const { run, startsMs } = flaky(clock, 1, () => busy(2_000));
    await expect(retry.execute(run)).rejects.toMatchObject({ code: 'busy', retryAfterMs: 2_000 });
    expect(startsMs).toHaveLength(1);
  });
});

describe('a retry with a budget', () => {
  it('fails as its attempt did, and says so, when the budget has none left', async () => {
    const clock = new FakeClock();
    const budget = new RetryBudget({ clock, ratio: 0 });
    for (let i = 0; i < 10; i++) budget.tryTake();
    const denied: unknown[] = [];
    const { retry, waits } = harness({ budget, onDenied: (error) => denied.push(error) }, clock);
    const error = busy();
    await expect(retry.execute(flaky(clock, 1, () => error).run)).rejects.toBe(error);
    expect(denied).toEqual([error]);
    expect(waits).toEqual([]);
  });

  it('takes nothing for an error that is not tried again, nor for the last one', async () => {
    const clock = new FakeClock();
    const budget = new RetryBudget({ clock, ratio: 0 });
    const gone = new TransportError('model-missing', 'No such model.', { retryable: false });
    await expect(harness({ budget }, clock).retry.execute(() => Promise.reject(gone))).rejects.toBe(gone);
    await expect(harness({ budget, maxRetries: 0 }, clock).retry.execute(() => Promise.reject(busy()))).rejects.toThrow(
      'busy',
    );
    expect(budget.status()).toEqual({ available: 10, denied: 0 });
  });
});

describe('for every run of failures', () => {
  it('there are never more than maxRetries + 1 attempts, and every wait keeps its bounds', async () => {
    const anySettings = fc.record({
      maxRetries: fc.integer({ min: 0, max: 6 }),
      initialMs: fc.integer({ min: 0, max: 200 }),
      maxMs: fc.integer({ min: 0, max: 500 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(anySettings, fc.nat({ max: 8 }), async (settings, failures) => {
        const { clock, retry, waits } = harness(settings);
        const { run, startsMs } = flaky(clock, failures);
        const outcome = retry.execute(run).then(
          () => 'ok',
          () => 'failed',
        );
        await clock.advance(5_000);
        expect(await outcome).toBe(failures <= settings.maxRetries ? 'ok' : 'failed');
        expect(startsMs).toHaveLength(Math.min(failures, settings.maxRetries) + 1);
        for (const { delayMs } of waits) expect(delayMs).toBeLessThanOrEqual(settings.maxMs);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('for every number of requests to a dead server at the same time', () => {
  it('retries keep to maxRetries, the budget and the deadline, and a cancel ends a wait at once', async () => {
    const anyRequest = fc.record({
      maxRetries: fc.nat(4),
      startMs: fc.nat(1_500),
      timeMs: fc.integer({ min: 1, max: 1_500 }),
      cancelAfterMs: fc.option(fc.nat(1_000)),
      retryAfterMs: fc.option(fc.nat(300)),
      isStale: fc.boolean(),
    });
    const anyRun = fc.record({
      ratio: fc.constantFrom(0, 0.2, 1),
      requests: fc.array(anyRequest, { minLength: 1, maxLength: 30 }),
      stepMs: fc.integer({ min: 60, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ ratio, requests, stepMs }) => {
        const clock = new FakeClock();
        const beganMs = clock.nowMs();
        const budget = new RetryBudget({ clock, ratio });
        let [sent, retried, denied] = [0, 0, 0];
        // What is thrown inside of a retry is one more failed attempt to it.
        const faults: string[] = [];
        const send = (request: (typeof requests)[number]): (() => void) => {
          sent++;
          const startMs = clock.nowMs();
          const controller = new AbortController();
          let attempts = 0;
          let isWaiting = false;
          let end: 'none' | 'busy' | 'left' = 'none';
          const { retry } = harness(
            {
              maxRetries: request.maxRetries,
              jitter: 0.25,
              budget,
              isImmediate: () => request.isStale,
              remainingMs: () => startMs + request.timeMs - clock.nowMs(),
              onDenied: () => denied++,
              onWait: ({ delayMs }) => {
                retried++;
                isWaiting = true;
                if (clock.nowMs() + delayMs >= startMs + request.timeMs) faults.push('a wait beyond the deadline');
                return () => {
                  isWaiting = false;
                };
              },
            },
            clock,
          );
          const attempt = (): Promise<never> => {
            attempts++;
            if (controller.signal.aborted) faults.push('an attempt after the cancel');
            return Promise.reject(busy(request.retryAfterMs ?? undefined));
          };
          retry.execute(attempt, controller.signal).catch((error: Error) => {
            end = error.message === 'left' ? 'left' : 'busy';
          });
          return () => {
            expect(attempts).toBeLessThanOrEqual(request.maxRetries + 1 + (request.isStale ? 1 : 0));
            if (controller.signal.aborted) {
              expect(isWaiting).toBe(false);
              expect(end).not.toBe('none');
              expect(abortListeners(controller.signal)).toBe(0);
            } else if (clock.nowMs() - startMs >= (request.cancelAfterMs ?? Number.POSITIVE_INFINITY)) {
              controller.abort(new Error('left'));
            }
          };
        };
        const waiting = requests.toSorted((a, b) => a.startMs - b.startMs);
        const checks: (() => void)[] = [];
        while (clock.nowMs() - beganMs < 3_300) {
          while (waiting[0] !== undefined && waiting[0].startMs <= clock.nowMs() - beganMs) {
            checks.push(send(...(waiting.splice(0, 1) as [(typeof requests)[number]])));
          }
          clock.elapse(stepMs);
          await settle();
          for (const check of checks) check();
          expect(faults).toEqual([]);
          const passedMs = clock.nowMs() - beganMs;
          expect(retried).toBeLessThanOrEqual(10 + ratio * sent + passedMs / 10_000 + 1e-6);
        }
        expect(denied).toBe(budget.status().denied);
        expect(clock.pendingTimers).toBe(0);
      }),
      // Shrinking takes a while; a timeout of the test's would hide the seed.
      { numRuns: 15, interruptAfterTimeLimit: 15_000 },
    );
  }, 60_000);
});
