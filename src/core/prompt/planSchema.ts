import type { ArgType, ToolArg, ToolSpec } from '../world/tools.ts';
import { MAX_LIST_ITEMS, MAX_STEPS } from './formLimits.ts';

/**
 * The part of JSON Schema that llama.cpp's converter (in Ollama too) and OpenAI's strict mode both take. They keep the
 * order of `properties`, so a model writes them in it.
 */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
}

/** A tool with more optional arguments than this keeps them optional, as their combinations double with each. */
const MAX_SPLIT_ARGS = 3;

/** A JSON schema of a plan of one or more steps with `tools`. */
export function planSchema(tools: readonly ToolSpec[]): JsonSchema {
  const forms = stepSchemas(tools);
  const step = forms.length === 1 && forms[0] !== undefined ? forms[0] : { anyOf: forms };
  const steps: JsonSchema = { type: 'array', items: step, minItems: 1, maxItems: MAX_STEPS };
  return objectOf([
    ['plan_id', { type: 'string' }],
    ['steps', steps],
  ]);
}

/** One schema for each form that a step can have; tools whose steps look the same share one. */
function stepSchemas(tools: readonly ToolSpec[]): readonly JsonSchema[] {
  const namesByArgs = new Map<string, { readonly args: readonly ToolArg[]; readonly names: string[] }>();
  for (const tool of tools) {
    for (const args of argChoices(tool.args)) {
      const key = JSON.stringify(args);
      const form = namesByArgs.get(key);
      if (form === undefined) namesByArgs.set(key, { args, names: [tool.name] });
      else form.names.push(tool.name);
    }
  }
  if (namesByArgs.size === 0) return [objectOf([['act', { type: 'string' }]])];
  return [...namesByArgs.values()].map(({ args, names }) => stepSchema(names, args));
}

/** The arguments that steps of one tool can have. Strict mode knows no optional field, so each choice is a form. */
function argChoices(args: readonly ToolArg[]): readonly (readonly ToolArg[])[] {
  if (args.filter((arg) => arg.optional).length > MAX_SPLIT_ARGS) return [args];
  let choices: readonly (readonly ToolArg[])[] = [[]];
  for (const arg of args) {
    const taken = choices.map((choice) => [...choice, { ...arg, optional: false }]);
    choices = arg.optional ? [...choices, ...taken] : taken;
  }
  return choices;
}

function stepSchema(names: readonly string[], args: readonly ToolArg[]): JsonSchema {
  const fields = args.map((arg): [string, JsonSchema] => [arg.name, typeSchema(arg.type)]);
  const optional = args.filter((arg) => arg.optional).map((arg) => arg.name);
  return objectOf([['act', { type: 'string', enum: names }], ...fields], optional);
}

function objectOf(fields: readonly (readonly [string, JsonSchema])[], optional: readonly string[] = []): JsonSchema {
  const required = fields.map(([name]) => name).filter((name) => !optional.includes(name));
  return { type: 'object', properties: Object.fromEntries(fields), required, additionalProperties: false };
}

function typeSchema(type: ArgType): JsonSchema {
  switch (type.type) {
    case 'i32':
      return type.min === undefined ? { type: 'integer' } : { type: 'integer', minimum: Math.ceil(type.min) };
    case 'u32':
      return { type: 'integer', minimum: Math.max(0, Math.ceil(type.min ?? 0)) };
    case 'entity':
      return { type: 'integer', minimum: 0 };
    case 'f32':
      return type.min === undefined ? { type: 'number' } : { type: 'number', minimum: type.min };
    case 'string':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'vec':
      return objectOf([
        ['x', { type: 'integer' }],
        ['y', { type: 'integer' }],
      ]);
    case 'enum':
      return { type: 'string', enum: type.values };
    case 'list':
      return { type: 'array', items: typeSchema(type.of), maxItems: MAX_LIST_ITEMS };
  }
}
