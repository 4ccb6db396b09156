import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { systemText, userText } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { type BenchFixtures, simulatorWith } from '../../support/fixtures.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';

const DUMPS = 64;

export function cacheHitLatency(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/cache_hit_latency',
    suite: 'llm',
    floor: floorIds.naiveKey,
    note: 'plan() answered from a warm cache, scenario to validated plan, 12 kB prompt; each request another dump of the world.',
    kind: 'measured',
    async prepare(context) {
      const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0 });
      const client = openClient(context, endpoint);
      const next = cycle(dumpsOfOneWorld(DUMPS, context.seed));
      let scenario = readScenario(next());
      expectSource(await client.plan(scenario, {}, context.signal), 'model');
      return {
        call: 'async',
        // Read anew each time, as an agent's requests are: nothing can be remembered about the object.
        beforeEach: () => {
          scenario = readScenario(next());
        },
        run: () => client.plan(scenario),
        metrics: () => {
          const { requests, cacheHits, attempts } = client.snapshot().counters;
          assertCase(
            cacheHits === requests - 1 && attempts === 1,
            () => `Of ${requests} requests for one world ${cacheHits} were hits, with ${attempts} model calls.`,
          );
          return { requests, cacheHits, promptBytes: promptBytes(scenario) };
        },
        dispose: () => client.dispose(),
      };
    },
  };
}

function promptBytes(scenario: Scenario): number {
  const user = userText(scenario, questionOf(scenario).snapshotText);
  return Buffer.byteLength(systemText(scenario.registry, 'full') + user);
}
