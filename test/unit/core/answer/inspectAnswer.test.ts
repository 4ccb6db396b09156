import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { scenario, world } from '../world/worlds.ts';

const atTheGate = scenario(world({ pois: [{ k: 'gate', pos: { x: 0, y: 0 } }], objective: 'gate' }));

describe('inspectAnswer', () => {
  it.each(['', 'no plan at all', '{"plan_id":"p","steps":[]}', '{"plan_id":"p","steps":[{"act":"Fly"}]}'])(
    'calls no objective reached that a plan did not reach: %j',
    (text) => {
      expect(inspectAnswer(text, atTheGate)).toMatchObject({ executable: false, objectiveReached: 'unknown' });
    },
  );

  it('says that a plan ends at the objective', () => {
    const text = '{"plan_id":"p","steps":[{"act":"Scan","radius":3}]}';
    expect(inspectAnswer(text, atTheGate)).toMatchObject({ executable: true, objectiveReached: 'yes' });
  });

  it('carries out no step from the first on that is wrong by its registry', () => {
    const steps = '[{"act":"Scan","radius":3},{"act":"Scan"},{"act":"Scan","radius":3}]';
    const inspection = inspectAnswer(`{"plan_id":"p","steps":${steps}}`, atTheGate);
    expect(inspection.steps.map(({ world }) => world !== undefined)).toEqual([true, false, false]);
    expect(inspection.steps[1]).toMatchObject({ step: { act: 'Scan' }, written: { act: 'Scan' } });
  });

  it('looks for fixes only when they are asked for, and once', () => {
    const [problem] = inspectAnswer('{"plan_id":"p","steps":[{"act":"Scann","radius":3}]}', atTheGate).problems;
    expect(problem?.fixes).toBe(problem?.fixes);
    expect(JSON.parse(JSON.stringify(problem))).toMatchObject({
      code: 'unknown-tool',
      range: { start: 31, end: 38 },
      fixes: [{ title: 'Change "Scann" to "Scan"' }, { title: 'Remove this step' }],
    });
  });
});

describe('a text of great length', () => {
  const plan = '{"plan_id":"p","steps":[{"act":"Scan","radius":3}]}';
  const long = `{"plan_id":"p","steps":[{"act":"Scan","radius":3}],"note":"${'x'.repeat(300_000)}"}`;

  it('is no plan where its object is longer than any plan, and says so', () => {
    const { plan: read, problems } = inspectAnswer(long, atTheGate);
    expect(read).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'not-a-plan', message: expect.stringContaining('no plan has more than') }]);
  });

  it('does not hide a plan before or behind what is too long', () => {
    expect(inspectAnswer(`${plan} ${'and so on '.repeat(40_000)}`, atTheGate).executable).toBe(true);
    expect(inspectAnswer(`{"log":"${'x'.repeat(300_000)}"} ${plan}`, atTheGate).executable).toBe(true);
  });
});
