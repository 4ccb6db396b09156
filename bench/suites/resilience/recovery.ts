import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { expectState, failUntilOpen, makeBreaker, untilState } from '../../support/breakers.ts';
import { medianOf, over } from '../../support/figures.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

const RECOVERY_MS = 10;

export function breakerRecovery(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/circuit_breaker_recovery',
    suite: 'resilience',
    floor: floorIds.sleep,
    note: 'Open → half-open → two successful trials → closed, with a recovery time of 10 ms that is really waited.',
    yardstick: 'clock',
    kind: 'measured',
    prepare(context) {
      const breaker = makeBreaker(context, { recoveryMs: RECOVERY_MS });
      return {
        call: 'async',
        run: async () => {
          failUntilOpen(breaker);
          await untilState(breaker, 'half-open', context.signal);
          for (let trial = 1; trial <= 2; trial++) {
            const token = breaker.tryAcquire();
            assertCase(token >= 0, () => `Trial ${trial} was refused.`);
            assertCase(breaker.tryAcquire() < 0, () => 'A second trial was let through beside the first.');
            expectState(breaker, 'half-open');
            breaker.settle(token, 'ok');
          }
          expectState(breaker, 'closed');
        },
        metrics: (measurement) => ({
          recoveryMs: RECOVERY_MS,
          overheadNs: over(medianOf(measurement), RECOVERY_MS * 1e6),
        }),
        dispose: () => breaker.dispose(),
      };
    },
  };
}
