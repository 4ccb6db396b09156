import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { judgeAnswer } from '../../../../src/core/answer/judgeAnswer.ts';
import { parseAnswer } from '../../../../src/core/answer/parseAnswer.ts';
import { validatePlan } from '../../../../src/core/answer/validatePlan.ts';
import { isExecutable } from '../../../../src/core/world/problems.ts';
import { goodPlan, walled } from './answers.ts';
import { anyPlans, cut, type Damage, harmless } from './damage.ts';
import { goodPlans } from './planTexts.ts';

interface Reading {
  readonly candidate?: unknown;
  readonly said: string;
}

function read(text: string): Reading {
  const answer = parseAnswer(text);
  if (!answer.ok) return { said: `${answer.problem.code}: ${answer.problem.message}` };
  const said = answer.repairs.map(({ message }) => message).join('\n');
  return { candidate: JSON.parse(JSON.stringify(answer.candidate)), said };
}

const shares = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const indents = fc.constantFrom(0, 2, 4);

describe('a damaged plan', () => {
  it.each(harmless.map((damage): [string, Damage] => [damage.name, damage]))(
    'is read as the very same with %s, which is named',
    (_, { apply, named }) => {
      fc.assert(
        fc.property(anyPlans, indents, shares, (plan, indent, share) => {
          const whole = JSON.stringify(plan, null, indent);
          const damaged = apply(whole, share);
          const { candidate, said } = read(damaged);
          expect(candidate).toEqual(plan);
          if (damaged !== whole) expect(said).toMatch(named);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('of two kinds of damage is the very same, with both named, or refused and no plan', () => {
    let recovered = 0;
    fc.assert(
      fc.property(
        anyPlans,
        indents,
        shares,
        fc.subarray([...harmless], { minLength: 2, maxLength: 2 }),
        (plan, indent, share, [first, second]) => {
          const whole = JSON.stringify(plan, null, indent);
          // Of two kinds of quotes the second would be put within strings.
          fc.pre(first?.name !== 'single quotes' || second?.name !== 'typographic quotes');
          const once = first?.apply(whole, share) ?? whole;
          const twice = second?.apply(once, share) ?? once;
          const { candidate, said } = read(twice);
          if (candidate === undefined) {
            expect(said).toMatch(/^(not-json|cut-short): ./);
            return;
          }
          if (!isMeantAsPlan(candidate)) return;
          recovered++;
          expect(candidate).toEqual(plan);
          // A comma that is put in by the one and taken out by the other is no damage.
          if (first?.name.includes('comma') && second?.name === 'a missing comma') return;
          if (once !== whole) expect(said).toMatch(first?.named ?? '');
          if (twice !== once) expect(said).toMatch(second?.named ?? '');
        },
      ),
      { numRuns: 3000 },
    );
    expect(recovered).toBeGreaterThan(1500);
  });

  it('cut anywhere is the very same, or its first whole steps with the missing brackets named, or refused', () => {
    fc.assert(
      fc.property(anyPlans, indents, shares, fc.constantFrom(undefined, ...harmless), (plan, indent, share, other) => {
        const whole = JSON.stringify(plan, null, indent);
        const text = cut.apply(other?.apply(whole, share) ?? whole, share);
        const { candidate, said } = read(text);
        expect(said === '').toBe(candidate !== undefined && text === whole);
        if (candidate === undefined || !isMeantAsPlan(candidate)) return;
        const { plan_id: id, steps } = candidate;
        expect(steps).toEqual(plan.steps.slice(0, steps.length));
        expect(steps.length).toBeGreaterThan(0);
        if (id !== undefined) expect(id).toBe(plan.plan_id);
        if (steps.length < plan.steps.length) expect(said).toMatch(/missing at the end (was|were) added/);
      }),
      { numRuns: 3000 },
    );
  });

  it('cut by the token limit within its steps is never a plan; its whole steps can be looked at', () => {
    let looked = 0;
    fc.assert(
      fc.property(anyPlans, indents, shares, (plan, indent, share) => {
        const whole = JSON.stringify(plan, null, indent);
        const text = whole.slice(0, 1 + Math.floor((whole.lastIndexOf(']') - 1) * share));
        const answer = parseAnswer(text, true);
        expect(answer).toMatchObject({ ok: false, problem: { code: expect.stringMatching(/cut-short|not-json/) } });
        if (answer.ok || answer.whole === undefined) return;
        looked++;
        const { plan_id: id, steps } = answer.whole.candidate as typeof plan;
        expect(id).toBe(plan.plan_id);
        expect(JSON.parse(JSON.stringify(steps))).toEqual(plan.steps.slice(0, steps.length));
        for (const [index, step] of steps.entries()) {
          const { start, end } = answer.whole.source.rangeOf(`/steps/${index}`);
          expect(JSON.parse(text.slice(start, end))).toEqual(JSON.parse(JSON.stringify(step)));
        }
      }),
      { numRuns: 2000 },
    );
    expect(looked).toBeGreaterThan(60);
  });

  it('keeps its verdict and the places of its problems in other quotes', () => {
    const single = harmless.find(({ name }) => name === 'single quotes');
    fc.assert(
      fc.property(goodPlans, (whole) => {
        const expected = judgeAnswer(whole, walled);
        const text = single?.apply(whole, 0) ?? '';
        const verdict = judgeAnswer(text, walled);
        expect([verdict.stage, verdict.plan]).toEqual([expected.stage, expected.plan]);
        const marked = verdict.problems.map(({ code, range }) => [code, text.slice(range?.start, range?.end)]);
        const inDouble = expected.problems.map(({ code, range }) => {
          return [code, single?.apply(whole.slice(range?.start, range?.end), 0)];
        });
        expect(marked).toEqual(inDouble);
      }),
      { numRuns: 300 },
    );
  });
});

/** Where damage hides the plan, the JSON of one of its parts may be the only one: the validator refuses it. */
function isMeantAsPlan(candidate: unknown): candidate is { readonly plan_id?: unknown; readonly steps: unknown[] } {
  return typeof candidate === 'object' && candidate !== null && 'steps' in candidate;
}

describe('a cut plan inspected', () => {
  const text = `{"plan_id": "p", "steps": [{"act": "Scan", "radius": 5}, {"act": "Fly"}, {"act": "MoveTo", "x": 6, "y": 4}, {"act": "Mo`;

  it('shows problems and worlds of its whole steps, and is no plan', () => {
    const { executable, objectiveReached, plan, problems, steps } = inspectAnswer(text, walled);
    expect([executable, objectiveReached, plan]).toEqual([false, 'unknown', undefined]);
    expect(problems.map(({ code, range }) => [code, text.slice(range.start, range.end)])).toEqual([
      ['cut-short', ''],
      ['unknown-tool', '"Fly"'],
      ['blocked-cell', '{"act": "MoveTo", "x": 6, "y": 4}'],
    ]);
    expect(steps.map(({ step, world }) => [step.act, world?.t])).toEqual([
      ['Scan', expect.any(Number)],
      ['Fly', undefined],
      ['MoveTo', undefined],
    ]);
  });

  it('is judged as answered, whatever is right in it', () => {
    const right = JSON.stringify(goodPlan).replace(/\]\}$/, ',{"act"');
    const { stage, plan, draft, problems } = judgeAnswer(right, walled);
    expect([stage, plan, draft?.steps]).toEqual(['answered', undefined, goodPlan.steps]);
    expect(problems.map(({ code }) => code)).toEqual(['cut-short']);
  });

  it('has its whole steps also in an envelope and in single quotes', () => {
    const { problems, steps } = inspectAnswer(`So: {'plan': ${text.replaceAll('"', "'")}`, walled);
    expect(problems.map(({ code }) => code)).toEqual(['cut-short', 'unknown-tool', 'blocked-cell']);
    expect(steps.map(({ step }) => step.act)).toEqual(['Scan', 'Fly', 'MoveTo']);
  });
});

describe('any text', () => {
  const megabyte = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length));

  /** Inspects `text`, and checks what holds of any inspection. */
  function check(text: string): void {
    const { executable, plan, problems, repairs, steps } = inspectAnswer(text, walled);
    expect(executable).toBe(isExecutable(problems));
    if (executable) expect(plan).toBeDefined();
    if (plan !== undefined) expect(validatePlan(plan, walled.registry)).toEqual({ plan, draft: plan, problems: [] });
    for (const { range } of [...problems, ...repairs, ...steps]) {
      expect(range?.start).toBeGreaterThanOrEqual(0);
      expect(range?.end).toBeGreaterThanOrEqual(range?.start ?? 0);
      expect(range?.end).toBeLessThanOrEqual(text.length);
    }
  }

  it('never throws, and yields no plan that the validator would not let pass', () => {
    const shards = fc.constantFrom(
      ..."{ } [ ] , : ' “ ” ‘ ’ \\ // /* */ 1 -1 1.5 True None null steps plan_id act".split(' '),
      ...['"', '"steps"', "'steps'", '"plan_id"', '"act"', "'act'", '"Reload"', "'Scan'", '"radius"', '\n', ' ', '```'],
      ...[
        '{"plan_id":"p","steps":[',
        "{'plan_id':'p','steps':[",
        '{"act":"Reload"}',
        "{'act':'Wait','duration':1}",
        ']}',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(shards, { maxLength: 30 }).map((pieces) => pieces.join('')),
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.uint8Array({ maxLength: 200 }).map((bytes) => new TextDecoder().decode(bytes)),
        ),
        check,
      ),
      { numRuns: 4000 },
    );
  });

  it.each([
    '{',
    '{"',
    "{'",
    '[{',
    '{"steps":[',
    "{'steps':[",
    '{steps:[{',
    '{"a":',
    '"',
    "'",
    '“',
    "it's, 'so {",
    '{/*',
    '{//\n',
    "{'\\",
    '{a:1,',
    '{"plan_id":"p","steps":[{"act":"Reload"}]} ',
    '\u0000{"\ud800',
  ])('comes to an end over a megabyte of %j', (unit) => check(megabyte(unit)));

  it.each([
    ['steps', `{"plan_id":"p","steps":[${megabyte('{"act":"Reload"},')}{"act":"Reload"}]}`],
    ['steps without an end', `{"plan_id":"p","steps":[${megabyte('{"act":"Reload"},')}`],
    ['steps in single quotes', `{'plan_id':'p','steps':[${megabyte("{'act':'Fly'},")}]}`],
    ['quotes in single quotes', `{'plan_id':'${megabyte('"')}','steps':[{'act':'Reload'}]}`],
    ['a field without an end', `{"plan_id":"p","steps":[{"act":"Reload"}],"why":"${megabyte('so ')}`],
    ['apostrophes behind a brace', `{${megabyte("'")}`],
  ])('comes to an end over a megabyte of %s, and calls it no plan', (_, text) => {
    check(text);
    expect(inspectAnswer(text, walled).executable).toBe(false);
  });

  it('never throws over a megabyte of random characters', () => {
    const units = fc.constantFrom('{}[]":,\'\\ \n/*1t', '{"steps":[{\'act\':', '\u2018\u2019\u201c\u201d{:');
    fc.assert(
      fc.property(units, fc.integer(), (alphabet, seed) => {
        let state = seed | 1;
        let text = '';
        while (text.length < 1_000_000) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
          text += alphabet.charAt((state >>> 16) % alphabet.length);
        }
        check(text);
      }),
      { numRuns: 6 },
    );
  });
});
