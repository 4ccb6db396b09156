import { hash } from 'node:crypto';
import type { Clock } from '../../../src/core/base/clock.ts';
import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import type { PromptCache } from '../../../src/core/cache/promptCache.ts';
import { floorIds } from '../../floors.ts';
import { makeCache, worth } from '../../support/caches.ts';
import { medianNs, medianOf, over, rounds } from '../../support/figures.ts';
import type { BenchFixtures, Context } from '../../support/fixtures.ts';
import { cycle } from '../../support/scenarios.ts';

const CAPACITY = 50;
const LARGE_CAPACITY = 1_000;
/** The admission filter lets a newcomer in only when it is asked for more often than what it would evict. */
const ASKED_BEFORE = 4;
const WARMUP_ROUNDS = 100;

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
          lookupHit1000Ns: await lookupHit(context, LARGE_CAPACITY),
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
    assertCase(evictions === capacity, () => `${capacity} insertions into a full cache evicted ${evictions} entries.`);
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

async function lookupHit({ clock, measure }: Context, entries: number): Promise<number | null> {
  const cache = makeCache<number>(clock, entries);
  const keys = digests('held', entries);
  for (const key of keys) cache.set(key, 1, worth);
  const next = cycle(keys);
  const { hits, misses } = cache.stats();
  const median = medianOf(await measure({ call: 'sync', run: () => cache.get(next()) }));
  const after = cache.stats();
  assertCase(after.misses === misses && after.hits > hits, () => `${after.misses} of the lookups were misses.`);
  return median;
}

function digests(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => hash('sha256', `${name} ${i}`, 'base64'));
}
