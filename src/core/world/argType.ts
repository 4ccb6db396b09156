import type { ArgType } from './tools.ts';

/** How a type is written in files, for messages. */
export const ARG_TYPE_SYNTAX =
  'i32, u32, f32, string, bool, vec, entity or enum[a,b], with >=0 for a smallest value, [] for a list, ? for optional';

const BASE =
  /^(?:(i32|u32|f32)(?:>=(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))?|(string|bool|vec|entity)|enum\[([^[\]]+)\])((?:\[\])*)(\?)?$/;

/**
 * Reads a type as files write it: `i32`, `u32`, `f32` (with a smallest value: `f32>=0`), `string`, `bool`, `vec`,
 * `entity`, `enum[walk,run]`, each with `[]` for a list of it and a trailing `?` for optional.
 * Undefined when `text` is none of these.
 */
export function parseArgType(text: string): { readonly type: ArgType; readonly optional: boolean } | undefined {
  const match = BASE.exec(text.replaceAll(' ', ''));
  if (match === null) return undefined;
  const [, numeric, min, plain, values, lists = '', optional] = match;
  let type = baseType(numeric, min, plain, values);
  if (type === undefined) return undefined;
  for (let depth = 0; depth < lists.length; depth += 2) type = { type: 'list', of: type };
  return { type, optional: optional !== undefined };
}

function baseType(
  numeric: string | undefined,
  min: string | undefined,
  plain: string | undefined,
  values: string | undefined,
): ArgType | undefined {
  if (numeric === 'i32' || numeric === 'u32' || numeric === 'f32') {
    if (min === undefined) return { type: numeric };
    return Number.isFinite(Number(min)) ? { type: numeric, min: Number(min) } : undefined;
  }
  if (plain === 'string' || plain === 'bool' || plain === 'vec' || plain === 'entity') return { type: plain };
  const names = values?.split(',') ?? [];
  return names.length === 0 || names.includes('') ? undefined : { type: 'enum', values: names };
}

/** Writes a type as `parseArgType` reads it. */
export function formatArgType(type: ArgType): string {
  switch (type.type) {
    case 'enum':
      return `enum[${type.values.join(',')}]`;
    case 'list':
      return `${formatArgType(type.of)}[]`;
    case 'i32':
    case 'u32':
    case 'f32':
      return type.min === undefined ? type.type : `${type.type}>=${type.min}`;
    case 'string':
    case 'bool':
    case 'vec':
    case 'entity':
      return type.type;
  }
}
