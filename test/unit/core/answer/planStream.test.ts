import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Judgement, judgeAnswer } from '../../../../src/core/answer/judgeAnswer.ts';
import { PlanStream } from '../../../../src/core/answer/planStream.ts';
import { goodAnswer, walled } from './answers.ts';
import { answers, split } from './planTexts.ts';

const compact = '{"plan_id":"p","steps":[{"act":"Reload"}]}';

/** How many characters of `text` there are when its plan is complete; undefined when it never is. */
function completeAt(text: string): number | undefined {
  const stream = new PlanStream({ scenario: walled });
  for (let at = 0; at < text.length; at++) if (stream.push(text.charAt(at)) === 'complete') return at + 1;
  return undefined;
}

/** All that a verdict says but for what is said of text around the plan, which may go on behind it. */
function essence({ stage, plan, problems, repairs }: Judgement): object {
  const isAboutRest = /after the plan were dropped|code fence around the plan/;
  return { stage, plan, problems, repairs: repairs.filter(({ message }) => !isAboutRest.test(message)) };
}

describe('PlanStream', () => {
  it.each([
    ['as it should be', '', goodAnswer, '\n\nAssistant: {"t": 1'],
    ['in an envelope', '{"ok": true, "plan": ', `${compact}}`, ' Done.'],
    ['in single quotes', "It's {so}, 'so: ", compact.replaceAll('"', "'").replace("'p'", `'"}]'`), " it's"],
    ['in typographic quotes', '', compact.replaceAll(/"(\w+)"/g, '“$1”'), '”}'],
    ['with names without quotes', 'I {plan} {st} { step: ', '{ plan_id: "p", steps: [{act: "Reload"}]}', ' {steps'],
    ['with brackets in its comments', '', compact.replace('[', `[/* it's, '} */ // }] '\n`), '}'],
    ['in a code fence', '```json\n', goodAnswer, '\n```\nGood luck.'],
    ['behind words', 'Sure! Here it is:\n', compact, ''],
    ['behind stray braces', 'I go {there} and { x, y } { then { this { or { that: ', compact, ' {'],
    ['behind an object that is none', '{"note": "no plan"} {} {"a": {"b": 1}} ', compact, compact],
    ['behind an object that is no JSON', 'First {"MoveTo"}, then: ', compact, '}'],
    ['with brackets and quotes in its strings', '', '{"plan_id":"}]{\\"\\\\","steps":[]}', '}'],
    ['with a comma too many', '```json\n', compact.replace('}]', '},]'), '\n```'],
    ['behind thinking with a draft in it', `\n<think>{"a": ${compact}</think>\n`, compact, ''],
    ['behind thinking of two kinds', `<Think>${compact}</think><thinking></think>${compact}</thinking>`, compact, '}'],
    ['behind a tag of another kind', '<thinker></think>', compact, '<think>'],
    ['without steps', '', '{"plan_id": "p"}', ', "steps": []}'],
  ])('is complete at the last brace of a plan %s', (_, before, plan, behind) => {
    const text = before + plan + behind;
    expect(completeAt(text)).toBe(before.length + plan.length);
    expect(new PlanStream({ scenario: walled }).push(text)).toBe('complete');
  });

  it.each([
    ['begins as a list', ` [${compact}`],
    ['begins as a string', `"Here: ${compact}`],
    ['is in an object that does not end', `{"plan": ${compact}`],
    ['is behind a name in braces that do not close', `{"a" and ${compact}`],
    ['lies in an object of crossed brackets', `{"a": [} ${compact}`],
    ['nests too deep', `{"a": ${'['.repeat(129)} ${compact}`],
    ['lies within an object that is no JSON', `{"a" b ${compact}} ${compact}`],
    ['ends in the middle of its repairs', '{"plan_id":"p","steps":[{"act":"Reload"}]'],
    ['is a damaged plan that cannot be repaired', '{"plan_id":"p","steps":[{"act":"MoveTo","x":1 2}]} {}'],
    ['is no plan', '{"note": 1} and nothing'],
    ['is one of two in an object', `{"a": ${compact}, "b": ${compact}}`],
    ['is behind more damage than is looked into', `${'{"x"} '.repeat(50)}${compact}`],
    ['ends in a comment', `{"plan_id": "p" /* } */ ${compact}`],
    ['has its names in escapes, behind an object that is none', '{"note": 1} {"st\\u0065ps": [{"act": "Reload"}]}'],
    ['stands in thinking that does not end', `<think>${compact} </thin k> ${compact}`],
    ['begins as a list behind thinking', `<think></think> [${compact}`],
    ['ends in single quotes that do not close', `{'plan_id': 'p", "steps": [{"act": "Reload"}]}`],
    ['is empty', ' \n'],
  ])('never calls complete what %s', (_, text) => {
    expect(completeAt(text)).toBeUndefined();
    expect(new PlanStream({ scenario: walled }).push(text)).toBe('open');
  });

  it('stays complete, and keeps all that came', () => {
    const stream = new PlanStream({ scenario: walled });
    expect([stream.push(compact), stream.push(' and'), stream.push(''), stream.text]).toEqual([
      'complete',
      'complete',
      'complete',
      `${compact} and`,
    ]);
  });

  it('once complete, no text behind it changes the plan or what is wrong with it', () => {
    let completed = 0;
    fc.assert(
      fc.property(answers, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), ({ head, tail }, isCut, share) => {
        const text = head + tail;
        const end = completeAt(text);
        if (end === undefined) return;
        completed++;
        const early = essence(judgeAnswer(text.slice(0, end), walled));
        const between = text.slice(0, end + Math.floor(share * (text.length - end)));
        for (const longer of [text, between, `${text.slice(0, end)} ${tail}`, `${text.slice(0, end)}\n`]) {
          expect(essence(judgeAnswer(longer, walled, { isCut }))).toEqual(early);
        }
      }),
      { numRuns: 1500 },
    );
    expect(completed).toBeGreaterThan(400);
  });

  it('an answer ended where it was complete is never called cut', () => {
    fc.assert(
      fc.property(answers, fc.boolean(), ({ head, tail }, isCut) => {
        const text = head + tail;
        const end = completeAt(text);
        if (end === undefined) return;
        const { problems } = judgeAnswer(text.slice(0, end), walled, { isCut });
        expect(problems.map(({ code }) => code)).not.toContain('cut-short');
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on how the text is split', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(answers, shares, ({ head, tail }, cuts) => {
        const text = head + tail;
        const end = completeAt(text);
        const stream = new PlanStream({ scenario: walled });
        let seen = 0;
        for (const piece of split(text, cuts)) {
          const verdict = stream.push(piece);
          seen += piece.length;
          expect(verdict).toBe(end !== undefined && seen >= end ? 'complete' : 'open');
        }
        expect(stream.text).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('is complete at the same place in every split of an answer in two', () => {
    const text = `Sure {x}: \`\`\`\n{"a\\\\":"\\"}","plan":${goodAnswer}} and on {`;
    const end = text.lastIndexOf('}') + 1;
    for (let cut = 0; cut <= text.length; cut++) {
      const stream = new PlanStream({ scenario: walled });
      expect(stream.push(text.slice(0, cut))).toBe(cut >= end ? 'complete' : 'open');
      expect(stream.push(text.slice(cut))).toBe('complete');
    }
  });

  it.each([
    ['opening braces', '{', 200_000],
    ['thinking', '<think>', 200_000],
    ['opening braces and quotes', '{"', 200_000],
    ['empty objects', '{}', 200_000],
    ['objects without a plan', '{"a":[1,{"b":2}]} ', 1_000_000],
    ['white space', ' ', 200_000],
    ['braces with white space', '{ \n', 200_000],
    ['backslashes in a string', '{"\\\\', 200_000],
    ['steps', '{"act":"DropItem","item_name":"x"},', 1_000_000],
  ])('comes to an end over %s without end, in small pieces', (_, unit, length) => {
    let count = 0;
    const stream = new PlanStream({ scenario: walled, onStep: () => count++ });
    if (unit.startsWith('{"act"')) stream.push('{"plan_id":"p","steps":[');
    let completed = 0;
    for (let sent = 0; sent < length; sent += unit.length) if (stream.push(unit) === 'complete') completed++;
    expect([completed, stream.text.length >= length]).toEqual([0, true]);
    expect(count).toBe(unit.startsWith('{"act"') ? Math.ceil(length / unit.length) : 0);
  });
});
