import { describe, expect, it } from 'vitest';
import { type Inspection, inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { applyPatch } from '../../../../src/core/json/jsonPatch.ts';
import type { ProblemCode } from '../../../../src/core/world/problems.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { scenario, world } from '../world/worlds.ts';

/** A wall at x = 6, an enemy behind it and one before it, an exit, and 0 of 30 rounds. */
const yard = scenario(
  world({
    me: { ammo: 0, pos: { x: 2, y: 2 }, cooldowns: { heal: 4 } },
    enemies: [
      { id: 3, pos: { x: 12, y: 2 }, hp: 60 },
      { id: 4, pos: { x: 2, y: 12 }, hp: 10 },
      { id: 9, pos: { x: 40, y: 2 }, hp: 10 },
    ],
    obstacles: Array.from({ length: 8 }, (_, index) => ({ x: 6, y: index })),
    pois: [{ k: 'exit', pos: { x: 9, y: 12 } }],
    objective: 'exit',
  }),
);
const loaded: Scenario = { ...yard, snapshot: { ...yard.snapshot, me: { ...yard.snapshot.me, ammo: 30 } } };

function inspect(steps: readonly unknown[], where: Scenario = loaded): Inspection {
  return inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), where);
}

describe('planFixes', () => {
  it.each<[ProblemCode, readonly unknown[], Scenario, string]>([
    ['unknown-tool', [{ act: 'Atack', target_id: 4 }], loaded, 'Change "Atack" to "Attack"'],
    ['unknown-tool', [{ act: 'Shoot', target_id: 4 }], loaded, 'Change "Shoot" to "Attack"'],
    ['missing-argument', [{ act: 'Attack' }], loaded, 'Add "target_id": enemy 4 at (2,12)'],
    ['missing-argument', [{ act: 'Taunt', target: 4 }], loaded, 'Add "target_id": enemy 3 at (12,2)'],
    ['extra-argument', [{ act: 'Reload', mood: 'calm' }], yard, 'Remove "mood"'],
    ['mistyped-argument', [{ act: 'Taunt', target_id: '4' }], loaded, 'Change it to 4'],
    ['value-out-of-range', [{ act: 'Wait', duration: -2 }], loaded, 'Change it to 0'],
    ['value-out-of-range', [{ act: 'MoveTo', x: 3, y: 2, speed: 'runn' }], loaded, 'Change it to "run"'],
    ['unknown-entity', [{ act: 'Taunt', target_id: 77 }], loaded, 'Change it to enemy 3 at (12,2)'],
    ['blocked-cell', [{ act: 'MoveTo', x: 6, y: 4 }], loaded, 'Go to (5,3) instead, the nearest free cell'],
    [
      'out-of-range',
      [
        { act: 'ThrowSmoke', x: 2, y: 3 },
        { act: 'Attack', target_id: 9 },
      ],
      loaded,
      'Insert Approach(target_id: 9, distance: 12) before it',
    ],
    ['no-line-of-sight', [{ act: 'Attack', target_id: 3 }], loaded, 'Insert MoveTo(x: 4, y: -2) before it'],
    ['no-ammunition', [{ act: 'Attack', target_id: 4 }], yard, 'Insert Reload() before it'],
    ['on-cooldown', [{ act: 'Heal' }], loaded, 'Insert Wait(duration: 4) before it'],
    [
      'duplicate-step',
      [
        { act: 'MoveTo', x: 3, y: 2 },
        { act: 'MoveTo', x: 3, y: 2 },
      ],
      loaded,
      'Remove this step',
    ],
    ['useless-step', [{ act: 'Reload' }, { act: 'Scan', radius: 3 }], loaded, 'Remove this step'],
    ['objective-not-reached', [{ act: 'Scan', radius: 3 }], loaded, 'Add MoveTo(x: 9, y: 12)'],
    ['empty-plan', [], loaded, 'Add MoveTo(x: 9, y: 12)'],
  ])('mends %s of %j', (code, steps, where, title) => {
    const problem = inspect(steps, where).problems.find((one) => one.code === code);
    expect(problem?.fixes.map((fix) => fix.title)).toContain(title);
    for (const { patch } of problem?.fixes ?? []) {
      const { steps: changed } = applyPatch({ plan_id: 'p', steps }, patch) as { readonly steps: readonly unknown[] };
      const left = inspect(changed, where).problems.filter((one) => one.code === code);
      expect(left.filter(({ pointer }) => pointer === problem?.pointer && changed.length === steps.length)).toEqual([]);
    }
  });

  it('offers nothing that would only bring another problem', () => {
    const alone: Scenario = { ...loaded, snapshot: { ...loaded.snapshot, enemies: [] } };
    const [problem] = inspect([{ act: 'Attack' }], alone).problems;
    expect(problem?.fixes.map((fix) => fix.title)).toEqual(['Remove this step']);
  });

  it('writes what was read all the same as the registry has it', () => {
    const { repairs } = inspect([
      { act: 'move_to', x: 3, y: 3 },
      { act: 'Taunt', targetId: 4 },
    ]);
    const fixes = repairs.map((repair) => repair.fixes[0]?.patch);
    expect(fixes).toEqual([
      [{ op: 'replace', path: '/steps/0/act', value: 'MoveTo' }],
      [
        { op: 'remove', path: '/steps/1/targetId' },
        { op: 'add', path: '/steps/1/target_id', value: 4 },
      ],
    ]);
  });
});
