import { hash } from 'node:crypto';
import { type Random, seededRandom } from '../../../src/core/base/random.ts';
import { assertCase, type Metrics } from '../../../src/core/bench/benchCase.ts';
import type { PromptCache } from '../../../src/core/cache/promptCache.ts';
import { factHashes } from '../../../src/core/prompt/worldFacts.ts';
import { scenarioFromSnapshot } from '../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { alternate, type Side } from '../../support/alternate.ts';
import { makeCache, worth } from '../../support/caches.ts';
import { medianNs } from '../../support/figures.ts';
import type { Context } from '../../support/fixtures.ts';
import { cycle } from '../../support/scenarios.ts';
import { changed, session } from '../../workloads/session.ts';
import { makeWorld } from '../../workloads/worlds.ts';

const GROUP = 'statics';
const FEW = 1_000;
const MANY = 10_000;
/** Moments of one game that are cached; those of other games resemble it less. */
const MOMENTS = 50;
const QUERIES = 200;
const MIN_SIMILARITY = 0.9;
const MIN_FOUND_RATIO = 0.99;
const WARMUP_TURNS = { quick: 100, full: 1_000 };
const TURNS = { quick: 200, full: 4_000 };

/**
 * What a miss costs more when near matches are looked for: the facts of the world and the search among 1,000 cached
 * ones and, turn by turn with it, among 10,000. The cached worlds are moments of games, and each that is looked for is
 * one change away from one of them. Fails unless 99 of 100 are found.
 */
export async function nearLookups({ clock, seed, mode, signal }: Context): Promise<Metrics> {
  const random = seededRandom(seed);
  const any = scenarioFromSnapshot(makeWorld(random));
  const scenarios = Array.from({ length: MANY / MOMENTS }, () => session(MOMENTS, random))
    .flat()
    .map((snapshot): Scenario => ({ ...any, snapshot }));
  const [few, many] = [makeCache<string>(clock, FEW), makeCache<string>(clock, MANY)];
  for (const [number, scenario] of scenarios.entries()) {
    const key = hash('sha256', String(number), 'base64');
    const features = factHashes(scenario);
    for (const cache of number < FEW ? [few, many] : [many]) {
      cache.set(key, key, worth);
      cache.setNear(key, GROUP, features);
    }
  }
  const a = lookUps(few, queriesFrom(scenarios.slice(0, FEW), random));
  const b = lookUps(many, queriesFrom(scenarios, random));
  await alternate({ clock, turns: WARMUP_TURNS[mode], a, b }, signal);
  const { aNs, bNs } = await alternate({ clock, turns: TURNS[mode], a, b }, signal);
  return { nearLookup1000Ns: medianNs(aNs), nearLookup10000Ns: medianNs(bNs) };
}

function lookUps(cache: PromptCache<string>, queries: readonly Scenario[]): Side {
  const find = (scenario: Scenario) => cache.nearest(GROUP, factHashes(scenario), MIN_SIMILARITY);
  const found = queries.filter((query) => find(query) !== undefined).length;
  const { entries } = cache.stats();
  const message = (): string => `Of ${QUERIES} worlds with one change ${found} were found among ${entries}.`;
  assertCase(found >= MIN_FOUND_RATIO * QUERIES, message);
  const next = cycle(queries);
  return { call: async () => find(next()) };
}

/** One change away from scenarios that are spread evenly over `scenarios`. */
function queriesFrom(scenarios: readonly Scenario[], random: Random): readonly Scenario[] {
  const every = scenarios.length / QUERIES;
  return scenarios
    .filter((_, i) => i % every === 0)
    .map((scenario) => ({ ...scenario, snapshot: changed(scenario.snapshot, 1, random) }));
}
