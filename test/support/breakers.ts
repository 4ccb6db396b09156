import { silentLogger } from '../../src/core/base/logger.ts';
import { judgeForBreaker } from '../../src/core/failures.ts';
import { type BreakerSettings, CircuitBreaker } from '../../src/core/resilience/breaker.ts';
import type { BreakerWindowSettings } from '../../src/core/resilience/breakerWindow.ts';
import type { FakeClock } from './fakeClock.ts';
import type { RecordingLogger } from './recordingLogger.ts';

export const breakerSettings: BreakerSettings = {
  failureThreshold: 3,
  recoveryMs: 1_000,
  trialSuccesses: 2,
  maxConcurrentTrials: 1,
};

/** The last ten calls; at least half of five or more failed, or at least half took longer than a second. */
export const callsWindow = {
  type: 'calls',
  calls: 10,
  minimumCalls: 5,
  failureRate: 0.5,
  slowCallRate: 0.5,
  slowCallMs: 1_000,
} as const satisfies BreakerWindowSettings;

/** A breaker on a clock of the test's; opens after three failures, for a second, and closes after two successes. */
export function makeBreaker(
  clock: FakeClock,
  settings: Partial<BreakerSettings> = {},
  logger: RecordingLogger | typeof silentLogger = silentLogger,
): CircuitBreaker {
  return new CircuitBreaker({ clock, logger, judge: judgeForBreaker, ...breakerSettings, ...settings });
}

/** Lets `count` calls in a row fail. */
export function fail(breaker: CircuitBreaker, count: number, cause = 'refused'): void {
  for (let i = 0; i < count; i++) breaker.settle(breaker.tryAcquire(), 'fail', cause);
}
