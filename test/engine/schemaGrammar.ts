import { integerGrammar } from './integerGrammar.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What restricts nothing here: notes, and what this grammar does anyway. */
const NOTES = ['$schema', '$id', '$defs', 'definitions', 'title', 'description', 'additionalProperties'];

const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  integer: ['minimum', 'maximum'],
  number: ['minimum'],
  boolean: [],
  null: [],
};

const COMMON_RULES = [
  String.raw`string-char ::= [^"\\\x7F\x00-\x1F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})`,
  String.raw`any-string ::= "\"" string-char* "\""`,
  'any-number ::= "-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,6})?',
  'any-object ::= "{" (any-member ("," " "? any-member)*)? "}"',
  'any-member ::= any-string ":" " "? any-value',
  'any-array ::= "[" (any-value ("," " "? any-value)*)? "]"',
  'any-value ::= any-string | any-number | any-object | any-array | "true" | "false" | "null"',
];

/** The schema asks for something that has no grammar here. A server says so with a 400. */
export class UnsupportedSchemaError extends Error {}

/**
 * llama.cpp's GBNF for a JSON schema: exactly the texts that fit it, properties in the order of the schema, as
 * llama.cpp's own conversion does. `node-llama-cpp`'s takes neither optional properties nor ranges nor `anyOf`.
 * Throws an `UnsupportedSchemaError` rather than leave a constraint out.
 */
export function schemaGrammar(schema: unknown): string {
  const definitions = isObject(schema) ? { ...asObject(schema['definitions']), ...asObject(schema['$defs']) } : {};
  const rules = new Rules(Object.keys(definitions));
  const defined = Object.entries(definitions).map(
    ([name, inner]) => `${rules.of(name)} ::= ${expression(inner, rules)}`,
  );
  const root = `root ::= ${expression(schema, rules)}`;
  return [root, ...defined, ...rules.lines(), ...COMMON_RULES, ''].join('\n');
}

/** The rules of one grammar beside its root. */
class Rules {
  readonly #definitions: ReadonlyMap<string, string>;
  readonly #byText = new Map<string, string>();

  constructor(definitions: readonly string[]) {
    this.#definitions = new Map(definitions.map((name, index) => [name, `definition-${index}`]));
  }

  /** The rule of one of the schema's definitions. */
  of(definition: string): string | undefined {
    return this.#definitions.get(definition);
  }

  /** A rule for `text`: what is repeated must be short, since llama.cpp unrolls repetitions and limits their size. */
  add(text: string): string {
    const name = this.#byText.get(text) ?? `part-${this.#byText.size}`;
    this.#byText.set(text, name);
    return name;
  }

  lines(): readonly string[] {
    return [...this.#byText].map(([text, name]) => `${name} ::= ${text}`);
  }
}

function expression(schema: unknown, rules: Rules): string {
  if (schema === true) return 'any-value';
  if (!isObject(schema)) throw new UnsupportedSchemaError('a schema must be an object');
  const { $ref: ref, type } = schema;
  if (ref !== undefined) return reference(schema, rules);
  for (const choice of ['anyOf', 'oneOf']) {
    if (schema[choice] !== undefined) return oneOf(schema, choice, (inner) => expression(inner, rules));
  }
  if (schema['enum'] !== undefined) return oneOf(schema, 'enum', literal);
  if (schema['const'] !== undefined) {
    refuseOthers(schema, ['type', 'const']);
    return literal(schema['const']);
  }
  if (Array.isArray(type)) return `(${type.map((one) => expression({ ...schema, type: one }, rules)).join(' | ')})`;
  const kind = type ?? (schema['properties'] === undefined ? undefined : 'object');
  if (kind === undefined) {
    refuseOthers(schema, []);
    return 'any-value';
  }
  const keywords = typeof kind === 'string' ? KEYWORDS[kind] : undefined;
  if (keywords === undefined) throw new UnsupportedSchemaError(`unknown type ${JSON.stringify(kind)}`);
  refuseOthers(schema, ['type', ...keywords]);
  return ofType(String(kind), schema, rules);
}

function ofType(kind: string, schema: Schema, rules: Rules): string {
  const bound = (name: string): number | undefined => numberOrNone(schema, name);
  switch (kind) {
    case 'object':
      return object(schema, rules);
    case 'array':
      return array(rules.add(expression(schema['items'] ?? true, rules)), bound('minItems') ?? 0, bound('maxItems'));
    case 'string':
      return `"\\"" string-char{${bound('minLength') ?? 0},${bound('maxLength') ?? ''}} "\\""`;
    case 'integer':
      return rules.add(integerGrammar(bound('minimum'), bound('maximum')));
    case 'number':
      return rules.add(number(bound('minimum')));
    case 'boolean':
      return '("true" | "false")';
    default:
      return '"null"';
  }
}

function reference(schema: Schema, rules: Rules): string {
  refuseOthers(schema, ['$ref']);
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(String(schema['$ref']))?.[1];
  const rule = name === undefined ? undefined : rules.of(name);
  if (rule === undefined) throw new UnsupportedSchemaError(`nothing is at ${String(schema['$ref'])}`);
  return rule;
}

function oneOf(schema: Schema, keyword: string, each: (item: unknown) => string): string {
  refuseOthers(schema, ['type', keyword]);
  const choices = schema[keyword];
  if (!Array.isArray(choices) || choices.length === 0) throw new UnsupportedSchemaError(`"${keyword}" must be a list`);
  return `(${choices.map(each).join(' | ')})`;
}

function object(schema: Schema, rules: Rules): string {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const members = Object.entries(asObject(schema['properties'])).map(([name, inner]) => ({
    text: `${literal(name)} ":" " "? ${expression(inner, rules)}`,
    isRequired: required.has(name),
  }));
  if (members.length === 0) return 'any-object';
  const from = (index: number, comma: string): string => {
    const member = members[index];
    if (member === undefined) return '';
    const item = `${comma}${member.text}`;
    const rest = from(index + 1, COMMA);
    if (member.isRequired) return `${item} ${rest}`;
    // A comma stands before all but the first that is there.
    return comma === '' ? `(${item} ${rest} | ${from(index + 1, '')})` : `(${item})? ${rest}`;
  };
  return `"{" ${from(0, '')} "}"`;
}

const COMMA = '"," " "? ';

function array(item: string, min: number, max: number | undefined): string {
  if (max === 0) return '"[" "]"';
  const some = `${item} (${COMMA}${item}){${Math.max(0, min - 1)},${max === undefined ? '' : max - 1}}`;
  return min === 0 ? `"[" (${some})? "]"` : `"[" ${some} "]"`;
}

function number(minimum: number | undefined): string {
  if (minimum === undefined) return 'any-number';
  if (minimum === 0) return '("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,6})?';
  throw new UnsupportedSchemaError('a "minimum" other than 0 of "number" has no grammar');
}

/** The JSON of a value, as GBNF's quoted text. */
function literal(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}

function refuseOthers(schema: Schema, known: readonly string[]): void {
  const other = Object.keys(schema).find((name) => !known.includes(name) && !NOTES.includes(name));
  if (other !== undefined) throw new UnsupportedSchemaError(`"${other}" has no grammar here`);
}

function numberOrNone(schema: Schema, name: string): number | undefined {
  const value = schema[name];
  if (value !== undefined && typeof value !== 'number') throw new UnsupportedSchemaError(`"${name}" must be a number`);
  return value;
}

function asObject(value: unknown): Schema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
