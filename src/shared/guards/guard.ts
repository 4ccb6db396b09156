/** Whether a value from the other side of a boundary has the shape of a T. */
export type Guard<T> = (value: unknown) => value is T;

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

/** One of a union of literals. */
export function oneOf<const T extends string | number>(...literals: readonly T[]): Guard<T> {
  return (value): value is T => literals.some((literal) => literal === value);
}

/** One of several shapes. */
export function anyOf<A, B>(first: Guard<A>, second: Guard<B>): Guard<A | B> {
  return (value): value is A | B => first(value) || second(value);
}

export function arrayOf<T>(item: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((entry) => item(entry));
}

export function recordOf<T>(item: Guard<T>): Guard<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isObject(value) && Object.values(value).every((entry) => item(entry));
}

type RequiredKeys<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? never : K }[keyof T];
type OptionalKeys<T> = Exclude<keyof T, RequiredKeys<T>>;

/**
 * An object with these fields. The compiler sees to it that every key of T is named, so a field that is added to a
 * contract cannot be forgotten here; further fields, from a newer version of the other side, are let through.
 */
export function shape<T extends object>(
  required: { readonly [K in RequiredKeys<T>]: (value: unknown) => value is T[K] },
  optional: { readonly [K in OptionalKeys<T>]: (value: unknown) => value is Exclude<T[K], undefined> },
): Guard<T> {
  const requiredFields = fieldsOf(required);
  const optionalFields = fieldsOf(optional);
  return (value): value is T =>
    isObject(value) &&
    requiredFields.every(([key, guard]) => guard(value[key])) &&
    optionalFields.every(([key, guard]) => value[key] === undefined || guard(value[key]));
}

function fieldsOf(
  guards: Readonly<Record<string, (value: unknown) => boolean>>,
): [string, (value: unknown) => boolean][] {
  return Object.entries(guards);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
