import { randomInt, seededRandom } from '../../src/core/base/random.ts';
import { disguisedDump } from './disguise.ts';
import { makeWorld } from './worlds.ts';

const COMMON = 5;
const RARE = 4;
const COMMON_SHARE = 0.8;

/** How many different questions workload A holds: a cache that knows equal from unequal misses each once. */
export const workloadAQuestions = COMMON + RARE;

/**
 * Workload A: `count` requests, four in five for one of five common worlds, the others for one of four rare ones, each
 * a dump of its own (see `disguisedDump`), so that no two texts are equal. The same seed gives the same requests.
 */
export function workloadA(count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const worlds = Array.from({ length: COMMON + RARE }, () => makeWorld(random));
  return Array.from({ length: count }, () => {
    const isCommon = random.next() < COMMON_SHARE;
    const world = worlds[isCommon ? randomInt(random, COMMON) : COMMON + randomInt(random, RARE)];
    if (world === undefined) throw new RangeError('Workload A has too few worlds.');
    return disguisedDump(world, random);
  });
}
