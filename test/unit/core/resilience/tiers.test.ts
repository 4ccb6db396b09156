import { describe, expect, it } from 'vitest';
import { planByRules, TIERS } from '../../../../src/core/resilience/tiers.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { makeSnapshot } from '../../../support/scenarios.ts';

describe('the tiers', () => {
  it('are in the order of the design, the model before the rules', () => {
    expect(TIERS.map(({ tier, by }) => `${tier} by ${by}`)).toEqual([
      'full by model',
      'simplified by model',
      'heuristic by rules',
      'emergency by rules',
    ]);
  });
});

describe('planning by rules', () => {
  const scenario = scenarioFromSnapshot(makeSnapshot());

  it('takes the rules of the fighter where one applies', () => {
    const { found, tried } = planByRules(scenario);
    expect(found?.tier).toBe('heuristic');
    expect(found && simulatePlan(found.plan, scenario).executable).toBe(true);
    expect(tried).toEqual([{ tier: 'heuristic', outcome: 'plan' }]);
  });

  it('waits as an emergency where the tools allow no more, and says what was tried before', () => {
    const waitOnly = createRegistry(
      'wait',
      scenario.registry.tools.filter(({ name }) => name === 'Wait'),
    );
    const { found, tried } = planByRules({ ...scenario, registry: waitOnly });
    expect(found?.tier).toBe('emergency');
    expect(tried).toEqual([
      { tier: 'heuristic', outcome: 'no-plan' },
      { tier: 'emergency', outcome: 'plan' },
    ]);
  });

  it('has no plan, rather than an empty one, where no rule has a tool', () => {
    const useless = createRegistry(
      'useless',
      scenario.registry.tools.filter(({ name }) => name === 'DropItem'),
    );
    const { found, tried } = planByRules({ ...scenario, registry: useless });
    expect(found).toBeUndefined();
    expect(tried.map(({ outcome }) => outcome)).toEqual(['no-plan', 'no-plan']);
  });
});
