import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validatePlan } from '../../../../src/core/answer/validatePlan.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { emergencyPlan, heuristicPlan } from '../../../../src/core/world/heuristicPlan.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { plan, ring, scenario, wall, world } from './worlds.ts';

const near = { id: 3, pos: { x: 4, y: 0 }, hp: 60 };
const gate = { k: 'gate', pos: { x: 8, y: 0 } };

describe('heuristicPlan', () => {
  it('attacks the nearest enemy in range and sight', () => {
    const enemies = [
      { id: 1, pos: { x: 9, y: 0 }, hp: 10 },
      { id: 2, pos: { x: 0, y: 3 }, hp: 10 },
      { id: 3, pos: { x: 2, y: 0 }, hp: 10 },
    ];
    const snapshot = world({ enemies, obstacles: [{ x: 1, y: 0 }] });
    expect(heuristicPlan(scenario(snapshot))?.steps).toEqual([{ act: 'Attack', target_id: 2 }]);
  });

  it('heals first on low morale and reloads on no ammunition', () => {
    const snapshot = world({ enemies: [near], me: { morale: 0.2, ammo: 0 } });
    expect(heuristicPlan(scenario(snapshot))?.steps.map((step) => step.act)).toEqual(['Heal', 'Reload', 'Attack']);
  });

  it('leaves out what is on cooldown', () => {
    const snapshot = world({ enemies: [near], me: { morale: 0.2, cooldowns: { heal: 3 } } });
    expect(heuristicPlan(scenario(snapshot))?.steps.map((step) => step.act)).toEqual(['Attack']);
  });

  it('takes cover from an enemy in sight that it cannot attack', () => {
    const snapshot = world({ enemies: [{ ...near, pos: { x: 40, y: 0 } }], pois: [gate] });
    expect(heuristicPlan(scenario(snapshot))?.steps).toEqual([{ act: 'TakeCover' }]);
  });

  it('does not care about enemies that are down', () => {
    const snapshot = world({ enemies: [{ ...near, hp: -5 }], pois: [gate] });
    expect(heuristicPlan(scenario(snapshot))?.steps).toEqual([{ act: 'MoveTo', x: 8, y: 0 }]);
  });

  it('goes to the objective around a wall', () => {
    const snapshot = world({
      pois: [{ k: 'well', pos: { x: 1, y: 1 } }, gate],
      objective: 'gate',
      obstacles: wall(4, -9, 9),
    });
    expect(heuristicPlan(scenario(snapshot))?.steps).toEqual([{ act: 'MoveTo', x: 8, y: 0 }]);
  });

  it('goes beside an objective that is itself an obstacle', () => {
    const snapshot = world({ pois: [gate], obstacles: [gate.pos] });
    expect(heuristicPlan(scenario(snapshot))?.steps).toEqual([{ act: 'MoveTo', x: 7, y: 0 }]);
  });

  it('reaches an objective that is solid when one comes from aslant', () => {
    const snapshot = world({
      pois: [{ ...gate, pos: { x: 5, y: 5 } }],
      obstacles: [{ x: 5, y: 5 }],
      objective: 'gate',
    });
    const steps = heuristicPlan(scenario(snapshot))?.steps ?? [];
    expect(simulatePlan(plan(...steps), scenario(snapshot)).objectiveReached).toBe('yes');
  });

  it('scans when there is nothing else to do', () => {
    expect(heuristicPlan(scenario(world()))?.steps).toEqual([{ act: 'Scan', radius: 10 }]);
  });

  it('gives no plan when no rule applies', () => {
    expect(heuristicPlan(scenario(world({ me: { cooldowns: { scan: 4 } } })))).toBeUndefined();
  });

  it('uses only tools of the registry', () => {
    const registry = createRegistry(
      'few',
      defaultRegistry.tools.filter((tool) => tool.name === 'Scan'),
    );
    expect(heuristicPlan(scenario(world({ enemies: [near] }), { registry }))?.steps).toEqual([
      { act: 'Scan', radius: 10 },
    ]);
  });

  it('does not call a tool that shares a name but not its arguments', () => {
    const scan = {
      name: 'Scan',
      category: 'Custom',
      description: '',
      args: [{ name: 'angle', type: { type: 'f32' }, optional: false }],
      requires: [],
      effects: [],
    } as const;
    expect(heuristicPlan(scenario(world(), { registry: createRegistry('own', [scan]) }))).toBeUndefined();
  });

  it('is always valid, executable and the same again, in any world', () => {
    const cell = fc.record({ x: fc.integer({ min: -6, max: 14 }), y: fc.integer({ min: -6, max: 14 }) });
    const worlds = fc.record({
      enemies: fc.uniqueArray(fc.record({ id: fc.nat(20), pos: cell, hp: fc.integer({ min: -5, max: 90 }) }), {
        selector: (enemy) => enemy.id,
        maxLength: 5,
      }),
      pois: fc.array(fc.record({ k: fc.constantFrom('gate', 'well'), pos: cell }), { maxLength: 3 }),
      obstacles: fc.oneof(fc.array(cell, { maxLength: 60 }), fc.constant(ring({ x: -3, y: -3 }, { x: 3, y: 3 }))),
      objective: fc.constantFrom('gate', 'survive', null),
      me: fc.record({
        ammo: fc.nat(3),
        morale: fc.constantFrom(0, 0.4, 0.9),
        cooldowns: fc.dictionary(
          fc.constantFrom('heal', 'attack', 'reload', 'scan', 'take_cover'),
          fc.constantFrom(0, 2),
        ),
      }),
    });
    fc.assert(
      fc.property(worlds, fc.constantFrom(defaultRegistry, simplifiedRegistry), (changes, registry) => {
        const problem = scenario(world(changes), { registry });
        for (const planner of [heuristicPlan, emergencyPlan]) {
          const made = planner(problem);
          if (made === undefined) continue;
          expect(validatePlan(made, registry).problems).toEqual([]);
          expect(simulatePlan(made, problem).executable).toBe(true);
          expect(planner(structuredCloneScenario(problem))).toEqual(made);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('emergencyPlan', () => {
  it('scans and waits', () => {
    expect(emergencyPlan(scenario(world()))?.steps).toEqual([
      { act: 'Scan', radius: 10 },
      { act: 'Wait', duration: 1 },
    ]);
  });

  it('only waits while the scan is on cooldown', () => {
    expect(emergencyPlan(scenario(world({ me: { cooldowns: { scan: 4 } } })))?.steps).toEqual([
      { act: 'Wait', duration: 1 },
    ]);
  });

  it('gives no plan where the registry has neither tool', () => {
    const registry = createRegistry(
      'few',
      defaultRegistry.tools.filter((tool) => tool.name === 'MoveTo'),
    );
    expect(emergencyPlan(scenario(world(), { registry }))).toBeUndefined();
  });
});

function structuredCloneScenario(problem: ReturnType<typeof scenario>): ReturnType<typeof scenario> {
  return { ...problem, snapshot: structuredClone(problem.snapshot) };
}
