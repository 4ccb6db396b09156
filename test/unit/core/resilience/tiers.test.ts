import { describe, expect, it } from 'vitest';
import { planByRules } from '../../../../src/core/resilience/tiers.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulate.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { makeSnapshot } from '../../../support/scenarios.ts';

describe('planning by rules', () => {
  it('takes the rules of the fighter where one applies', () => {
    const scenario = scenarioFromSnapshot(makeSnapshot());
    const found = planByRules(scenario);
    expect(found?.tier).toBe('heuristic');
    expect(found && simulatePlan(found.plan, scenario).executable).toBe(true);
  });

  it('waits as an emergency where the tools allow no more', () => {
    const scenario = scenarioFromSnapshot(makeSnapshot());
    const waitOnly = createRegistry(
      'wait',
      scenario.registry.tools.filter(({ name }) => name === 'Wait'),
    );
    expect(planByRules({ ...scenario, registry: waitOnly })?.tier).toBe('emergency');
  });

  it('has no plan, rather than an empty one, where no rule has a tool', () => {
    const scenario = scenarioFromSnapshot(makeSnapshot());
    const useless = createRegistry(
      'useless',
      scenario.registry.tools.filter(({ name }) => name === 'DropItem'),
    );
    expect(planByRules({ ...scenario, registry: useless })).toBeUndefined();
  });
});
