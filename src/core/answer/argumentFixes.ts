import { foldName, nearestName } from '../base/names.ts';
import { fromPointer, stepPointer } from '../json/jsonPointer.ts';
import { checkArgValue } from '../world/argValue.ts';
import type { ArgValue } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem } from '../world/problems.ts';
import { distance } from '../world/simulation/grid.ts';
import { remainingHp } from '../world/simulation/simulatedWorld.ts';
import type { Enemy } from '../world/snapshot.ts';
import type { ArgType, ToolArg } from '../world/tools.ts';
import type { FixableStep } from './fixableStep.ts';

/** More tools or targets than this are no help to choose from. */
const MAX_CHOICES = 3;

/** Fixes for what is wrong with a step by its registry: its tool's name, its arguments' names, types and values. */
export function argumentFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  switch (problem.code) {
    case 'unknown-tool':
      return toolFixes(step);
    case 'repaired':
      return spellingFixes(problem, step);
    case 'missing-argument':
      return missingFixes(problem, step);
    case 'extra-argument':
      return [{ title: `Remove ${quoted(lastOf(problem))}`, patch: [{ op: 'remove', path: problem.pointer }] }];
    case 'mistyped-argument':
    case 'value-out-of-range':
      return valueFixes(problem, step);
    case 'unknown-entity':
      return replaceAll(
        problem,
        targetsOf(step).map((enemy) => ({ value: enemy.id, name: enemyName(enemy) })),
      );
    default:
      return [];
  }
}

/** The tool of the nearest name; else those that take just these arguments: `Shoot` of a target may well be an attack. */
function toolFixes({ scenario, fields, index }: FixableStep): readonly PlanFix[] {
  const act = String(fields['act']);
  const nearest = nearestName(act, scenario.registry.byName.keys());
  const names = Object.keys(fields).filter((name) => name !== 'act');
  const fitting = scenario.registry.tools.filter(
    ({ args }) =>
      args.length > 0 &&
      names.every((name) => args.some((arg) => arg.name === name)) &&
      args.every(({ name, optional }) => optional || names.includes(name)),
  );
  const proposed = nearest === undefined ? fitting.map(({ name }) => name) : [nearest];
  return proposed.slice(0, MAX_CHOICES).map((name) => ({
    title: `Change ${quoted(act)} to ${quoted(name)}`,
    patch: [{ op: 'replace', path: stepPointer(index, 'act'), value: name }],
  }));
}

/** What is read all the same is spelt as the registry has it. */
function spellingFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  const name = lastOf(problem);
  const { scenario, fields } = step;
  const value = fields[name];
  const folded = typeof value === 'string' ? foldName(value) : undefined;
  const tool = [...scenario.registry.byName.values()].find(
    (one) => foldName(one.name) === foldName(String(fields['act'])),
  );
  if (tool === undefined) return [];
  if (name === 'act') return replaceAll(problem, [{ value: tool.name, name: quoted(tool.name) }]);
  const arg = tool.args.find((one) => foldName(one.name) === foldName(name));
  if (arg === undefined) return [];
  if (arg.name !== name) return [renamed(step, name, arg.name)];
  const meant = arg.type.type === 'enum' ? arg.type.values.find((one) => foldName(one) === folded) : undefined;
  return meant === undefined ? [] : replaceAll(problem, [{ value: meant, name: quoted(meant) }]);
}

function missingFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  const { tool, fields, index } = step;
  const missing = tool?.args.filter((arg) => !arg.optional && (fields[arg.name] ?? undefined) === undefined) ?? [];
  // The problem is about the step as a whole; its message names the argument.
  const arg = missing.find(({ name }) => problem.message.includes(`"${name}"`)) ?? missing[0];
  if (tool === undefined || arg === undefined) return [];
  const extras = Object.keys(fields).filter(
    (name) => name !== 'act' && !tool.args.some((known) => known.name === name),
  );
  const near = nearestName(arg.name, extras);
  const added = valuesFor(arg, step).map(({ value, name }): PlanFix => {
    const path = stepPointer(index, arg.name);
    return { title: `Add ${quoted(arg.name)}: ${name}`, patch: [{ op: 'add', path, value }] };
  });
  return near === undefined ? added : [renamed(step, near, arg.name), ...added];
}

function renamed({ fields, index }: FixableStep, from: string, to: string): PlanFix {
  return {
    title: `Rename ${quoted(from)} to ${quoted(to)}`,
    patch: [
      { op: 'remove', path: stepPointer(index, from) },
      { op: 'add', path: stepPointer(index, to), value: fields[from] },
    ],
  };
}

function valueFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  const [, , name, ...inner] = fromPointer(problem.pointer);
  const arg = step.tool?.args.find((one) => foldName(one.name) === foldName(String(name)));
  if (arg === undefined || inner.length > 0) return [];
  const value = step.fields[String(name)];
  const converted = convert(value, arg.type);
  const own = converted === undefined ? [] : [{ value: converted, name: JSON.stringify(converted) }];
  return replaceAll(problem, [...own, ...(own.length > 0 ? [] : valuesFor(arg, step))]);
}

/** The value that was meant, as the type has it: "3" as 3, 2.7 as 3, -1 as 0. Undefined where nobody can say. */
function convert(value: unknown, type: ArgType): ArgValue | undefined {
  const candidate = candidateFor(value, type);
  return candidate !== undefined && checkArgValue(type, candidate) === 'ok' ? candidate : undefined;
}

function candidateFor(value: unknown, type: ArgType): ArgValue | undefined {
  switch (type.type) {
    case 'i32':
    case 'u32':
    case 'entity':
    case 'f32': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      const whole = type.type === 'f32' ? number : Math.round(number);
      const least = type.type === 'entity' || type.type === 'u32' ? 0 : -Infinity;
      return Math.max(whole, least, 'min' in type ? (type.min ?? least) : least);
    }
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    case 'bool':
      if (value === 'true' || value === 1) return true;
      return value === 'false' || value === 0 ? false : undefined;
    case 'vec':
      return cellFrom(value);
    case 'enum':
      return typeof value === 'string' ? nearestName(value, type.values) : undefined;
    case 'list':
      return Array.isArray(value) ? undefined : wrapped(value, type.of);
  }
}

/** `[3, 4]` as the cell {"x": 3, "y": 4}. */
function cellFrom(value: unknown): ArgValue | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [x, y]: unknown[] = value;
  return typeof x === 'number' && typeof y === 'number' ? { x: Math.round(x), y: Math.round(y) } : undefined;
}

function wrapped(value: unknown, of: ArgType): ArgValue | undefined {
  return checkArgValue(of, value) === 'ok' ? [value as ArgValue] : undefined;
}

interface Choice {
  readonly value: ArgValue;
  /** As a menu says it. */
  readonly name: string;
}

/** Values that an argument may have, the likeliest first. */
function valuesFor(arg: ToolArg, step: FixableStep): readonly Choice[] {
  const plain = (value: ArgValue): Choice => ({ value, name: JSON.stringify(value) });
  switch (arg.type.type) {
    case 'entity':
      return targetsOf(step).map((enemy) => ({ value: enemy.id, name: enemyName(enemy) }));
    case 'enum':
      return arg.type.values.slice(0, MAX_CHOICES).map(plain);
    case 'bool':
      return [plain(true), plain(false)];
    case 'vec':
      return cellsFor(step).map(plain);
    case 'i32':
    case 'u32':
    case 'f32':
      return [plain(Math.max(1, Math.ceil(arg.type.min ?? 1)))];
    case 'string':
    case 'list':
      return [];
  }
}

function cellsFor({ scenario, world }: FixableStep): readonly ArgValue[] {
  const places = scenario.snapshot.pois.map(({ pos }) => pos);
  const here = world?.pos ?? scenario.snapshot.me.pos;
  return [...places, here].slice(0, MAX_CHOICES).map(({ x, y }) => ({ x, y }));
}

/** Enemies that are not down, the nearest first. */
function targetsOf({ scenario, world }: FixableStep): readonly Enemy[] {
  const { enemies, me } = scenario.snapshot;
  const from = world?.pos ?? me.pos;
  const standing = enemies.filter((enemy) => (world === undefined ? enemy.hp > 0 : remainingHp(world, enemy) > 0));
  return standing.toSorted((a, b) => distance(a.pos, from) - distance(b.pos, from)).slice(0, MAX_CHOICES);
}

function enemyName({ id, pos }: Enemy): string {
  return `enemy ${id} at (${pos.x},${pos.y})`;
}

function replaceAll(problem: Problem, choices: readonly Choice[]): readonly PlanFix[] {
  return choices.map(({ value, name }) => ({
    title: `Change it to ${name}`,
    patch: [{ op: 'replace', path: problem.pointer, value }],
  }));
}

function lastOf({ pointer }: Problem): string {
  return String(fromPointer(pointer).at(-1) ?? '');
}

/** A name for a menu: a model's slip fits in it, whatever else it wrote there does not. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
