import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../../src/core/prompt/examples.ts';
import { planForm } from '../../../../src/core/prompt/planForm.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { createRegistry, type ToolRegistry } from '../../../../src/core/world/tools.ts';
import { readGbnf } from '../../../support/gbnf.ts';
import { oddTools, planFaults, plansOf } from '../../../support/registryPlans.ts';

const bounds = { maxString: 40, maxWhole: 999_999_999 };
const oddRegistry = createRegistry('odd', oddTools);
const registries: readonly (readonly [string, ToolRegistry])[] = [
  ['the 37 tools', defaultRegistry],
  ['the 15 common tools', simplifiedRegistry],
  ['odd tools', oddRegistry],
  ['a single tool', createRegistry('single', defaultRegistry.tools.slice(0, 1))],
];

const matcher = (registry: ToolRegistry): ((text: string) => boolean) => readGbnf(planForm(registry).grammar);
const matchesDefault = matcher(defaultRegistry);

/** JSON on one line, with a space wherever models put one. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ').replaceAll('[ ]', '[]');
}

const withStep = (step: string): string => `{"plan_id":"p","steps":[${step}]}`;

describe('the grammar of a plan', () => {
  it.each(registries)('matches every plan of %s, with spaces and without', (_, registry) => {
    const matches = matcher(registry);
    fc.assert(
      fc.property(plansOf(registry, bounds), (plan) => {
        expect(JSON.stringify(plan)).toSatisfy(matches);
        expect(spaced(plan)).toSatisfy(matches);
      }),
      { numRuns: 60 },
    );
  });

  it.each(planFaults)('does not match a plan with %s', (_, spoil) => {
    for (const [, registry] of registries) {
      const matches = matcher(registry);
      fc.assert(
        fc.property(plansOf(registry, bounds), (plan) => !matches(JSON.stringify(spoil(plan)))),
        { numRuns: 10 },
      );
    }
  });

  it("matches the prompt's own examples, as they stand there", () => {
    for (const { plan } of EXAMPLES) expect(JSON.stringify(plan)).toSatisfy(matchesDefault);
  });

  it.each([
    ['text before the plan', ` ${withStep('{"act":"Block"}')}`],
    ['text behind it', `${withStep('{"act":"Block"}')} `],
    ['two spaces', withStep('{"act":  "Block"}')],
    ['a line break', withStep('\n{"act":"Block"}')],
    ['a comma too many', withStep('{"act":"Block"},')],
    ['a comma too few', withStep('{"act":"Block"}{"act":"Parry"}')],
    ['the fields of the plan in another order', '{"steps":[{"act":"Block"}],"plan_id":"p"}'],
    ['the fields of a step in another order', withStep('{"x":1,"act":"MoveTo","y":2}')],
    ['the arguments in another order', withStep('{"act":"MoveTo","y":1,"x":2}')],
    ['an argument twice', withStep('{"act":"MoveTo","x":1,"x":1,"y":2}')],
    ['a negative id', withStep('{"act":"Attack","target_id":-1}')],
    ['a negative distance', withStep('{"act":"Scan","radius":-1}')],
    ['a fraction of a cell', withStep('{"act":"MoveTo","x":1.5,"y":2}')],
    ['a number of ten digits', withStep('{"act":"MoveTo","x":1234567890,"y":2}')],
    ['seven decimals', withStep('{"act":"Scan","radius":1.1234567}')],
    ['a leading zero', withStep('{"act":"MoveTo","x":01,"y":2}')],
    ['an exponent', withStep('{"act":"Scan","radius":1e9}')],
    ['an unknown choice', withStep('{"act":"MoveTo","x":1,"y":2,"speed":"crawl"}')],
    ['17 waypoints', withStep(`{"act":"Patrol","waypoints":[${Array(17).fill('{"x":1,"y":2}').join(',')}]}`)],
    ['a string of 65 characters', withStep(`{"act":"UseItem","item_name":"${'a'.repeat(65)}"}`)],
    ['a string with a line break', withStep('{"act":"UseItem","item_name":"a\nb"}')],
    ['an escape that JSON does not know', withStep('{"act":"UseItem","item_name":"\\x"}')],
    ['a string that does not end', '{"plan_id":"p","steps":[{"act":"UseItem","item_name":"a'],
  ])('does not match %s', (_, text) => {
    expect(text).not.toSatisfy(matchesDefault);
  });

  it('matches strings up to 64 characters, an escape being one', () => {
    const item = `${'\\n'.repeat(30)}\\u00e9\\"${'é'.repeat(31)}😀`;
    expect(withStep(`{"act":"UseItem","item_name":"${item}"}`)).toSatisfy(matchesDefault);
  });

  it('matches nothing that is not JSON of the same form as the schema', () => {
    for (const registry of [defaultRegistry, oddRegistry]) {
      const matches = matcher(registry);
      const isValid = new Ajv().compile(JSON.parse(planForm(registry).schemaJson) as object);
      const snippets = [
        '',
        '"',
        ',',
        ':',
        ' ',
        '{',
        '}',
        '[',
        ']',
        '-',
        '0',
        '1',
        '.',
        'true',
        '\\',
        '{"act":"Block"}',
      ];
      const edit = fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(3),
        insert: fc.constantFrom(...snippets),
      });
      let matched = 0;
      fc.assert(
        fc.property(plansOf(registry, { maxString: 5, maxWhole: 99 }), edit, (plan, { at, length, insert }) => {
          const text = JSON.stringify(plan);
          const start = Math.floor(at * text.length);
          const edited = text.slice(0, start) + insert + text.slice(start + length);
          if (!matches(edited)) return;
          matched++;
          const errors = isValid(JSON.parse(edited)) ? [] : (isValid.errors ?? []);
          // A grammar cannot tell a smallest value but 0, and only the odd tools have another.
          const isTooSmall = registry === oddRegistry && errors.some(({ keyword }) => keyword === 'minimum');
          if (!isTooSmall) expect(errors).toEqual([]);
        }),
        { numRuns: 1000 },
      );
      expect(matched).toBeGreaterThan(10);
    }
  });

  it('of a registry without tools matches any step of a single name', () => {
    const matches = matcher(createRegistry('none', []));
    expect(withStep('{"act":"Wait"}')).toSatisfy(matches);
    expect(withStep('{"act":"Wait","duration":1}')).not.toSatisfy(matches);
  });

  it('stays small: it is sent with every request', () => {
    expect(planForm(defaultRegistry).grammar.length).toBeLessThan(3_000);
  });
});
