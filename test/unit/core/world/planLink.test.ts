import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioCandidates, scenarioReference } from '../../../../src/core/world/planLink.ts';

describe('the scenario of a plan', () => {
  it('is the one that the plan names, at its place in the text', () => {
    const text = '{\n  "scenario": "./door.scenario.json",\n  "steps": []\n}';
    const found = scenarioReference(text);
    expect(found?.path).toBe('./door.scenario.json');
    expect(text.slice(found?.offset, (found?.offset ?? 0) + (found?.length ?? 0))).toBe('"./door.scenario.json"');
  });

  it('is found behind a byte order mark, with offsets into the text as it is', () => {
    expect(scenarioReference('\uFEFF{"scenario": "a.json"}')).toEqual({ path: 'a.json', offset: 14, length: 8 });
  });

  it('is found while the plan is still being written', () => {
    expect(scenarioReference('{"scenario": "a.json", "steps": [{"act": ')?.path).toBe('a.json');
    expect(scenarioReference('{"steps": [,], "scenario": "a.json"')?.path).toBe('a.json');
  });

  it('is the last of two, as for every reader of JSON', () => {
    expect(scenarioReference('{"scenario": "a.json", "scenario": "b.json"}')?.path).toBe('b.json');
  });

  it.each([
    '',
    '[]',
    '{"scenario": 3}',
    '{"scenario": ""}',
    '{"scenario": " "}',
    '{"steps": [{"scenario": "a.json"}]}',
    '{"scenario": "https://example.org/a.json"}',
    '{"scenario": "file:///a.json"}',
    `{"scenario": "a.json", "steps": ${'['.repeat(100_000)}`,
  ])('is not named in %.60s', (text) => {
    expect(scenarioReference(text)).toBeUndefined();
  });

  it('is what a reader of JSON finds there, in any plan', () => {
    const anyPlan = fc.record({ scenario: fc.jsonValue(), steps: fc.jsonValue() }, { requiredKeys: [] });
    fc.assert(
      fc.property(anyPlan, fc.constantFrom(0, 2), (plan, indent) => {
        const { scenario } = plan as { readonly scenario?: unknown };
        const isPath = typeof scenario === 'string' && scenario.trim() !== '' && !/^[A-Za-z][\w+.-]+:/.test(scenario);
        expect(scenarioReference(JSON.stringify(plan, undefined, indent))?.path).toBe(isPath ? scenario : undefined);
      }),
    );
  });

  it('lies within the text, however damaged that is', () => {
    const whole = JSON.stringify({ scenario: './door.scenario.json', steps: [{ act: 'Reload' }] });
    const damage = fc.tuple(fc.nat(whole.length), fc.nat(5), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(damage, ([at, cut, inserted]) => {
        const text = whole.slice(0, at) + inserted + whole.slice(at + cut);
        const found = scenarioReference(text);
        if (found !== undefined) expect(found.offset + found.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('may be on a drive', () => {
    expect(scenarioReference('{"scenario": "C:\\\\worlds\\\\a.json"}')?.path).toBe('C:\\worlds\\a.json');
  });

  it('lies beside the plan under the same name', () => {
    expect(scenarioCandidates('door.plan.json')).toEqual(['door.scenario.json', 'door.snapshot.json']);
  });

  it('lies there under the name without what says which plan it is', () => {
    expect(scenarioCandidates('cellar.door.fallback.plan.json')).toEqual([
      'cellar.door.fallback.scenario.json',
      'cellar.door.fallback.snapshot.json',
      'cellar.door.scenario.json',
      'cellar.door.snapshot.json',
      'cellar.scenario.json',
      'cellar.snapshot.json',
    ]);
  });

  it.each(['door.json', 'door.scenario.json', '.plan.json', 'plan.json', ''])('is not looked for beside %j', (name) => {
    expect(scenarioCandidates(name)).toEqual([]);
  });

  it('is not looked for without a name where the plan begins with a dot', () => {
    expect(scenarioCandidates('.door.plan.json')).toEqual(['.door.scenario.json', '.door.snapshot.json']);
  });
});
