import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRegistry } from '../../../../../src/core/world/defaultRegistry.ts';
import { parseScenario } from '../../../../../src/core/world/parseScenario.ts';
import type { JsonSchema } from '../../../../../src/core/world/schemas/jsonSchema.ts';
import { schemaFiles } from '../../../../../src/core/world/schemas/schemaFiles.ts';
import { parseToolsFile } from '../../../../../src/core/world/toolsFile.ts';
import { anyToolList, anyWorldDocument, oftenDamaged } from '../../../../support/arbitraryDocuments.ts';
import { world } from '../worlds.ts';

const root = new URL('../../../../../', import.meta.url);
const files = schemaFiles();

function compile(schema: JsonSchema | undefined): ValidateFunction {
  // Not strict: the editor has keywords of its own. Meta-validated all the same.
  return new Ajv({ strict: false, allErrors: true }).compile({ ...schema });
}

const validators: Readonly<Record<string, ValidateFunction>> = Object.fromEntries(
  Object.entries(files).map(([name, schema]) => [name.replace('.schema.json', ''), compile(schema)]),
);

function accepts(kind: string, value: unknown): boolean {
  const validate = validators[kind];
  if (validate === undefined) throw new Error(`There is no schema for ${kind}.`);
  return validate(value);
}

/**
 * What a schema cannot say: that values in two places differ, that a rule is about an argument of its own tool, and
 * what is measured in UTF-16 units.
 */
const BEYOND_A_SCHEMA = [
  /unlike the id of enemy/,
  /is listed twice/,
  /the argument that ".*" is about/,
  /or the name of one of the tool's number arguments/,
  /"name" must be a string of 1 to 200 characters, but has/,
];

function isBeyond(message: string): boolean {
  return BEYOND_A_SCHEMA.some((pattern) => pattern.test(message));
}

/** Fails when the schema refuses what the parser accepts, or accepts what the parser refuses for a reason it could say. */
function expectAgreement(kind: string, value: unknown, errors: readonly { readonly message: string }[]): void {
  if (accepts(kind, value)) expect(errors.map(({ message }) => message).filter((text) => !isBeyond(text))).toEqual([]);
  else expect(errors, JSON.stringify(validators[kind]?.errors)).not.toEqual([]);
}

const toolsFile = { source: 'a.tools.json', text: '[{"name": "Nod"}]' };

function scenarioErrors(value: unknown): readonly { readonly message: string }[] {
  const parsed = parseScenario(JSON.stringify(value), 'f', toolsFile);
  return parsed.ok ? [] : parsed.errors;
}

/** What the rules of a tool with every kind of argument are about. */
const ARGS: Readonly<Record<string, { readonly arg: string }>> = {
  known_entity: { arg: 'target_id' },
  reachable: { arg: 'xy' },
  in_range: { arg: 'target_id' },
  line_of_sight: { arg: 'xy' },
  move_to: { arg: 'xy' },
  approach: { arg: 'target_id' },
  retreat: { arg: 'target_id' },
  damage: { arg: 'target_id' },
  wait: { arg: 'distance' },
};

