import { foldName, nearestName } from '../base/names.ts';
import { fromPointer, stepPointer } from '../json/jsonPointer.ts';
import type { ArgValue } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem } from '../world/problems.ts';
import { distance } from '../world/simulation/grid.ts';
import { cellAtPoi } from '../world/simulation/objective.ts';
import { remainingHp } from '../world/simulation/simulatedWorld.ts';
import type { Enemy, Vec } from '../world/snapshot.ts';
import type { ToolArg, ToolSpec } from '../world/tools.ts';
import { type FixableStep, writtenPointer } from './fixableStep.ts';
import { meantValue } from './meantValue.ts';

/** More tools or targets than this are no help to choose from. */
const MAX_CHOICES = 3;

/**
 * Fixes for what is wrong with a step by its registry: its tool's name, its arguments' names, types and values. Without a
 * step: for what is wrong with the plan's own fields.
 */
export function argumentFixes(problem: Problem, step: FixableStep | undefined): readonly PlanFix[] {
  if (problem.code === 'extra-argument') return extraFixes(problem, step);
  if (step === undefined) return [];
  switch (problem.code) {
    case 'unknown-tool':
      return toolFixes(step);
    case 'repaired':
      return spellingFixes(problem, step);
    case 'missing-argument':
      return missingFixes(problem, step);
    case 'mistyped-argument':
    case 'value-out-of-range':
      return valueFixes(problem, step);
    case 'unknown-entity':
      return replaceAll(
        writtenPointer(step, problem.pointer),
        targetsOf(step).map((enemy) => ({ value: enemy.id, name: enemyName(enemy) })),
      );
    default:
      return [];
  }
}

/** The name that is too many goes; where a missing argument is called nearly so, it becomes that. */
function extraFixes(problem: Problem, step: FixableStep | undefined): readonly PlanFix[] {
  const [, , ...names] = fromPointer(problem.pointer);
  // A finding that sums up the names behind the first twenty is about the whole step, which must not go for them.
  if (problem.pointer === '' || (step !== undefined && names.length !== 1)) return [];
  const name = lastOf(problem);
  const missing = step?.tool?.args.filter((arg) => !arg.optional && step.step[arg.name] === undefined) ?? [];
  const near = nearestName(
    name,
    missing.map((arg) => arg.name),
  );
  const remove: PlanFix = { title: `Remove ${quoted(name)}`, patch: [{ op: 'remove', path: problem.pointer }] };
  return step === undefined || near === undefined ? [remove] : [renamed(step, name, near), remove];
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
  const { tool, fields } = step;
  const value = fields[name];
  const folded = typeof value === 'string' ? foldName(value) : undefined;
  if (tool === undefined) return [];
  if (name === 'act') return replaceAll(problem.pointer, [{ value: tool.name, name: quoted(tool.name) }]);
  const arg = tool.args.find((one) => foldName(one.name) === foldName(name));
  if (arg === undefined) return [];
  if (arg.name !== name) return [renamed(step, name, arg.name)];
  const meant = arg.type.type === 'enum' ? arg.type.values.find((one) => foldName(one) === folded) : undefined;
  return meant === undefined ? [] : replaceAll(problem.pointer, [{ value: meant, name: quoted(meant) }]);
}

function missingFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  const { tool, fields, index } = step;
  const arg = tool?.args.find(({ name }) => name === problem.arg);
  if (tool === undefined || arg === undefined) return [];
  const extras = Object.keys(fields).filter(
    (name) => name !== 'act' && !tool.args.some((known) => foldName(known.name) === foldName(name)),
  );
  const near = nearestName(arg.name, extras);
  const added = isCoordinate(arg, tool)
    ? coordinateFixes(step, tool, arg.name)
    : valuesFor(arg, step).map(({ value, name }): PlanFix => {
        const path = stepPointer(index, arg.name);
        return { title: `Add ${quoted(arg.name)}: ${name}`, patch: [{ op: 'add', path, value }] };
      });
  return near === undefined ? added : [renamed(step, near, arg.name), ...added];
}

