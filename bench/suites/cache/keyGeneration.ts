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
      const scenarios = dumpsOfOneWorld(DUMPS, seed).map(readScenario);
      const next = cycle(scenarios);
      return {
        call: 'sync',
        run: () => promptKey(digest, questionOf(next()).canonical),
        metrics: () => {
          const keys = new Set(scenarios.map((one) => promptKey(digest, questionOf(one).canonical)));
          assertCase(keys.size === 1, () => `${DUMPS} dumps of one world have ${keys.size} keys.`);
          return { dumps: DUMPS, keys: keys.size };
        },
      };
    },
  };
}
