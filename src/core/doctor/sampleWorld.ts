import { scenarioFromSnapshot } from '../world/parseScenario.ts';
import type { Scenario } from '../world/scenario.ts';

/** A small world with something to do in it, for one real question with the full prompt. */
export function sampleWorld(): Scenario {
  return scenarioFromSnapshot(
    {
      t: 0,
      player: { hp: 100, pos: { x: 1, y: 1 }, stance: 'stand', orders: ['follow'] },
      me: { ammo: 12, cooldowns: {}, morale: 0.9, pos: { x: 2, y: 1 } },
      enemies: [{ id: 7, pos: { x: 9, y: 1 }, hp: 40, cover: 'none', last_seen: 0 }],
      pois: [{ k: 'gate', pos: { x: 6, y: 5 } }],
      obstacles: [
        { x: 5, y: 3 },
        { x: 5, y: 4 },
      ],
      objective: 'reach the gate',
    },
    'sample of the model check',
  );
}
