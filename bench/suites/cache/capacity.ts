import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { scenarioFromSnapshot } from '../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { makeCache, makeKeyOf, replay } from '../../support/caches.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { optimalHits } from '../../workloads/belady.ts';
import { workloadB } from '../../workloads/workloadB.ts';

const REQUESTS = 10_000;

/** `cache/cache_capacity_impact/cap_…`: what a cache of that size is worth on workload B. */
export function cacheCapacityImpact(): readonly BenchCase<BenchFixtures>[] {
  return [10, 50, 100, 200, 500].map(atCapacity);
}

function atCapacity(capacity: number): BenchCase<BenchFixtures> {
  return {
    id: `cache/cache_capacity_impact/cap_${capacity}`,
    suite: 'cache',
    floor: floorIds.naiveKey,
    note: `Workload B, 10,000 requests through key and a cache of ${capacity} entries; hit ratio beside Belady's optimum for the same trace.`,
    kind: 'experiment',
    isRepeated: true,
    async run({ clock, seed, signal }) {
      const keyOf = makeKeyOf();
      const { worlds, trace } = workloadB(REQUESTS, seed);
      const scenarios = worlds.map((world) => scenarioFromSnapshot(world));
      const scenarioOf = (world: number): Scenario => {
        const scenario = scenarios[world];
        if (scenario === undefined) throw new RangeError(`Workload B has no world ${world}.`);
        return scenario;
      };
      const cache = makeCache<number>(clock, capacity);
      const { timingsNs, hits } = replay(
        {
          clock,
          cache,
          requests: trace.map((world) => ({ world, scenario: scenarioOf(world) })),
          keyOf: ({ scenario }) => keyOf(scenario),
          answer: ({ world }) => world,
        },
        signal,
      );
      const best = optimalHits(trace, capacity);
      const { evictions, rejections, entries } = cache.stats();
      const outcome = {
        timingsNs,
        metrics: {
          hitRatio: hits / REQUESTS,
          optimumRatio: best / REQUESTS,
          ofOptimumRatio: hits / best,
          evictions,
          rejections,
        },
      };
      assertCase(hits > 0 && hits <= best, () => `${hits} hits cannot be: the optimum is ${best}.`, outcome);
      assertCase(entries <= capacity, () => `The cache of ${capacity} entries holds ${entries}.`, outcome);
      return outcome;
    },
  };
}
