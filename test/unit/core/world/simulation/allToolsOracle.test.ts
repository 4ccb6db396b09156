import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/core/base/random.ts';
import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import type { Scenario } from '../../../../../src/core/world/scenario.ts';
import { simulatePlan } from '../../../../../src/core/world/simulation/simulate.ts';
import type { Enemy, Vec, WorldSnapshot } from '../../../../../src/core/world/snapshot.ts';
import { plan, scenario, world } from '../worlds.ts';
import { judgeByHand, type OracleVerdict } from './allToolsOracle.ts';

/** A world and a plan in few words, so that a counterexample can be read. */
interface Case {
  readonly size: number;
  readonly steps: readonly PlanStep[];
  readonly density: number;
  readonly seed: number;
  readonly goal: Vec | null;
  readonly t: number;
  readonly me: Omit<WorldSnapshot['me'], 'morale'>;
  readonly enemies: readonly Enemy[];
  readonly enforceCooldowns: boolean;
  readonly enforceLineOfSight: boolean;
}

const quarters = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 4 * max }).map((n) => n / 4);
const name = fc.constantFrom('medkit', 'rifle');
const target_id = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(9));

function call(
  act: string,
  args: Readonly<Record<string, fc.Arbitrary<PlanStep[string]>>> = {},
): fc.Arbitrary<PlanStep> {
  return fc.record({ ...args, act: fc.constant(act) }) as fc.Arbitrary<PlanStep>;
}

function stepsIn(size: number): fc.Arbitrary<PlanStep> {
  // A little beyond the walls: the grid has no edge.
  const coordinate = fc.integer({ min: -2, max: size + 1 });
  const xy = { x: coordinate, y: coordinate };
  const position = fc.record(xy);
  const distance = quarters(size);
  const duration = quarters(8);
  const onTarget = ['Attack', 'AimedShot', 'QuickAttack', 'HeavyAttack', 'Charge', 'Taunt', 'MarkTarget'];
  const bare = ['Reload', 'Block', 'Dodge', 'Parry', 'Heal', 'TakeCover'];
  return fc.oneof(
    { weight: 6, arbitrary: call('MoveTo', xy) },
    { weight: 4, arbitrary: call('Approach', { target_id, distance }) },
    { weight: 4, arbitrary: call('Approach', { target_id, distance: fc.constantFrom(0, 0.5, 1, 2, 5) }) },
    { weight: 4, arbitrary: call('Retreat', { target_id, distance }) },
    { weight: 4, arbitrary: call('Wait', { duration }) },
    ...onTarget.map((act) => ({ weight: 2, arbitrary: call(act, { target_id }) })),
    ...bare.map((act) => ({ weight: 1, arbitrary: call(act) })),
    call('Strafe', { target_id, direction: fc.constantFrom('left', 'right') }),
    call('CoverFire', { target_id, duration }),
    call('CoordinateAttack', { target_id }),
    call('Distract', { target_id }),
    call('Interact', { target_id }),
    call('TakeCover', { position }),
    call('SetAmbush', { position }),
    call('Regroup', { rally_point: position }),
    call('Patrol', { waypoints: fc.array(position, { maxLength: 3 }) }),
    call('AoEAttack', { ...xy, radius: distance }),
    call('ThrowExplosive', xy),
    call('ThrowSmoke', xy),
    call('Throw', { item: fc.constantFrom('smoke', 'grenade', 'flashbang'), ...xy }),
    call('Revive', { ally_id: target_id }),
    call('Scan', { radius: distance }),
    call('UseItem', { item_name: name }),
    call('DropItem', { item_name: name }),
    call('EquipWeapon', { weapon_name: name }),
    call('SwitchWeapon', { slot: fc.nat(3) }),
    call('UseAbility', { ability_name: name }),
    call('UseDefensiveAbility', { ability_name: name }),
    call('CallReinforcements', { count: fc.nat(3) }),
    call('RequestCover', { duration }),
  );
}

/** Walls by chance, of one seed: a list of thousands of cells would be too much for one that shrinks. */
function walls(size: number, density: number, seed: number): readonly Vec[] {
  const random = seededRandom(seed);
  const cells: Vec[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (random.next() < density) cells.push({ x, y });
  }
  return cells;
}

/** Worlds of up to 64 × 64 cells, open ones and mazes, with plans of any tool in them. */
const cases: fc.Arbitrary<Case> = fc
  .oneof(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 13, max: 64 }))
  .chain((size) => {
    const coordinate = fc.integer({ min: 0, max: size - 1 });
    const cell = fc.record({ x: coordinate, y: coordinate });
    return fc.record({
      size: fc.constant(size),
      density: fc.constantFrom(0, 0.01, 0.05, 0.15, 0.3, 0.42, 0.5),
      seed: fc.nat(),
      t: quarters(20),
      me: fc.record({
        pos: cell,
        ammo: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(40)),
        cooldowns: fc.dictionary(fc.constantFrom('attack', 'throw:smoke', 'scan', 'charge'), quarters(6)),
      }),
      enemies: fc.tuple(...[1, 2, 3, 4].map((id) => cell.map((pos) => ({ id, pos, hp: id * 10 })))),
      goal: fc.option(cell),
      enforceCooldowns: fc.boolean(),
      enforceLineOfSight: fc.boolean(),
      steps: fc.array(stepsIn(size), { minLength: 1, maxLength: 12 }),
    });
  });

function scenarioOf({ size, density, seed, goal, t, me, enemies, ...enforced }: Case): Scenario {
  const snapshot = world({
    t,
    me,
    enemies,
    obstacles: walls(size, density, seed),
    pois: goal === null ? [] : [{ k: 'gate', pos: goal }],
    objective: 'reach the gate',
  });
  const { enforceCooldowns, enforceLineOfSight } = enforced;
  return scenario(snapshot, { rules: { enforceCooldowns, enforceLineOfSight, enforceStamina: true } });
}

function judgeCase(one: Case): OracleVerdict {
  return judgeByHand(one.steps, scenarioOf(one), one.size);
}

/** The product's answer in the oracle's words. */
function judge(one: Case): OracleVerdict {
  const {
    executable,
    firstFailure,
    problems,
    steps: done,
    objectiveReached,
  } = simulatePlan(plan(...one.steps), scenarioOf(one));
  const error = problems.find(({ severity, pointer }) => severity === 'error' && pointer.startsWith('/steps/'));
  const after = done.map(({ world: { t, pos, ammo, readyAt, damage } }) => ({
    t,
    pos,
    ammo,
    readyAt: Object.fromEntries(readyAt),
    damage: Object.fromEntries(damage),
  }));
  return { executable, firstFailure, code: error?.code, after, objectiveReached };
}

describe('simulatePlan beside an oracle', () => {
  it('comes to the same as rules applied by hand, world after world', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(judge(one)).toEqual(judgeCase(one));
      }),
      { numRuns: 2_000 },
    );
  });

  it('meets every way in which a step can fail, and plans that succeed', () => {
    const met = new Set(fc.sample(cases, { numRuns: 2_000, seed: 7 }).map((one) => judgeCase(one).code));
    expect(met).toEqual(
      new Set([
        undefined,
        'blocked-cell',
        'no-ammunition',
        'no-line-of-sight',
        'on-cooldown',
        'out-of-range',
        'unknown-entity',
        'unreachable-cell',
      ]),
    );
  });
});
