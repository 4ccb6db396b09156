import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import { simulatePlan } from '../../../../../src/core/world/simulation/simulate.ts';
import { plan, ring, scenario, wall, world } from '../worlds.ts';

const near = { id: 3, pos: { x: 4, y: 0 }, hp: 60 };
const attack: PlanStep = { act: 'Attack', target_id: 3 };

function messages(simulation: ReturnType<typeof simulatePlan>): readonly string[] {
  return simulation.problems.map((problem) => `${problem.code} ${problem.pointer} ${problem.message}`);
}

describe('simulatePlan', () => {
  it('moves, and gives the world after each step', () => {
    const result = simulatePlan(plan({ act: 'MoveTo', x: 3, y: 1 }, { act: 'Wait', duration: 2 }), scenario(world()));
    expect(result).toMatchObject({ executable: true, problems: [] });
    expect(result.steps.map(({ world: { t, pos } }) => ({ t, pos }))).toEqual([
      { t: 0, pos: { x: 3, y: 1 } },
      { t: 2, pos: { x: 3, y: 1 } },
    ]);
  });

  it('does not change the snapshot', () => {
    const snapshot = world({ enemies: [near] });
    const before = structuredClone(snapshot);
    simulatePlan(plan(attack, { act: 'MoveTo', x: 2, y: 2 }), scenario(snapshot));
    expect(snapshot).toEqual(before);
  });

  it('finds a plan without steps not executable', () => {
    expect(simulatePlan(plan(), scenario(world())).executable).toBe(false);
  });

  it('names the obstacle that a step walks into', () => {
    const result = simulatePlan(
      plan({ act: 'Scan', radius: 5 }, { act: 'MoveTo', x: 6, y: 4 }),
      scenario(world({ obstacles: [{ x: 6, y: 4 }] })),
    );
    expect(result).toMatchObject({ executable: false, firstFailure: 1 });
    expect(result.steps).toHaveLength(1);
    expect(messages(result)).toEqual(['blocked-cell /steps/1 Step 2, MoveTo: (6,4) is an obstacle.']);
  });

  it('finds a free cell behind a closed ring unreachable', () => {
    const result = simulatePlan(
      plan({ act: 'TakeCover', position: { x: 4, y: 4 } }),
      scenario(world({ obstacles: ring({ x: 2, y: 2 }, { x: 6, y: 6 }) })),
    );
    expect(messages(result)).toEqual([
      'unreachable-cell /steps/0/position Step 1, TakeCover: obstacles close every way from (0,0) to (4,4).',
    ]);
  });

  it('walks a patrol from cell to cell and ends at its last', () => {
    const waypoints = [
      { x: 1, y: 1 },
      { x: 5, y: 5 },
    ];
    expect(simulatePlan(plan({ act: 'Patrol', waypoints }), scenario(world())).steps[0]?.world.pos).toEqual({
      x: 5,
      y: 5,
    });
  });

  it('lists the known enemies where a step names another', () => {
    const result = simulatePlan(plan({ act: 'Taunt', target_id: 9 }), scenario(world({ enemies: [near] })));
    expect(messages(result)).toEqual([
      'unknown-entity /steps/0/target_id Step 1, Taunt: there is no enemy with id 9; known: 3.',
    ]);
  });

  it('says so where the snapshot has no enemy at all', () => {
    const result = simulatePlan(plan({ act: 'Taunt', target_id: 9 }), scenario(world()));
    expect(result.problems[0]?.message).toContain('the snapshot has no enemies');
  });

  it('warns, and no more, of a target that is already down', () => {
    const result = simulatePlan(
      plan(attack, { act: 'Wait', duration: 1 }, attack),
      scenario(world({ enemies: [{ ...near, hp: 10 }] })),
    );
    expect(result.executable).toBe(true);
    expect(result.problems).toMatchObject([
      { code: 'useless-step', severity: 'warning', pointer: '/steps/2/target_id' },
    ]);
  });

  it('names the obstacle that hides a target', () => {
    const snapshot = world({ enemies: [near], obstacles: wall(2, -3, 3) });
    expect(messages(simulatePlan(plan(attack), scenario(snapshot)))).toEqual([
      'no-line-of-sight /steps/0/target_id Step 1, Attack: the obstacle at (2,0) hides (4,0) from (0,0).',
    ]);
  });

  it('lets a scenario switch line of sight off', () => {
    const snapshot = world({ enemies: [near], obstacles: wall(2, -3, 3) });
    const rules = { enforceCooldowns: true, enforceLineOfSight: false, enforceStamina: true };
    expect(simulatePlan(plan(attack), scenario(snapshot, { rules })).executable).toBe(true);
  });

  it('refuses a target beyond the reach of the tool', () => {
    const snapshot = world({ enemies: [{ ...near, pos: { x: 30, y: 0 } }] });
    expect(messages(simulatePlan(plan(attack), scenario(snapshot)))).toEqual([
      'out-of-range /steps/0/target_id Step 1, Attack: (30,0) is 30.0 away from (0,0), and the tool reaches 12.',
    ]);
  });

  it('approaches to the distance asked for, and can then attack', () => {
    const snapshot = world({ enemies: [{ ...near, pos: { x: 30, y: 0 } }] });
    const result = simulatePlan(plan({ act: 'Approach', target_id: 3, distance: 5 }, attack), scenario(snapshot));
    expect(result.executable).toBe(true);
    expect(result.steps[0]?.world.pos).toEqual({ x: 25, y: 0 });
  });

  it('steps aside where the way ends in an obstacle', () => {
    const snapshot = world({ enemies: [{ ...near, pos: { x: 30, y: 0 } }], obstacles: [{ x: 25, y: 0 }] });
    const result = simulatePlan(plan({ act: 'Approach', target_id: 3, distance: 5 }), scenario(snapshot));
    expect(result.steps[0]?.world.pos).toEqual({ x: 26, y: 0 });
  });

  it('retreats to at least the distance asked for', () => {
    const result = simulatePlan(
      plan({ act: 'Retreat', target_id: 3, distance: 10.5 }),
      scenario(world({ enemies: [near] })),
    );
    expect(result.steps[0]?.world.pos).toEqual({ x: -7, y: 0 });
  });

  it('cannot get near a target inside a closed ring', () => {
    const snapshot = world({
      enemies: [{ ...near, pos: { x: 20, y: 20 } }],
      obstacles: ring({ x: 10, y: 10 }, { x: 30, y: 30 }),
    });
    const result = simulatePlan(plan({ act: 'Charge', target_id: 3 }), scenario(snapshot));
    expect(result.problems).toMatchObject([{ code: 'unreachable-cell', pointer: '/steps/0' }]);
  });

  it('runs out of ammunition and refills it', () => {
    const snapshot = world({ enemies: [near], me: { ammo: 1 } });
    const wait: PlanStep = { act: 'Wait', duration: 1 };
    expect(messages(simulatePlan(plan(attack, wait, attack), scenario(snapshot)))).toEqual([
      'no-ammunition /steps/2 Step 3, Attack: it needs ammunition (1), and 0 is left.',
    ]);
    const reloaded = simulatePlan(plan(attack, wait, { act: 'Reload' }, attack), scenario(snapshot));
    expect(reloaded.executable).toBe(true);
    expect(reloaded.steps.map((step) => step.world.ammo)).toEqual([0, 0, 30, 29]);
  });

  it('keeps a tool on cooldown until enough time has passed', () => {
    const snapshot = world({ enemies: [near] });
    expect(messages(simulatePlan(plan(attack, { act: 'Wait', duration: 0.25 }, attack), scenario(snapshot)))).toEqual([
      'on-cooldown /steps/2 Step 3, Attack: it is on cooldown for another 0.75 s (until t = 1).',
    ]);
    expect(simulatePlan(plan(attack, { act: 'Wait', duration: 1 }, attack), scenario(snapshot)).executable).toBe(true);
  });

  it.each([
    ['aoe_attack', { act: 'AoEAttack', x: 1, y: 1, radius: 2 }],
    ['AoEAttack', { act: 'AoEAttack', x: 1, y: 1, radius: 2 }],
    ['throw:smoke', { act: 'ThrowSmoke', x: 1, y: 1 }],
    ['throw:smoke', { act: 'Throw', item: 'smoke', x: 1, y: 1 }],
    ['throw:grenade', { act: 'ThrowExplosive', x: 1, y: 1 }],
  ] satisfies [string, PlanStep][])('reads the cooldown "%s" of the snapshot for %j', (key, step) => {
    const cooling = simulatePlan(plan(step), scenario(world({ me: { cooldowns: { [key]: 2.5 } } })));
    expect(cooling.problems).toMatchObject([{ code: 'on-cooldown' }]);
    expect(simulatePlan(plan(step), scenario(world({ me: { cooldowns: { [key]: 0 } } }))).executable).toBe(true);
  });

  it('lets a scenario switch cooldowns off', () => {
    const rules = { enforceCooldowns: false, enforceLineOfSight: true, enforceStamina: true };
    expect(simulatePlan(plan(attack, attack), scenario(world({ enemies: [near] }), { rules })).executable).toBe(true);
  });

  it('does not report the consequences of a failed step, but does report later steps that are wrong in themselves', () => {
    const snapshot = world({ enemies: [near], obstacles: [{ x: 9, y: 9 }], me: { ammo: 0 } });
    const result = simulatePlan(
      plan(attack, attack, { act: 'Attack', target_id: 8 }, { act: 'MoveTo', x: 9, y: 9 }),
      scenario(snapshot),
    );
    expect(result.firstFailure).toBe(0);
    expect(result.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['no-ammunition', '/steps/0'],
      ['unknown-entity', '/steps/2/target_id'],
      ['blocked-cell', '/steps/3'],
    ]);
  });

  it('says whether the plan ends at the place that the objective names', () => {
    const snapshot = world({ pois: [{ k: 'gate', pos: { x: 5, y: 0 } }], objective: 'reach the gate' });
    const there = simulatePlan(plan({ act: 'MoveTo', x: 4, y: 0 }), scenario(snapshot));
    expect(there).toMatchObject({ executable: true, objectiveReached: 'yes', problems: [] });
    const elsewhere = simulatePlan(plan({ act: 'MoveTo', x: 3, y: 0 }), scenario(snapshot));
    expect(elsewhere).toMatchObject({ executable: true, objectiveReached: 'no' });
    expect(elsewhere.problems).toMatchObject([{ code: 'objective-not-reached', severity: 'info' }]);
    expect(
      simulatePlan(plan({ act: 'MoveTo', x: 3, y: 0 }), scenario(world({ objective: 'survive' }))).objectiveReached,
    ).toBe('unknown');
  });

  it('agrees with a count by hand on ammunition, cooldown and time', () => {
    const step = fc.oneof(
      fc.constant<PlanStep>(attack),
      fc.constant<PlanStep>({ act: 'Reload' }),
      fc.constantFrom(0, 0.5, 1, 2).map((duration): PlanStep => ({ act: 'Wait', duration })),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 3 }), (steps, ammo) => {
        const result = simulatePlan(
          plan(...steps),
          scenario(world({ enemies: [{ ...near, hp: 1000 }], me: { ammo } })),
        );
        const expected = countByHand(steps, ammo);
        expect(result.firstFailure).toBe(expected.firstFailure);
        expect(result.steps.map(({ world: { t, ammo: left } }) => [t, left])).toEqual(expected.after);
        expect(result.executable).toBe(expected.firstFailure === undefined);
      }),
      { numRuns: 500 },
    );
  });
});

/** The rules of three tools, written down again: Attack takes a round, needs 1 s; Reload fills 30, needs 2 s. */
function countByHand(
  steps: readonly PlanStep[],
  ammo: number,
): { firstFailure: number | undefined; after: number[][] } {
  let [t, attackReady, reloadReady, rounds] = [0, 0, 0, ammo];
  const after: number[][] = [];
  for (const [index, step] of steps.entries()) {
    if (step.act === 'Attack') {
      if (rounds < 1 || t < attackReady) return { firstFailure: index, after };
      rounds -= 1;
      attackReady = t + 1;
    } else if (step.act === 'Reload') {
      if (t < reloadReady) return { firstFailure: index, after };
      rounds = Math.max(rounds, 30);
      reloadReady = t + 2;
    } else t += Number(step['duration']);
    after.push([t, rounds]);
  }
  return { firstFailure: undefined, after };
}
