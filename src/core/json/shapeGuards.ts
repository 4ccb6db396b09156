import type { JsonPath, ShapeIssues } from './shapeIssues.ts';

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The guards of this file: true when `value` is as named; otherwise they add to `issues` what is wrong and where. */
export type Guard<T> = (value: unknown, path: JsonPath, issues: ShapeIssues) => value is T;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function expectObject(value: unknown, path: JsonPath, issues: ShapeIssues): value is JsonObject {
  if (isJsonObject(value)) return true;
  issues.addUnexpected(path, value, 'an object');
  return false;
}

export function expectString(value: unknown, path: JsonPath, issues: ShapeIssues): value is string {
  if (typeof value === 'string') return true;
  issues.addUnexpected(path, value, 'a string');
  return false;
}

export function expectBoolean(value: unknown, path: JsonPath, issues: ShapeIssues): value is boolean {
  if (typeof value === 'boolean') return true;
  issues.addUnexpected(path, value, 'true or false');
  return false;
}

/** Any finite number; JSON has no others, but `1e999` overflows. */
export function expectNumber(value: unknown, path: JsonPath, issues: ShapeIssues): value is number {
  if (typeof value === 'number' && Number.isFinite(value)) return true;
  issues.addUnexpected(path, value, 'a finite number');
  return false;
}

/** A guard for whole numbers in `min`..`max`, both inclusive. */
export function wholeNumber(min: number, max: number): Guard<number> {
  const expected = min === 0 ? 'a whole number from 0' : 'a whole number';
  return (value, path, issues): value is number => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return true;
    const isTooBig = typeof value === 'number' && Number.isInteger(value) && value > max;
    issues.addUnexpected(path, value, isTooBig ? `at most ${max}` : expected);
    return false;
  };
}

/** Every item of a list is checked, also behind a wrong one. */
export function expectList<T>(value: unknown, path: JsonPath, issues: ShapeIssues, item: Guard<T>): value is T[] {
  if (!Array.isArray(value)) {
    issues.addUnexpected(path, value, 'a list');
    return false;
  }
  const before = issues.count;
  for (const [index, entry] of value.entries()) item(entry, [...path, index], issues);
  return issues.count === before;
}
