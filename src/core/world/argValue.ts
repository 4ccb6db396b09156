import type { ArgType } from './tools.ts';

const I32_MAX = 2_147_483_647;
const U32_MAX = 4_294_967_295;

/** `ok`; `mistyped`: another kind of value; `out-of-range`: the right kind, beyond what the type can hold. */
export type ArgVerdict = 'ok' | 'mistyped' | 'out-of-range';

/** Says whether the JSON value `value` can be an argument of type `type`. A list is as bad as its worst item. */
export function checkArgValue(type: ArgType, value: unknown): ArgVerdict {
  switch (type.type) {
    case 'i32':
      return wholeIn(value, Math.max(type.min ?? -Infinity, -I32_MAX - 1), I32_MAX);
    case 'u32':
      return wholeIn(value, Math.max(type.min ?? 0, 0), U32_MAX);
    case 'entity':
      return wholeIn(value, 0, U32_MAX);
    case 'f32':
      if (typeof value !== 'number') return 'mistyped';
      return Number.isFinite(value) && value >= (type.min ?? -Infinity) ? 'ok' : 'out-of-range';
    case 'string':
      return typeof value === 'string' ? 'ok' : 'mistyped';
    case 'bool':
      return typeof value === 'boolean' ? 'ok' : 'mistyped';
    case 'vec':
      return checkVec(value);
    case 'enum':
      if (typeof value !== 'string') return 'mistyped';
      return type.values.includes(value) ? 'ok' : 'out-of-range';
    case 'list':
      return checkList(type.of, value);
  }
}

function wholeIn(value: unknown, min: number, max: number): ArgVerdict {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Number.isInteger(value))) return 'mistyped';
  return value >= min && value <= max ? 'ok' : 'out-of-range';
}

function checkVec(value: unknown): ArgVerdict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'mistyped';
  const { x, y } = value as { readonly x?: unknown; readonly y?: unknown };
  const first = wholeIn(x, -I32_MAX - 1, I32_MAX);
  return first === 'mistyped' ? first : worse(first, wholeIn(y, -I32_MAX - 1, I32_MAX));
}

function checkList(of: ArgType, value: unknown): ArgVerdict {
  if (!Array.isArray(value)) return 'mistyped';
  let verdict: ArgVerdict = 'ok';
  for (const item of value) verdict = worse(verdict, checkArgValue(of, item));
  return verdict;
}

function worse(a: ArgVerdict, b: ArgVerdict): ArgVerdict {
  if (a === 'mistyped' || b === 'mistyped') return 'mistyped';
  return a === 'ok' ? b : a;
}

/** What a value of `type` looks like, for messages: "a whole number from 0", "one of walk, run". */
export function describeArgType(type: ArgType): string {
  switch (type.type) {
    case 'i32':
      return type.min === undefined ? 'a whole number' : `a whole number from ${type.min}`;
    case 'u32':
      return `a whole number from ${Math.max(type.min ?? 0, 0)}`;
    case 'entity':
      return "an entity's id (a whole number from 0)";
    case 'f32':
      return type.min === undefined ? 'a number' : `a number from ${type.min}`;
    case 'string':
      return 'a string';
    case 'bool':
      return 'true or false';
    case 'vec':
      return 'a cell {"x": whole number, "y": whole number}';
    case 'enum':
      return `one of ${type.values.map((value) => `"${value}"`).join(', ')}`;
    case 'list':
      return `a list, each item ${describeArgType(type.of)}`;
  }
}
