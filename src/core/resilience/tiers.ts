import { emergencyPlan, heuristicPlan } from '../world/heuristicPlan.ts';
import type { Plan } from '../world/plan.ts';
import type { Scenario } from '../world/scenario.ts';

/** Where a plan came from, best first. Only `full` is what was asked for; the others are fallbacks. */
export type Tier = 'full' | 'simplified' | 'heuristic' | 'emergency';

/** How a tier comes to its plan. `prompt` is the style of prompt that the model is asked with. */
export type TierRule =
  | { readonly tier: Tier; readonly by: 'model'; readonly prompt: 'full' | 'simplified' }
  | { readonly tier: Tier; readonly by: 'rules'; readonly plan: (scenario: Scenario) => Plan | undefined };

/**
 * The tiers in their order: each is tried when the one before it yielded no steps.
 * `full`: every tool with conditions and examples, about 12 kB for the 37 tools. `simplified`: the 15 most common tools
 * by name and form, about 2 kB. `heuristic` and `emergency` need no model.
 */
export const TIERS: readonly TierRule[] = [
  { tier: 'full', by: 'model', prompt: 'full' },
  { tier: 'simplified', by: 'model', prompt: 'simplified' },
  { tier: 'heuristic', by: 'rules', plan: heuristicPlan },
  { tier: 'emergency', by: 'rules', plan: emergencyPlan },
];

/** One tier that was tried for a request: `plan` when its plan was taken, else the code of why it had none. */
export interface TierAttempt {
  readonly tier: Tier;
  readonly outcome: string;
}

/**
 * Goes through the tiers that need no model. Without a plan where the registry has no tool that any rule could use; a
 * plan without steps is none.
 */
export function planByRules(scenario: Scenario): {
  readonly found?: { readonly tier: Tier; readonly plan: Plan };
  readonly tried: readonly TierAttempt[];
} {
  const tried: TierAttempt[] = [];
  for (const rule of TIERS) {
    if (rule.by !== 'rules') continue;
    const { tier } = rule;
    const plan = rule.plan(scenario);
    if (plan !== undefined && plan.steps.length > 0) {
      return { found: { tier, plan }, tried: [...tried, { tier, outcome: 'plan' }] };
    }
    tried.push({ tier, outcome: 'no-plan' });
  }
  return { tried };
}
