import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { scenario, wall, world } from '../world/worlds.ts';
import { fixesOf, inspectSteps } from './fixedPlans.ts';

const enemy = { id: 3, pos: { x: 20, y: 0 }, hp: 60 };
const field = scenario(
  world({
    enemies: [enemy],
    obstacles: [
      { x: 5, y: 0 },
      { x: 5, y: 5 },
    ],
  }),
);

describe('worldFixes', () => {
  it('moves both of two cells of a patrol that are obstacles', () => {
    const waypoints = [
      { x: 5, y: 0 },
      { x: 1, y: 1 },
      { x: 5, y: 5 },
    ];
    const [first] = fixesOf('blocked-cell', [{ act: 'Patrol', waypoints }], field);
    expect(first).toEqual({
      title: 'Go to (4,0), (4,4) instead, the nearest free cells',
      steps: [
        {
          act: 'Patrol',
          waypoints: [
            { x: 4, y: 0 },
            { x: 1, y: 1 },
            { x: 4, y: 4 },
          ],
        },
      ],
    });
  });

  it('leads onto no cell that an enemy stands on', () => {
    const crowd = scenario(world({ obstacles: [{ x: 5, y: 0 }], enemies: [{ ...enemy, pos: { x: 4, y: 0 } }] }));
    const [first] = fixesOf('blocked-cell', [{ act: 'MoveTo', x: 5, y: 0 }], crowd);
    expect(first?.steps).toEqual([{ act: 'MoveTo', x: 4, y: -1 }]);
  });

  it('mends a step in the model’s own spelling', () => {
    const [walk] = fixesOf('blocked-cell', [{ act: 'move_to', X: 5, y: 0 }], field);
    expect(walk?.steps).toEqual([{ act: 'move_to', X: 4, y: 0 }]);
    const [target] = fixesOf('unknown-entity', [{ act: 'Taunt', targetId: 9 }], field);
    expect(target?.steps).toEqual([{ act: 'Taunt', targetId: 3 }]);
    const shot = { act: 'attack', targetId: 3 };
    const [nearer] = fixesOf('out-of-range', [shot], field);
    expect(nearer?.steps).toEqual([{ act: 'Approach', target_id: 3, distance: 12 }, shot]);
  });

  it('goes beside a place that is solid itself, not to a corner of it', () => {
    const gate = { x: 5, y: 5 };
    const where = scenario(world({ obstacles: [gate], pois: [{ k: 'gate', pos: gate }], objective: 'gate' }));
    const steps = [{ act: 'Scan', radius: 3 }];
    const [first] = fixesOf('objective-not-reached', steps, where);
    expect(first?.steps).toEqual([...steps, { act: 'MoveTo', x: 5, y: 4 }]);
  });

  it('goes first to where one sees, for a target that is hidden', () => {
    const hidden = scenario(world({ enemies: [{ ...enemy, pos: { x: 4, y: 0 } }], obstacles: wall(2, -1, 1) }));
    const [first] = fixesOf('no-line-of-sight', [{ act: 'Attack', target_id: 3 }], hidden);
    expect(first?.steps[0]).toMatchObject({ act: 'MoveTo' });
    expect(inspectSteps(first?.steps ?? [], hidden).executable).toBe(true);
  });

  it('waits long enough where the rest does not add up in binary', () => {
    for (let tenths = 1; tenths < 60; tenths++) {
      const cooling = scenario(world({ t: 0.1, me: { cooldowns: { heal: tenths / 10 } } }));
      expect(fixesOf('on-cooldown', [{ act: 'Heal' }], cooling)[0]?.title).toMatch(/^Insert Wait/);
    }
  });

  it('finds tools by what they do, and targets by what they check, not by name', () => {
    const shot = {
      name: 'Zap',
      args: { foe: 'entity' },
      requires: [
        { check: 'known_entity', arg: 'foe' },
        { check: 'in_range', arg: 'foe', max_distance: 4 },
        { check: 'ammo', rounds: 1 },
      ],
      effects: [
        { effect: 'spend_ammo', rounds: 1 },
        { effect: 'damage', arg: 'foe', hp: 5 },
      ],
      cooldown_s: 3,
    };
    const tools = [
      shot,
      {
        name: 'Go',
        args: { to: 'vec' },
        requires: [{ check: 'reachable', arg: 'to' }],
        effects: [{ effect: 'move_to', arg: 'to' }],
      },
      {
        name: 'Near',
        args: { who: 'entity', gap: 'f32>=0' },
        effects: [{ effect: 'approach', arg: 'who', distance: 'gap' }],
      },
      { name: 'Charge up', effects: [{ effect: 'restore_ammo', rounds: 9 }] },
      { name: 'Rest', args: { for: 'f32>=0' }, effects: [{ effect: 'wait', arg: 'for' }] },
    ];
    const read = (me: object): Scenario => {
      const snapshot = world({ me, enemies: [{ ...enemy, pos: { x: 9, y: 0 } }], obstacles: [{ x: 5, y: 0 }] });
      const parsed = parseScenario(JSON.stringify({ snapshot, tools }), 'custom');
      if (!parsed.ok) throw new Error(parsed.message);
      return parsed.scenario;
    };
    const zap = { act: 'Zap', foe: 3 };
    const near = { act: 'Near', who: 3, gap: 4 };
    expect(fixesOf('out-of-range', [zap], read({}))[0]?.steps).toEqual([near, zap]);
    expect(fixesOf('no-ammunition', [near, zap], read({ ammo: 0 }))[0]?.steps).toEqual([
      near,
      { act: 'Charge up' },
      zap,
    ]);
    expect(fixesOf('on-cooldown', [near, zap, zap], read({}))[0]?.steps).toEqual([
      near,
      zap,
      { act: 'Rest', for: 3 },
      zap,
    ]);
    expect(fixesOf('blocked-cell', [{ act: 'Go', to: { x: 5, y: 0 } }], read({}))[0]?.steps).toEqual([
      { act: 'Go', to: { x: 4, y: 0 } },
    ]);
  });
});
