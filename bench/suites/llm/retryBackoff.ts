import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { attempts, defaultBackoff, fiveDelays } from '../../support/backoff.ts';
import { medianOf } from '../../support/figures.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

export function retryBackoffCalculation(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/retry_backoff_calculation',
    suite: 'llm',
    floor: floorIds.emptyCall,
    note: 'The waits before five retries: exponential, capped, with jitter.',
    kind: 'measured',
    prepare({ seed }) {
      const run = fiveDelays(defaultBackoff(), seed);
      return {
        call: 'sync',
        run,
        metrics: (measurement) => {
          const sumMs = run();
          assertCase(
            sumMs > 0 && sumMs <= attempts * defaultBackoff().maxMs,
            () => `Five waits add up to ${sumMs} ms.`,
          );
          const median = medianOf(measurement);
          return { oneDelayNs: median === null ? null : median / attempts };
        },
      };
    },
  };
}
