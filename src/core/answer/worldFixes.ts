import type { JsonPatchOperation } from '../json/jsonPatch.ts';
import { stepPointer } from '../json/jsonPointer.ts';
import { checkArgValue } from '../world/argValue.ts';
import { callText } from '../world/callText.ts';
import type { ArgValue, PlanStep } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { distance, type Grid } from '../world/simulation/grid.ts';
import { cellAtPoi, objectivePoi } from '../world/simulation/objective.ts';
import { cooldownKey, type SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import { nearestReachable } from '../world/simulation/standingCell.ts';
import { cellsOf, idsOf } from '../world/simulation/stepArgs.ts';
import type { Vec } from '../world/snapshot.ts';
import type { ToolCheck, ToolEffect } from '../world/tools.ts';
import { argPointer, type FixableStep } from './fixableStep.ts';

/** Fixes for what the world has against a step: another cell, or the step that is missing before it. */
export function worldFixes(problem: Problem, step: FixableStep): readonly PlanFix[] {
  switch (problem.code) {
    case 'blocked-cell':
    case 'unreachable-cell':
      return cellFixes(problem, step);
    case 'out-of-range':
      return nearerFixes(problem, step, 'approach first');
    case 'no-line-of-sight':
      return nearerFixes(problem, step, 'move first');
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
  const goal = objectivePoi(scenario);
  if (goal === undefined || world === undefined) return [];
  const cell = cellAtPoi(grid, world.pos, goal);
  if (cell === undefined) return [];
  return movesTo(scenario, cell).map((call) => ({
    title: `Add ${callText(call)}`,
    patch: [{ op: 'add', path: '/steps/-', value: call }],
  }));
}

/** The free cells nearest to those that were meant. */
function cellFixes(problem: Problem, from: FixableStep): readonly PlanFix[] {
  const { scenario, grid, index, step, tool, world } = from;
  const check = tool?.requires.find(
    (one) => one.check === 'reachable' && stepPointer(index, one.arg) === problem.pointer,
  );
  if (check?.check !== 'reachable') return [];
  const meant = cellsOf(step, check.arg);
  let pos = world?.pos ?? scenario.snapshot.me.pos;
  const changes: { readonly at: number; readonly cell: Vec }[] = [];
  for (const [at, cell] of meant.entries()) {
    const isRight = !grid.isObstacle(cell) && grid.isReachable(pos, cell);
    const next = isRight ? cell : nearestReachable(grid, pos, cell, (one) => isVacant(scenario, one));
    if (next === undefined) return [];
    if (!isRight) changes.push({ at, cell: next });
    pos = next;
  }
  const patch = changes.flatMap(({ at, cell }): readonly JsonPatchOperation[] => {
    if (check.arg === 'xy') {
      return (['x', 'y'] as const).map((name) => ({ op: 'replace', path: argPointer(from, name), value: cell[name] }));
    }
    const path = argPointer(from, check.arg);
    return [{ op: 'replace', path: Array.isArray(step[check.arg]) ? `${path}/${at}` : path, value: cell }];
  });
  const cells = changes.map(({ cell }) => cellText(cell)).join(', ');
  return patch.length === 0
    ? []
    : [{ title: `Go to ${cells} instead, the nearest free cell${changes.length > 1 ? 's' : ''}`, patch }];
}

/** A way to a cell from where all of the tool's checks on its target hold. */
function nearerFixes(problem: Problem, from: FixableStep, order: 'approach first' | 'move first'): readonly PlanFix[] {
  const { scenario, grid, index, step, tool, world } = from;
  const aimed = tool?.requires.find((check) => isAim(check) && stepPointer(index, check.arg) === problem.pointer);
  if (tool === undefined || world === undefined || aimed === undefined || !isAim(aimed)) return [];
  const id = idsOf(step, aimed.arg)[0];
  const target = cellsOf(step, aimed.arg)[0] ?? scenario.snapshot.enemies.find((enemy) => enemy.id === id)?.pos;
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
  const nearer = id === undefined || !Number.isFinite(reach) ? [] : approaches(scenario, id, Math.floor(reach));
  return inserted(from, order === 'move first' ? [...moves, ...nearer] : [...nearer, ...moves]);
}

/** Whether no enemy stands there: the rules let one walk onto another, but nobody means to. */
function isVacant({ snapshot }: Scenario, { x, y }: Vec): boolean {
  return snapshot.enemies.every(({ pos }) => pos.x !== x || pos.y !== y);
}

function isAim(check: ToolCheck): check is Extract<ToolCheck, { check: 'inRange' | 'lineOfSight' }> {
  return check.check === 'inRange' || check.check === 'lineOfSight';
}

/** Seconds until the tool of the step can be used again, to the millisecond. */
function restOf({ world, tool, step }: FixableStep): number | undefined {
  const readyAt = tool === undefined ? undefined : world?.readyAt.get(cooldownKey(tool, step));
  if (readyAt === undefined || world === undefined) return undefined;
  const milliseconds = Math.ceil((readyAt - world.t) * 1000);
  // Sums of binary fractions may fall short by a last digit.
  return world.t + milliseconds / 1000 < readyAt ? (milliseconds + 1) / 1000 : milliseconds / 1000;
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

function cellText({ x, y }: Vec): string {
  return `(${x},${y})`;
}