describe('the schemas of files', () => {
  it.each(Object.entries(files))('%s is shipped as the code makes it (if not: npm run manifest)', (name, schema) => {
    const shipped: unknown = JSON.parse(readFileSync(new URL(`media/schemas/${name}`, root), 'utf8'));
    expect(shipped).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('are all shipped and each assigned to the files that are called so', () => {
    // The report's schema is the benchmarks': test/unit/core/bench/reportJsonSchema.test.ts.
    const others = ['report.schema.json'];
    expect(readdirSync(new URL('media/schemas/', root)).sort()).toEqual([...Object.keys(files), ...others].sort());
    const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    const assigned = ['scenario', 'snapshot', 'plan', 'tools'].map((kind) => ({
      fileMatch: `*.${kind}.json`,
      url: `./media/schemas/${kind}.schema.json`,
    }));
    expect(manifest).toHaveProperty('contributes.jsonValidation', expect.arrayContaining(assigned));
  });

  it.each(['scenario', 'snapshot'])('accept as a %s what the parser accepts', (kind) => {
    let valid = 0;
    fc.assert(
      fc.property(oftenDamaged(anyWorldDocument), (value) => {
        const errors = scenarioErrors(value);
        if (errors.length === 0) valid++;
        expectAgreement(kind, value, errors);
      }),
      { numRuns: 1_000 },
    );
    // Else the property would hold for a schema that refuses everything.
    expect(valid).toBeGreaterThan(100);
  });

  it('accept as tools what the parser accepts', () => {
    const anyFile = fc.oneof(
      anyToolList,
      fc.record({ tools: anyToolList, name: fc.constantFrom('guards', '') }, { requiredKeys: ['tools'] }),
    );
    let valid = 0;
    fc.assert(
      fc.property(oftenDamaged(anyFile), (value) => {
        const parsed = parseToolsFile(JSON.stringify(value), 'f');
        if (parsed.ok) valid++;
        expectAgreement('tools', value, parsed.ok ? [] : parsed.errors);
      }),
      { numRuns: 2_000 },
    );
    expect(valid).toBeGreaterThan(100);
  });

  it.each([{ goal_reached: true, uses: ['Scan'], avoids: ['Knock'], max_steps: 3, max_ms: 5000, plan: {} }, {}])(
    'accept the expectation %j',
    (expectation) => {
      expect(accepts('scenario', { snapshot: world(), expect: expectation })).toBe(true);
    },
  );

  it.each([
    { goal_reached: 1 },
    { uses: 'Scan' },
    { uses: [1] },
    { max_steps: 0 },
    { max_ms: 1.5 },
    { plan: 'x' },
    { a: 1 },
  ])('refuse the expectation %j', (expectation) => {
    expect(accepts('scenario', { snapshot: world(), expect: expectation })).toBe(false);
  });

  it('refuse nothing in a plan: the diagnostics do that', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => accepts('plan', value)));
    fc.assert(fc.property(fc.jsonValue(), (act) => accepts('plan', { steps: [{ act, x: 'y' }] })));
    for (const act of defaultRegistry.byName.keys()) {
      expect(
        accepts('plan', { plan_id: 3, steps: [{ act, x: 'one', target_id: null, direction: 'up', zzz: 1 }] }),
      ).toBe(true);
    }
  });

  it.each(Object.entries(files))('%s says of every field what it is', (_, schema) => {
    const { definitions } = schema as { readonly definitions: Readonly<Record<string, JsonSchema>> };
    const described = fieldsIn(schema).map(([name, field]) => {
      const { $ref } = field;
      const target = typeof $ref === 'string' ? definitions[$ref.replace('#/definitions/', '')] : field;
      return [name, typeof target?.['description']] as const;
    });
    expect(described.length).toBeGreaterThan(5);
    expect(described.filter(([, type]) => type !== 'string')).toEqual([]);
  });

  it('offer every tool in a step, and a snippet for it', () => {
    const step = JSON.stringify(files['plan.schema.json']?.['definitions']);
    for (const name of defaultRegistry.byName.keys()) expect(step).toContain(`{"label":"${name}"`);
    expect(files['plan.schema.json']).toHaveProperty('definitions.step.properties.act.anyOf.0.enum', [
      ...defaultRegistry.byName.keys(),
    ]);
  });

  it.each(['scenario', 'snapshot'])('offer a whole %s that the parser opens as it is inserted', (kind) => {
    const offered = files[`${kind}.schema.json`]?.['defaultSnippets'];
    expect(offered).toHaveLength(kind === 'scenario' ? 2 : 1);
    for (const snippet of Array.isArray(offered) ? offered : []) {
      const { expect: _, ...body } = inserted(snippet.body) as Readonly<Record<string, unknown>>;
      expect(scenarioErrors(body)).toEqual([]);
    }
  });

  it('offer tools that the parser opens as they are inserted', () => {
    const { defaultSnippets, definitions } = JSON.parse(JSON.stringify(files['tools.schema.json']));
    const bodies: readonly unknown[] = [
      ...defaultSnippets.map((snippet: { readonly body: unknown }) => snippet.body),
      ...definitions.tool.defaultSnippets.map((snippet: { readonly body: unknown }) => [snippet.body]),
      ...['check', 'effect'].map((tag) => [
        {
          name: 'Everything',
          args: { x: 'i32', y: 'i32', target_id: 'entity', distance: 'f32' },
          [tag === 'check' ? 'requires' : 'effects']: definitions[tag].defaultSnippets.map(
            // Two arguments fit most of them here, so each says which one it is about.
            ({ label, body }: { readonly label: string; readonly body: object | string }) => ({
              [tag]: label,
              ...ARGS[label],
              ...(typeof body === 'string' ? {} : body),
            }),
          ),
        },
      ]),
    ];
    expect(bodies).toHaveLength(6);
    for (const body of bodies) expect(parseToolsFile(JSON.stringify(inserted(body)), 'f')).toMatchObject({ ok: true });
  });
});

/** Every field that is described for the editor; the conditions of `if` are for no eye. */
function fieldsIn(value: unknown): ReadonlyArray<readonly [string, JsonSchema]> {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([keyword, inner]) => {
    if (keyword === 'if' || keyword === 'not' || keyword === 'defaultSnippets') return [];
    const own = keyword === 'properties' ? Object.entries(inner as Readonly<Record<string, JsonSchema>>) : [];
    return [...own, ...fieldsIn(inner)];
  });
}

/** A snippet's body as it stands in the file when nothing is typed over: `${1:door}` is `door`, `"^5"` is `5`. */
function inserted(body: unknown): unknown {
  const text = JSON.stringify(body).replaceAll(/"\^([^"]*)"/g, '$1');
  return JSON.parse(text.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1').replaceAll(/\$\{\d+\|([^,}]*)[^}]*\}/g, '$1'));
}
