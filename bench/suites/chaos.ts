import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { overallCase, situationCase } from './chaos/cases.ts';
import { Matrices } from './chaos/matrix.ts';
import { outages, randomFailures, slowFailures } from './chaos/situations.ts';

/** Suite `chaos`: which settings serve best when the model fails. */
export function chaosSuite(): readonly BenchCase<BenchFixtures>[] {
  const matrices = new Matrices();
  const situations = [randomFailures, outages, slowFailures];
  return [...situations.map((situation) => situationCase(situation, matrices)), overallCase(situations, matrices)];
}
