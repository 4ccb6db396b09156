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

/** The figure of that name; undefined where `value` has none, or one that `isFigure` does not believe. */
export function numberField(value: unknown, name: string): number | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return isFigure(field) ? field : undefined;
}

/** The same, of what comes in whole pieces and cannot be none: tokens of a context, slots. */
export function countField(value: unknown, name: string): number | undefined {
  const figure = numberField(value, name);
  return Number.isInteger(figure) && figure !== 0 ? figure : undefined;
}

/** True for a number that can be a count or a duration: from 0 to 2^53. JSON's `1e999` is read as Infinity. */
function isFigure(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_FIGURE;
}

const MAX_FIGURE = 2 ** 53;

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
