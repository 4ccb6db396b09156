import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patchText } from '../../../../src/core/answer/patchText.ts';
import { applyPatch, type JsonPatchOperation } from '../../../../src/core/json/jsonPatch.ts';

const TEXT = `{
  "plan_id": "p",
  "steps": [
    { "act": "MoveTo", "x": 6, "y": 4 },
    { "act": "Scan" }
  ]
}
`;

function patched(text: string, patch: readonly JsonPatchOperation[], path: readonly string[] = []): string | undefined {
  const edit = patchText(text, patch, path);
  return edit === undefined ? undefined : text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

const step = fc.record(
  { act: fc.constantFrom('MoveTo', 'Scan', 'Reload'), x: fc.integer(), note: fc.string() },
  { requiredKeys: ['act'] },
);
const planValue = fc.record({ plan_id: fc.string(), steps: fc.array(step, { maxLength: 5 }) });
const operation = fc.oneof(
  fc.record({ op: fc.constant('remove' as const), path: fc.nat(5).map((index) => `/steps/${index}`) }),
  fc.record({ op: fc.constant('remove' as const), path: fc.nat(5).map((index) => `/steps/${index}/x`) }),
  fc.record({
    op: fc.constant('add' as const),
    path: fc.oneof(fc.nat(6), fc.constant('-')).map((index) => `/steps/${index}`),
    value: step,
  }),
  fc.record({
    op: fc.constantFrom('add' as const, 'replace' as const),
    path: fc.tuple(fc.nat(5), fc.constantFrom('act', 'x', 'new')).map(([index, name]) => `/steps/${index}/${name}`),
    value: fc.jsonValue(),
  }),
);

describe('patchText', () => {
  it('puts a step on a line of its own where its neighbours stand on theirs', () => {
    expect(patched(TEXT, [{ op: 'add', path: '/steps/1', value: { act: 'Reload' } }])).toBe(
      TEXT.replace('    { "act": "Scan" }', '    { "act": "Reload" },\n    { "act": "Scan" }'),
    );
  });

  it('changes no more than the value that is replaced', () => {
    const edit = patchText(TEXT, [{ op: 'replace', path: '/steps/0/x', value: 5 }]);
    expect(edit).toEqual({ start: TEXT.indexOf('6,'), end: TEXT.indexOf('6,') + 1, text: '5' });
  });

  it('finds the plan in an envelope', () => {
    expect(patched('{"plan":{"steps":[]}}', [{ op: 'add', path: '/steps/-', value: { act: 'Scan' } }], ['plan'])).toBe(
      '{"plan":{"steps":[{ "act": "Scan" }]}}',
    );
  });

  it('leaves a damaged text alone', () => {
    expect(patchText(TEXT.slice(0, -3), [{ op: 'replace', path: '/steps/0/x', value: 5 }])).toBeUndefined();
  });

  it('makes of any plan, however it is laid out, what the patch makes of its value', () => {
    fc.assert(
      fc.property(
        planValue,
        fc.constantFrom(undefined, 2, '\t'),
        fc.array(operation, { minLength: 1, maxLength: 3 }),
        (value, indent, patch) => {
          const text = JSON.stringify(value, undefined, indent);
          const wanted = applyPatch(value, patch);
          const changed = patched(text, patch);
          if (wanted === undefined) expect(changed).toBeUndefined();
          else expect(JSON.parse(changed ?? text)).toEqual(JSON.parse(JSON.stringify(wanted)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
