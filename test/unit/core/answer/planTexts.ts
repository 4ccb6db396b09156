import fc from 'fast-check';
import { goodAnswer } from './answers.ts';

/** Answers of every kind, put together from what models write around, before, behind and instead of a plan. */

const step = fc.constantFrom(
  '{"act":"Reload"}',
  '{"act": "MoveTo", "x": 5, "y": 3}',
  '{"act":"move_to","x":5,"y":4}',
  '{"act":"Patrol","waypoints":[{"x":1,"y":1},{"x":2,"y":1}]}',
  '{"act":"UseItem","item_name":"}] \\" \\\\"}',
  '{"act":"Fly"}',
  '{"act":"MoveTo","x":6,"y":4}',
  '{"act":"Taunt","target_id":9}',
  '{"act":"Scan"}',
  '{"steps":[{"act":"Reload"}]}',
  '7',
);

const separator = fc.constantFrom(',', ', ', ',\n    ', ',', '', ',,');

const steps = fc
  .array(fc.tuple(step, separator), { maxLength: 4 })
  .map((pairs) => pairs.map(([json, comma], index) => (index === pairs.length - 1 ? json : json + comma)).join(''));

const goodSteps = fc.array(
  fc.constantFrom(
    { act: 'Reload' },
    { act: 'MoveTo', x: 5, y: 3 },
    { act: 'Patrol', waypoints: [{ x: 1, y: 1 }] },
    { act: 'UseItem', item_name: 'a "}" \\ [' },
    { act: 'Wait', duration: 1.5 },
    { act: 'UseItem', item_name: '\u2028 é 漢 "steps": [' },
  ),
  { minLength: 1, maxLength: 5 },
);

/** A plan that can be carried out, if no tool comes twice too soon. */
export const goodPlans = fc
  .tuple(fc.string({ maxLength: 12 }), goodSteps, fc.constantFrom(0, 2, 4))
  .map(([plan_id, list, indent]) => JSON.stringify({ plan_id, steps: list }, null, indent));

const planLike = fc
  .tuple(
    fc.constantFrom('"plan_id":"p",', '"plan_id": "p}",\n', '', '"note":{"steps":[{"act":"Reload"}]},', '"plan_id":1,'),
    fc.constantFrom('"steps":', '"steps" : ', '"st\\u0065ps":'),
    steps,
    fc.constantFrom(']', ',]', ' ]\n', '}', '] /* } */'),
    fc.constantFrom('}', ',"cost":3}', ',"steps":[]}', ''),
  )
  .map(([id, name, list, close, end]) => `{${id}${name}[${list}${close}${end}`);

const plan = fc.oneof(
  goodPlans,
  goodPlans,
  planLike,
  fc.constant(goodAnswer),
  fc.oneof(goodPlans, planLike).map((json) => json.replaceAll('"', "'")),
  planLike.map((json) => json.replaceAll(/"(\w+)":/g, '$1:').replaceAll('7', 'None')),
  planLike.map((json) => json.replaceAll(/"(\w+)"/g, '“$1”')),
);

const enveloped = fc.oneof(
  plan,
  plan,
  plan.map((json) => `{"plan": ${json}}`),
  plan.map((json) => `{"ok":true,"response":${json},"why":"it is {good}"}`),
  plan.map((json) => `\`\`\`json\n${json}\n\`\`\``),
  plan.map((json) => `[${json}]`),
  fc.tuple(plan, plan).map(([a, b]) => `{"a":${a},"b":${b}}`),
  fc.tuple(plan, plan).map(([a, b]) => `[${a},${b}]`),
  plan.map((json) => JSON.stringify(json)),
);

const words = fc.constantFrom(
  '',
  ' ',
  '\n',
  'Sure, here is {the plan}: ',
  'I use { and then ',
  '{ x, y }',
  '{x: {',
  '{"MoveTo"} first. ',
  '{"note": 1} ',
  '{"t": {"x": 1}}',
  '{}',
  '{ }',
  '{"',
  '{"a": [}',
  '{"a":[',
  '{ // ',
  '{/**/}',
  '{\u00a0"steps": ',
  '{“steps”: ',
  "{'",
  "it's, 'so ",
  "{ // it's, '",
  '{pl',
  '{ plan_id',
  '{steps are} ',
  "{'a': \"it's\"} ",
  '} ] " ',
  '"',
  '[',
  '```json\n',
  '```',
  '\\',
  '\ufeff',
  '\u0000',
  '3 ',
  '"steps"',
  ']',
  '}',
  `{"a":${'['.repeat(127)}`,
  ']'.repeat(127),
);

const thinking = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('<think>', '\n <THINK>', '<thinking>'), fc.oneof(words, enveloped))
      .map(([tag, draft]) => `${tag}${draft}${tag.trim().replace('<', '</')}\n`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('<thi', '<', '<think>', '<think></thinking>', '<think>a</<</think>', '</think>'),
  },
);

/** Anything before, one thing that may be a plan, anything behind. */
export const answers = fc
  .tuple(
    thinking,
    fc.array(words, { maxLength: 3 }),
    fc.option(enveloped, { freq: 12 }),
    fc.array(fc.oneof(words, enveloped), { maxLength: 3 }),
  )
  .map(([thoughts, before, middle, behind]) => ({
    head: thoughts + before.join('') + (middle ?? ''),
    tail: behind.join(''),
  }));

/** `text` in pieces, cut at the given shares of it. */
export function split(text: string, shares: readonly number[]): readonly string[] {
  const cuts = shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((cut, index) => text.slice(cut, cuts[index] ?? text.length));
}
