import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { expectState, failUntilOpen, makeBreaker } from '../../support/breakers.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

const NEEDED = 5;

export function breakerOpening(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/circuit_breaker_opening',
    suite: 'resilience',
    floor: floorIds.emptyCall,
    note: 'Five failures in a row that open a breaker, and its reset by hand.',
    kind: 'measured',
    prepare(context) {
      const breaker = makeBreaker(context);
      return {
        call: 'sync',
        run: () => {
          const failures = failUntilOpen(breaker);
          breaker.reset();
          return failures;
        },
        metrics: () => {
          const failures = failUntilOpen(breaker);
          assertCase(failures === NEEDED, () => `The breaker opened after ${failures} failures, not ${NEEDED}.`);
          expectState(breaker, 'open');
          assertCase(!breaker.admits(), () => 'The open breaker let a call through.');
          return { failures };
        },
        dispose: () => breaker.dispose(),
      };
    },
  };
}
