import { describe, expect, it } from 'vitest';
import { planFileText } from '../../../../src/core/world/planFile.ts';
import { scenarioReference } from '../../../../src/core/world/planLink.ts';

const PLAN = { plan_id: 'p', steps: [{ act: 'MoveTo', x: 6, y: 4 }, { act: 'Scan' }] };

describe('planFileText', () => {
  it('puts each step on a line of its own', () => {
    expect(planFileText(PLAN).split('\n').slice(2, 5)).toEqual([
      '  "steps": [',
      '    { "act": "MoveTo", "x": 6, "y": 4 },',
      '    { "act": "Scan" }',
    ]);
  });

  it('names the scenario so that it is found again, whatever its path holds', () => {
    const path = './a "quoted" folder\\door.scenario.json';
    const text = planFileText(PLAN, path);
    expect(scenarioReference(text)?.path).toBe(path);
    expect(JSON.parse(text)).toEqual({ scenario: path, ...PLAN });
    expect(JSON.parse(planFileText(PLAN))).toEqual(PLAN);
  });
});
