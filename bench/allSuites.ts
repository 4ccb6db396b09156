import type { BenchCase } from '../src/core/bench/benchCase.ts';
import { cacheSuite } from './suites/cache.ts';
import { llmSuite } from './suites/llm.ts';
import { resilienceSuite } from './suites/resilience.ts';
import type { BenchFixtures } from './support/fixtures.ts';

/** All 33 cases, in the order in which they run. `workerEntry` is the built `cacheClientWorker`, absolute. */
export function allSuites(workerEntry: string): readonly BenchCase<BenchFixtures>[] {
  return [...llmSuite(), ...cacheSuite(workerEntry), ...resilienceSuite()];
}
