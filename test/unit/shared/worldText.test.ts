import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../src/core/answer/inspectAnswer.ts';
import { diffPlans } from '../../../src/core/world/planDiff.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { type ComparedPlan, planDiffText } from '../../../src/shared/planDiffText.ts';
import { stepMarkdown, verdictText, worldInShort } from '../../../src/shared/worldText.ts';
import { plan, scenario, world } from '../core/world/worlds.ts';

const yard: Scenario = scenario(
  world({
    t: 2,
    me: { ammo: 3, pos: { x: 1, y: 1 } },
    enemies: [{ id: 3, pos: { x: 4, y: 1 }, hp: 10 }],
    pois: [{ k: 'gate', pos: { x: 5, y: 5 } }],
    objective: 'gate',
  }),
);

function compared(name: string, steps: readonly object[]): ComparedPlan {
  return { name, scenario: yard, inspection: inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), yard) };
}

const good = compared('good', [
  { act: 'Attack', target_id: 3 },
  { act: 'MoveTo', x: 5, y: 5 },
]);
const bad = compared('bad', [
  { act: 'Attack', target_id: 3 },
  { act: 'MoveTo', x: 5, y: 9 },
  { act: 'Taunt', target_id: 8 },
]);

describe('a plan in words', () => {
  it('says what it comes to', () => {
    expect(verdictText(yard, good.inspection)).toBe('All 2 steps can be carried out, and the objective is reached.');
    expect(verdictText(yard, bad.inspection)).toBe('Step 3, Taunt: there is no enemy with id 8; known: 3.');
    const aimless: Scenario = { ...yard, objective: 'survive' };
    const { inspection } = {
      ...good,
      inspection: inspectAnswer('{"plan_id":"p","steps":[{"act":"Reload"}]}', aimless),
    };
    expect(verdictText(aimless, inspection)).toContain('cannot be told');
  });

  it('says of several errors the one of the earliest step', () => {
    const { inspection } = compared('worse', [{ act: 'Taunt', target_id: 8 }, { act: 'Fly' }]);
    expect(inspection.problems.map(({ code }) => code)).toEqual(['unknown-tool', 'unknown-entity']);
    expect(verdictText(yard, inspection)).toContain('Step 1, Taunt');
  });

  it('says what the world is like after a step', () => {
    const [step] = good.inspection.steps;
    expect(step?.world && worldInShort(yard, step.world)).toBe('at (1,1), 2 rounds, t = 2 s, enemy 3 down');
  });

  it('shows before and after of a step, or why there is no after', () => {
    expect(stepMarkdown(yard, good.inspection, 0)).toContain('| Enemy 3 | 10 hp | **down** |');
    expect(stepMarkdown(yard, good.inspection, 0)).toContain('| Cooldown attack | ready | **1 s left** |');
    expect(stepMarkdown(yard, bad.inspection, 2)).toMatch(/✗ Step 3, Taunt.* there is no enemy/);
  });
});

describe('two plans compared', () => {
  it('says what differs in words, step by step, and in what they end in', () => {
    const stepsOf = ({ inspection }: ComparedPlan) => plan(...inspection.steps.map(({ step }) => step));
    const text = planDiffText(good, bad, diffPlans(stepsOf(good), stepsOf(bad)));
    expect(text).toContain('Steps: 1 changed, 1 only in the second, 1 the same.');
    expect(text).toMatch(/\| ≠ y \| 2\\\. MoveTo.*\| 2\\\. MoveTo/);
    expect(text).toMatch(/\*\*good\*\*: All 2 steps can be carried out/);
  });
});
