import { nearestName } from '../base/names.ts';
import { checkArgValue } from '../world/argValue.ts';
import type { ArgValue } from '../world/plan.ts';
import type { ArgType } from '../world/tools.ts';

const I32 = [-2_147_483_648, 2_147_483_647] as const;
const U32 = [0, 4_294_967_295] as const;

/** The value that was meant, as the type has it: "3" as 3, 2.7 as 3, -1 as 0, [3, 4] as a cell. Undefined where nobody can say. */
export function meantValue(value: unknown, type: ArgType): ArgValue | undefined {
  const candidate = candidateFor(value, type);
  return candidate !== undefined && checkArgValue(type, candidate) === 'ok' ? candidate : undefined;
}

function candidateFor(value: unknown, type: ArgType): ArgValue | undefined {
  switch (type.type) {
    case 'i32':
    case 'u32':
    case 'entity':
    case 'f32':
      return numberFrom(value, type);
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    case 'bool':
      if (value === 'true' || value === 1) return true;
      return value === 'false' || value === 0 ? false : undefined;
    case 'vec':
      return cellFrom(value);
    case 'enum':
      return typeof value === 'string' ? nearestName(value, type.values) : undefined;
    case 'list':
      return listFrom(value, type.of);
  }
}

function numberFrom(
  value: unknown,
  type: { readonly type: ArgType['type']; readonly min?: number },
): ArgValue | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const { min = -Infinity } = type;
  if (type.type === 'f32') return Math.max(number, min);
  const [least, most] = type.type === 'i32' ? I32 : U32;
  return Math.min(Math.max(Math.round(number), least, Math.ceil(min)), most);
}

/** `[3, 4]` and `{"x": "3", "y": 4.2}` as the cell {"x": 3, "y": 4}. */
function cellFrom(value: unknown): ArgValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [x, y]: readonly unknown[] = Array.isArray(value)
    ? value.length === 2
      ? value
      : []
    : [Reflect.get(value, 'x'), Reflect.get(value, 'y')];
  const [column, row] = [numberFrom(x, { type: 'i32' }), numberFrom(y, { type: 'i32' })];
  return typeof column === 'number' && typeof row === 'number' ? { x: column, y: row } : undefined;
}

/** Each item as it was meant; what is no list as the only item of one. */
function listFrom(value: unknown, of: ArgType): ArgValue | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const meant = items.map((item) => (checkArgValue(of, item) === 'ok' ? (item as ArgValue) : meantValue(item, of)));
  return meant.every((item) => item !== undefined) ? meant : undefined;
}
