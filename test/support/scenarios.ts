import { scenarioFromSnapshot } from '../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';

/** A world with a bit of everything: one enemy in sight and range, a wall, a door to reach. */
export function makeSnapshot(changes: Partial<WorldSnapshot> = {}): WorldSnapshot {
  return {
    t: 12.5,
    player: { hp: 90, pos: { x: 2, y: 2 }, stance: 'crouch', orders: ['hold_east'] },
    me: { ammo: 20, cooldowns: { throw_smoke: 3 }, morale: 0.8, pos: { x: 3, y: 2 } },
    enemies: [{ id: 3, pos: { x: 8, y: 2 }, hp: 60, cover: 'low', last_seen: 11 }],
    pois: [{ k: 'breach_door', pos: { x: 10, y: 6 } }],
    obstacles: [
      { x: 6, y: 4 },
      { x: 6, y: 5 },
    ],
    objective: 'reach the breach door',
    ...changes,
  };
}

/** A scenario over `makeSnapshot` with the default tools; `number` makes different worlds. */
export function makeScenario(number = 0, changes: Partial<WorldSnapshot> = {}): Scenario {
  const me = { ammo: 20 + number, cooldowns: {}, morale: 0.8, pos: { x: 3, y: 2 } };
  return scenarioFromSnapshot(makeSnapshot({ me, ...changes }), `world ${number}`);
}
