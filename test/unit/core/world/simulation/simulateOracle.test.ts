import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import { simulatePlan } from '../../../../../src/core/world/simulation/simulate.ts';
import { remainingHp } from '../../../../../src/core/world/simulation/simulatedWorld.ts';
import type { Vec } from '../../../../../src/core/world/snapshot.ts';
import { plan, ring, scenario, world } from '../worlds.ts';
import { type OracleState, runOracle } from './oracle.ts';

/** Mostly a small part of the grid, where steps come near each other; now and then all of it. */
const coordinate = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.integer({ min: 0, max: 63 }));
const cell: fc.Arbitrary<Vec> = fc.record({ x: coordinate, y: coordinate });
const target = fc.constantFrom(1, 2, 3, 9);
const step: fc.Arbitrary<PlanStep> = fc.oneof(
  { weight: 3, arbitrary: cell.map(({ x, y }) => ({ act: 'MoveTo', x, y })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('Attack', 'AimedShot', 'QuickAttack', 'HeavyAttack', 'Taunt'), target)
      .map(([act, id]) => ({ act, target_id: id })),
  },
  { weight: 3, arbitrary: fc.constantFrom(0, 0.5, 1, 3, 8).map((duration) => ({ act: 'Wait', duration })) },
  fc.constant({ act: 'Reload' }),
  cell.map(({ x, y }) => ({ act: 'ThrowSmoke', x, y })),
);
const snapshots = fc
  .record({
    pos: cell,
    ammo: fc.integer({ min: 0, max: 4 }),
    spots: fc.array(cell, { minLength: 3, maxLength: 3 }),
    obstacles: fc.array(cell, { maxLength: 40 }),
    // A closed room now and then: behind scattered obstacles hardly any cell is out of reach.
    room: fc.option(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 2, max: 5 })), { freq: 2 }),
  })
  .map(({ pos, ammo, spots, obstacles, room }) => {
    const [at, size] = room ?? [0, 0];
    const walls = room === null ? [] : ring({ x: at, y: at }, { x: at + size, y: at + size });
    return world({
      t: 5,
      me: { pos, ammo },
      enemies: spots.map((spot, index) => ({ id: index + 1, pos: spot, hp: 20 })),
      obstacles: [...obstacles, ...walls],
    });
  });

it('never disagrees with an oracle that works plans out by other means', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(snapshots, fc.array(step, { minLength: 1, maxLength: 12 }), (snapshot, steps) => {
      const expected = runOracle(steps, snapshot);
      const simulation = simulatePlan(plan(...steps), scenario(snapshot));
      const states = simulation.steps.map(({ world: after }): OracleState => {
        const hp = Object.fromEntries(snapshot.enemies.map((enemy) => [enemy.id, remainingHp(after, enemy)]));
        return { t: after.t, pos: { x: after.pos.x, y: after.pos.y }, ammo: after.ammo, hp };
      });
      const failed = simulation.problems.find(
        ({ severity, pointer }) => severity === 'error' && pointer.startsWith(`/steps/${simulation.firstFailure}`),
      );
      const failure =
        simulation.firstFailure === undefined ? undefined : { index: simulation.firstFailure, code: failed?.code };
      expect({ failure, states }).toEqual(expected);
      expect(simulation.executable).toBe(expected.failure === undefined);
      met.add(expected.failure?.code ?? 'executable');
    }),
    { numRuns: 3_000 },
  );
  // Every way to fail, and the way not to, was among them: else the property says little.
  expect([...met].sort()).toEqual([
    'blocked-cell',
    'executable',
    'no-ammunition',
    'no-line-of-sight',
    'on-cooldown',
    'out-of-range',
    'unknown-entity',
    'unreachable-cell',
  ]);
});
