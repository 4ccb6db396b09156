import type { BenchCase } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { MOSTLY_WAITING_MS, medianOf } from '../../support/figures.ts';
import { type BenchFixtures, simulatorWith } from '../../support/fixtures.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';
import { StageShares } from '../../support/stageShares.ts';

const DUMPS = 64;
const SHARE_REQUESTS = 200;

/** `llm/end_to_end_plan_generation/…`: from the text of a scenario file to its plan, with each stage's share. */
export function endToEndPlanGeneration(): readonly BenchCase<BenchFixtures>[] {
  return [endToEndHit(), endToEndMiss('cache_miss_fast', 50), endToEndMiss('cache_miss_slow', 200)];
}

function endToEndHit(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/end_to_end_plan_generation/cache_hit',
    suite: 'llm',
    floor: floorIds.naiveKey,
    note: 'Scenario file to plan on a hit: reading the JSON, key, cache, telemetry. The shares are of plan() alone.',
    kind: 'measured',
    async prepare(context) {
      const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0 });
      const client = openClient(context, endpoint);
      const next = cycle(dumpsOfOneWorld(DUMPS, context.seed));
      expectSource(await client.plan(readScenario(next()), {}, context.signal), 'model');
      return {
        call: 'async',
        run: () => client.plan(readScenario(next())),
        metrics: async () => {
          const readNs = medianOf(await context.measure({ call: 'sync', run: () => readScenario(next()) }));
          const shares = new StageShares();
          for (let request = 0; request < SHARE_REQUESTS; request++) {
            const result = await client.plan(readScenario(next()));
            expectSource(result, 'cache');
            shares.add(result.trace);
          }
          return { readScenarioNs: readNs, ...shares.metrics() };
        },
        dispose: () => client.dispose(),
      };
    },
  };
}

function endToEndMiss(name: string, serviceTimeMs: number): BenchCase<BenchFixtures> {
  return {
    id: `llm/end_to_end_plan_generation/${name}`,
    suite: 'llm',
    floor: floorIds.bareHttp,
    note: `Scenario file to plan on a miss, service time ${serviceTimeMs} ms: every stage of the client. The simulator's time is in first_byte and stream.`,
    yardstick: 'clock',
    isMostlyWaiting: serviceTimeMs >= MOSTLY_WAITING_MS,
    kind: 'measured',
    async prepare(context) {
      const { endpoint } = await simulatorWith(context, { serviceTimeMs });
      const client = openClient(context, endpoint);
      const next = cycle(dumpsOfOneWorld(DUMPS, context.seed));
      const shares = new StageShares();
      return {
        call: 'async',
        beforeEach: () => void client.clearCache(),
        run: async () => {
          const result = await client.plan(readScenario(next()), {}, context.signal);
          expectSource(result, 'model');
          shares.add(result.trace);
        },
        metrics: () => ({ serviceTimeMs, ...shares.metrics() }),
        dispose: () => client.dispose(),
      };
    },
  };
}