/** Whether the argument is one half of a cell. */
function isCoordinate({ name }: ToolArg, { args }: ToolSpec): boolean {
  const isHalf = (half: string): boolean => args.some((arg) => arg.name === half && arg.type.type === 'i32');
  return (name === 'x' || name === 'y') && isHalf('x') && isHalf('y');
}

/** What is missing of the cell; where all of it is, a cell that means something. */
function coordinateFixes(step: FixableStep, tool: ToolSpec, name: string): readonly PlanFix[] {
  const missing = (['x', 'y'] as const).filter((half) => step.step[half] === undefined);
  const isWhole = missing.length === 2 && missing.every((half) => (step.fields[half] ?? undefined) === undefined);
  const cells = isWhole ? cellsFor(step, tool) : [hereOf(step), ...cellsFor(step, tool)];
  const halves = isWhole ? missing : missing.filter((half) => half === name);
  const fixes = cells.slice(0, MAX_CHOICES).map((cell): PlanFix => {
    const parts = halves.map((half) => `${quoted(half)}: ${cell[half]}`);
    const patch = halves.map(
      (half) => ({ op: 'add', path: stepPointer(step.index, half), value: cell[half] }) as const,
    );
    return { title: `Add ${parts.join(', ')}`, patch };
  });
  return fixes.filter(({ title }, index) => fixes.findIndex((one) => one.title === title) === index);
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
  const name = lastOf(problem);
  const arg = step.tool?.args.find((one) => foldName(one.name) === foldName(name));
  if (arg === undefined) return [];
  const converted = meantValue(step.fields[name], arg.type);
  const own = converted === undefined ? [] : [{ value: converted, name: JSON.stringify(converted) }];
  // A number made an id may be nobody's: then somebody's is better.
  const others = own.length === 0 || arg.type.type === 'entity' ? valuesFor(arg, step) : [];
  return replaceAll(problem.pointer, [...own, ...others.filter(({ value }) => value !== converted)]);
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
      return cellsFor(step, step.tool).slice(0, MAX_CHOICES).map(plain);
    case 'i32':
    case 'u32':
    case 'f32':
      return [plain(Math.max(1, Math.ceil(arg.type.min ?? 1)))];
    case 'list':
      return valuesFor({ ...arg, type: arg.type.of }, step)
        .slice(0, 1)
        .map(({ value }) => plain([value]));
    case 'string':
      return [];
  }
}

/** Cells that mean something to the tool: for one that goes there, places; for any other, enemies. Behind them all, here. */
function cellsFor(step: FixableStep, tool: ToolSpec | undefined): readonly Vec[] {
  const { scenario, grid } = step;
  const here = hereOf(step);
  const isWay = tool?.requires.some(({ check }) => check === 'reachable') ?? false;
  if (!isWay) return [...targetsOf(step).map(({ pos }) => pos), ...scenario.snapshot.pois.map(({ pos }) => pos), here];
  const places = scenario.snapshot.pois.slice(0, MAX_CHOICES).map((poi) => cellAtPoi(grid, here, poi));
  return [...places.filter((cell) => cell !== undefined), here].map(({ x, y }) => ({ x, y }));
}

function hereOf({ scenario, world }: FixableStep): Vec {
  return world?.pos ?? scenario.snapshot.me.pos;
}

/** Enemies that are not down, the nearest first. */
function targetsOf(step: FixableStep): readonly Enemy[] {
  const { scenario, world } = step;
  const { enemies } = scenario.snapshot;
  const from = hereOf(step);
  const standing = enemies.filter((enemy) => (world === undefined ? enemy.hp > 0 : remainingHp(world, enemy) > 0));
  return standing.toSorted((a, b) => distance(a.pos, from) - distance(b.pos, from)).slice(0, MAX_CHOICES);
}

function enemyName({ id, pos }: Enemy): string {
  return `enemy ${id} at (${pos.x},${pos.y})`;
}

function replaceAll(path: string, choices: readonly Choice[]): readonly PlanFix[] {
  return choices.map(({ value, name }) => ({
    title: `Change it to ${name}`,
    patch: [{ op: 'replace', path, value }],
  }));
}

function lastOf({ pointer }: Problem): string {
  return String(fromPointer(pointer).at(-1) ?? '');
}

/** A name for a menu: a model's slip fits in it, whatever else it wrote there does not. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
