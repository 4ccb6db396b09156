/** A value that is meant as a plan, and where in the answer's JSON it was. */
export interface FoundPlan {
  readonly value: unknown;
  readonly path: readonly string[];
}

/** True for an object with a field that only plans have. */
export function isPlanLike(value: unknown): boolean {
  return isObject(value) && (Object.hasOwn(value, 'steps') || Object.hasOwn(value, 'plan_id'));
}

/**
 * Finds the plan in a JSON value: the value itself, or the only field of it that looks like a plan, as in
 * `{"plan": {…}}` or `{"response": {…}}`. Undefined when there is none, or more than one to choose from.
 */
export function findPlan(value: unknown): FoundPlan | undefined {
  if (isPlanLike(value)) return { value, path: [] };
  if (!isObject(value)) return undefined;
  const fields = Object.entries(value).filter(([, field]) => isPlanLike(field));
  const [only] = fields;
  return fields.length === 1 && only !== undefined ? { value: only[1], path: [only[0]] } : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
