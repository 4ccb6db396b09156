import { describe, expect, it } from 'vitest';
import { validatePlan } from '../../../../src/core/answer/validatePlan.ts';
import { EXAMPLES, renderExamples } from '../../../../src/core/prompt/examples.ts';
import { defaultRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';

describe('the examples of the prompt', () => {
  it.each(EXAMPLES.map((example) => [example.plan.plan_id, example] as const))(
    '%s can be carried out in its world',
    (_id, { snapshot, plan }) => {
      const scenario = scenarioFromSnapshot(snapshot);
      const { executable, problems } = simulatePlan(plan, scenario);
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(executable).toBe(true);
    },
  );

  it.each(EXAMPLES.map((example) => [example.plan.plan_id, example] as const))(
    '%s is valid by the default tools',
    (_id, { plan }) => {
      expect(validatePlan(plan, defaultRegistry).problems).toEqual([]);
    },
  );

  it('stand in the prompt as the model reads and writes them', () => {
    const text = renderExamples(defaultRegistry);
    for (const { plan } of EXAMPLES) expect(text).toContain(JSON.stringify(plan));
    expect(text.match(/^World$/gm)).toHaveLength(EXAMPLES.length);
  });
});
