import { describe, expect, it } from 'vitest';
import { scenario, world } from '../world/worlds.ts';
import { fixesOf, inspectSteps } from './fixedPlans.ts';

const where = scenario(
  world({
    enemies: [{ id: 3, pos: { x: 6, y: 0 }, hp: 60 }],
    obstacles: [{ x: 8, y: 2 }],
    pois: [{ k: 'gate', pos: { x: 8, y: 2 } }],
    objective: 'hold',
  }),
);

describe('argumentFixes', () => {
  it('adds both coordinates where a cell is missing', () => {
    expect(fixesOf('missing-argument', [{ act: 'MoveTo' }], where)[0]).toEqual({
      title: 'Add "x": 7, "y": 2',
      steps: [{ act: 'MoveTo', x: 7, y: 2 }],
    });
    expect(fixesOf('missing-argument', [{ act: 'ThrowSmoke' }], where)[0]?.steps).toEqual([
      { act: 'ThrowSmoke', x: 6, y: 0 },
    ]);
    expect(fixesOf('missing-argument', [{ act: 'MoveTo', x: 2 }], where)[0]?.steps).toEqual([
      { act: 'MoveTo', x: 2, y: 0 },
    ]);
  });

  it('adds one of several missing arguments, and the next when it is asked again', () => {
    let steps: readonly unknown[] = [{ act: 'CoverFire' }];
    for (const name of ['target_id', 'duration']) {
      const [fix] = fixesOf('missing-argument', steps, where);
      expect(fix?.title).toContain(`Add "${name}"`);
      steps = fix?.steps ?? [];
    }
    expect(inspectSteps(steps, where).executable).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [
      { act: 'MoveTo', x: '3', y: 1 },
      { act: 'MoveTo', x: 3, y: 1 },
    ],
    [
      { act: 'MoveTo', x: 2.7, y: 1 },
      { act: 'MoveTo', x: 3, y: 1 },
    ],
    [
      { act: 'SetAmbush', position: { x: '3', y: 2.2 } },
      { act: 'SetAmbush', position: { x: 3, y: 2 } },
    ],
    [
      { act: 'SetAmbush', position: [3, 2] },
      { act: 'SetAmbush', position: { x: 3, y: 2 } },
    ],
    [
      { act: 'Patrol', waypoints: [[1, 2], { x: '3', y: 4 }] },
      {
        act: 'Patrol',
        waypoints: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ],
    [
      { act: 'Patrol', waypoints: { x: 1, y: 2 } },
      { act: 'Patrol', waypoints: [{ x: 1, y: 2 }] },
    ],
    [
      { act: 'move_to', X: '3', y: 1 },
      { act: 'move_to', X: 3, y: 1 },
    ],
    [
      { act: 'UseItem', item_name: 7 },
      { act: 'UseItem', item_name: '7' },
    ],
  ])('converts what is of the wrong kind: %j', (wrong, right) => {
    expect(fixesOf('mistyped-argument', [wrong], where)[0]?.steps).toEqual([right]);
  });

  it('takes the largest value where one is beyond what the type can hold', () => {
    const [first] = fixesOf('value-out-of-range', [{ act: 'SwitchWeapon', slot: 1e12 }], where);
    expect(first?.steps).toEqual([{ act: 'SwitchWeapon', slot: 4_294_967_295 }]);
    const [target] = fixesOf('value-out-of-range', [{ act: 'Taunt', target_id: 1e12 }], where);
    expect(target?.steps).toEqual([{ act: 'Taunt', target_id: 3 }]);
  });

  it('leaves the only step of a plan: without it there is no plan', () => {
    expect(fixesOf('useless-step', [{ act: 'MoveTo', x: 0, y: 0 }], where)).toEqual([]);
  });

  it('never takes a step away for arguments that are ignored', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`extra${index}`, index]));
    const steps = [
      { act: 'Reload', ...many },
      { act: 'Wait', duration: 1 },
    ];
    const { problems } = inspectSteps(steps, where);
    const sum = problems.find(({ pointer }) => pointer === '/steps/0');
    expect(sum?.code).toBe('extra-argument');
    expect(sum?.fixes).toEqual([]);
  });
});
