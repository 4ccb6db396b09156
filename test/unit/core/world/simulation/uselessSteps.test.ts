import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import { simulatePlan } from '../../../../../src/core/world/simulation/simulate.ts';
import { plan, scenario, world } from '../worlds.ts';

const here = { x: 0, y: 0 };
const there = { x: 4, y: 0 };
const fallen = { id: 2, pos: { x: 9, y: 0 }, hp: 0 };
const where = scenario(world({ me: { ammo: 30 }, enemies: [{ id: 1, pos: { x: 1, y: 0 }, hp: 60 }, fallen] }), {
  rules: { enforceCooldowns: false, enforceLineOfSight: true, enforceStamina: true },
});

function findings(...steps: readonly PlanStep[]): readonly string[] {
  const { executable, problems } = simulatePlan(plan(...steps), where);
  expect(executable).toBe(true);
  expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  return problems.map(({ code, message }) => `${code}: ${message}`);
}

describe('a step that changes nothing', () => {
  it.each<[PlanStep, string]>([
    [{ act: 'MoveTo', ...here, speed: 'run' }, 'the plan is at (0,0) already'],
    [{ act: 'Approach', target_id: 1, distance: 2 }, '(0,0) is near enough already'],
    [{ act: 'Retreat', target_id: 1, distance: 0.5 }, '(0,0) is far enough away already'],
    [{ act: 'Reload' }, 'the magazine is full with 30'],
    [{ act: 'Wait', duration: 0 }, 'no time passes'],
  ])('is told with the fact that makes it useless: %j', (step, fact) => {
    expect(findings(step)).toEqual([`useless-step: Step 1, ${step.act}: it changes nothing: ${fact}.`]);
  });

  it.each<[PlanStep]>([
    [{ act: 'MoveTo', ...there }],
    [{ act: 'TakeCover', position: there }],
    [{ act: 'Patrol', waypoints: [there] }],
    [{ act: 'Approach', target_id: 2, distance: 3 }],
  ])('is a duplicate when the step before it did the same: %j', (step) => {
    expect(findings(step, step)).toEqual([
      `duplicate-step: Step 2, ${step.act}: it repeats the step before it, which did this already.`,
    ]);
  });

  it.each<[string, readonly PlanStep[]]>([
    ['a patrol that ends where it began', [{ act: 'Patrol', waypoints: [there, here] }]],
    [
      'the same patrol once more',
      [
        { act: 'Patrol', waypoints: [there, here] },
        { act: 'Patrol', waypoints: [there, here] },
      ],
    ],
    [
      'taking cover where one has gone',
      [
        { act: 'MoveTo', ...there },
        { act: 'TakeCover', position: there },
      ],
    ],
    ['taking cover where one stands', [{ act: 'TakeCover' }]],
    ['gathering the others where one stands', [{ act: 'Regroup', rally_point: here }]],
    ['an ambush where one stands', [{ act: 'SetAmbush', position: here }]],
    [
      'a charge at one who is near',
      [
        { act: 'Charge', target_id: 1 },
        { act: 'Charge', target_id: 1 },
      ],
    ],
    [
      'two equal attacks',
      [
        { act: 'Attack', target_id: 1 },
        { act: 'Attack', target_id: 1 },
      ],
    ],
    [
      'two equal waits',
      [
        { act: 'Wait', duration: 1 },
        { act: 'Wait', duration: 1 },
      ],
    ],
    [
      'tools that declare no effect',
      [
        { act: 'Scan', radius: 5 },
        { act: 'Scan', radius: 5 },
        { act: 'Taunt', target_id: 1 },
      ],
    ],
    [
      'the same place again after another',
      [
        { act: 'MoveTo', ...there },
        { act: 'MoveTo', ...here },
        { act: 'MoveTo', ...there },
      ],
    ],
    ['a way to one who is down', [{ act: 'Approach', target_id: 2, distance: 1 }]],
  ])('is not seen in %s', (_what, steps) => {
    expect(findings(...steps)).toEqual([]);
  });

  it('is an attack on one who is down', () => {
    expect(findings({ act: 'Attack', target_id: 2 })).toEqual([
      'useless-step: Step 1, Attack: enemy 2 is already down (0 hp).',
    ]);
  });
});
