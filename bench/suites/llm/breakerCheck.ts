import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { failUntilOpen, makeBreaker } from '../../support/breakers.ts';
import { medianOf } from '../../support/figures.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

export function circuitBreakerStateCheck(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/circuit_breaker_state_check',
    suite: 'llm',
    floor: floorIds.emptyCall,
    note: "The breaker's synchronous check while closed; beside it while open.",
    kind: 'measured',
    prepare(context) {
      const breaker = makeBreaker(context);
      const run = (): boolean => breaker.admits();
      return {
        call: 'sync',
        run,
        metrics: async () => {
          assertCase(run(), () => 'A closed breaker refused a call.');
          failUntilOpen(breaker);
          assertCase(!run(), () => 'An open breaker let a call through.');
          return { openNs: medianOf(await context.measure({ call: 'sync', run })) };
        },
        dispose: () => breaker.dispose(),
      };
    },
  };
}
