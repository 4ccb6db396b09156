import { pick, type Random, randomInt } from '../../src/core/base/random.ts';
import type { Enemy, Vec, WorldSnapshot } from '../../src/core/world/snapshot.ts';

const SIDE = 20;
const OBSTACLES = 24;

/**
 * A world of the usual size: a 20 × 20 grid with 24 obstacles, one to three enemies, two places, an objective. Its
 * canonical text is about 1 kB, which makes a full prompt of 12 kB. The same `random` gives the same world.
 */
export function makeWorld(random: Random): WorldSnapshot {
  const free = freeCells(random);
  const t = randomInt(random, 600) / 10;
  return {
    t,
    player: {
      hp: 40 + randomInt(random, 61),
      pos: free(),
      stance: pick(random, ['stand', 'crouch', 'prone']),
      orders: [pick(random, ['hold_east', 'follow_me', 'cover_the_door', 'move_up'])],
    },
    me: {
      ammo: randomInt(random, 31),
      cooldowns: { 'throw:smoke': randomInt(random, 3), heal: 0 },
      morale: (2 + randomInt(random, 9)) / 10,
      pos: free(),
    },
    enemies: enemies(random, free, t),
    pois: [
      { k: 'extraction_point', pos: free() },
      { k: 'supply_crate', pos: free() },
    ],
    obstacles: Array.from({ length: OBSTACLES }, free),
    objective: 'Get to the extraction point and keep your friend alive.',
  };
}

function enemies(random: Random, free: () => Vec, t: number): readonly Enemy[] {
  return Array.from({ length: 1 + randomInt(random, 3) }, (_, i) => ({
    id: 3 + i,
    pos: free(),
    hp: 20 + randomInt(random, 81),
    cover: pick(random, ['none', 'low', 'high']),
    last_seen: Math.round((t - randomInt(random, 80) / 10) * 10) / 10,
  }));
}

/** Hands out cells that nothing stands on yet. */
function freeCells(random: Random): () => Vec {
  const taken = new Set<number>();
  return () => {
    for (;;) {
      const cell = randomInt(random, SIDE * SIDE);
      if (taken.has(cell)) continue;
      taken.add(cell);
      return { x: cell % SIDE, y: Math.floor(cell / SIDE) };
    }
  };
}
