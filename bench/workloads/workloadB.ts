import { type Random, seededRandom, shuffled } from '../../src/core/base/random.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';
import { makeWorld } from './worlds.ts';

const WORLDS = 1_000;
const EXPONENT = 1;

/** Workload B: different worlds, and which of them is asked for when. */
export interface WorkloadB {
  readonly worlds: readonly WorldSnapshot[];
  /** Indices into `worlds`, request by request. */
  readonly trace: readonly number[];
}

/**
 * Workload B: `count` requests over 1,000 different worlds by Zipf's law, s = 1.0: the k-th most frequent world is asked
 * for in proportion to 1/k. The same seed gives the same requests.
 */
export function workloadB(count: number, seed: number): WorkloadB {
  const random = seededRandom(seed);
  const worlds = Array.from({ length: WORLDS }, () => makeWorld(random));
  // Popularity must not follow the order in which the worlds were made.
  const byRank = shuffled(random, Array.from(worlds.keys()));
  const drawRank = zipfRanks(WORLDS, EXPONENT, random);
  return { worlds, trace: Array.from({ length: count }, () => byRank[drawRank()] ?? 0) };
}

/** Draws ranks 0 … count - 1, rank k in proportion to 1/(k + 1)^exponent. */
export function zipfRanks(count: number, exponent: number, random: Random): () => number {
  const upTo = new Float64Array(count);
  let total = 0;
  for (let rank = 0; rank < count; rank++) {
    total += 1 / (rank + 1) ** exponent;
    upTo[rank] = total;
  }
  return () => firstAbove(upTo, random.next() * total);
}

/** The first index whose value is above `bound`, in ascending values; the last one when none is. */
function firstAbove(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
