import { fromPointer } from './jsonPointer.ts';

/**
 * One change of a JSON document, as RFC 6902 writes it; `path` is a JSON pointer, with `-` for the end of a list. The
 * three operations that mending a plan takes.
 */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The document with the changes made, one after another; `document` itself stays as it is. Undefined when a path leads
 * nowhere: then nothing is changed.
 */
export function applyPatch(document: unknown, patch: readonly JsonPatchOperation[]): unknown {
  let changed = document;
  for (const operation of patch) {
    changed = applyAt(changed, fromPointer(operation.path), operation);
    if (changed === undefined) return undefined;
  }
  return changed;
}

function applyAt(value: unknown, path: readonly (string | number)[], operation: JsonPatchOperation): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return operation.op === 'remove' ? undefined : operation.value;
  if (Array.isArray(value)) return applyInList(value, segment, rest, operation);
  if (typeof value !== 'object' || value === null) return undefined;
  const name = String(segment);
  const isThere = Object.hasOwn(value, name);
  if (rest.length > 0) {
    if (!isThere) return undefined;
    const inner = applyAt(Reflect.get(value, name), rest, operation);
    return inner === undefined ? undefined : { ...value, [name]: inner };
  }
  if (operation.op !== 'add' && !isThere) return undefined;
  if (operation.op !== 'remove') return { ...value, [name]: operation.value };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

function applyInList(
  list: readonly unknown[],
  segment: string | number,
  rest: readonly (string | number)[],
  operation: JsonPatchOperation,
): unknown {
  const isAdded = rest.length === 0 && operation.op === 'add';
  const index = segment === '-' ? list.length : Number(segment);
  if (!Number.isInteger(index) || index < 0 || index > list.length - (isAdded ? 0 : 1)) return undefined;
  if (rest.length > 0) {
    const inner = applyAt(list[index], rest, operation);
    return inner === undefined ? undefined : list.with(index, inner);
  }
  if (operation.op === 'add') return list.toSpliced(index, 0, operation.value);
  return operation.op === 'replace' ? list.with(index, operation.value) : list.toSpliced(index, 1);
}
