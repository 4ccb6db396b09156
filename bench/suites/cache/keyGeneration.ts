import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { makeKeyOf } from '../../support/caches.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';
import { nearLookups } from './nearLookup.ts';

const DUMPS = 64;

export function cacheKeyGeneration(): BenchCase<BenchFixtures> {
  return {
    id: 'cache/cache_key_generation',
    suite: 'cache',
    floor: floorIds.sha256,
    note: 'Scenario to cache key: canonical form of the world and SHA-256, with the static part digested beforehand; beside it the lookup of a similar world.',
    kind: 'measured',
    prepare(context) {
      const { seed } = context;
      const keyOf = makeKeyOf();
      const dumps = dumpsOfOneWorld(DUMPS, seed);
      const next = cycle(dumps);
      let scenario = readScenario(next());
      return {
        call: 'sync',
        beforeEach: () => {
          scenario = readScenario(next());
        },
        run: () => keyOf(scenario),
        metrics: async () => {
          const keys = new Set(dumps.map((one) => keyOf(readScenario(one))));
          assertCase(keys.size === 1, () => `${DUMPS} dumps of one world have ${keys.size} keys.`);
          return { dumps: DUMPS, keys: keys.size, ...(await nearLookups(context)) };
        },
      };
    },
  };
}
