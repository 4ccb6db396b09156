import type { ArgType, ToolArg, ToolSpec } from '../world/tools.ts';
import { MAX_LIST_ITEMS, MAX_STEPS } from './formLimits.ts';

/** Characters of a string: names of plans and things. */
const MAX_STRING_LENGTH = 64;
/** Digits; one more would leave the 32 bits of a whole number. */
const MAX_DIGITS = 9;

/**
 * The rules that others are made of. A string, a number and the white space between them have an end, so that a model
 * cannot write one for ever; a plan is on one line, which also takes the fewest tokens.
 */
const BASICS: readonly (readonly [string, string])[] = [
  ['ws', '" "?'],
  ['string', `"\\"" char{0,${MAX_STRING_LENGTH}} "\\""`],
  ['char', String.raw`[^"\\\x00-\x1f] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})`],
  ['whole', `"0" | [1-9] [0-9]{0,${MAX_DIGITS - 1}}`],
  ['signed', '"-"? whole'],
  ['fraction', 'whole ("." [0-9]{1,6})?'],
  ['number', '"-"? fraction'],
];

/**
 * A plan of one or more steps with `tools` in llama.cpp's GBNF: the fields in a fixed order, a step's `act` first and
 * its arguments as the registry lists them.
 */
export function planGrammar(tools: readonly ToolSpec[]): string {
  const lists = new Map<string, string>();
  const calls = callRules(tools, lists);
  const act = calls.length === 0 ? 'string' : `(${calls.map((_, index) => `call${index}`).join(' | ')})`;
  const rules: readonly (readonly [string, string])[] = [
    ['root', `"{" ws ${field('plan_id', 'string')} "," ws ${field('steps', 'steps')} ws "}"`],
    ['steps', `"[" ws step ("," ws step){0,${MAX_STEPS - 1}} ws "]"`],
    ['step', `"{" ws ${field('act', act)} ws "}"`],
    ...calls.map((call, index) => [`call${index}`, call] as const),
    ['cell', `"{" ws ${field('x', 'signed')} "," ws ${field('y', 'signed')} ws "}"`],
    ...[...lists].map(([list, name]) => [name, list] as const),
    ...BASICS,
  ];
  return rules.map(([name, rule]) => `${name} ::= ${rule}\n`).join('');
}

/** What follows `"act":`, once for all tools with the same arguments. Adds the rules of their lists to `lists`. */
function callRules(tools: readonly ToolSpec[], lists: Map<string, string>): readonly string[] {
  const namesByArgs = new Map<string, string[]>();
  for (const tool of tools) {
    const args = tool.args.map((arg) => argRule(arg, lists)).join('');
    const names = namesByArgs.get(args);
    if (names === undefined) namesByArgs.set(args, [tool.name]);
    else names.push(tool.name);
  }
  return [...namesByArgs].map(([args, names]) => oneOf(names) + args);
}

function argRule(arg: ToolArg, lists: Map<string, string>): string {
  const rule = `"," ws ${field(arg.name, typeRule(arg.type, lists))}`;
  return arg.optional ? ` (${rule})?` : ` ${rule}`;
}

function typeRule(type: ArgType, lists: Map<string, string>): string {
  switch (type.type) {
    case 'i32':
      return isNonNegative(type.min) ? 'whole' : 'signed';
    case 'f32':
      return isNonNegative(type.min) ? 'fraction' : 'number';
    case 'u32':
    case 'entity':
      return 'whole';
    case 'string':
      return 'string';
    case 'bool':
      return '("true" | "false")';
    case 'vec':
      return 'cell';
    case 'enum':
      return oneOf(type.values);
    case 'list': {
      const item = typeRule(type.of, lists);
      const list = `"[" ws (${item} ("," ws ${item}){0,${MAX_LIST_ITEMS - 1}})? ws "]"`;
      const name = lists.get(list) ?? `list${lists.size}`;
      lists.set(list, name);
      return name;
    }
  }
}

function isNonNegative(min: number | undefined): boolean {
  return min !== undefined && min >= 0;
}

function oneOf(values: readonly string[]): string {
  return `(${values.map((value) => literal(JSON.stringify(value))).join(' | ')})`;
}

function field(name: string, rule: string): string {
  return `${literal(`${JSON.stringify(name)}:`)} ws ${rule}`;
}

/** `text`, which is JSON and so holds no control character, as a literal of GBNF. */
function literal(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
