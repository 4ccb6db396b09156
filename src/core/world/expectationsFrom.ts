import type { Expectations } from './expectations.ts';
import type { Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { objectivePoi } from './simulation/objective.ts';
import { simulatePlan } from './simulation/simulate.ts';

/**
 * What a test of a request that ended is to expect. Of the model's own plan what it did well: the tools, no more steps, and
 * the goal if it was reached. Where the model had none: a plan that can be carried out, to the goal where the objective
 * names a place, so that the test turns green once the model finds one. A scenario's own expectations stay.
 */
export function expectationsFrom(scenario: Scenario, plan: Plan | undefined, isModels: boolean): Expectations {
  if (scenario.expect !== undefined) return scenario.expect;
  if (plan === undefined || !isModels) return objectivePoi(scenario) === undefined ? {} : { goalReached: true };
  return {
    ...(simulatePlan(plan, scenario).objectiveReached === 'yes' ? { goalReached: true } : {}),
    uses: [...new Set(plan.steps.map(({ act }) => act))],
    maxSteps: plan.steps.length,
  };
}
