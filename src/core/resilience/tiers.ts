import { emergencyPlan, heuristicPlan } from '../world/heuristicPlan.ts';
import type { Plan } from '../world/plan.ts';
import type { Scenario } from '../world/scenario.ts';

/** Where a plan came from, best first. Only `full` is what was asked for; the others are fallbacks. */
export type Tier = 'full' | 'simplified' | 'heuristic' | 'emergency';

/** The tiers that ask the model, in order. */
export const MODEL_TIERS = ['full', 'simplified'] as const satisfies readonly Tier[];

export type ModelTier = (typeof MODEL_TIERS)[number];

/** The tiers that need no model, in order. A rule that yields no plan passes to the next. */
const RULE_TIERS = [
  { tier: 'heuristic', plan: heuristicPlan },
  { tier: 'emergency', plan: emergencyPlan },
] as const satisfies readonly { tier: Tier; plan: (scenario: Scenario) => Plan | undefined }[];

/** The best plan without a model, or undefined when the registry has no tool that any rule could use. */
export function planByRules(scenario: Scenario): { readonly tier: Tier; readonly plan: Plan } | undefined {
  for (const { tier, plan: rule } of RULE_TIERS) {
    const plan = rule(scenario);
    if (plan !== undefined && plan.steps.length > 0) return { tier, plan };
  }
  return undefined;
}
