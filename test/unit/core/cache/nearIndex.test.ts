import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, session } from '../../../../bench/workloads/session.ts';
import { makeWorld } from '../../../../bench/workloads/worlds.ts';
import { jaccardIndex, toNumberSet } from '../../../../src/core/base/numberSets.ts';
import { type Random, randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { NearIndex } from '../../../../src/core/cache/nearIndex.ts';
import { factHashes } from '../../../../src/core/prompt/worldFacts.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';

const featuresOf = (world: WorldSnapshot): Uint32Array => factHashes(scenarioFromSnapshot(world));
const set = (...values: number[]): Uint32Array => toNumberSet(Uint32Array.from(values, (value) => value * 0x9e3779b1));

function highest(features: Uint32Array, among: readonly Uint32Array[]): number {
  return Math.max(0, ...among.map((other) => jaccardIndex(features, other) ?? 0));
}

/** How many of `queries` have an entry at or above 0.9, and how often the index found one that is as similar as any. */
function recall(worlds: readonly WorldSnapshot[], queries: readonly WorldSnapshot[]) {
  const index = new NearIndex<number>();
  const all = worlds.map(featuresOf);
  for (const [id, features] of all.entries()) index.add(id, 'g', features);
  const counts = { near: 0, found: 0 };
  for (const features of queries.map(featuresOf)) {
    const expected = highest(features, all);
    const nearest = index.nearest('g', features, 0.9);
    if (nearest !== undefined) expect(nearest.similarity).toBe(jaccardIndex(features, all[nearest.id] ?? set()));
    if (expected < 0.9) expect(nearest).toBeUndefined();
    else {
      counts.near++;
      if (nearest?.similarity === expected) counts.found++;
    }
  }
  return counts;
}

function queriesFrom(worlds: readonly WorldSnapshot[], count: number, random: Random): readonly WorldSnapshot[] {
  return Array.from({ length: count }, () =>
    changed(worlds[randomInt(random, worlds.length)] as WorldSnapshot, 1 + randomInt(random, 2), random),
  );
}

describe('a near index', () => {
  it('gives back the most similar entry, with the exact Jaccard index', () => {
    const index = new NearIndex<string>();
    index.add('a', 'g', set(1, 2, 3, 4, 5, 6, 7, 8));
    index.add('b', 'g', set(1, 2, 3, 4, 5, 6, 7, 9));
    expect(index.nearest('g', set(1, 2, 3, 4, 5, 6, 7, 9, 10), 0.5)).toEqual({ id: 'b', similarity: 8 / 9 });
  });

  it('compares only within the group', () => {
    const index = new NearIndex<string>();
    index.add('a', 'phi3', set(1, 2, 3));
    expect(index.nearest('mistral', set(1, 2, 3), 0)).toBeUndefined();
    expect(index.nearest('phi3', set(1, 2, 3), 1)).toEqual({ id: 'a', similarity: 1 });
  });

  it('replaces the entry of the same id', () => {
    const index = new NearIndex<string>();
    index.add('a', 'g', set(1, 2, 3));
    index.add('a', 'g', set(7, 8, 9));
    expect(index.size).toBe(1);
    expect(index.nearest('g', set(1, 2, 3), 0.1)).toBeUndefined();
    expect(index.nearest('g', set(7, 8, 9), 1)?.id).toBe('a');
  });

  it('is empty after a clear, and can be used again', () => {
    const index = new NearIndex<string>();
    index.add('a', 'g', set(1, 2, 3));
    index.clear();
    expect([index.size, index.nearest('g', set(1, 2, 3), 0)]).toEqual([0, undefined]);
    index.add('b', 'g', set(1, 2, 3));
    expect(index.nearest('g', set(1, 2, 3), 0)?.id).toBe('b');
  });

  it('prefers the newest of entries that are as similar', () => {
    const index = new NearIndex<number>();
    for (let id = 0; id < 500; id++) index.add(id, 'g', set(1, 2, 3));
    expect(index.nearest('g', set(1, 2, 3), 0.9)?.id).toBe(499);
  });

  it('takes sets without features for equal', () => {
    const index = new NearIndex<string>();
    index.add('a', 'g', set());
    expect(index.nearest('g', set(), 1)).toEqual({ id: 'a', similarity: 1 });
    expect(index.nearest('g', set(1), 0.01)).toBeUndefined();
  });
});

const anyFeatures = fc.uniqueArray(fc.nat(4), { maxLength: 4 }).map((values) => set(...values));
const anyStep = fc.record({
  type: fc.constantFrom('add', 'add', 'remove', 'nearest'),
  id: fc.nat(8),
  group: fc.constantFrom('g', 'h'),
  features: anyFeatures,
  minimum: fc.constantFrom(0, 0.5, 0.9, 1),
});

describe('for every sequence of changes, what a near index finds', () => {
  it('is there, of the group, above the minimum and exactly as similar as it says', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60, size: 'max' }), (steps) => {
        const index = new NearIndex<number>();
        const entries = new Map<number, { readonly group: string; readonly features: Uint32Array }>();
        for (const { type, id, group, features, minimum } of steps) {
          if (type === 'add') {
            index.add(id, group, features);
            entries.set(id, { group, features });
          } else if (type === 'remove') {
            index.remove(id);
            entries.delete(id);
          } else {
            const nearest = index.nearest(group, features, minimum);
            const isThere = [...entries.values()].some(
              (entry) => entry.group === group && jaccardIndex(entry.features, features) === 1,
            );
            if (isThere) expect(nearest?.similarity).toBe(1);
            if (nearest === undefined) continue;
            found++;
            const entry = entries.get(nearest.id);
            expect(entry?.group).toBe(group);
            expect(nearest.similarity).toBe(jaccardIndex(features, entry?.features ?? set()));
            expect(nearest.similarity).toBeGreaterThanOrEqual(minimum);
          }
          expect(index.size).toBe(entries.size);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

describe('among seeded worlds, at a similarity of 0.9 and above, the nearest is found at least 99 times of 100', () => {
  it.each([1, 2, 3])('among worlds of different games (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const worlds = Array.from({ length: 1_000 }, () => makeWorld(random));
    const { near, found } = recall(worlds, queriesFrom(worlds, 300, random));
    expect(near).toBeGreaterThan(200);
    expect(found / near).toBeGreaterThanOrEqual(0.99);
  });

  it.each([1, 2, 3])('among the moments of a few games, which resemble each other (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const worlds = Array.from({ length: 25 }, () => session(40, random)).flat();
    const { near, found } = recall(worlds, queriesFrom(worlds, 300, random));
    expect(near).toBeGreaterThan(250);
    expect(found / near).toBeGreaterThanOrEqual(0.99);
  });

  it('among the latest moments of one very long game', () => {
    const random = seededRandom(1);
    const worlds = session(5_000, random);
    const { near, found } = recall(worlds, queriesFrom(worlds.slice(-10), 200, random));
    expect(near).toBeGreaterThan(150);
    expect(found / near).toBeGreaterThanOrEqual(0.99);
  });
});
