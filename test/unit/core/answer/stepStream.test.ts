import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../../src/core/answer/judgeAnswer.ts';
import { PlanStream } from '../../../../src/core/answer/planStream.ts';
import type { StreamedStep } from '../../../../src/core/answer/stepStream.ts';
import { goodAnswer, goodPlan, walled } from './answers.ts';
import { answers, goodPlans, split } from './planTexts.ts';

/** The steps that are told of in `pieces`, each with the number of characters that had come by then. */
function stream(pieces: Iterable<string>): { readonly steps: readonly StreamedStep[]; readonly at: readonly number[] } {
  const steps: StreamedStep[] = [];
  const at: number[] = [];
  let seen = 0;
  const planStream = new PlanStream({
    scenario: walled,
    onStep: (step) => {
      steps.push(step);
      at.push(seen);
    },
  });
  for (const piece of pieces) {
    seen += piece.length;
    planStream.push(piece);
  }
  return { steps, at };
}

const acts = (text: string): readonly string[] => stream([text]).steps.map(({ step }) => step.act);
const planOf = (steps: string): string => `{"plan_id": "p", "steps": [${steps}`;

describe('the steps of a plan that streams', () => {
  it('are told of one by one, each as soon as its last brace is there', () => {
    const { steps, at } = stream(goodAnswer);
    expect(steps).toEqual(goodPlan.steps.map((step, index) => ({ index, step })));
    expect(at).toEqual([goodAnswer.indexOf('},') + 1, goodAnswer.indexOf('8.5}') + 4]);
  });

  it.each([
    ['in an envelope', `{"plan": ${goodAnswer}}`],
    ['behind words, in a fence', `I go {there}.\n\`\`\`json\n${goodAnswer}`],
    ['with the steps first', '{"steps": [{"act": "MoveTo", "x": 5, "y": 3}, {"act": "Scan", "radius": 8.5}'],
    ['behind other fields', goodAnswer.replace('"steps"', '"why": ["steps", {"a": [1]}], "steps"')],
    ['behind another object', `{"steps_done": []} ${goodAnswer}`],
  ])('are told of in a plan %s', (_, text) => {
    expect(stream([text]).steps.map(({ step }) => step)).toEqual(goodPlan.steps);
  });

  it.each([
    ['in single quotes', goodAnswer.replaceAll('"', "'")],
    ['behind a name in single quotes', goodAnswer.replace('"plan_id"', "'plan_id'")],
    ['in a string in single quotes', `{'plan_id': '"steps": [{"act": "Reload"}]`],
  ])('are not told of %s: only the whole object says where a string ends', (_, text) => {
    expect(acts(text)).toEqual([]);
  });

  it("have the registry's spelling, and no argument too many", () => {
    const text = planOf('{"act": "move_to", "x": 5, "y": 3, "speed": "Run", "why": "cover"}');
    expect(stream([text]).steps).toEqual([{ index: 0, step: { act: 'MoveTo', x: 5, y: 3, speed: 'run' } }]);
  });

  it.each([
    ['an unknown tool', '{"act": "Fly"}'],
    ['a missing argument', '{"act": "Scan"}'],
    ['an unknown target', '{"act": "Taunt", "target_id": 7}'],
    ['an obstacle', '{"act": "MoveTo", "x": 6, "y": 4}'],
    ['a cooldown that the step before it began', '{"act": "Reload"}'],
    ['no object', '"Reload"'],
    ['a list', '[{"act": "Parry"}]'],
    ['no JSON', '{"act" "Parry"}'],
    ['two commas', ','],
  ])('are told of up to one with %s, and no further', (_, wrong) => {
    expect(acts(planOf(`{"act": "Reload"}, ${wrong}, {"act": "Block"}]}`))).toEqual(['Reload']);
  });

  it('are told of up to one without a comma before it', () => {
    expect(acts(planOf('{"act": "Reload"} {"act": "Block"}'))).toEqual(['Reload']);
  });

  it('start in the world that the step before left', () => {
    const shoot = '{"act": "Attack", "target_id": 3}';
    expect(acts(planOf(`${shoot}, {"act": "Block"}`))).toEqual([]);
    expect(acts(planOf(`{"act": "Approach", "target_id": 3, "distance": 4}, ${shoot}`))).toEqual([
      'Approach',
      'Attack',
    ]);
  });

  it.each([
    ['thinking', `<think>${goodAnswer}`],
    ['an object beside those of a plan', '{"plan_id": "p", "note": {"steps": [{"act": "Reload"}]}'],
    ['an object in the steps', '{"plan_id": "p", "steps": {"steps": [{"act": "Reload"}]}'],
    ['an object in the steps, before the plan has a name', '{"steps": {"steps": [{"act": "Reload"}]}'],
    ['too deep a place', '{"a": {"b": {"steps": [{"act": "Reload"}]}'],
    ['a list of plans', '{"a": [{"steps": [{"act": "Reload"}]}'],
    ['a list of another name', '{"plan_id": "steps", "stages": [{"act": "Reload"}]'],
    ['a list behind a string', '{"a": "steps", "b": [{"act": "Reload"}]'],
    ['an answer that is a list', '[{"steps": [{"act": "Reload"}]}]'],
  ])('are not taken from %s', (_, text) => {
    expect(acts(text)).toEqual([]);
  });

  it('are those of the first list only, also where another follows', () => {
    expect(acts('{"steps": [{"act": "Reload"}], "steps": [{"act": "Block"}]} {"steps": [{"act": "Parry"}]}')).toEqual([
      'Reload',
    ]);
    const two = '{"a": {"steps": [{"act": "Reload"}]}, "b": {"steps": []}}';
    expect(acts(`${two} {"steps": [{"act": "Parry"}]}`)).toEqual(['Reload']);
    expect(acts(`${two.replace('Reload', 'Fly')} {"steps": [{"act": "Parry"}]}`)).toEqual([]);
  });

  it('are in the end all steps of a plan that can be carried out', () => {
    let executable = 0;
    fc.assert(
      fc.property(
        goodPlans,
        fc.constantFrom('', '```\n', 'So {x}: ', '{"plan":', `<think>${goodAnswer}</think>`),
        (plan, before) => {
          const { plan: judged, stage } = judgeAnswer(plan, walled);
          const { steps } = stream([before + plan]);
          if (stage === 'executable') {
            executable++;
            expect(steps.map(({ step }) => step)).toEqual(judged?.steps);
          } else expect(steps.length).toBeLessThan(judged?.steps.length ?? 0);
        },
      ),
      { numRuns: 500 },
    );
    expect(executable).toBeGreaterThan(100);
  });

  it('make a plan that can be carried out, at every moment and whatever the answer, however it is split', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    let told = 0;
    fc.assert(
      fc.property(answers, shares, ({ head, tail }, cuts) => {
        const text = head + tail;
        const { steps, at } = stream(text);
        expect(steps.map(({ index }) => index)).toEqual([...steps.keys()]);
        const { stage } = judgeAnswer(JSON.stringify({ plan_id: '', steps: steps.map(({ step }) => step) }), walled);
        if (steps.length > 0) expect(stage).toBe('executable');
        const pieces = split(text, cuts);
        const inPieces = stream(pieces);
        expect(inPieces.steps).toEqual(steps);
        for (const [index, seen] of inPieces.at.entries()) expect(seen).toBeGreaterThanOrEqual(at[index] ?? Infinity);
        told += steps.length;
      }),
      { numRuns: 700 },
    );
    expect(told).toBeGreaterThan(200);
  });
});
