import { assertCase, type BenchCase, type Metrics } from '../../../src/core/bench/benchCase.ts';
import type { Client } from '../../../src/core/client.ts';
import { systemText, userText } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { alternate, type Side } from '../../support/alternate.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { medianNs } from '../../support/figures.ts';
import { type BenchFixtures, type Context, simulatorWith } from '../../support/fixtures.ts';
import { naiveKey, rawPrompts } from '../../support/naiveKey.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';

const DUMPS = 64;
const TURNS = { quick: 2, full: 100 };
const NAIVE_KEYS_A_TURN = 20;
const WARMUP_TURNS = Math.ceil(DUMPS / NAIVE_KEYS_A_TURN);

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
        metrics: async () => {
          const beside = await besideNaiveKey(context, client);
          const { requests, cacheHits, attempts } = client.snapshot().counters;
          assertCase(
            cacheHits === requests - 1 && attempts === 1,
            () => `Of ${requests} requests for one world ${cacheHits} were hits, with ${attempts} model calls.`,
          );
          return { requests, cacheHits, promptBytes: promptBytes(scenario), ...beside };
        },
        dispose: () => client.dispose(),
      };
    },
  };
}

/** The naive key changes its speed with the machine as the plan does, and is compared with it turn by turn. */
async function besideNaiveKey({ clock, mode, seed, signal }: Context, client: Client): Promise<Metrics> {
  const nextDump = cycle(dumpsOfOneWorld(DUMPS, seed));
  const nextPrompt = cycle(rawPrompts(DUMPS, seed));
  let scenario = readScenario(nextDump());
  const a: Side = {
    call: () => client.plan(scenario, {}, signal),
    calls: 100,
    before: () => {
      scenario = readScenario(nextDump());
    },
  };
  const b: Side = { call: async () => naiveKey(nextPrompt()), calls: NAIVE_KEYS_A_TURN };
  // Once through every prompt before: a text that is read for the first time is put together first.
  await alternate({ clock, turns: WARMUP_TURNS, a, b }, signal);
  const { aNs, bNs } = await alternate({ clock, turns: TURNS[mode], a, b }, signal);
  return { warmPlanNs: medianNs(aNs), alternatingNaiveKeyNs: medianNs(bNs) };
}

function promptBytes(scenario: Scenario): number {
  const user = userText(scenario, questionOf(scenario).snapshotText);
  return Buffer.byteLength(systemText(scenario.registry, 'full') + user);
}
