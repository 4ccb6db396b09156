import fc from 'fast-check';
import { anyWorld } from './arbitraryWorlds.ts';

const anyType = fc.constantFrom(
  'i32',
  'u32?',
  'f32>=0',
  'f32 >= -1.5 ?',
  'string',
  'bool[]',
  'vec',
  'vec[]?',
  'entity',
  'enum[left,right]',
  'e num[ a , b ] [ ]',
  'enum[]',
  'enum[a,,b]',
  'vec>=0',
  'i33',
  '',
);
const anyArgs = fc.dictionary(
  fc.constantFrom('x', 'y', 'target_id', 'distance', 'radius', 'cell', 'act', '1st', '_a1', 'a b'),
  fc.oneof({ weight: 9, arbitrary: anyType }, { weight: 1, arbitrary: fc.constantFrom(null, 3) }),
  { maxKeys: 4 },
);
const anyNumber = fc.constantFrom(0, 1, 2.5, 12, -1, null, '3', 'distance', 'radius');

function anyRule(tag: string, kinds: readonly string[]): fc.Arbitrary<unknown> {
  const kind = fc.constantFrom(...kinds);
  const fields = fc.record(
    {
      [tag]: kind,
      arg: fc.constantFrom('x', 'xy', 'target_id', 'cell', 'distance', 5),
      max_distance: anyNumber,
      rounds: anyNumber,
      hp: anyNumber,
      distance: anyNumber,
      radius: anyNumber,
      seconds: anyNumber,
      key: fc.constantFrom('legs', 'throw:{item}', 4, null),
    },
    { requiredKeys: [tag] },
  );
  return fc.oneof(kind, fields);
}

const CHECKS = ['reachable', 'known_entity', 'knownEntity', 'in_range', 'In Range', 'line_of_sight', 'LOS', 'ammo'];
const EFFECTS = [
  'move_to',
  'MoveTo',
  'approach',
  'retreat',
  'spend_ammo',
  'restore-ammo',
  'damage',
  'damage_area',
  'wait',
  'set_cooldown',
  'heal',
];

/** A tool that is right, however many rules it has. */
const rightTool = fc.record({
  name: fc.constantFrom('Hop', 'Zap', 'Nod'),
  args: fc.constant({ x: 'i32', y: 'i32', target_id: 'entity', distance: 'f32>=0', pace: 'enum[slow, fast]?' }),
  requires: fc.subarray<unknown>([
    { check: 'reachable', max_distance: 'unread' },
    'known-entity',
    { check: 'In_Range', arg: 'target_id', max_distance: 12.5 },
    { check: 'lineOfSight', arg: 'xy' },
    { check: 'ammo', rounds: null },
  ]),
  effects: fc.subarray<unknown>([
    'MoveTo',
    { effect: 'approach', arg: 'target_id', distance: null },
    { effect: 'retreat', arg: 'xy', distance: 'distance' },
    { effect: 'damage area', hp: 3, radius: 2 },
    { effect: 'set_cooldown', seconds: 0, key: 'legs' },
    { effect: 'wait', arg: 'distance' },
  ]),
});

/** Something like a tool of a custom registry. */
const wildTool = fc.record(
  {
    name: fc.constantFrom('Hop', 'Zap', 'Nod', 'Lunge', 'Dash', ' ', ''),
    args: anyArgs,
    description: fc.constantFrom('Hops.', '', null),
    cooldown_s: fc.constantFrom(0, 1.5, -1, null),
    requires: fc.oneof(fc.constant(null), fc.array(anyRule('check', [...CHECKS, 'off_cooldown']), { maxLength: 2 })),
    effects: fc.oneof(fc.constant(null), fc.array(anyRule('effect', EFFECTS), { maxLength: 2 })),
  },
  { requiredKeys: ['name'] },
);

/** Something like the list of a `*.tools.json` file. */
export const anyToolList: fc.Arbitrary<readonly unknown[]> = fc.array(fc.oneof(rightTool, wildTool), { maxLength: 2 });

const anySwitches = fc.record(
  { enforce_cooldowns: fc.boolean(), enforce_los: fc.boolean(), enforce_stamina: fc.boolean() },
  { requiredKeys: [] },
);

const anyScenarioDocument = fc.record(
  {
    snapshot: anyWorld,
    name: fc.constantFrom('Door', 'x'.repeat(200), 'x'.repeat(201), ' ', ''),
    objective: fc.constantFrom('reach the door', '', null),
    instructions: fc.constantFrom('Be quiet.', null),
    tools: fc.oneof(
      { weight: 4, arbitrary: anyToolList },
      { weight: 1, arbitrary: fc.constantFrom('./a.tools.json', 'C:\\a.json', 'https://a/b.json', ' ') },
    ),
    rules: anySwitches,
    expect: fc.record(
      {
        goal_reached: fc.constantFrom<unknown>(true, false, 'yes'),
        max_steps: fc.constantFrom<unknown>(1, 3, 0, 1.5, '2'),
        max_ms: fc.constantFrom<unknown>(5_000, -1, null),
      },
      { requiredKeys: [] },
    ),
    constraints: anySwitches,
    request_id: fc.constantFrom('r-1', 4),
    timestamp: fc.constantFrom(12, 'now'),
    $schema: fc.constant('./schema.json'),
  },
  { requiredKeys: ['snapshot'] },
);

/** Something like a scenario's file, or a bare snapshot. */
export const anyWorldDocument: fc.Arbitrary<object> = fc.oneof(anyWorld, anyScenarioDocument);

const anyJunk = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1.5,
  2_147_483_648,
  5_000_000_000,
  '',
  'x',
  'reachable',
  [],
  {},
  [{}],
  { x: 1, y: 2 },
);
const anyDamage = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'add'),
  name: fc.constantFrom('snapshot', 'tools', 't', 'name', 'check', 'zzz', 'rules', 'constraints'),
  junk: anyJunk,
});

/** Documents of `base` as JSON gives them, about half of them with a few values replaced, removed or added. */
export function oftenDamaged(base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const damages = fc.oneof(fc.constant([]), fc.array(anyDamage, { minLength: 1, maxLength: 2 }));
  return fc.tuple(base, damages).map(([value, changes]) => {
    const copy: unknown = JSON.parse(JSON.stringify(value));
    for (const { at, how, name, junk } of changes) {
      const places = placesIn(copy);
      const place = places[at % Math.max(1, places.length)];
      if (place === undefined) continue;
      const { parent, key } = place;
      if (how === 'replace') parent[key] = structuredClone(junk);
      else if (how === 'add') parent[Array.isArray(parent) ? parent.length : name] = structuredClone(junk);
      else if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    }
    return copy;
  });
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])]);
}
