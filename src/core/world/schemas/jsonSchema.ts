/** A value in a JSON schema. */
export type SchemaValue = string | number | boolean | null | readonly SchemaValue[] | JsonSchema;

/** A JSON schema (draft 07), with the editor's own words for it: `defaultSnippets`, `enumDescriptions`. */
export interface JsonSchema {
  readonly [keyword: string]: SchemaValue;
}

const I32_MAX = 2_147_483_647;
const U32_MAX = 4_294_967_295;

/** A whole number that the engine holds in 32 bits with a sign. */
export function i32(description: string): JsonSchema {
  return { type: 'integer', minimum: -I32_MAX - 1, maximum: I32_MAX, description };
}

/** A whole number from 0 that the engine holds in 32 bits with a sign. */
export function count(description: string, minimum = 0): JsonSchema {
  return { type: 'integer', minimum, maximum: I32_MAX, description };
}

export function entityId(description: string): JsonSchema {
  return { type: 'integer', minimum: 0, maximum: U32_MAX, description };
}

export function number(description: string): JsonSchema {
  return { type: 'number', description };
}

export function text(description: string): JsonSchema {
  return { type: 'string', description };
}

export function bool(description: string): JsonSchema {
  return { type: 'boolean', description };
}

export function list(items: JsonSchema, description: string): JsonSchema {
  return { type: 'array', items, description };
}

export function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

/** As `ref`, with a text of its own: beside a `$ref` every other keyword of draft 07 is ignored. */
export function refWith(name: string, description: string): JsonSchema {
  return { allOf: [ref(name)], description };
}

/** Any value at all; `values` are only offered, each with its description. */
export function offered(values: Readonly<Record<string, string>>, description: string): JsonSchema {
  const words = Object.keys(values);
  // Twice: the editor writes the colon behind a name only where it sees examples, and shows descriptions only of `enum`.
  return { description, examples: words, anyOf: [{ enum: words, enumDescriptions: Object.values(values) }, {}] };
}

/** What must not be, with what the editor says of it. */
export function forbidden(not: JsonSchema, errorMessage: string): JsonSchema {
  return { not, errorMessage };
}

/** A whole document that the editor offers to insert. */
export function snippet(label: string, description: string, body: SchemaValue): JsonSchema {
  return { label, description, body };
}
