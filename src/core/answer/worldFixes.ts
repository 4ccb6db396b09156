import { stepPointer } from '../json/jsonPointer.ts';
import { checkArgValue } from '../world/argValue.ts';
import type { ArgValue, PlanStep } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { distance, type Grid } from '../world/simulation/grid.ts';
import { objectivePoi } from '../world/simulation/objective.ts';
import { cooldownKey, type SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import { nearestReachable } from '../world/simulation/standingCell.ts';
import { cellsOf, idsOf } from '../world/simulation/stepArgs.ts';
import type { Vec } from '../world/snapshot.ts';
import type { ToolCheck, ToolEffect, ToolSpec } from '../world/tools.ts';
import type { FixableStep } from './fixableStep.ts';

/** Fixes for what the world has against a step: another cell, or the step that is missing before it. */
export function worldFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  switch (problem.code) {
    case 'blocked-cell':
    case 'unreachable-cell':
      return cellFixes(step);
    case 'out-of-range':
    case 'no-line-of-sight':
      return nearerFixes(step);
    case 'no-ammunition':
      return inserted(
        step,
        callsOf(step.scenario, 'restoreAmmo', () => undefined),
      );
    case 'on-cooldown':
      return inserted(
        step,
        callsOf(step.scenario, 'wait', (name, effect) => (name === effect.arg ? restOf(step) : undefined)),
      );
    default:
      return [];
  }
}

/** Fixes for a plan as a whole: a step towards what the objective names. */
export function goalFixes(
  problem: Problem,
  {
    scenario,
    grid,
    world,
  }: { readonly scenario: Scenario; readonly grid: Grid; readonly world: SimulatedWorld | undefined },
): readonly PlanFix[] {
  if (problem.code !== 'empty-plan' && problem.code !== 'objective-not-reached') return [];
  const goal = objectivePoi(scenario)?.pos;
  const cell = goal === undefined || world === undefined ? undefined : nearestReachable(grid, world.pos, goal);
  if (cell === undefined) return [];
  return movesTo(scenario, cell).map((call) => ({
    title: `Add ${callText(call)}`,
    patch: [{ op: 'add', path: '/steps/-', value: call }],
  }));
}

/** The free cell nearest to the one that was meant. */
function cellFixes({ scenario, grid, index, fields, tool, world }: FixableStep): readonly PlanFix[] {
  const from = world?.pos ?? scenario.snapshot.me.pos;
  const check = tool?.requires.find((one) => one.check === 'reachable');
  if (check === undefined) return [];
  const step = asStep(fields);
  const wrong = cellsOf(step, check.arg).find((cell) => grid.isObstacle(cell) || !grid.isReachable(from, cell));
  const cell = wrong === undefined ? undefined : nearestReachable(grid, from, wrong, (one) => isVacant(scenario, one));
  if (wrong === undefined || cell === undefined) return [];
  const title = `Go to (${cell.x},${cell.y}) instead, the nearest free cell`;
  if (check.arg === 'xy') {
    const replaced = (name: 'x' | 'y') =>
      ({ op: 'replace', path: stepPointer(index, name), value: cell[name] }) as const;
    return [{ title, patch: [replaced('x'), replaced('y')] }];
  }
  const value = fields[check.arg];
  if (!Array.isArray(value))
    return [{ title, patch: [{ op: 'replace', path: stepPointer(index, check.arg), value: cell }] }];
  const at = value.findIndex((one: Vec) => one.x === wrong.x && one.y === wrong.y);
  return [{ title, patch: [{ op: 'replace', path: `${stepPointer(index, check.arg)}/${at}`, value: cell }] }];
}

