import type { BenchMode } from '../../../src/core/bench/benchCase.ts';
import { SETTINGS } from '../../../src/core/settings/settings.ts';
import { scenarioFromSnapshot } from '../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../../src/core/world/snapshot.ts';
import { floorIds } from '../../floors.ts';
import { makeKeyOf } from '../../support/caches.ts';
import type { Context } from '../../support/fixtures.ts';
import { readScenario } from '../../support/scenarios.ts';
import { gameSession } from '../../workloads/gameSession.ts';
import { workloadA } from '../../workloads/workloadA.ts';
import { workloadB } from '../../workloads/workloadB.ts';
import type { CapacitySubject } from './capacityCase.ts';
import { numbered, type Trace } from './trace.ts';

const REQUESTS: Readonly<Record<BenchMode, number>> = { full: 10_000, quick: 2_000 };

const common = { floor: floorIds.naiveKey, maxEntries: SETTINGS['planscope.cache.maxEntries'].default } as const;

/** The workloads whose curves are drawn: a few questions in many forms, many by Zipf's law, and one that plays a game. */
export const capacityWorkloads: readonly CapacitySubject[] = [
  {
    ...common,
    id: 'capacity/workload_a',
    note: "Workload A, each request through key and cache: hit ratio by the cache's size, beside plain LRU and Belady's optimum.",
    title: 'workload A',
    traceOf: ({ mode, seed }) => {
      const scenarios = workloadA(REQUESTS[mode], seed).map(readScenario);
      // Told apart by their obstacles as a set, which no two worlds share.
      const places = scenarios.map(({ snapshot }) =>
        snapshot.obstacles
          .map(({ x, y }) => `${x},${y}`)
          .sort()
          .join(' '),
      );
      return traceOf(scenarios, numbered(places));
    },
  },
  {
    ...common,
    id: 'capacity/workload_b',
    note: "Workload B (Zipf over 1,000 worlds), each request through key and cache: hit ratio by the cache's size, beside plain LRU and Belady's optimum.",
    title: 'workload B',
    traceOf: ({ mode, seed }) => traceOfWorlds(workloadB(REQUESTS[mode], seed)),
  },
  {
    ...common,
    id: 'capacity/game_session',
    note: "One game, moment by moment, with scenes played anew, through key and cache: hit ratio by the cache's size, beside plain LRU and Belady's optimum.",
    title: 'a game session',
    traceOf: ({ mode, seed }: Context) => traceOfWorlds(gameSession(REQUESTS[mode], seed)),
  },
];

function traceOfWorlds(workload: {
  readonly worlds: readonly WorldSnapshot[];
  readonly trace: readonly number[];
}): Trace {
  const scenarios = workload.worlds.map((world) => scenarioFromSnapshot(world));
  const asked = workload.trace.map((world) => {
    const scenario = scenarios[world];
    if (scenario === undefined) throw new RangeError(`The workload has no world ${world}.`);
    return scenario;
  });
  return traceOf(asked, workload.trace);
}

function traceOf(asked: readonly Scenario[], questions: readonly number[]): Trace {
  const keyOf = makeKeyOf();
  return {
    questions,
    ttlMs: SETTINGS['planscope.cache.ttlMs'].default,
    keyOf: (i) => {
      const scenario = asked[i];
      if (scenario === undefined) throw new RangeError(`The trace has no request ${i}.`);
      return keyOf(scenario);
    },
  };
}
