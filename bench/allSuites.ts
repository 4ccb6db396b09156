import type { BenchCase } from '../src/core/bench/benchCase.ts';
import { cacheSuite } from './suites/cache.ts';
import { chaosSuite } from './suites/chaos.ts';
import { llmSuite } from './suites/llm.ts';
import { resilienceSuite } from './suites/resilience.ts';
import type { BenchFixtures } from './support/fixtures.ts';

/** Every case, in the order in which they run: the 33 of the standard suites, and those of others. `workerEntry` is the built `cacheClientWorker`, absolute. */
export function allSuites(workerEntry: string): readonly BenchCase<BenchFixtures>[] {
  return [...llmSuite(), ...cacheSuite(workerEntry), ...resilienceSuite(), ...chaosSuite()];
}
