import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../../../../src/core/answer/parseAnswer.ts';
import { goodAnswer, goodPlan } from './answers.ts';

interface Outcome {
  readonly candidate?: unknown;
  readonly said: readonly string[];
}

/** The candidate as plain objects, and what was repaired or wrong. */
function parse(text: string): Outcome {
  const answer = parseAnswer(text);
  if (!answer.ok) return { said: [`${answer.problem.code}: ${answer.problem.message}`] };
  return {
    candidate: JSON.parse(JSON.stringify(answer.candidate)),
    said: answer.repairs.map((repair) => repair.message),
  };
}

const compact = JSON.stringify(goodPlan);
const missingCloser = 'The closing bracket missing at the end was added.';
const fence = 'The code fence around the plan was removed.';

describe('parseAnswer', () => {
  it('takes nothing from thinking that does not end', () => {
    expect(parse(` <think>${goodAnswer} </think `).said).toEqual([
      'cut-short: The answer ends while the model is still thinking, before any plan. Raise planscope.model.maxOutputTokens, or switch its thinking off.',
    ]);
  });

  it('takes an answer that is nothing but JSON as it stands', () => {
    expect(parse(goodAnswer)).toEqual({ candidate: goodPlan, said: [] });
    expect(parse(`\n ${goodAnswer}\n`)).toEqual({ candidate: goodPlan, said: [] });
  });

  it.each([
    ['in a fence', `\`\`\`json\n${goodAnswer}\n\`\`\``, [fence]],
    ['in a fence without a language', `\`\`\`\n${compact}\`\`\``, [fence]],
    [
      'in a fence with words around it',
      `Sure!\n~~~\n${compact}\n~~~\nGood luck.`,
      [
        fence,
        '5 characters of text before the plan were dropped.',
        '10 characters of text after the plan were dropped.',
      ],
    ],
    ['in an envelope', `{"plan": ${compact}}`, ['The plan was taken out of the field "plan" around it.']],
    [
      'in an envelope beside other fields',
      `{"ok": true, "response": ${compact}}`,
      ['The plan was taken out of the field "response" around it.'],
    ],
    ['in a list of one', `[${compact}]`, ['The plan was taken out of the list around it.']],
    [
      'behind thinking with a draft of it',
      `\n<think>First {"plan_id":"x","steps":[]}…</think>\n\n${goodAnswer}`,
      ['48 characters of thinking before the plan were dropped.'],
    ],
    [
      'behind thinking, in a list',
      `<THINKING></think></Thinking>[${compact}]`,
      ['29 characters of thinking before the plan were dropped.', 'The plan was taken out of the list around it.'],
    ],
    [
      'behind thinking and words, in a fence',
      `<think></think>Here:\n\`\`\`json\n${goodAnswer}\n\`\`\``,
      [
        '15 characters of thinking before the plan were dropped.',
        fence,
        '5 characters of text before the plan were dropped.',
      ],
    ],
    [
      'behind words with braces',
      `I use {braces} and {"a": 1}. ${compact}`,
      ['28 characters of text before the plan were dropped.'],
    ],
    [
      'behind a brace that never closes',
      `First { then ${compact}`,
      ['12 characters of text before the plan were dropped.'],
    ],
    [
      'behind many braces that never close',
      `${'{ or '.repeat(60)}${compact}`,
      ['299 characters of text before the plan were dropped.'],
    ],
    ['before words with braces', `${compact} } { "x": [`, ['10 characters of text after the plan were dropped.']],
    [
      'before another plan',
      `${compact}\n${compact}`,
      [`${compact.length} characters of text after the plan were dropped, and in it what may be another plan.`],
    ],
    [
      'with a trailing comma in a step',
      goodAnswer.replace('8.5}', '8.5,}'),
      ['A comma before a closing bracket was removed.'],
    ],
    [
      'with a trailing comma in the list',
      goodAnswer.replace('8.5}', '8.5},'),
      ['A comma before a closing bracket was removed.'],
    ],
    [
      'with comments',
      goodAnswer.replace('[', '[ // first\n /* then */'),
      ['A comment was removed.', 'A comment was removed.'],
    ],
    ['with a comma missing between steps', goodAnswer.replace('},', '}'), ['A missing comma was added.']],
    ['with a comma missing between fields', goodAnswer.replace('"p-1",', '"p-1"'), ['A missing comma was added.']],
    ['without its last brace', goodAnswer.slice(0, -1), [missingCloser]],
    ['without its last two brackets', compact.slice(0, -2), ['2 closing brackets missing at the end were added.']],
    ['without its last brace, in a fence', `\`\`\`json\n${goodAnswer.slice(0, -1)}\`\`\``, [fence, missingCloser]],
    [
      'in an envelope without its last brace',
      `{"plan": ${compact}`,
      [missingCloser, 'The plan was taken out of the field "plan" around it.'],
    ],
  ])('recovers a plan %s, and says so', (_, text, said) => {
    expect(parse(text)).toEqual({ candidate: goodPlan, said });
  });

  const reload = { plan_id: 'p', steps: [{ act: 'Reload' }] };
  const single = 'Single quotes were read as double quotes.';
  const typographic = 'Typographic quotes were read as double quotes.';
  const names = 'Names without quotes were read as names in double quotes.';
  const closers = (count: number): string => `${count} closing brackets missing at the end were added.`;
  const left = (name: string): string => `The field "${name}", in which the answer ends, was left out.`;

  it.each<[string, string, unknown, readonly string[]]>([
    ['single quotes', "{'plan_id': 'p', 'steps': [{'act': 'Reload'}]}", reload, [single]],
    [
      'single quotes with quotes in them',
      `{'plan_id': 'it\\'s "so"', 'steps': [{"act": "it's"}]}`,
      { plan_id: `it's "so"`, steps: [{ act: "it's" }] },
      [single],
    ],
    [
      'single quotes with brackets and escapes in them',
      `So: {'plan_id': '}]{\\n\\\\ \\u0041', 'steps': [{'act': '//'}]}`,
      { plan_id: '}]{\n\\ A', steps: [{ act: '//' }] },
      ['3 characters of text before the plan were dropped.', single],
    ],
    ['typographic quotes', '{“plan_id”: “p”, ‘steps’: [{“act“: "Reload"}]}', reload, [typographic]],
    ['names without quotes', '{plan_id: "p", steps: [{act: "Reload"}]}', reload, [names]],
    [
      "Python's words",
      '{"plan_id": "None", "steps": [{"act": "True", "a": True, "b": False, "c": None}]}',
      { plan_id: 'None', steps: [{ act: 'True', a: true, b: false, c: null }] },
      ['True, False and None were read as true, false and null.'],
    ],
    [
      'apostrophes in comments',
      `{"plan_id": "p", // I'd say, 'so "{\n "steps": [/* it's, '{ */ {"act": "Reload"}]}`,
      reload,
      ['A comment was removed.', 'A comment was removed.'],
    ],
    [
      'single quotes and a missing bracket',
      "{'plan_id': 'p', 'steps': [{'act': 'Reload'}]",
      reload,
      [single, missingCloser],
    ],
    [
      'an end within a number behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}],"cost":1',
      reload,
      [left('cost'), missingCloser],
    ],
    [
      'an end within a string behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}], "why": "it is, ',
      reload,
      [left('why'), missingCloser],
    ],
    [
      'an end within a name behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}], "w',
      reload,
      [left('w'), missingCloser],
    ],
    [
      'an end within a list behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}], "why": [{"a": 1}, {"b"',
      reload,
      [left('why'), missingCloser],
    ],
    [
      'an end within a word behind the steps',
      `{'plan_id':'p','steps':[{'act':'Reload'}], co`,
      reload,
      [single, 'The field in which the answer ends was left out.', missingCloser],
    ],
    [
      'an end behind a comma behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}],\n',
      reload,
      ['A comma before a closing bracket was removed.', missingCloser],
    ],
    [
      'an end within a comment behind a comma behind the steps',
      '{"plan_id":"p","steps":[{"act":"Reload"}], /* and',
      reload,
      ['A comment was removed.', 'A comma before a closing bracket was removed.', missingCloser],
    ],
    [
      'an end within a field around the plan',
      '{"plan": {"plan_id":"p","steps":[{"act":"Reload"}]}, "why": "x',
      reload,
      [left('why'), missingCloser, 'The plan was taken out of the field "plan" around it.'],
    ],
    [
      'an end in the middle of single quotes behind the steps',
      "{'plan': {'plan_id': 'p', 'steps': [{'act': 'Reload'}], 'why': 'x",
      reload,
      [single, left('why'), closers(2), 'The plan was taken out of the field "plan" around it.'],
    ],
  ])('reads a plan with %s, and says so', (_, text, candidate, said) => {
    expect(parse(text)).toEqual({ candidate, said });
  });

  it('leaves out a field that is cut, also when it is one that the plan needs', () => {
    const { candidate, said } = parse('{"steps":[{"act":"Reload"}],"plan_id":"attack-w');
    expect([candidate, said]).toEqual([{ steps: [{ act: 'Reload' }] }, [left('plan_id'), missingCloser]]);
  });

  it.each([
    [
      'single quotes',
      "{'plan_id': 'p', 'steps': [{'act': 'Re\"', 'x': 1}]}",
      "'plan_id': 'p', 'steps': [{'act': 'Re\"', 'x'",
    ],
    ['names', '{plan_id: "p", steps: [{act: "x"}]}', 'plan_id: "p", steps: [{act'],
    ['a literal', '{"plan_id": "p", "steps": [{"act": "x", "y": None}]}', 'None'],
    ['a cut field', '{"steps": [{"act": "x"}], plan_id: "p", "why": "so', '"why": "so'],
  ])('gives the repair of %s its place in the text as it was', (_, text, place) => {
    const answer = parseAnswer(`So: ${text}`);
    const places = answer.ok ? answer.repairs.map(({ range }) => `So: ${text}`.slice(range?.start, range?.end)) : [];
    expect(places).toContain(place);
  });

  it('points at what it repaired', () => {
    const text = goodAnswer.replace('8.5}', '8.5,}');
    const answer = parseAnswer(text);
    const range = answer.ok ? answer.repairs[0]?.range : undefined;
    expect([range?.start, range?.end]).toEqual([text.indexOf(',}') + 1, text.indexOf(',}') + 2]);
  });

  it('keeps braces, brackets and quotes within strings', () => {
    const plan = { plan_id: '} ] { "\\ ```', steps: [{ act: 'UseItem', item_name: '}]}' }] };
    expect(parse(`Here: ${JSON.stringify(plan)} !`).candidate).toEqual(plan);
  });

  it.each(['', ' \n\t'])('calls the answer %j empty', (text) => {
    expect(parse(text)).toEqual({ said: ['empty-answer: The answer is empty.'] });
  });

  it.each([
    ['in a number', '{"plan_id":"p","steps":[{"act":"MoveTo","x":1', 0],
    ['behind a number', '{"plan_id":"p","steps":[{"act":"MoveTo","x":1 ', 0],
    ['in a string', '{"plan_id":"p","steps":[{"act":"Mov', 0],
    ['behind a name', '{"plan_id":"p","steps":[{"act":"MoveTo","x"', 0],
    ['behind a colon', '{"plan_id":"p","steps":[{"act":"MoveTo","x":', 0],
    ['in a step behind a whole one', '{"plan_id":"p","steps":[{"act":"Reload"},{"act":"Scan"', 1],
    ['behind a comma between steps', '{"plan_id":"p","steps":[{"act":"Reload"},', 1],
    [
      'in a step, behind a cell in it',
      '{"plan_id":"p","steps":[{"act":"Reload"},{"act":"SetAmbush","position":{"x":1,"y":2}',
      1,
    ],
    ['in a list of cells', '{"plan_id":"p","steps":[{"act":"Patrol","waypoints":[{"x":1,"y":2}', 0],
    ['before the first step', '{"plan_id":"p","steps":[', 0],
    ['before the steps', '{"plan_id":"p",', 0],
    ['in an envelope', '{"plan":{"plan_id":"p","steps":[{"act":"Reload"},{"act":"Re', 1],
    ['in a word', '{"plan_id":"p","steps":[{"act":"Reload","x":tru', 0],
  ])('refuses an answer cut %s', (_, text, steps) => {
    const count = `${steps} complete ${steps === 1 ? 'step' : 'steps'}`;
    expect(parse(text)).toEqual({ said: [`cut-short: The answer ends in the middle of the plan, after ${count}.`] });
  });

  it.each(['{', '{"plan_i', '{"note": "I was going to'])('calls %j cut short', (text) => {
    expect(parse(text).said[0]).toMatch(/^cut-short|^not-json: The object that begins here/);
  });

  it.each([
    ['prose', 'I would attack.', 'The answer holds no JSON object.'],
    ['quotes that are no pair', `{'plan_id": 'p', 'steps': []}`, `"p'" is not JSON; expected a value`],
    ['an apostrophe in single quotes', "{'plan_id': 'it's', 'steps': []}", '"s'],
    ['a word for a value', '{"plan_id": "p", "steps": none}', '"none" is not JSON; expected a value'],
    ['crossed brackets', '{"plan_id": "p", "steps": [}]', 'The bracket "}" does not fit the one it should close'],
    [
      'two numbers for one',
      '{"plan_id": "p", "steps": [{"act": "MoveTo", "x": 1 2}]}',
      'Expected "," before the next entry, found "2".',
    ],
  ])('does not guess at %s', (_, text, message) => {
    expect(parse(text).said).toEqual([expect.stringContaining(`not-json: ${message}`)]);
  });

  it('names the damage of a plan that cannot be repaired, not what is complete within or behind it', () => {
    const damaged = '{"plan_id": "p", "steps": [{"act": "Reload"}, {"act": "MoveTo", "x": 1 2}]} {"note": 1}';
    expect(parse(damaged).said).toEqual(['not-json: Expected "," before the next entry, found "2".']);
  });

  it('takes the plan behind one that cannot be repaired', () => {
    const damaged = '{"plan_id": "p", "steps": [{"act": "MoveTo", "x": 1 2}]}';
    expect(parse(`${damaged} No: ${compact}`).candidate).toEqual(goodPlan);
  });

  it('takes no part of a plan for the plan', () => {
    const damaged = '{"plan_id": "p", "why": so, "steps": [], "note": {"steps": [{"act": "Reload"}]}}';
    expect(parse(damaged).said).toEqual([expect.stringContaining('not-json: "so" is not JSON')]);
  });

  it('does not repair what is longer than any answer', () => {
    const long = `{"plan_id": "${'p'.repeat(140_000)}", "steps": [{"act": "Reload"},]}`;
    expect(parse(long).said).toEqual([expect.stringMatching(/^not-json: The JSON here is damaged, and with 14\d{4} /)]);
  });

  it('hands JSON that is no plan to the validator', () => {
    expect(parse('{"note": "nothing to do"}')).toEqual({ candidate: { note: 'nothing to do' }, said: [] });
    expect(parse('42')).toEqual({ candidate: 42, said: [] });
  });

  it('does not choose between two plans in one envelope', () => {
    const both = { a: goodPlan, b: goodPlan };
    expect(parse(JSON.stringify(both))).toEqual({ candidate: both, said: [] });
  });

  it('does not touch the prototype of anything', () => {
    const answer = parse(
      '{"plan_id":"p","__proto__":{"steps":[1]},"steps":[{"act":"Reload","__proto__":{"polluted":1}},]}',
    );
    expect(answer.said).toEqual(['A comma before a closing bracket was removed.']);
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const damages: readonly [string, (text: string) => string][] = [
    ['fence', (text) => `\`\`\`json\n${text}\n\`\`\``],
    ['words around', (text) => `My plan {as asked}:\n${text}\nIt is {good}.`],
    ['run-on text', (text) => `${text}\n\nAssistant: {"t": 1, "enemies": [`],
    ['envelope', (text) => `{"response": ${text}}`],
    ['trailing comma', (text) => text.replace(/\}\s*\]\s*\}$/, '},]}')],
    ['missing brace', (text) => text.trimEnd().slice(0, -1)],
    ['missing brackets', (text) => text.replace(/\s*\]\s*\}$/, '')],
  ];

  const args = fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,9}$/),
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.record({ x: fc.integer(), y: fc.integer() })),
    { maxKeys: 4, noNullPrototype: true },
  );
  const plans = fc.record({
    plan_id: fc.string(),
    steps: fc.array(
      fc.tuple(fc.string(), args).map(([act, rest]) => ({ act, ...rest, act2: act })),
      { minLength: 1, maxLength: 5 },
    ),
  });

  it.each(damages)('recovers any plan from this damage, and names it: %s', (_, damage) => {
    fc.assert(
      fc.property(plans, fc.constantFrom(0, 2), (plan, indent) => {
        const { candidate, said } = parse(damage(JSON.stringify(plan, null, indent)));
        expect(candidate).toEqual(plan);
        expect(said.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('gives of a plan cut anywhere only whole steps, and says that it was cut', () => {
    fc.assert(
      fc.property(
        plans,
        fc.constantFrom(0, 2),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (plan, indent, part) => {
          const whole = JSON.stringify(plan, null, indent);
          const { candidate, said } = parse(whole.slice(0, Math.floor(whole.length * part)));
          expect(said.length).toBeGreaterThan(0);
          if (candidate === undefined) return;
          const { plan_id: id, steps } = candidate as typeof plan;
          expect(id).toBe(plan.plan_id);
          expect(steps).toEqual(plan.steps.slice(0, steps.length));
          expect(steps.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never throws, and reports places within the text', () => {
    const shards = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        ',',
        ':',
        '"steps"',
        '"plan_id"',
        '```',
        '//',
        '/*',
        ' ',
        '\n',
        '1',
        'true',
        '"act"',
        '\uFEFF',
        '\u0000',
        '\uD800',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary-ascii' }),
          shards.map((pieces) => pieces.join('')),
        ),
        (text) => {
          const answer = parseAnswer(text);
          const found = answer.ok ? answer.repairs : [answer.problem];
          for (const { range } of found) {
            expect(range?.start).toBeGreaterThanOrEqual(0);
            expect(range?.end).toBeLessThanOrEqual(text.length);
            expect(range?.end).toBeGreaterThanOrEqual(range?.start ?? 0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['opening braces', '{'.repeat(1_000_000)],
    ['opening brackets', '['.repeat(1_000_000)],
    ['nested objects', '{"a":'.repeat(10_000)],
    ['empty objects', '{}'.repeat(500_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['broken plans', '{"steps":[1;]}'.repeat(70_000)],
    ['crossed brackets', '{"steps":[}'.repeat(90_000)],
    ['white space before nonsense', `{${' '.repeat(1_000_000)}x`],
    ['fences', '\n```'.repeat(250_000)],
    ['commas too many', `{"plan_id":"a","steps":[${'{"act":"A",},'.repeat(80_000)}]}`],
  ])('comes to an end over a megabyte of %s', (_, text) => {
    const answer = parseAnswer(text);
    expect(answer.ok ? 'no plan' : answer.problem.code).toMatch(/^(not-json|not-a-plan|cut-short|no plan)$/);
  });
});
