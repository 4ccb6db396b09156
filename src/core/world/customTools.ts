import { expectObject, expectString, isJsonObject, type JsonObject } from '../json/shapeGuards.ts';
import type { JsonPath, ShapeIssues } from '../json/shapeIssues.ts';
import { ARG_TYPE_SYNTAX, parseArgType } from './argType.ts';
import { readChecks, readEffects } from './customToolRules.ts';
import type { ToolArg, ToolSpec } from './tools.ts';

const FIELDS = ['name', 'args', 'description', 'cooldown_s', 'requires', 'effects'] as const;

const ARG_NAME = /^[A-Za-z_]\w*$/;
/** `act` names a step's tool, `__proto__` is no plain field in JavaScript. */
const RESERVED: ReadonlySet<string> = new Set(['act', '__proto__']);

/**
 * Reads the tools of a scenario: `[{ "name", "args"?: {name: type}, "description"?, "cooldown_s"?, "requires"?,
 * "effects"? }]`, with types as in `parseArgType`. Adds every fault to `issues`; the result is complete only when
 * there was none.
 */
export function readCustomTools(value: unknown, path: JsonPath, issues: ShapeIssues): readonly ToolSpec[] {
  if (!Array.isArray(value) || value.length === 0) {
    issues.addUnexpected(path, value, 'a list of at least one tool');
    return [];
  }
  const tools: ToolSpec[] = [];
  const names = new Set<string>();
  for (const [index, entry] of value.entries()) {
    const tool = readTool(entry, [...path, index], issues);
    if (tool === undefined) continue;
    if (names.has(tool.name)) issues.add([...path, index, 'name'], `The tool "${tool.name}" is listed twice.`);
    names.add(tool.name);
    tools.push(tool);
  }
  return tools;
}

function readTool(value: unknown, path: JsonPath, issues: ShapeIssues): ToolSpec | undefined {
  if (!expectObject(value, path, issues)) return undefined;
  issues.addUnknownNames(path, value, FIELDS);
  const name = readName(value, path, issues);
  const args = readArgs(value['args'] ?? {}, [...path, 'args'], issues);
  const description = value['description'] ?? '';
  if (!expectString(description, [...path, 'description'], issues) || name === undefined) return undefined;

  const requires = readChecks(value['requires'] ?? [], args, [...path, 'requires'], issues);
  const { effects, cooldown } = readEffects(value['effects'] ?? [], args, [...path, 'effects'], issues);
  const cooldownS = readCooldown(value, path, issues);
  return {
    name,
    category: 'Custom',
    description,
    args,
    ...cooldown,
    ...(cooldownS === undefined ? {} : { cooldownS }),
    requires,
    effects,
  };
}

function readName(tool: JsonObject, path: JsonPath, issues: ShapeIssues): string | undefined {
  const { name } = tool as { readonly name?: unknown };
  if (name === undefined) issues.addMissing(path, 'name', 'the word that a step says in "act"');
  else if (typeof name !== 'string' || name.trim() === '') {
    issues.addUnexpected([...path, 'name'], name, 'the word that a step says in "act"');
  } else return name;
  return undefined;
}

function readArgs(value: unknown, path: JsonPath, issues: ShapeIssues): readonly ToolArg[] {
  if (!isJsonObject(value)) {
    issues.addUnexpected(path, value, 'an object of types by argument name');
    return [];
  }
  const args: ToolArg[] = [];
  for (const [name, text] of Object.entries(value)) {
    const parsed = typeof text === 'string' ? parseArgType(text) : undefined;
    if (!ARG_NAME.test(name) || RESERVED.has(name)) {
      issues.add(
        [...path, name],
        `No argument can be called "${name}": a word of letters, digits and _, not "act".`,
        'key',
      );
      continue;
    }
    if (parsed === undefined) issues.addUnexpected([...path, name], text, `a type: ${ARG_TYPE_SYNTAX}`);
    else args.push({ name, ...parsed });
  }
  return args;
}

function readCooldown(tool: JsonObject, path: JsonPath, issues: ShapeIssues): number | undefined {
  const seconds = tool['cooldown_s'];
  if (seconds === undefined) return undefined;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0) return seconds;
  issues.addUnexpected([...path, 'cooldown_s'], seconds, 'a number of seconds from 0');
  return undefined;
}
