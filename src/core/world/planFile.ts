import { spacedJson } from '../json/spacedJson.ts';
import type { Plan } from './plan.ts';

/** The text of a plan's file: one step on each line, so that what is said of a step stands on its line. */
export function planFileText({ plan_id: planId, steps }: Plan): string {
  const lines = steps.map((step) => `    ${spacedJson(step)}`);
  return `{\n  "plan_id": ${JSON.stringify(planId)},\n  "steps": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
