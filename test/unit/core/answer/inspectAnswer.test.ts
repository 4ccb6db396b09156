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
