import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputProblem } from '../../../../src/core/json/inputProblem.ts';
import { defaultRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { defaultRules, parseScenario, scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { world } from './worlds.ts';

const snapshot = world({
  enemies: [{ id: 1, pos: { x: 3, y: 3 }, hp: 20, cover: 'low' }],
  obstacles: [{ x: 1, y: 1 }],
  objective: 'hold',
});

function read(text: string): Scenario {
  const parsed = parseScenario(text, 'file.json');
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario;
}

function faults(text: string): readonly InputProblem[] {
  const parsed = parseScenario(text, 'file.json');
  if (parsed.ok) throw new Error('was accepted');
  return parsed.errors;
}

/** What is wrong with `text`, as "pointer: message", and that each place is where its offset says. */
function complaints(text: string): readonly string[] {
  return faults(text).map(({ pointer, message, line, column, offset }) => {
    const before = text.slice(0, offset).split('\n');
    expect([line, column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
    return `${pointer}: ${message}`;
  });
}

function without(object: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

describe('parseScenario', () => {
  it('opens a bare snapshot with the default tools, rules and its own objective', () => {
    expect(read(JSON.stringify(snapshot))).toEqual({
      name: 'file.json',
      snapshot,
      registry: defaultRegistry,
      rules: defaultRules,
      objective: 'hold',
      instructions: undefined,
    });
  });

  it('keeps fields of the snapshot that it does not know', () => {
    const enriched = { ...snapshot, weather: 'fog', me: { ...snapshot.me, stamina: 3 } };
    expect(read(JSON.stringify(enriched)).snapshot).toEqual(enriched);
  });

  it('reads a scenario with everything in it', () => {
    const text = JSON.stringify({
      $schema: './schema.json',
      name: 'Door',
      snapshot,
      objective: 'gate',
      instructions: 'Be quiet.',
      rules: { enforce_los: false },
      request_id: 'r-1',
      timestamp: 12,
    });
    expect(read(text)).toMatchObject({
      name: 'Door',
      objective: 'gate',
      instructions: 'Be quiet.',
      rules: { enforceCooldowns: true, enforceLineOfSight: false, enforceStamina: true },
    });
  });

  it('takes "constraints" for "rules", but not both', () => {
    const constraints = { enforce_cooldowns: false };
    expect(read(JSON.stringify({ snapshot, constraints })).rules.enforceCooldowns).toBe(false);
    expect(complaints(JSON.stringify({ snapshot, constraints, rules: {} }))).toEqual([
      '/constraints: "constraints" is another name of "rules": keep one of the two.',
    ]);
  });

  it.each([null, undefined])('takes an objective of %s for none', (objective) => {
    expect(read(JSON.stringify({ ...snapshot, objective })).objective).toBeUndefined();
  });

  it('accepts a byte order mark and does not count it as a column', () => {
    expect(read(`\uFEFF${JSON.stringify(snapshot)}`).snapshot).toEqual(snapshot);
    expect(faults('\uFEFF[]')).toMatchObject([{ line: 1, column: 1, offset: 1 }]);
  });

  it('names file, line, column and fault in its message', () => {
    const parsed = parseScenario(`{\n  "t": "now"\n}`, 'door.snapshot.json');
    expect(parsed.ok ? '' : parsed.message.split('\n')[0]).toBe(
      'door.snapshot.json:2:8: "t" must be a finite number, but is "now".',
    );
  });

  it.each(['', '  \n', '\uFEFF'])('says of the empty file %j that it is empty', (text) => {
    expect(faults(text)[0]?.message).toBe('The file is empty; expected a scenario or a world snapshot.');
  });

  it.each(['[]', '3', '"world"', 'null'])('says of %s what a file should hold', (text) => {
    expect(faults(text)[0]?.message).toContain(
      'The file must be an object: a world snapshot, or a scenario with a "snapshot" in it',
    );
  });

  it.each([
    ['{"t": 1,}', 'A comma before "}" is not JSON; remove it or add a field behind it.', 9],
    ['{"t": [1,]}', 'A comma before "]" is not JSON; remove it or add a value behind it.', 10],
    ['{"t": 1 "me": 2}', 'Expected "," before the next entry, found "me".', 9],
    ['{"t" 1}', 'Expected ":" between a field\'s name and its value, found "1".', 6],
    ['{t: 1}', '"t" is not JSON; expected a value: a string in double quotes, a number, true, false, null, { or [.', 2],
    ['{"t": 1', 'Expected "}" to close an object, found the end of the file.', 8],
    ['{"t": [1', 'Expected "]" to close a list, found the end of the file.', 9],
    ['{} // note', 'JSON has no comments; remove it.', 4],
    ['{"t": "x\n"}', 'The string that begins here does not end on its line; expected a closing double quote.', 7],
  ])('explains the syntax error in %j', (text, message, column) => {
    expect(faults(text)[0]).toMatchObject({ message, line: 1, column });
  });

  it('says what every missing part of a snapshot has to be, all at once', () => {
    expect(
      complaints(
        JSON.stringify({ t: 0, player: without(snapshot.player, 'orders'), me: without(snapshot.me, 'cooldowns') }),
      ),
    ).toEqual([
      '/player: "player.orders" is missing; it must be a list of strings, [] when there are none.',
      '/me: "me.cooldowns" is missing; it must be an object of seconds by ability, {} when there are none.',
      ': "enemies" is missing; it must be a list, [] when there are none.',
      ': "pois" is missing; it must be a list, [] when there are none.',
      ': "obstacles" is missing; it must be a list of cells, [] when there are none.',
    ]);
  });

  it('reports every value that is wrong, at its place', () => {
    const text = JSON.stringify(
      { ...snapshot, me: { ...snapshot.me, ammo: -1, pos: { x: 0.5, y: 2_147_483_648 } }, pois: [{ k: 1, pos: [] }] },
      null,
      2,
    );
    expect(complaints(text)).toEqual([
      '/me/ammo: "me.ammo" must be a whole number from 0, but is -1.',
      '/me/pos/x: "me.pos.x" must be a whole number, but is 0.5.',
      '/me/pos/y: "me.pos.y" must be at most 2147483647, but is 2147483648.',
      '/pois/0/k: "pois[0].k" must be a string, but is 1.',
      '/pois/0/pos: "pois[0].pos" must be an object, but is an empty list.',
    ]);
  });

  it('marks the wrong value itself in the text', () => {
    const text = '{"snapshot": 5}';
    const [fault] = faults(text);
    expect(text.slice(fault?.offset, (fault?.offset ?? 0) + (fault?.length ?? 0))).toBe('5');
  });

  it('refuses numbers too large for JSON readers', () => {
    expect(complaints(JSON.stringify(snapshot).replace('"t":0', '"t":1e999'))).toEqual([
      '/t: "t" must be a finite number, but is Infinity.',
    ]);
  });

  it('reports an enemy id given twice', () => {
    const enemy = { id: 7, pos: { x: 0, y: 0 }, hp: 1 };
    expect(complaints(JSON.stringify({ ...snapshot, enemies: [enemy, { ...enemy, id: 8 }, enemy] }))).toEqual([
      '/enemies/2/id: "enemies[2].id" must be unlike the id of enemy 0 in the list, but is 7.',
    ]);
  });

  it('accepts hit points below 0, which the engine gives to whoever is down', () => {
    expect(
      read(JSON.stringify({ ...snapshot, enemies: [{ id: 1, pos: { x: 0, y: 0 }, hp: -5 }] })).snapshot.enemies[0]?.hp,
    ).toBe(-5);
  });

  it('names the nearest known field for an unknown one', () => {
    expect(complaints(JSON.stringify({ snapshot, objectiv: 'x', rules: { enforce_cooldown: true }, zzz: 1 }))).toEqual([
      '/objectiv: "objectiv" is not a known field. Did you mean "objective"?',
      expect.stringContaining('/zzz: "zzz" is not a known field. Known: $schema, name, snapshot'),
      '/rules/enforce_cooldown: "rules.enforce_cooldown" is not a known field. Did you mean "enforce_cooldowns"?',
    ]);
  });

  it('takes what has a "snapshot" for a scenario, whatever else it has', () => {
    expect(complaints(JSON.stringify({ snapshot, me: snapshot.me }))).toEqual([
      expect.stringContaining('/me: "me" is not a known field.'),
    ]);
  });

  it.each(['', '   ', 'x'.repeat(201), 5])('refuses the name %j', (name) => {
    expect(complaints(JSON.stringify({ name, snapshot }))[0]).toMatch(
      /^\/name: "name" must be a string of 1 to 200 characters, but/,
    );
  });

  it('lists 50 faults and counts the others', () => {
    const parsed = parseScenario(
      JSON.stringify({ ...snapshot, obstacles: Array.from({ length: 60 }, () => 1) }),
      'many.json',
    );
    expect(parsed.ok ? [] : [parsed.errors.length, parsed.message.split('\n').at(-1)]).toEqual([
      50,
      'many.json: and 10 more like these.',
    ]);
  });

  it('refuses deep nesting without running out of stack', () => {
    expect(faults(`{"t":${'['.repeat(100_000)}`)[0]).toMatchObject({
      message: expect.stringContaining('nest deeper than 128'),
      offset: 132,
    });
  });

  it('reads a file of several megabytes', () => {
    const obstacles = Array.from({ length: 200_000 }, (_, index) => ({ x: index, y: -index }));
    expect(read(JSON.stringify({ ...snapshot, obstacles })).snapshot.obstacles).toHaveLength(200_000);
  });

  it('is not fooled by a field called __proto__', () => {
    const text = JSON.stringify(snapshot).replace('"cooldowns":{}', '"cooldowns":{"__proto__":2}');
    expect(Object.keys(read(text).snapshot.me.cooldowns)).toEqual(['__proto__']);
    expect(complaints('{"__proto__": {"snapshot": {}}}')[0]).toContain('"__proto__" is not a known field.');
  });

  it('either reads a damaged file or says what is wrong, at a place within it', () => {
    const whole = JSON.stringify({ name: 'Door', snapshot }, null, 1);
    const damage = fc.tuple(fc.nat(whole.length), fc.nat(5), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(damage, ([at, cut, inserted]) => {
        const text = whole.slice(0, at) + inserted + whole.slice(at + cut);
        const parsed = parseScenario(text, 'f');
        if (parsed.ok) return;
        expect(parsed.errors.length).toBeGreaterThan(0);
        for (const { offset, length, message } of parsed.errors) {
          expect(offset + length).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('scenarioFromSnapshot', () => {
  it('makes a scenario of what JSON.parse gave', () => {
    expect(scenarioFromSnapshot(snapshot, 'Door')).toMatchObject({ name: 'Door', snapshot, objective: 'hold' });
  });

  it('throws an input error that lists the faults', () => {
    expect(() => scenarioFromSnapshot({ ...snapshot, t: 'x' })).toThrow(
      expect.objectContaining({
        code: 'bad-snapshot',
        message: 'This is no world snapshot. "t" must be a finite number, but is "x".',
      }),
    );
  });
});
