import { describe, expect, it } from 'vitest';
import { expectationsFrom } from '../../../../src/core/world/expectationsFrom.ts';
import { makeScenario } from '../../../support/scenarios.ts';

const goal = { ...makeScenario(), objective: 'reach (0,0)' };
const plan = { plan_id: 'p', steps: [{ act: 'Wait', duration: 1 }, { act: 'Wait', duration: 2 }, { act: 'Scan' }] };

describe('what a saved test expects', () => {
  it('of the model’s own plan is its tools and no more steps', () => {
    expect(expectationsFrom(makeScenario(), plan, true)).toMatchObject({ uses: ['Wait', 'Scan'], maxSteps: 3 });
  });

  it('where the model had no plan of its own asks nothing of the one that the rules made', () => {
    const expected = expectationsFrom(goal, plan, false);
    expect(expected).not.toHaveProperty('uses');
    expect(expected).not.toHaveProperty('maxSteps');
    expect(expectationsFrom(goal, undefined, false)).toEqual({});
  });

  it('is the goal where the objective names a place, of a request without any plan too', () => {
    const { snapshot } = makeScenario();
    const withPlace = {
      ...goal,
      objective: 'door',
      snapshot: { ...snapshot, pois: [{ k: 'door', pos: { x: 9, y: 9 } }] },
    };
    expect(expectationsFrom(withPlace, plan, false)).toEqual({ goalReached: true });
    expect(expectationsFrom(withPlace, undefined, false)).toEqual({ goalReached: true });
    expect(expectationsFrom(withPlace, plan, true), 'where the model did not reach it').not.toHaveProperty(
      'goalReached',
    );
  });

  it('is what the scenario expected already, where it did', () => {
    const expect_ = { maxSteps: 9 };
    expect(expectationsFrom({ ...goal, expect: expect_ }, plan, true)).toBe(expect_);
  });
});
