/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of that name; undefined where `value` has none. */
export function stringField(value: unknown, name: string): string | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return typeof field === 'string' ? field : undefined;
}

/** The number of that name; undefined where `value` has none. */
export function numberField(value: unknown, name: string): number | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return typeof field === 'number' ? field : undefined;
}

/** The object of that name; undefined where `value` has none. */
export function objectField(value: unknown, name: string): JsonObject | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return isObject(field) ? field : undefined;
}

/** The list of that name; undefined where `value` has none. */
export function listField(value: unknown, name: string): readonly unknown[] | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return Array.isArray(field) ? field : undefined;
}