/** A way to a cell from where all of the tool's checks on its target hold. */
function nearerFixes(step: FixableStep): readonly PlanFix[] {
  const { scenario, grid, fields, tool, world } = step;
  if (tool === undefined || world === undefined) return [];
  const target = targetCell(step, tool);
  if (target === undefined) return [];
  const reach = Math.min(...tool.requires.map((check) => (check.check === 'inRange' ? check.maxDistance : Infinity)));
  const needsSight = scenario.rules.enforceLineOfSight && tool.requires.some((check) => check.check === 'lineOfSight');
  const isGood = (cell: Vec): boolean =>
    isVacant(scenario, cell) &&
    distance(cell, target) <= reach &&
    (!needsSight || grid.firstBlocker(cell, target) === undefined);
  const cell =
    nearestReachable(grid, world.pos, world.pos, isGood) ?? nearestReachable(grid, world.pos, target, isGood);
  const moves = cell === undefined ? [] : movesTo(scenario, cell);
  const id = idsOf(asStep(fields), 'target_id')[0];
  const nearer = id === undefined || !Number.isFinite(reach) ? [] : approaches(scenario, id, Math.floor(reach));
  return inserted(step, [...nearer, ...moves]);
}

/** Whether no enemy stands there: the rules let one walk onto another, but nobody means to. */
function isVacant({ snapshot }: Scenario, { x, y }: Vec): boolean {
  return snapshot.enemies.every(({ pos }) => pos.x !== x || pos.y !== y);
}

function targetCell({ scenario, fields }: FixableStep, tool: ToolSpec): Vec | undefined {
  const step = asStep(fields);
  for (const check of tool.requires) {
    if (check.check !== 'inRange' && check.check !== 'lineOfSight') continue;
    const cell = cellsOf(step, check.arg)[0];
    if (cell !== undefined) return cell;
    const id = idsOf(step, check.arg)[0];
    return scenario.snapshot.enemies.find((enemy) => enemy.id === id)?.pos;
  }
  return undefined;
}

/** Seconds until the tool of the step can be used again. */
function restOf({ world, tool, fields }: FixableStep): number | undefined {
  const readyAt = tool === undefined ? undefined : world?.readyAt.get(cooldownKey(tool, asStep(fields)));
  if (readyAt === undefined || world === undefined) return undefined;
  return Math.ceil((readyAt - world.t) * 1000) / 1000;
}

function movesTo(scenario: Scenario, cell: Vec): readonly PlanStep[] {
  return callsOf(scenario, 'moveTo', (name, effect) => {
    if (effect.arg === 'xy') return name === 'x' || name === 'y' ? cell[name] : undefined;
    return name === effect.arg ? { x: cell.x, y: cell.y } : undefined;
  }).slice(0, 1);
}

function approaches(scenario: Scenario, id: number, reach: number): readonly PlanStep[] {
  return callsOf(scenario, 'approach', (name, effect) => {
    if (name === effect.arg) return id;
    return name === effect.distanceArg ? reach : undefined;
  }).slice(0, 1);
}

/** A step with each tool that has the effect and whose needed arguments are all known. */
function callsOf<K extends ToolEffect['effect']>(
  scenario: Scenario,
  kind: K,
  valueFor: (arg: string, effect: Extract<ToolEffect, { effect: K }>) => ArgValue | undefined,
): readonly PlanStep[] {
  return scenario.registry.tools.flatMap((tool) => {
    const effect = tool.effects.find((one): one is Extract<ToolEffect, { effect: K }> => one.effect === kind);
    if (effect === undefined || tool.requires.some(needsAmmo)) return [];
    const step: Record<string, ArgValue> & { act: string } = { act: tool.name };
    for (const { name, type, optional } of tool.args) {
      const value = valueFor(name, effect);
      if (value !== undefined && checkArgValue(type, value) === 'ok') step[name] = value;
      else if (!optional) return [];
    }
    return [step];
  });
}

function needsAmmo({ check }: ToolCheck): boolean {
  return check === 'ammo';
}

function inserted({ index }: FixableStep, calls: readonly PlanStep[]): readonly PlanFix[] {
  return calls.map((call) => ({
    title: `Insert ${callText(call)} before it`,
    patch: [{ op: 'add', path: `/steps/${index}`, value: call }],
  }));
}

function callText({ act, ...args }: PlanStep): string {
  const values = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${act}(${values.join(', ')})`;
}

/** The step as it is written; its checks look only at arguments of the right type. */
function asStep(fields: Readonly<Record<string, unknown>>): PlanStep {
  return fields as PlanStep;
}
