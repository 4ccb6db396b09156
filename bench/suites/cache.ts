import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { cacheCapacityImpact } from './cache/capacity.ts';
import { concurrentCacheAccess } from './cache/concurrent.ts';
import { lruEvictionOverhead } from './cache/eviction.ts';
import { cacheHitRateValidation } from './cache/hitRate.ts';
import { cacheKeyGeneration } from './cache/keyGeneration.ts';
import { cacheStress } from './cache/stress.ts';

/** Suite `cache`: what the cache is worth. `workerEntry` is the built `cacheClientWorker`, absolute. */
export function cacheSuite(workerEntry: string): readonly BenchCase<BenchFixtures>[] {
  return [
    cacheStress(),
    cacheHitRateValidation(),
    ...cacheCapacityImpact(),
    lruEvictionOverhead(),
    concurrentCacheAccess(workerEntry),
    cacheKeyGeneration(),
  ];
}
