import { spacedJson } from '../json/spacedJson.ts';
import type { Plan } from './plan.ts';

/**
 * The text of a plan's file: one step on each line, so that what is said of a step stands on its line. `scenario`: the
 * path under which the file names its scenario, as `scenarioReference` reads it.
 */
export function planFileText({ plan_id: planId, steps }: Plan, scenario?: string): string {
  const link = scenario === undefined ? '' : `  "scenario": ${JSON.stringify(scenario)},\n`;
  const lines = steps.map((step) => `    ${spacedJson(step)}`);
  return `{\n${link}  "plan_id": ${JSON.stringify(planId)},\n  "steps": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
