import type { BenchCase } from '../src/core/bench/benchCase.ts';
import type { RecordedTraffic } from '../src/core/telemetry/traffic.ts';
import { cacheSuite } from './suites/cache.ts';
import { capacitySuite } from './suites/capacity.ts';
import { chaosSuite } from './suites/chaos.ts';
import { llmSuite } from './suites/llm.ts';
import { modelSuite } from './suites/model.ts';
import { resilienceSuite } from './suites/resilience.ts';
import type { BenchFixtures } from './support/fixtures.ts';

/**
 * Every case, in the order in which they run: the standard 33 first. `workerEntry` is the built `cacheClientWorker`,
 * absolute; `answerer` says in words whom the suite `model` asks; of `traffic` there is a case where it is given.
 */
export function allSuites(
  workerEntry: string,
  {
    answerer = 'the model server that is named or found, else of the simulator',
    traffic,
  }: { readonly answerer?: string; readonly traffic?: RecordedTraffic | undefined } = {},
): readonly BenchCase<BenchFixtures>[] {
  return [
    ...llmSuite(),
    ...cacheSuite(workerEntry),
    ...resilienceSuite(),
    ...modelSuite(answerer),
    ...chaosSuite(),
    ...capacitySuite(traffic),
  ];
}
