import type { PlanStep } from './plan.ts';

/** A step as a call, for people: `MoveTo(x: 4, y: 2)`. */
export function callText({ act, ...args }: PlanStep): string {
  const values = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${act}(${values.join(', ')})`;
}
