import { type Random, seededRandom } from '../../src/core/base/random.ts';
import { CaseFailure } from '../../src/core/bench/benchCase.ts';
import { parseScenario } from '../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../src/core/world/scenario.ts';
import { laterDump } from '../workloads/disguise.ts';
import { makeWorld } from '../workloads/worlds.ts';

/** The scenario that stands in `text`, read as the product reads a file. */
export function readScenario(text: string): Scenario {
  const parsed = parseScenario(text, 'workload');
  if (!parsed.ok) throw new CaseFailure(`The workload holds no scenario: ${parsed.message}`);
  return parsed.scenario;
}

/** Dumps of one world by one game, no two of them the same text. */
export function dumpsOfOneWorld(count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const world = makeWorld(random);
  return Array.from({ length: count }, () => laterDump(world, random));
}

/** Scenarios of different worlds, in unsorted dumps as a game writes them. */
export function differentScenarios(count: number, seed: number): readonly Scenario[] {
  const random: Random = seededRandom(seed);
  return Array.from({ length: count }, () => readScenario(laterDump(makeWorld(random), random)));
}

/** Hands out `items` one after another, again and again. */
export function cycle<T>(items: readonly T[]): () => T {
  let at = 0;
  return () => {
    const item = items[at];
    at = at + 1 < items.length ? at + 1 : 0;
    if (item === undefined) throw new RangeError('There is nothing to cycle through.');
    return item;
  };
}
