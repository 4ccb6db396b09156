import type { Plan } from '../world/plan.ts';
import type { WorldSnapshot } from '../world/snapshot.ts';
import type { ToolRegistry } from '../world/tools.ts';
import { canonicalSnapshot } from './canonicalSnapshot.ts';

/** A world and a plan that can be carried out in it, in the very forms that the model reads and writes. */
export interface Example {
  readonly why: string;
  readonly snapshot: WorldSnapshot;
  readonly plan: Plan;
}

const PLAYER = { hp: 100, pos: { x: 0, y: 0 }, stance: 'stand', orders: [] };

/** The worked examples of the full prompt. A constant; tests carry each plan out. */
export const EXAMPLES: readonly Example[] = [
  {
    why: 'the enemy is in sight and in range, there is ammunition',
    snapshot: {
      t: 0,
      player: PLAYER,
      me: { ammo: 12, cooldowns: {}, morale: 0.9, pos: { x: 1, y: 1 } },
      enemies: [{ id: 4, pos: { x: 7, y: 1 }, hp: 40 }],
      pois: [],
      obstacles: [],
      objective: 'clear the yard',
    },
    plan: {
      plan_id: 'open-fire',
      steps: [
        { act: 'MarkTarget', target_id: 4 },
        { act: 'AimedShot', target_id: 4 },
      ],
    },
  },
  {
    why: 'without ammunition a shot fails, so reload first',
    snapshot: {
      t: 0,
      player: PLAYER,
      me: { ammo: 0, cooldowns: {}, morale: 0.7, pos: { x: 3, y: 3 } },
      enemies: [{ id: 9, pos: { x: 6, y: 3 }, hp: 60 }],
      pois: [],
      obstacles: [{ x: 3, y: 2 }],
      objective: 'hold',
    },
    plan: {
      plan_id: 'reload-in-cover',
      steps: [{ act: 'TakeCover' }, { act: 'Reload' }, { act: 'Attack', target_id: 9 }],
    },
  },
  {
    why: 'the exit lies behind the wall at x = 5; (5,0), (5,1) and (5,2) are blocked, the exit itself is free',
    snapshot: {
      t: 0,
      player: PLAYER,
      me: { ammo: 8, cooldowns: {}, morale: 0.8, pos: { x: 2, y: 1 } },
      enemies: [],
      pois: [{ k: 'exit', pos: { x: 8, y: 1 } }],
      obstacles: [
        { x: 5, y: 0 },
        { x: 5, y: 1 },
        { x: 5, y: 2 },
      ],
      objective: 'reach the exit',
    },
    plan: {
      plan_id: 'to-the-exit',
      steps: [
        { act: 'Scan', radius: 12 },
        { act: 'MoveTo', x: 8, y: 1, speed: 'run' },
      ],
    },
  },
  {
    why: 'two enemies are near and morale is low: hide, break contact, recover',
    snapshot: {
      t: 0,
      player: PLAYER,
      me: { ammo: 3, cooldowns: { throw_explosive: 4.5 }, morale: 0.2, pos: { x: 4, y: 4 } },
      enemies: [
        { id: 1, pos: { x: 7, y: 4 }, hp: 80 },
        { id: 2, pos: { x: 8, y: 5 }, hp: 80 },
      ],
      pois: [],
      obstacles: [],
      objective: 'survive',
    },
    plan: {
      plan_id: 'break-contact',
      steps: [{ act: 'ThrowSmoke', x: 6, y: 4 }, { act: 'Retreat', target_id: 1, distance: 9 }, { act: 'Heal' }],
    },
  },
];

/** The examples that use only this registry's tools, as text; '' when there are none. */
export function renderExamples(registry: ToolRegistry): string {
  return EXAMPLES.filter((example) => example.plan.steps.every((step) => registry.byName.has(step.act)))
    .map(({ why, snapshot, plan }) => {
      const world = canonicalSnapshot(snapshot, snapshot.objective ?? undefined);
      return `World\n${world}\nPlan (${why})\n${JSON.stringify(plan)}`;
    })
    .join('\n\n');
}
