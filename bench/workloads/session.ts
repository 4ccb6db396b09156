import { pick, type Random, randomInt } from '../../src/core/base/random.ts';
import type { Enemy, Vec, WorldSnapshot } from '../../src/core/world/snapshot.ts';
import { makeWorld } from './worlds.ts';

/** One change of what a moment of play changes: someone moves, shoots, is hit, is seen again. */
const CHANGES: readonly [Change, ...Change[]] = [
  (world, random) => ({ ...world, me: { ...world.me, pos: beside(world.me.pos, random) } }),
  (world) => ({ ...world, me: { ...world.me, ammo: Math.max(0, world.me.ammo - 1) } }),
  (world, random) => ({ ...world, player: { ...world.player, pos: beside(world.player.pos, random) } }),
  (world, random) => ({ ...world, player: { ...world.player, hp: randomInt(random, 101) } }),
  (world, random) => withEnemy(world, random, (enemy) => ({ ...enemy, pos: beside(enemy.pos, random) })),
  (world, random) => withEnemy(world, random, (enemy) => ({ ...enemy, hp: randomInt(random, 101) })),
  (world, random) =>
    withEnemy(world, random, (enemy) => ({ ...enemy, last_seen: world.t - randomInt(random, 50) / 10 })),
];

type Change = (world: WorldSnapshot, random: Random) => WorldSnapshot;

/** The world with `changes` changes of what a moment of play changes; two of them may concern the same thing. */
export function changed(world: WorldSnapshot, changes: number, random: Random): WorldSnapshot {
  let now = world;
  for (let i = 0; i < changes; i++) now = pick(random, CHANGES)(now, random);
  return now;
}

/** The moments of one game: a world (`makeWorld`), and what one to three changes each time make of it. */
export function session(moments: number, random: Random): readonly WorldSnapshot[] {
  const worlds = [makeWorld(random)];
  for (let i = 1; i < moments; i++)
    worlds.push(changed(worlds[i - 1] as WorldSnapshot, 1 + randomInt(random, 3), random));
  return worlds;
}

function withEnemy(world: WorldSnapshot, random: Random, change: (enemy: Enemy) => Enemy): WorldSnapshot {
  const which = randomInt(random, world.enemies.length);
  return { ...world, enemies: world.enemies.map((enemy, i) => (i === which ? change(enemy) : enemy)) };
}

function beside({ x, y }: Vec, random: Random): Vec {
  return pick(random, [
    { x: x + 1, y },
    { x: x - 1, y },
    { x, y: y + 1 },
    { x, y: y - 1 },
  ]);
}
