import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { validatePlan } from '../../../../src/core/answer/validatePlan.ts';
import { applyPatch, type JsonPatchOperation } from '../../../../src/core/json/jsonPatch.ts';
import { stepIndexOf } from '../../../../src/core/json/jsonPointer.ts';
import type { Problem } from '../../../../src/core/world/problems.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import type { Vec } from '../../../../src/core/world/snapshot.ts';
import { scenario, world } from '../world/worlds.ts';

const coordinate = fc.integer({ min: -2, max: 14 });
const cell = fc.record({ x: coordinate, y: coordinate });
/** What a model writes for a number, and what else it writes there. */
const sloppy = fc.oneof(
  { weight: 6, arbitrary: coordinate },
  fc.constantFrom<unknown>('3', 2.5, null, true, 'near', 1e12, -1),
);
const target = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.constantFrom<unknown>(9, '2', -1));

function call(acts: readonly string[], args: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc
    .record({ act: fc.constantFrom(...acts), args: fc.record(args, { requiredKeys: [] }) })
    .map((step) => ({ act: step.act, ...step.args }));
}

const step: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: call(['MoveTo', 'move_to'], { x: sloppy, y: sloppy, speed: fc.constantFrom('run', 'Run', 'runn') }),
  },
  { weight: 3, arbitrary: call(['Attack', 'attack', 'HeavyAttack', 'Taunt'], { target_id: target }) },
  { weight: 2, arbitrary: call(['Attack', 'Taunt'], { targetId: target, target: target }) },
  { weight: 2, arbitrary: call(['Approach', 'Retreat'], { target_id: target, distance: sloppy }) },
  call(['Patrol'], { waypoints: fc.array(fc.oneof(cell, fc.tuple(coordinate, coordinate)), { maxLength: 3 }) }),
  call(['TakeCover', 'SetAmbush'], { position: fc.oneof(cell, fc.tuple(coordinate, coordinate)) }),
  call(['Wait', 'Scan', 'Reload'], { duration: sloppy, radius: sloppy }),
  call(['ThrowSmoke', 'throw_smoke', 'CoverFire'], { x: sloppy, y: sloppy, target_id: target, duration: sloppy }),
  call(['Shoot', 'Atack', 'Fly'], { target_id: target }),
  fc.constantFrom<unknown>(null, 'Reload', [], {}),
);

interface Place {
  readonly ammo: number;
  readonly spots: readonly Vec[];
  readonly obstacles: readonly Vec[];
  readonly goal: Vec;
}

const places: fc.Arbitrary<Place> = fc.record({
  ammo: fc.integer({ min: 0, max: 3 }),
  spots: fc.array(cell, { minLength: 3, maxLength: 3 }),
  obstacles: fc.array(cell, { maxLength: 40 }),
  goal: cell,
});

function scenarioOf({ ammo, spots, obstacles, goal }: Place): Scenario {
  const enemies = spots.map((pos, index) => ({ id: index + 1, pos, hp: index * 10 }));
  return scenario(world({ me: { ammo }, enemies, obstacles, pois: [{ k: 'gate', pos: goal }], objective: 'gate' }));
}

/** A finding wherever a fix has moved its step to: what is told apart are the kinds of findings of one step. */
function kindOf({ code, message }: Problem): string {
  return `${code} ${code === 'missing-argument' ? (/needs "\w+"/.exec(message)?.[0] ?? '') : ''}`;
}

/** All that is found, whole plan from its beginning; an inspection leaves out what the world says of a step that is misread. */
function findings(candidate: unknown, where: Scenario): readonly Problem[] {
  const { draft, problems } = validatePlan(candidate, where.registry);
  return [...problems, ...simulatePlan(draft, where).problems];
}

function kindsAt(found: readonly Problem[], index: number | undefined, isLoud: boolean): readonly string[] {
  const here = found.filter(({ pointer }) => stepIndexOf(pointer) === index);
  return here.filter(({ severity }) => isLoud || severity === 'error').map(kindOf);
}

function shiftOf(patch: readonly JsonPatchOperation[]): number {
  const [first] = patch;
  if (first === undefined || !/^\/steps\/\d+$/.test(first.path)) return 0;
  return { add: 1, remove: -1, replace: 0 }[first.op];
}

describe('every fix, looked at from outside', () => {
  it('takes its problem away and brings no other up to its step', () => {
    let tried = 0;
    fc.assert(
      fc.property(places, fc.array(step, { minLength: 1, maxLength: 5 }), (place, steps) => {
        const where = scenarioOf(place);
        const candidate = { plan_id: 'p', steps };
        const before = findings(candidate, where);
        const inspection = inspectAnswer(JSON.stringify(candidate), where);
        for (const problem of [...inspection.problems, ...inspection.repairs]) {
          const isLoud = problem.severity !== 'error';
          for (const { title, patch } of problem.fixes) {
            tried++;
            expect(title).not.toBe('');
            const after = findings(applyPatch(candidate, patch), where);
            const at = stepIndexOf(problem.pointer);
            const shift = shiftOf(patch);
            if (at === undefined) {
              expect(kindsAt(after, undefined, true)).not.toContain(kindOf(problem));
              continue;
            }
            for (let index = 0; index < at; index++) {
              expect(kindsAt(after, index, isLoud)).toEqual(kindsAt(before, index, isLoud));
            }
            if (shift === 1) expect(kindsAt(after, at, isLoud)).toEqual([]);
            if (shift === -1) continue;
            const left = kindsAt(after, at + shift, isLoud);
            const known = kindsAt(before, at, isLoud);
            expect(known).toEqual(expect.arrayContaining([...left]));
            expect(left.filter((kind) => kind === kindOf(problem)).length).toBeLessThan(
              known.filter((kind) => kind === kindOf(problem)).length,
            );
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(tried).toBeGreaterThan(1_000);
  });
});
