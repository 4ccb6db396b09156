import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { breakerChaos } from './resilience/chaos.ts';
import { perModelIsolation } from './resilience/isolation.ts';
import { breakerOpening } from './resilience/opening.ts';
import { breakerRecovery } from './resilience/recovery.ts';
import { retryBackoff } from './resilience/retryBackoff.ts';
import { retryExecution } from './resilience/retryExecution.ts';
import { retryWithBreaker } from './resilience/retryWithBreaker.ts';
import { breakerStateCheck } from './resilience/stateCheck.ts';

/** Suite `resilience`: what a failing model does to you. */
export function resilienceSuite(): readonly BenchCase<BenchFixtures>[] {
  return [
    breakerStateCheck(),
    breakerOpening(),
    breakerRecovery(),
    retryBackoff(),
    retryExecution(),
    ...breakerChaos(),
    retryWithBreaker(),
    perModelIsolation(),
  ];
}
