import { seededRandom, shuffled } from '../../src/core/base/random.ts';
import { canonicalJson } from '../../src/core/prompt/canonicalOrder.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';

/** The world with the members of every object in another order and every set in another order, some things twice. */
export function disguised(world: WorldSnapshot, seed: number): WorldSnapshot {
  const random = seededRandom(seed);
  const withDoubles = <T>(items: readonly T[]): T[] => shuffled(random, [...items, ...items.slice(0, 2)]);
  return reordered({
    ...world,
    enemies: shuffled(random, world.enemies),
    pois: withDoubles(world.pois),
    obstacles: withDoubles(world.obstacles),
  }) as WorldSnapshot;
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

/** The same world `byS` seconds later: nothing has moved, only the clock. */
export function later(world: WorldSnapshot, byS: number): WorldSnapshot {
  const enemies = world.enemies.map((enemy) =>
    enemy.last_seen === undefined ? enemy : { ...enemy, last_seen: enemy.last_seen + byS },
  );
  return { ...world, t: world.t + byS, enemies };
}

/** The world with one number or text in it, other than its time, changed to a value that nothing else in it has. */
export function withOneChange(world: WorldSnapshot, which: number): WorldSnapshot {
  const leaves = leafPaths(world).filter(([first]) => first !== 't');
  return withChangedLeaf(world, leaves[which % leaves.length] ?? []) as WorldSnapshot;
}

/** The paths of all numbers and texts, except in sets with doubles, where changing one of two leaves the other. */
function leafPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'number' || typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const texts = value.map((item) => canonicalJson(item));
    const isList = path.at(-1) === 'orders' || path.at(-1) === 'spare';
    return value.flatMap((item, i) =>
      isList || texts.filter((other) => other === texts[i]).length === 1 ? leafPaths(item, [...path, String(i)]) : [],
    );
  }
  return Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...path, key]));
}

function withChangedLeaf(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return typeof value === 'number' ? value + 0.125 : `${String(value)} changed`;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = withChangedLeaf(copy[key], rest);
  return copy;
}
