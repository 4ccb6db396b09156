import { describe, expect, it } from 'vitest';
import { type Expectations, type PlanOutcome, unmetExpectations } from '../../../../src/core/world/expectations.ts';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import { plan, world } from './worlds.ts';

function scenarioText(expectation: unknown): string {
  return JSON.stringify({ name: 'tested', snapshot: world(), expect: expectation });
}

function expectationsOf(expectation: unknown): Expectations | undefined {
  const parsed = parseScenario(scenarioText(expectation), 'tested.scenario.json');
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario.expect;
}

const outcome: PlanOutcome = {
  plan: plan({ act: 'Scan', radius: 3 }, { act: 'Reload' }, { act: 'Wait', duration: 1 }),
  objectiveReached: 'no',
  elapsedMs: 900,
};

describe('expectations of a scenario', () => {
  it('are read as the file says them', () => {
    const steps = [{ act: 'Scan', radius: 3 }];
    const text = { goal_reached: true, uses: ['Scan'], avoids: ['Attack'], max_steps: 2, max_ms: 500 };
    expect(expectationsOf({ ...text, plan: { plan_id: 'p', steps } })).toEqual({
      goalReached: true,
      uses: ['Scan'],
      avoids: ['Attack'],
      maxSteps: 2,
      maxMs: 500,
      plan: { plan_id: 'p', steps },
    });
  });

  it.each([
    [{ max_step: 3 }, '/expect/max_step', 'Did you mean "max_steps"?'],
    [{ uses: ['Scann'] }, '/expect/uses/0', 'Did you mean "Scan"?'],
    [{ avoids: 'Scan' }, '/expect/avoids', 'a list of names of tools'],
    [{ max_steps: 0 }, '/expect/max_steps', 'a whole number from 1'],
    [{ max_ms: '5' }, '/expect/max_ms', 'a whole number from 1'],
    [{ goal_reached: 'yes' }, '/expect/goal_reached', 'true or false'],
    [{ plan: { plan_id: 'p', steps: [] } }, '/expect/plan', 'at least one step'],
    [7, '/expect', 'an object with goal_reached'],
  ])('are refused at their place where they are wrong: %j', (expectation, pointer, words) => {
    const parsed = parseScenario(scenarioText(expectation), 'tested.scenario.json');
    expect(parsed.ok ? [] : parsed.errors).toMatchObject([{ pointer, message: expect.stringContaining(words) }]);
  });

  it.each<[Expectations, readonly string[]]>([
    [{}, []],
    [{ goalReached: true }, ['The plan does not reach the objective.']],
    [{ goalReached: false }, []],
    [{ uses: ['Scan', 'Attack'] }, ['The plan does not use Attack.']],
    [{ avoids: ['Reload'] }, ['Step 2 of the plan uses Reload.']],
    [{ maxSteps: 3, maxMs: 900 }, []],
    [{ maxSteps: 2 }, ['The plan has 3 steps; at most 2 are expected.']],
    [{ maxMs: 899 }, ['The plan took 900 ms; at most 899 ms are expected.']],
    [{ plan: outcome.plan }, []],
    [{ plan: plan({ act: 'Reload' }) }, ['The plan is not the one that is expected: its steps differ.']],
    [
      { uses: ['Attack'], maxSteps: 1 },
      ['The plan does not use Attack.', 'The plan has 3 steps; at most 1 are expected.'],
    ],
  ])('%j of a plan of three steps: %j', (expected, messages) => {
    expect(unmetExpectations(expected, outcome).map(({ message }) => message)).toEqual(messages);
  });

  it('cannot be met where nobody can tell whether the objective is reached', () => {
    const [unmet] = unmetExpectations({ goalReached: false }, { ...outcome, objectiveReached: 'unknown' });
    expect(unmet).toEqual({ pointer: '/expect/goal_reached', message: expect.stringContaining('cannot be told') });
  });
});
