import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import type { ToolSpec } from '../../../../src/core/world/tools.ts';
import { plan, world } from './worlds.ts';

const snapshot = world({ enemies: [{ id: 1, pos: { x: 3, y: 0 }, hp: 20 }] });

function readTools(...tools: readonly unknown[]): readonly ToolSpec[] {
  const parsed = parseScenario(JSON.stringify({ snapshot, tools }), 'f');
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario.registry.tools;
}

function faults(...tools: readonly unknown[]): readonly string[] {
  const parsed = parseScenario(JSON.stringify({ snapshot, tools }), 'f');
  return parsed.ok ? [] : parsed.errors.map((error) => `${error.pointer}: ${error.message}`);
}

describe('custom tools', () => {
  it('replace the default ones', () => {
    const tools = readTools({ name: 'Hop', args: { x: 'i32', y: 'i32' }, description: 'Hop there.', cooldown_s: 2 });
    expect(tools).toEqual([
      {
        name: 'Hop',
        category: 'Custom',
        description: 'Hop there.',
        args: [
          { name: 'x', type: { type: 'i32' }, optional: false },
          { name: 'y', type: { type: 'i32' }, optional: false },
        ],
        cooldownS: 2,
        requires: [],
        effects: [],
      },
    ]);
  });

  it('may leave out everything but the name', () => {
    expect(readTools({ name: 'Nod' })).toMatchObject([
      { name: 'Nod', args: [], requires: [], effects: [], description: '' },
    ]);
  });

  it('take a rule by its name alone where only one argument fits', () => {
    const [hop, zap] = readTools(
      { name: 'Hop', args: { x: 'i32', y: 'i32' }, requires: ['reachable'], effects: ['move_to'] },
      {
        name: 'Zap',
        args: { target_id: 'u32' },
        requires: ['known_entity', 'lineOfSight', 'ammo'],
        effects: ['spend_ammo'],
      },
    );
    expect(hop).toMatchObject({
      requires: [{ check: 'reachable', arg: 'xy' }],
      effects: [{ effect: 'moveTo', arg: 'xy' }],
    });
    expect(zap).toMatchObject({
      requires: [
        { check: 'knownEntity', arg: 'target_id' },
        { check: 'lineOfSight', arg: 'target_id' },
        { check: 'ammo', rounds: 1 },
      ],
      effects: [{ effect: 'spendAmmo', rounds: 1 }],
    });
  });

  it('take what a rule needs from its fields', () => {
    const [tool] = readTools({
      name: 'Lunge',
      args: { target_id: 'entity', distance: 'f32>=0', pause: 'f32' },
      requires: [{ check: 'in_range', max_distance: 9 }, 'off_cooldown'],
      effects: [
        { effect: 'approach' },
        { effect: 'retreat', distance: 4 },
        { effect: 'damage', hp: 7 },
        { effect: 'restore_ammo', rounds: 12 },
        { effect: 'wait', arg: 'pause' },
        { effect: 'set_cooldown', seconds: 3, key: 'legs' },
      ],
    });
    expect(tool).toMatchObject({
      cooldownS: 3,
      cooldownKey: 'legs',
      requires: [{ check: 'inRange', arg: 'target_id', maxDistance: 9 }],
      effects: [
        { effect: 'approach', arg: 'target_id', distanceArg: 'distance' },
        { effect: 'retreat', arg: 'target_id', distance: 4 },
        { effect: 'damage', arg: 'target_id', hp: 7 },
        { effect: 'restoreAmmo', rounds: 12 },
        { effect: 'wait', arg: 'pause' },
      ],
    });
  });

  it('are simulated by what they declare', () => {
    const tools = [
      {
        name: 'Blast',
        args: { x: 'i32', y: 'i32', radius: 'f32>=0' },
        cooldown_s: 1,
        effects: [{ effect: 'damage_area', hp: 15 }],
      },
    ];
    const parsed = parseScenario(JSON.stringify({ snapshot, tools }), 'f');
    if (!parsed.ok) throw new Error(parsed.message);
    const step = { act: 'Blast', x: 3, y: 1, radius: 1 };
    const result = simulatePlan(plan(step, step), parsed.scenario);
    expect([...(result.steps[0]?.world.damage ?? [])]).toEqual([[1, 15]]);
    expect(result.problems).toMatchObject([{ code: 'on-cooldown', pointer: '/steps/1' }]);
  });

  it.each([
    [[], '/tools: "tools" must be a list of at least one tool, but is an empty list.'],
    [[3], '/tools/0: "tools[0]" must be an object, but is 3.'],
    [[{}], '/tools/0: "tools[0].name" is missing; it must be the word that a step says in "act".'],
    [
      [{ name: 'A', cooldown: 1 }],
      '/tools/0/cooldown: "tools[0].cooldown" is not a known field. Did you mean "cooldown_s"?',
    ],
    [
      [{ name: 'A', cooldown_s: -1 }],
      '/tools/0/cooldown_s: "tools[0].cooldown_s" must be a number of seconds from 0, but is -1.',
    ],
    [[{ name: 'A' }, { name: 'A' }], '/tools/1/name: The tool "A" is listed twice.'],
    [
      [{ name: 'A', args: { act: 'i32' } }],
      '/tools/0/args/act: No argument can be called "act": a word of letters, digits and _, not "act".',
    ],
    [[{ name: 'A', requires: ['reachabel'] }], '(did you mean "reachable"?), but is "reachabel".'],
    [[{ name: 'A', requires: ['reachable'] }], '"reachable" is about, and the tool has none that fits.'],
    [[{ name: 'A', args: { a: 'vec', b: 'vec' }, effects: ['move_to'] }], '"move_to" is about, one of a, b.'],
    [
      [{ name: 'A', args: { id: 'u32' }, requires: ['in_range'] }],
      '("in_range") needs "max_distance", a number from 0.',
    ],
  ])('are refused in %j with the fault and its place', (tools, fault) => {
    expect(faults(...tools)).toEqual([expect.stringContaining(fault)]);
  });

  it.each(['i33', 'enum[]', 'enum[a,,b]', 'vec>=0', 'f32>=x', ''])('are refused for the type %j', (type) => {
    expect(faults({ name: 'A', args: { a: type } })[0]).toMatch(
      /^\/tools\/0\/args\/a: "tools\[0\]\.args\.a" must be a type: i32/,
    );
  });

  it('cannot smuggle in a prototype', () => {
    const text = JSON.stringify({ snapshot, tools: [{ name: 'A', args: { a: 'i32' } }] }).replace(
      '"a":',
      '"__proto__":',
    );
    const parsed = parseScenario(text, 'f');
    expect(parsed.ok ? '' : parsed.message).toContain('No argument can be called "__proto__"');
  });
});
