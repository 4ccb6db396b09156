import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { type BenchFixtures, simulatorWith } from '../../support/fixtures.ts';
import { readScenario } from '../../support/scenarios.ts';
import { workloadA, workloadAQuestions } from '../../workloads/workloadA.ts';

const REQUESTS = 1_000;

export function cacheStress(): BenchCase<BenchFixtures> {
  return {
    id: 'cache/cache_stress_1000_requests',
    suite: 'cache',
    floor: floorIds.naiveKey,
    note: '1,000 requests of workload A through plan(), key and cache, misses to the simulator at service time 0.',
    kind: 'experiment',
    isRepeated: true,
    async run(context) {
      const { clock, seed, signal } = context;
      const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0 });
      const client = openClient(context, endpoint);
      try {
        const scenarios = workloadA(REQUESTS, seed).map(readScenario);
        const timingsNs: number[] = [];
        const startMs = clock.nowMs();
        for (const scenario of scenarios) {
          const sentMs = clock.nowMs();
          const result = await client.plan(scenario, {}, signal);
          timingsNs.push((clock.nowMs() - sentMs) * 1e6);
          if (result.source !== 'cache') expectSource(result, 'model');
        }
        const totalMs = clock.nowMs() - startMs;
        const { counters, cache } = client.snapshot();
        const outcome = {
          timingsNs,
          metrics: {
            modelCalls: counters.attempts,
            hitRatio: cache.hits / (cache.hits + cache.misses),
            entries: cache.entries,
            requestsPerSecond: (REQUESTS / totalMs) * 1_000,
            savedMs: cache.savedMs,
          },
        };
        assertCase(
          counters.attempts === workloadAQuestions,
          () => `${REQUESTS} requests for ${workloadAQuestions} worlds took ${counters.attempts} model calls.`,
          outcome,
        );
        return outcome;
      } finally {
        client.dispose();
      }
    },
  };
}
