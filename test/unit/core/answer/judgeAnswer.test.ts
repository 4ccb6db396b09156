import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../../src/core/answer/judgeAnswer.ts';
import { goodAnswer, goodPlan, walled } from './answers.ts';

/** The text that each problem marks. */
function marked(text: string): readonly string[] {
  return judgeAnswer(text, walled).problems.map(
    ({ code, range }) => `${code}: ${text.slice(range?.start, range?.end)}`,
  );
}

function planOf(steps: string): string {
  return `{"plan_id": "p", "steps": [${steps}]}`;
}

describe('judgeAnswer', () => {
  it('finds a right answer executable, with nothing to say about it', () => {
    expect(judgeAnswer(goodAnswer, walled)).toMatchObject({
      stage: 'executable',
      plan: goodPlan,
      repairs: [],
      problems: [],
    });
  });

  it.each([
    ['answered', 'no JSON at all'],
    ['answered', ''],
    ['parsed', '{"note": 1}'],
    ['parsed', planOf('')],
    ['parsed', planOf('{"act": "Scan"}')],
    ['parsed', planOf('{"act": "Scan"}, {"act": "Fly"}')],
    ['schemaValid', planOf('{"act": "Fly"}')],
    ['knownTools', planOf('{"act": "MoveTo", "x": 6, "y": 4}')],
    ['executable', planOf('{"act": "Reload"}')],
  ])('gets as far as "%s" with %j', (stage, text) => {
    expect(judgeAnswer(text, walled).stage).toBe(stage);
  });

  it('has a plan only from known tools on', () => {
    expect(judgeAnswer(planOf('{"act": "Fly"}'), walled).plan).toBeUndefined();
    expect(judgeAnswer(planOf('{"act": "MoveTo", "x": 6, "y": 4}'), walled).plan).toBeDefined();
  });

  it('marks in the text what is wrong', () => {
    expect(marked(planOf('{"act": "Fly"}'))).toEqual(['unknown-tool: "Fly"']);
    expect(marked(planOf('{"act": "MoveTo", "x": 6, "y": 4}'))).toEqual([
      'blocked-cell: {"act": "MoveTo", "x": 6, "y": 4}',
    ]);
    expect(marked(planOf('{"act": "Taunt", "target_id": 7}'))).toEqual(['unknown-entity: 7']);
    expect(marked(planOf('{"act": "Reload", "fast": true}'))).toEqual(['extra-argument: "fast"']);
    expect(marked(planOf('{"act": "Scan", "radius": -2.5}'))).toEqual(['value-out-of-range: -2.5']);
  });

  it('marks of an answer as a whole its JSON only, whatever white space or text is around it', () => {
    expect(marked(' \n{"steps": []}\n ')).toEqual(['not-a-plan: {"steps": []}', 'empty-plan: []']);
    expect(marked('{"steps": []} and on')).toEqual(['not-a-plan: {"steps": []}', 'empty-plan: []']);
  });

  it('marks it also within a fence and an envelope', () => {
    expect(marked(`Look:\n\`\`\`json\n{"plan": ${planOf('{"act": "Fly"}')}}\n\`\`\``)).toEqual(['unknown-tool: "Fly"']);
  });

  it('marks it also in a repaired answer', () => {
    expect(marked(planOf('{"act": "Fly",},').slice(0, -1))).toEqual(['unknown-tool: "Fly"']);
  });

  it('says of an answer with a wrong shape also what the world says against it', () => {
    const text = planOf('{"act": "Approach", "target_id": 1}, {"act": "MoveTo", "x": 6, "y": 1}');
    expect(marked(text)).toEqual([
      'missing-argument: {"act": "Approach", "target_id": 1}',
      'unknown-entity: 1',
      'blocked-cell: {"act": "MoveTo", "x": 6, "y": 1}',
    ]);
  });

  it('keeps repairs apart from problems', () => {
    const { repairs, problems } = judgeAnswer(`${planOf('{"act": "move_to", "x": 6, "y": 4}')} Done.`, walled);
    expect(repairs.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'repaired 5 characters of text after the plan were dropped.',
      'repaired Step 1: "move_to" was read as the tool "MoveTo".',
    ]);
    expect(problems).toMatchObject([{ code: 'blocked-cell' }]);
  });

  it('gives every finding a range within any text, and never throws', () => {
    const pieces = fc.constantFrom(
      '{"plan_id":"p","steps":[',
      '{"act":"Reload"}',
      '{"act":"Fly"}',
      '{"act":"Taunt","target_id":9}',
      ',',
      ']',
      '}',
      '```',
      'text',
      '{',
      '"',
      '3',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
        (text) => {
          const { stage, plan, repairs, problems } = judgeAnswer(text, walled);
          for (const { range } of [...repairs, ...problems]) {
            expect(range).toBeDefined();
            expect(range?.start).toBeLessThanOrEqual(range?.end ?? -1);
            expect(range?.end).toBeLessThanOrEqual(text.length);
          }
          expect(plan !== undefined).toBe(stage === 'knownTools' || stage === 'executable');
          expect(problems.some((problem) => problem.severity === 'error')).toBe(stage !== 'executable');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
