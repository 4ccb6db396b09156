import type { ArgValue, Plan, PlanStep } from './plan.ts';

/** True when two plans do the same: equal steps in equal order. Their ids, and the order of arguments, do not count. */
export function isSamePlan(a: Plan, b: Plan): boolean {
  return a.steps.length === b.steps.length && a.steps.every((step, i) => isSameStep(step, b.steps[i]));
}

/** True when two steps are of one tool, with equal arguments. */
export function isSameStep(a: PlanStep, b: PlanStep | undefined): boolean {
  if (b === undefined) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isSameValue(a[name], b[name]));
}

/** True when two arguments are equal; the order in which a cell's coordinates are written does not count. */
export function isSameValue(a: ArgValue | undefined, b: ArgValue | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((item, i) => isSameValue(item, b[i]));
  }
  return a.x === b.x && a.y === b.y;
}

function isList(value: object): value is readonly ArgValue[] {
  return Array.isArray(value);
}
