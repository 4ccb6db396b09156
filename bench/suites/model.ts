import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { coldAndWarm } from './model/coldAndWarm.ts';
import { concurrency } from './model/concurrency.ts';
import { funnel } from './model/funnel.ts';
import { prefixReuse } from './model/prefixReuse.ts';
import { timeToPlan } from './model/timeToPlan.ts';

/** Suite `model`: what the model itself takes. `answerer` says in words who is asked. Not among the standard suites. */
export function modelSuite(answerer: string): readonly BenchCase<BenchFixtures>[] {
  return [timeToPlan, coldAndWarm, prefixReuse, concurrency, funnel].map((make) => make(answerer));
}
