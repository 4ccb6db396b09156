import { seededRandom } from '../../../src/core/base/random.ts';
import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { isRetryable, requestedDelayMs } from '../../../src/core/failures.ts';
import { Retry } from '../../../src/core/resilience/retry.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { TransportError } from '../../../src/core/transport/transportErrors.ts';
import { floorIds } from '../../floors.ts';
import { defaultBackoff } from '../../support/backoff.ts';
import { medianNs } from '../../support/figures.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

const ATTEMPTS = 3;

export function retryExecution(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/retry_execution_3_attempts',
    suite: 'resilience',
    floor: floorIds.sleep,
    note: 'Two failures and a success with the real waits (50 and 100 ms, ± 25 %); the overhead is what comes on top of them.',
    yardstick: 'clock',
    isMostlyWaiting: true,
    kind: 'measured',
    prepare({ clock, seed, signal }) {
      const random = seededRandom(seed);
      const maxRetries = defaultSettings()['planscope.retry.maxRetries'];
      const overheadsNs: number[] = [];
      return {
        call: 'async',
        run: async () => {
          let attempts = 0;
          let waitedMs = 0;
          const retry = new Retry({
            clock,
            random,
            isRetryable,
            requestedDelayMs,
            maxRetries,
            ...defaultBackoff(),
            onWait: ({ delayMs }) => {
              waitedMs += delayMs;
              return undefined;
            },
          });
          const startMs = clock.nowMs();
          await retry.execute(() => {
            if (++attempts < ATTEMPTS) throw new TransportError('reset', 'Made to fail.', { retryable: true });
          }, signal);
          overheadsNs.push((clock.nowMs() - startMs - waitedMs) * 1e6);
          assertCase(attempts === ATTEMPTS, () => `Two failures and a success took ${attempts} attempts.`);
        },
        metrics: () => ({ attempts: ATTEMPTS, overheadNs: medianNs(overheadsNs) }),
      };
    },
  };
}
