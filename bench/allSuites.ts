import type { BenchCase } from '../src/core/bench/benchCase.ts';
import type { RecordedTraffic } from '../src/core/telemetry/traffic.ts';
import { cacheSuite } from './suites/cache.ts';
import { capacitySuite } from './suites/capacity.ts';
import { llmSuite } from './suites/llm.ts';
import { resilienceSuite } from './suites/resilience.ts';
import type { BenchFixtures } from './support/fixtures.ts';

/**
 * Every case, in the order in which they run: the 33 of the standard suites, then the others. `workerEntry` is the built
 * `cacheClientWorker`, absolute; of `traffic` there is a case where it is given.
 */
export function allSuites(
  workerEntry: string,
  { traffic }: { readonly traffic?: RecordedTraffic | undefined } = {},
): readonly BenchCase<BenchFixtures>[] {
  return [...llmSuite(), ...cacheSuite(workerEntry), ...resilienceSuite(), ...capacitySuite(traffic)];
}
