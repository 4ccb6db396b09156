import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../../src/core/prompt/examples.ts';
import { planForm } from '../../../../src/core/prompt/planForm.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { createRegistry, type ToolRegistry } from '../../../../src/core/world/tools.ts';
import { oddTools, planFaults, plansOf } from '../../../support/registryPlans.ts';

const bounds = { maxString: 100, maxWhole: 2_147_483_647 };
const oddRegistry = createRegistry('odd', oddTools);
const registries: readonly (readonly [string, ToolRegistry])[] = [
  ['the 37 tools', defaultRegistry],
  ['the 15 common tools', simplifiedRegistry],
  ['odd tools', oddRegistry],
  ['a single tool', createRegistry('single', defaultRegistry.tools.slice(0, 1))],
];

/** Says whether a value fits the schema; `strict` makes the validator refuse keywords that it would ignore. */
function validator(registry: ToolRegistry): ValidateFunction {
  return new Ajv({ strict: true }).compile(JSON.parse(planForm(registry).schemaJson) as object);
}

/** Every schema within `schema`, itself included. */
function* allSchemas(schema: Readonly<Record<string, unknown>>): Iterable<Readonly<Record<string, unknown>>> {
  yield schema;
  const inner = [
    ...Object.values((schema['properties'] ?? {}) as object),
    ...((schema['anyOf'] ?? []) as readonly object[]),
    ...(schema['items'] === undefined ? [] : [schema['items']]),
  ];
  for (const each of inner) yield* allSchemas(each as Readonly<Record<string, unknown>>);
}

describe('the schema of a plan', () => {
  it.each(registries)('takes every plan of %s, with and without optional arguments', (_, registry) => {
    const isValid = validator(registry);
    fc.assert(
      fc.property(plansOf(registry, bounds), (plan) => {
        expect([isValid(plan), isValid.errors]).toEqual([true, null]);
      }),
      { numRuns: 80 },
    );
  });

  it.each(planFaults)('refuses a plan with %s', (_, spoil) => {
    for (const [, registry] of registries) {
      const isValid = validator(registry);
      fc.assert(
        fc.property(plansOf(registry, bounds), (plan) => !isValid(spoil(plan))),
        { numRuns: 15 },
      );
    }
  });

  it.each([
    ['a negative id', { act: 'Attack', target_id: -1 }],
    ['half a cell', { act: 'MoveTo', x: 1.5, y: 2 }],
    ['a negative distance', { act: 'Approach', target_id: 1, distance: -0.5 }],
    ['an unknown choice', { act: 'MoveTo', x: 1, y: 2, speed: 'crawl' }],
    ['a missing argument', { act: 'MoveTo', x: 1 }],
    ['a cell with a field too many', { act: 'SetAmbush', position: { x: 1, y: 2, z: 3 } }],
    ['a cell that is half there', { act: 'Patrol', waypoints: [{ x: 1 }] }],
    ['17 waypoints', { act: 'Patrol', waypoints: Array.from({ length: 17 }, (_, x) => ({ x, y: 0 })) }],
    ["another tool's argument", { act: 'Block', target_id: 1 }],
    ['a tool that is not offered', { act: 'Revive', ally_id: 1 }],
  ])('refuses a step with %s', (_, step) => {
    expect(validator(defaultRegistry)({ plan_id: 'p', steps: [step] })).toBe(false);
  });

  it.each(['i32', 'u32'] as const)('rounds the smallest value of a whole number (%s) up for the servers', (type) => {
    const arg = { name: 'n', type: { type, min: 1.5 }, optional: false } as const;
    const tool = { ...oddTools[0], name: 'T', category: 'Custom', description: '', requires: [], effects: [] } as const;
    const isValid = validator(createRegistry('half', [{ ...tool, args: [arg] }]));
    expect([1, 2].map((n) => isValid({ plan_id: '', steps: [{ act: 'T', n }] }))).toEqual([false, true]);
  });

  it("takes the prompt's own examples", () => {
    const isValid = validator(defaultRegistry);
    for (const { plan } of EXAMPLES) expect(isValid(plan)).toBe(true);
  });

  it('of a registry without tools takes any step of a single name, as no schema can take none', () => {
    const isValid = validator(createRegistry('none', []));
    expect(isValid({ plan_id: 'p', steps: [{ act: 'Wait' }] })).toBe(true);
    expect(isValid({ plan_id: 'p', steps: [{ act: 'Wait', duration: 1 }] })).toBe(false);
    expect(isValid({ plan_id: 'p', steps: [] })).toBe(false);
  });

  it('says only what llama.cpp, Ollama and the strict mode of OpenAI all take', () => {
    const known = new Set(
      'type properties required additionalProperties items minItems maxItems minimum enum anyOf'.split(' '),
    );
    for (const registry of [defaultRegistry, simplifiedRegistry]) {
      for (const schema of allSchemas(JSON.parse(planForm(registry).schemaJson) as Record<string, unknown>)) {
        expect(Object.keys(schema).filter((keyword) => !known.has(keyword))).toEqual([]);
        if (schema['type'] !== 'object') continue;
        expect(schema['additionalProperties']).toBe(false);
        // Strict mode knows no optional field.
        expect(schema['required']).toEqual(Object.keys(schema['properties'] as object));
      }
    }
  });

  it('asks for the tool before its arguments, as a model writes the fields in this order', () => {
    for (const schema of allSchemas(JSON.parse(planForm(defaultRegistry).schemaJson) as Record<string, unknown>)) {
      const names = Object.keys((schema['properties'] ?? {}) as object);
      if (names.includes('act')) expect(names[0]).toBe('act');
      if (names.includes('steps')) expect(names).toEqual(['plan_id', 'steps']);
    }
  });

  it('stays small: it is sent with every request', () => {
    expect(planForm(defaultRegistry).schemaJson.length).toBeLessThan(5_000);
    expect(planForm(simplifiedRegistry).schemaJson.length).toBeLessThan(2_500);
  });
});
