import fc from 'fast-check';

/** A kind of damage that models do to a plan, and what the answer's repairs or its problem say of it. */
export interface Damage {
  readonly name: string;
  /** `plan` as printed by `JSON.stringify`; `share` chooses a place in it, from 0 to below 1. */
  readonly apply: (plan: string, share: number) => string;
  readonly named: RegExp;
}

/** The strings of a JSON text, and what lies between them, in turn. */
function replaceStrings(json: string, replace: (string: string, next: string) => string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (string, at: number) => replace(string, json.slice(at + string.length)));
}

function outsideStrings(json: string, pattern: RegExp, replace: string): string {
  return json
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll(pattern, replace)))
    .join('');
}

function inOtherQuotes(json: string, opening: string, closing: string): string {
  return replaceStrings(json, (string) => {
    const inner = string.slice(1, -1).replaceAll('\\"', '"');
    return opening + inner.replaceAll(/['‘’“”]/g, (quote) => `\\${quote}`) + closing;
  });
}

const lastClosers = /\s*\]\s*\}$/;

/** Damage that leaves all of the plan in the text. Of several kinds the first is to be done first. */
export const harmless: readonly Damage[] = [
  {
    name: 'a missing brace',
    apply: (plan) => plan.replace(/\s*\}$/, ''),
    named: /bracket missing at the end was added/,
  },
  { name: 'missing brackets', apply: (plan) => plan.replace(lastClosers, ''), named: /brackets missing at the end/ },
  { name: 'a trailing comma', apply: (plan) => plan.replace(lastClosers, ',]}'), named: /comma before a closing/ },
  {
    name: 'trailing commas',
    apply: (plan) => outsideStrings(plan, /(?=[\]}])/g, ','),
    named: /comma before a closing/,
  },
  { name: 'a missing comma', apply: (plan) => outsideStrings(plan, /\},/g, '} '), named: /missing comma was added/ },
  {
    name: "Python's words",
    apply: (plan) =>
      outsideStrings(outsideStrings(outsideStrings(plan, /true/g, 'True'), /false/g, 'False'), /null/g, 'None'),
    named: /True, False and None/,
  },
  {
    name: 'comments',
    apply: (plan) => outsideStrings(plan, /(?<=\[)/g, ` // it's, 'so "{ \n /* {'"[ */`),
    named: /comment was removed/,
  },
  {
    name: 'names without quotes',
    apply: (plan) =>
      replaceStrings(plan, (string, next) =>
        /^\s*:/.test(next) && /^"[A-Za-z_]\w*"$/.test(string) ? string.slice(1, -1) : string,
      ),
    named: /Names without quotes/,
  },
  { name: 'single quotes', apply: (plan) => inOtherQuotes(plan, "'", "'"), named: /Single quotes/ },
  { name: 'typographic quotes', apply: (plan) => inOtherQuotes(plan, '“', '”'), named: /Typographic quotes/ },
  {
    name: 'an end within a field behind the steps',
    apply: (plan) => `${plan.replace(/\s*\}$/, '')}, "why": "it's`,
    named: /in which the answer ends, was left out/,
  },
  { name: 'a code fence', apply: (plan) => `\`\`\`json\n${plan}\n\`\`\``, named: /code fence/ },
  { name: 'an envelope', apply: (plan) => `{"response": ${plan}}`, named: /taken out of the field "response"/ },
  { name: 'text before', apply: (plan) => `I'd go {there}, 'so:\n${plan}`, named: /text before the plan were dropped/ },
  { name: 'text behind', apply: (plan) => `${plan}\nThat's "it", {t: 'x'`, named: /text after the plan were dropped/ },
  { name: 'thinking', apply: (plan) => `<think>{"steps": it's [</think>\n${plan}`, named: /thinking before the plan/ },
];

/** Damage that takes something of the plan away. */
export const cut: Damage = {
  name: 'a cut',
  apply: (plan, share) => plan.slice(0, Math.floor(plan.length * share)),
  named: /ends in the middle of|holds no JSON|is empty|missing at the end|left out/,
};

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(`it's "so"`, '{"steps":[', "{'a': [", '}]', '//', '/* x', '\\', '“a” ‘b’', 'None', '```'),
);

const args = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,9}$/),
  fc.oneof(fc.integer(), text, fc.boolean(), fc.constant(null), fc.record({ x: fc.integer(), y: fc.integer() })),
  { maxKeys: 4, noNullPrototype: true },
);

/** Plans of any content, with at least one step. */
export const anyPlans = fc.record(
  {
    plan_id: text,
    steps: fc.array(
      fc.tuple(text, args).map(([act, rest]) => ({ act, ...rest })),
      { minLength: 1, maxLength: 5 },
    ),
  },
  { noNullPrototype: true },
);
