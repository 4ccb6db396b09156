/** A value that is meant as a plan, and where in the answer's JSON it was. */
export interface FoundPlan {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** True for an object with a field that only plans have. */
function isPlanLike(value: unknown): boolean {
  return isObject(value) && (Object.hasOwn(value, 'steps') || Object.hasOwn(value, 'plan_id'));
}

/**
 * Finds the plan in a JSON value: the value itself, or the only one directly in it that looks like a plan, as in
 * `{"plan": {…}}`, `{"response": {…}}` or `[{…}]`. Undefined when there is none, or more than one to choose from.
 */
export function findPlan(value: unknown): FoundPlan | undefined {
  if (isPlanLike(value)) return { value, path: [] };
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  let found: FoundPlan | undefined;
  for (const [name, field] of Object.entries(value)) {
    if (!isPlanLike(field)) continue;
    if (found !== undefined) return undefined;
    found = { value: field, path: [isList ? Number(name) : name] };
  }
  return found;
}

/** False for the text of an object in which no field can be a plan's by its name. */
export function mayHoldPlan(json: string): boolean {
  return json.includes('steps') || json.includes('plan_id');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
