import { hash } from 'node:crypto';
import type { Clock } from '../../../src/core/base/clock.ts';
import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import type { PromptCache } from '../../../src/core/cache/promptCache.ts';
import { floorIds } from '../../floors.ts';
import { alternate, type Side } from '../../support/alternate.ts';
import { makeCache, worth } from '../../support/caches.ts';
import { medianNs, over, rounds } from '../../support/figures.ts';
import type { BenchFixtures, Context } from '../../support/fixtures.ts';
import { cycle } from '../../support/scenarios.ts';

const CAPACITY = 50;
const LARGE_CAPACITY = 1_000;
/** More often than those that are there: a newcomer stays when its time as one is over, unless it meets another. */
const ASKED_BEFORE = 4;
/** At least so many of the newcomers stay. */
const STAYING = 0.8;
const WARMUP_ROUNDS = 100;
const LOOKUP_TURNS = { quick: 20, full: 3_000 };
const LOOKUP_WARMUP_TURNS = 500;

export function lruEvictionOverhead(): BenchCase<BenchFixtures> {
  return {
    id: 'cache/lru_eviction_overhead',
    suite: 'cache',
    floor: floorIds.mapGet,
    note: 'One insertion that evicts, capacity 50; beside it one that does not, the difference, and both at 1,000 entries with a lookup.',
    kind: 'experiment',
    async run(context) {
      const small = insertions(context, CAPACITY);
      const large = insertions(context, LARGE_CAPACITY);
      const evicting = medianNs(small.evictingNs);
      const filling = medianNs(small.fillingNs);
      return {
        timingsNs: small.evictingNs,
        batch: CAPACITY,
        metrics: {
          insertFillingNs: filling,
          evictionOverheadNs: over(evicting, filling),
          insertEvicting1000Ns: medianNs(large.evictingNs),
          ...(await lookups(context, LARGE_CAPACITY)),
        },
      };
    },
  };
}

/** Nanoseconds for each insertion, the mean of `capacity` of them: into a cache with room, and into a full one. */
function insertions(context: Context, capacity: number) {
  const { clock, mode, signal } = context;
  const [first, second] = [digests('first', capacity), digests('second', capacity)];
  const fillingNs: number[] = [];
  const evictingNs: number[] = [];
  for (let round = -WARMUP_ROUNDS; round < rounds(mode); round++) {
    signal.throwIfAborted();
    const cache = makeCache<number>(clock, capacity);
    const fillNs = insertAll(cache, first, clock);
    for (const key of second) for (let asked = 0; asked < ASKED_BEFORE; asked++) cache.get(key);
    const evictNs = insertAll(cache, second, clock);
    const { evictions } = cache.stats();
    const kept = second.filter((key) => cache.has(key)).length;
    assertCase(
      evictions === capacity && kept >= STAYING * capacity,
      () => `${capacity} insertions into a full cache evicted ${evictions} entries, and ${kept} are held.`,
    );
    if (round < 0) continue;
    fillingNs.push(fillNs);
    evictingNs.push(evictNs);
  }
  return { fillingNs, evictingNs };
}

function insertAll(cache: PromptCache<number>, keys: readonly string[], clock: Clock): number {
  const startMs = clock.nowMs();
  for (const key of keys) cache.set(key, 1, worth);
  return ((clock.nowMs() - startMs) * 1e6) / keys.length;
}

/** A hit in the cache and, turn by turn with it, one in a map of the same keys. */
async function lookups({ clock, mode, signal }: Context, entries: number) {
  const keys = digests('held', entries);
  const map = new Map(keys.map((key) => [key, 1]));
  const cache = makeCache<number>(clock, entries);
  for (const key of keys) cache.set(key, 1, worth);
  const [nextCached, nextMapped] = [cycle(keys), cycle(keys)];
  let found = 0;
  // Each takes the next key as `floor/map_get` does. And each has its own loop: one for both would be compiled for
  // both, and be slower than either.
  const a: Side = {
    call: async () => {
      for (let i = 0; i < entries; i++) found += cache.get(nextCached()) ?? 0;
    },
  };
  const b: Side = {
    call: async () => {
      for (let i = 0; i < entries; i++) found += map.get(nextMapped()) ?? 0;
    },
  };
  await alternate({ clock, turns: LOOKUP_WARMUP_TURNS, a, b }, signal);
  found = 0;
  const { aNs, bNs } = await alternate({ clock, turns: LOOKUP_TURNS[mode], a, b }, signal);
  const lookupsMade = entries * (aNs.length + bNs.length);
  assertCase(found === lookupsMade, () => `Of ${lookupsMade} lookups of keys that are held ${found} found theirs.`);
  const each = (timesNs: readonly number[]): number | null => medianNs(timesNs.map((ns) => ns / entries));
  return { lookupHit1000Ns: each(aNs), alternatingMapGetNs: each(bNs) };
}

function digests(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => hash('sha256', `${name} ${i}`, 'base64'));
}
