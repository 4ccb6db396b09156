import { foldName, nearestName } from '../base/names.ts';
import { stepPointer } from '../json/jsonPointer.ts';
import { checkArgValue, describeArgType } from '../world/argValue.ts';
import type { ArgValue, PlanStep } from '../world/plan.ts';
import type { Problem, ProblemCode } from '../world/problems.ts';
import type { ToolArg, ToolRegistry, ToolSpec } from '../world/tools.ts';
import { MAX_MENTIONED_EXTRAS, mentionExtras } from './extraNames.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Checks one step and adds what is wrong with it to `problems`. Returns the step as far as it can be read: the tool's
 * own spelling, the arguments that are right.
 */
export function validateStep(step: unknown, index: number, registry: ToolRegistry, problems: Problem[]): PlanStep {
  if (typeof step !== 'object' || step === null || Array.isArray(step)) {
    problems.push(error('not-a-plan', `Step ${index + 1} must be an object with "act".`, stepPointer(index)));
    return { act: '' };
  }
  const fields = step as JsonObject;
  const act = fields['act'];
  if (typeof act !== 'string') {
    problems.push(
      error('not-a-plan', `Step ${index + 1} must name its tool in "act", a string.`, stepPointer(index, 'act')),
    );
    return { act: '' };
  }
  const tool = registry.byName.get(act) ?? findMisspelt(act, index, registry, problems);
  return tool === undefined ? { act } : readArgs(fields, index, tool, problems);
}

function findMisspelt(act: string, index: number, registry: ToolRegistry, problems: Problem[]): ToolSpec | undefined {
  const pointer = stepPointer(index, 'act');
  const folded = foldName(act);
  for (const tool of registry.byName.values()) {
    if (foldName(tool.name) !== folded) continue;
    problems.push(repaired(`Step ${index + 1}: "${act}" was read as the tool "${tool.name}".`, pointer));
    return tool;
  }
  const nearest = nearestName(act, registry.byName.keys());
  const hint =
    nearest === undefined ? `The registry has ${registry.tools.length} tools.` : `Did the model mean "${nearest}"?`;
  problems.push(error('unknown-tool', `Step ${index + 1}: there is no tool ${shorten(act)}. ${hint}`, pointer));
  return undefined;
}

function readArgs(fields: JsonObject, index: number, tool: ToolSpec, problems: Problem[]): PlanStep {
  const step: Record<string, ArgValue> & { act: string } = { act: tool.name };
  const extras = extraNames(fields, tool);
  for (const arg of tool.args) {
    const name = Object.hasOwn(fields, arg.name) ? arg.name : takeMisspelt(arg, index, extras, problems);
    const value = name === undefined ? undefined : fields[name];
    if (name === undefined || value === undefined || value === null) {
      if (!arg.optional) problems.push(missing(index, tool, arg, extras));
    } else if (checkArgValue(arg.type, value) === 'ok') {
      step[arg.name] = value as ArgValue;
    } else {
      const corrected = correctSpelling(value, stepPointer(index, name), index, tool, arg, problems);
      if (corrected !== undefined) step[arg.name] = corrected;
    }
  }
  mentionExtras(extras, problems, {
    one: (name) => {
      const message = `Step ${index + 1}: ${tool.name} has no argument ${shorten(name)}; it is ignored.`;
      return { code: 'extra-argument', severity: 'warning', message, pointer: stepPointer(index, name) };
    },
    more: (count) => {
      const message = `Step ${index + 1}: ${tool.name} has ${count} more arguments that it does not take; they are ignored.`;
      return { code: 'extra-argument', severity: 'warning', message, pointer: stepPointer(index) };
    },
  });
  return step;
}

function extraNames(fields: JsonObject, tool: ToolSpec): string[] {
  const extras: string[] = [];
  for (const name of Object.keys(fields)) {
    if (name !== 'act' && !tool.args.some((arg) => arg.name === name)) extras.push(name);
  }
  return extras;
}

/** An argument that is there under another spelling of its name, `targetId` for `target_id`, is taken from there. */
function takeMisspelt(arg: ToolArg, index: number, extras: string[], problems: Problem[]): string | undefined {
  const wanted = foldName(arg.name);
  const at = extras.findIndex((name) => foldName(name) === wanted);
  const name = at === -1 ? undefined : extras.splice(at, 1)[0];
  if (name === undefined) return undefined;
  const message = `Step ${index + 1}: ${shorten(name)} was read as the argument "${arg.name}".`;
  problems.push(repaired(message, stepPointer(index, name)));
  return name;
}

function missing(index: number, tool: ToolSpec, arg: ToolArg, extras: readonly string[]): Problem {
  const nearest = nearestName(arg.name, extras.slice(0, MAX_MENTIONED_EXTRAS));
  const hint = nearest === undefined ? '' : ` Did the model mean it by ${shorten(nearest)}?`;
  const message = `Step ${index + 1}: ${tool.name} needs "${arg.name}", ${describeArgType(arg.type)}.${hint}`;
  return { ...error('missing-argument', message, stepPointer(index)), arg: arg.name };
}

/** A value of the wrong case is read as the right one; anything else is an error. */
function correctSpelling(
  value: unknown,
  pointer: string,
  index: number,
  tool: ToolSpec,
  arg: ToolArg,
  problems: Problem[],
): ArgValue | undefined {
  if (arg.type.type === 'enum' && typeof value === 'string') {
    const meant = arg.type.values.find((known) => foldName(known) === foldName(value));
    if (meant !== undefined) {
      problems.push(repaired(`Step ${index + 1}: ${arg.name} ${shorten(value)} was read as "${meant}".`, pointer));
      return meant;
    }
  }
  const code = checkArgValue(arg.type, value) === 'mistyped' ? 'mistyped-argument' : 'value-out-of-range';
  const message = `Step ${index + 1}: "${arg.name}" of ${tool.name} must be ${describeArgType(arg.type)}, not ${shorten(value)}.`;
  problems.push(error(code, message, pointer));
  return undefined;
}

/** A value for a message: a model's slip fits in a line, whatever else it wrote there does not. */
function shorten(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function error(code: ProblemCode, message: string, pointer: string): Problem {
  return { code, severity: 'error', message, pointer };
}

function repaired(message: string, pointer: string): Problem {
  return { code: 'repaired', severity: 'warning', message, pointer };
}
