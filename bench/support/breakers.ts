import { silentLogger } from '../../src/core/base/logger.ts';
import { assertCase } from '../../src/core/bench/benchCase.ts';
import { breakerSettings } from '../../src/core/clientSettings.ts';
import { judgeForBreaker } from '../../src/core/failures.ts';
import { type BreakerSettings, CircuitBreaker } from '../../src/core/resilience/breaker.ts';
import type { BreakerState } from '../../src/core/resilience/breakerTimeline.ts';
import { defaultSettings } from '../../src/core/settings/settings.ts';
import type { Context } from './fixtures.ts';

/** The product's breaker with its default settings, but for `settings`. */
export function makeBreaker(context: Context, settings: Partial<BreakerSettings> = {}): CircuitBreaker {
  return new CircuitBreaker({
    clock: context.clock,
    logger: silentLogger,
    judge: judgeForBreaker,
    ...breakerSettings(defaultSettings()),
    ...settings,
  });
}

/** Lets calls fail until the breaker opens; returns how many that took. */
export function failUntilOpen(breaker: CircuitBreaker): number {
  let failures = 0;
  while (breaker.state === 'closed' && failures < 1_000) {
    breaker.settle(breaker.tryAcquire(), 'fail', 'refused');
    failures++;
  }
  return failures;
}

/** Fails the case unless the breaker is in this state. */
export function expectState(breaker: CircuitBreaker, state: BreakerState): void {
  assertCase(breaker.state === state, () => `The breaker is ${breaker.state} where it should be ${state}.`);
}

/** Resolves when the breaker enters `state`. */
export function untilState(breaker: CircuitBreaker, state: BreakerState, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (breaker.state === state) return resolve();
    const onAbort = (): void => {
      subscription.dispose();
      reject(signal.reason);
    };
    const subscription = breaker.onDidChange(({ to }) => {
      if (to !== state) return;
      subscription.dispose();
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
