import { pick, type Random, randomInt, shuffled } from '../../src/core/base/random.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';

/**
 * The world as another dump of the running game has it: the same to a planner, but with another game time, request id
 * and timestamp, its sets in another order and other spacing. JSON text, as it would stand in a file.
 */
export function laterDump(world: WorldSnapshot, random: Random): string {
  return JSON.stringify(later(world, random), undefined, spacing(random));
}

/** Like `laterDump`, and with the fields of every object in another order, as another program writes them. */
export function disguisedDump(world: WorldSnapshot, random: Random): string {
  return JSON.stringify(reordered(later(world, random), random), undefined, spacing(random));
}

function later(world: WorldSnapshot, random: Random): object {
  const laterS = randomInt(random, 3_600_000) / 1_000;
  return {
    ...world,
    t: world.t + laterS,
    enemies: shuffled(random, world.enemies).map((enemy) =>
      enemy.last_seen === undefined ? enemy : { ...enemy, last_seen: enemy.last_seen + laterS },
    ),
    pois: shuffled(random, world.pois),
    obstacles: shuffled(random, world.obstacles),
    objective: world.objective?.replaceAll(' ', () => pick(random, [' ', ' ', '  ', '\n'])),
    request_id: hex(random, 4),
    timestamp: new Date(1.7e12 + randomInt(random, 1e9) * 1_000).toISOString(),
  };
}

function spacing(random: Random): number | string {
  return pick(random, [0, 2, 4, '\t']);
}

/** The same value with the members of every object in random order. Lists keep theirs. */
function reordered(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, reordered(member, random)] as const);
  return Object.fromEntries(shuffled(random, members));
}

function hex(random: Random, groups: number): string {
  const group = (): string => randomInt(random, 0x1_0000).toString(16).padStart(4, '0');
  return Array.from({ length: groups }, group).join('-');
}
