import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import { parseToolsFile, type ToolsFile, toolsReference } from '../../../../src/core/world/toolsFile.ts';
import { world } from './worlds.ts';

const source = 'guard.tools.json';
const scenarioText = JSON.stringify({ name: 'Gate', snapshot: world(), tools: './guard.tools.json' }, undefined, 2);

function errors(text: string): readonly string[] {
  const parsed = parseToolsFile(text, source);
  return parsed.ok ? [] : parsed.errors.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function messageOf(text: string, file?: ToolsFile): string {
  const parsed = parseScenario(text, 'gate.scenario.json', file);
  return parsed.ok ? '' : parsed.message;
}

describe('a file of tools', () => {
  it('holds a list, and is then called as the file', () => {
    expect(parseToolsFile('[{"name": "Nod"}]', source)).toMatchObject({
      ok: true,
      name: source,
      tools: [{ name: 'Nod', category: 'Custom' }],
    });
  });

  it('may hold an object with a name of its own', () => {
    const text = '{"$schema": "x", "name": "guards", "tools": [{"name": "Nod"}]}';
    expect(parseToolsFile(text, source)).toMatchObject({ ok: true, name: 'guards', tools: [{ name: 'Nod' }] });
  });

  it.each([
    ['', '1:1 The file is empty; expected a list of tools, or an object with "tools" in it.'],
    ['[]', '1:1 The file must be a list of at least one tool, but is an empty list.'],
    ['3', '1:1 The file must be a list of at least one tool, but is 3.'],
    ['{}', '1:1 "tools" is missing; it must be a list of at least one tool.'],
    ['{"tools": [{"name": "A"}], "nam": 1}', '1:28 "nam" is not a known field. Did you mean "name"?'],
    ['{"tools": [{"name": "A"}], "name": 1}', '1:36 "name" must be a string, but is 1.'],
    ['[{"name": "A"},\n {"name": "A"}]', '2:11 The tool "A" is listed twice.'],
    ['[{"name": "A"},]', '1:16 A comma before "]" is not JSON; remove it or add a value behind it.'],
  ])('is refused as %j with the fault and its place', (text, fault) => {
    expect(errors(text)).toEqual([fault]);
  });

  it('gives its name to its errors', () => {
    const parsed = parseToolsFile('[]', source);
    expect(parsed.ok ? [] : parsed.errors).toMatchObject([{ source }]);
  });
});

describe('a scenario whose tools are in a file', () => {
  it('says which file that is', () => {
    expect(toolsReference(scenarioText)).toBe('./guard.tools.json');
    expect(toolsReference(JSON.stringify({ snapshot: world(), tools: [{ name: 'Nod' }] }))).toBeUndefined();
  });

  it('has the tools of the file and no others', () => {
    const text = '{"name": "guards", "tools": [{"name": "Nod"}]}';
    const parsed = parseScenario(scenarioText, 'gate.scenario.json', { source, text });
    if (!parsed.ok) throw new Error(parsed.message);
    expect([...parsed.scenario.registry.byName.keys()]).toEqual(['Nod']);
    expect(parsed.scenario.name).toBe('Gate');
    expect(parsed.scenario.registry.name).toBe('guards');
  });

  it('takes no notice of a file that it does not name', () => {
    const bare = parseScenario(JSON.stringify({ ...world(), tools: './a.json' }), 'f', { source, text: 'no JSON' });
    expect(bare.ok).toBe(true);
    expect(parseScenario(JSON.stringify({ snapshot: world() }), 'f', { source, text: 'no JSON' }).ok).toBe(true);
  });

  it('is refused with the faults of both, each with the name of its file', () => {
    const text = scenarioText.replace('"Gate"', '5');
    const message = messageOf(text, { source, text: '[{"name": "Nod", "cooldown_s": -1}]' });
    expect(message.split('\n')).toEqual([
      'gate.scenario.json:2:11: "name" must be a string of 1 to 200 characters, but is 5.',
      'guard.tools.json:1:32: "[0].cooldown_s" must be a number of seconds from 0, but is -1.',
    ]);
    expect(parseScenario(text, 'gate.scenario.json', { source, text: '[]' })).toMatchObject({
      errors: [{ pointer: '/name' }, { source, pointer: '' }],
    });
  });

  it('is refused for a fault in the file alone', () => {
    expect(messageOf(scenarioText, { source, text: '[' })).toMatch(/^guard\.tools\.json:1:2: /);
  });

  it('says at "tools" why the file could not be read', () => {
    const failure = 'There is no file worlds/guard.tools.json.';
    const parsed = parseScenario(scenarioText, 'gate.scenario.json', { source, failure });
    const [error] = parsed.ok ? [] : parsed.errors;
    expect(error?.message).toBe(`"tools" names the file "./guard.tools.json". ${failure}`);
    expect(scenarioText.slice(error?.offset, (error?.offset ?? 0) + (error?.length ?? 0))).toBe('"./guard.tools.json"');
  });

  it('is refused where nobody can read files', () => {
    expect(messageOf(scenarioText)).toContain(
      '"tools" names the file "./guard.tools.json". It cannot be read from here.',
    );
  });

  it.each(['https://example.org/a.json', 'file:///a.json', '', ' '])(
    'is refused for %j in place of a path',
    (tools) => {
      const text = JSON.stringify({ snapshot: world(), tools });
      expect(toolsReference(text)).toBeUndefined();
      expect(messageOf(text)).toContain(
        '"tools" must be a list of tools, or the path of a file of tools on this machine',
      );
    },
  );
});
