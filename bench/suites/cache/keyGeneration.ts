import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { promptKey } from '../../../src/core/prompt/key.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import { floorIds } from '../../floors.ts';
import { preparePrompt } from '../../support/caches.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';

const DUMPS = 64;

export function cacheKeyGeneration(): BenchCase<BenchFixtures> {
  return {
    id: 'cache/cache_key_generation',
    suite: 'cache',
    floor: floorIds.sha256,
    note: 'Scenario to cache key: canonical form of the world and SHA-256, with the static part digested beforehand.',
    kind: 'measured',
    prepare({ seed }) {
      const { digest } = preparePrompt();
      const dumps = dumpsOfOneWorld(DUMPS, seed);
      const next = cycle(dumps);
      let scenario = readScenario(next());
      return {
        call: 'sync',
        beforeEach: () => {
          scenario = readScenario(next());
        },
        run: () => promptKey(digest, questionOf(scenario).canonical),
        metrics: () => {
          const keys = new Set(dumps.map((one) => promptKey(digest, questionOf(readScenario(one)).canonical)));
          assertCase(keys.size === 1, () => `${DUMPS} dumps of one world have ${keys.size} keys.`);
          return { dumps: DUMPS, keys: keys.size };
        },
      };
    },
  };
}
