import { stepPointer } from '../../json/jsonPointer.ts';
import type { PlanStep } from '../plan.ts';
import type { Problem, ProblemCode } from '../problems.ts';
import type { Scenario } from '../scenario.ts';
import type { Enemy, Vec } from '../snapshot.ts';
import type { ToolCheck, ToolSpec } from '../tools.ts';
import { distance, type Grid } from './grid.ts';
import { cooldownKey, remainingHp, type SimulatedWorld } from './simulatedWorld.ts';
import { cellsOf, idsOf } from './stepArgs.ts';

/** One step as it is looked at: where it stands, in which world. `world` is unknown behind a step that failed. */
export interface StepContext {
  readonly scenario: Scenario;
  readonly grid: Grid;
  readonly step: PlanStep;
  readonly index: number;
  readonly tool: ToolSpec;
  readonly world: SimulatedWorld | undefined;
}

/** More ids than this in a message help nobody. */
const MAX_LISTED_IDS = 8;

/** Adds to `problems` what contradicts the step: its tool's `requires`, and its cooldown where the rules enforce it. */
export function checkStep(context: StepContext, problems: Problem[]): void {
  for (const check of context.tool.requires) checkOne(context, check, problems);
  if (context.world !== undefined && context.scenario.rules.enforceCooldowns) {
    checkCooldown(context, context.world, problems);
  }
}

function checkOne(context: StepContext, check: ToolCheck, problems: Problem[]): void {
  switch (check.check) {
    case 'knownEntity':
      checkKnown(context, check.arg, problems);
      break;
    case 'reachable':
      checkReachable(context, check.arg, problems);
      break;
    case 'inRange':
      checkRange(context, check.arg, check.maxDistance, problems);
      break;
    case 'lineOfSight':
      checkSight(context, check.arg, problems);
      break;
    case 'ammo':
      checkAmmo(context, check.rounds, problems);
      break;
    default:
      check satisfies never;
  }
}

function checkKnown(context: StepContext, arg: string, problems: Problem[]): void {
  for (const id of idsOf(context.step, arg)) {
    const enemy = findEnemy(context, id);
    if (enemy === undefined) {
      problems.push(problem(context, 'unknown-entity', `there is no enemy with id ${id}${knownIds(context)}`, arg));
    } else if (context.world !== undefined && remainingHp(context.world, enemy) === 0 && !isWayTo(context.tool, arg)) {
      problems.push(problem(context, 'useless-step', `enemy ${id} is already down (0 hp)`, arg, 'warning'));
    }
  }
}

/** Whether the tool only goes near to the target or away from it: there may be a reason to with one that is down as well. */
function isWayTo({ effects }: ToolSpec, arg: string): boolean {
  return effects.some(
    (one) =>
      (one.effect === 'approach' || one.effect === 'retreat') && one.arg === arg && one.distanceArg !== undefined,
  );
}

function checkReachable(context: StepContext, arg: string, problems: Problem[]): void {
  let from = context.world?.pos;
  for (const cell of cellsOf(context.step, arg)) {
    if (context.grid.isObstacle(cell)) {
      problems.push(problem(context, 'blocked-cell', `${at(cell)} is an obstacle`, arg));
    } else if (from !== undefined && !context.grid.isReachable(from, cell)) {
      problems.push(
        problem(context, 'unreachable-cell', `obstacles close every way from ${at(from)} to ${at(cell)}`, arg),
      );
    } else if (from !== undefined) {
      from = cell;
    }
  }
}

function checkRange(context: StepContext, arg: string, maxDistance: number, problems: Problem[]): void {
  if (context.world === undefined) return;
  const { pos } = context.world;
  for (const target of targets(context, arg)) {
    const away = distance(pos, target);
    if (away <= maxDistance) continue;
    const message = `${at(target)} is ${away.toFixed(1)} away from ${at(pos)}, and the tool reaches ${maxDistance}`;
    problems.push(problem(context, 'out-of-range', message, arg));
  }
}

function checkSight(context: StepContext, arg: string, problems: Problem[]): void {
  if (context.world === undefined || !context.scenario.rules.enforceLineOfSight) return;
  const { pos } = context.world;
  for (const target of targets(context, arg)) {
    const blocker = context.grid.firstBlocker(pos, target);
    if (blocker === undefined) continue;
    const message = `the obstacle at ${at(blocker)} hides ${at(target)} from ${at(pos)}`;
    problems.push(problem(context, 'no-line-of-sight', message, arg));
  }
}

function checkAmmo(context: StepContext, rounds: number, problems: Problem[]): void {
  if (context.world === undefined || context.world.ammo >= rounds) return;
  const message = `it needs ammunition (${rounds}), and ${context.world.ammo} is left`;
  problems.push(problem(context, 'no-ammunition', message));
}

function checkCooldown(context: StepContext, world: SimulatedWorld, problems: Problem[]): void {
  const readyAt = world.readyAt.get(cooldownKey(context.tool, context.step));
  if (readyAt === undefined || readyAt <= world.t) return;
  const message = `it is on cooldown for another ${round(readyAt - world.t)} s (until t = ${round(readyAt)})`;
  problems.push(problem(context, 'on-cooldown', message));
}

/** Finds an enemy of the scenario by id. */
export function findEnemy(context: { readonly scenario: Scenario }, id: number): Enemy | undefined {
  for (const enemy of context.scenario.snapshot.enemies) if (enemy.id === id) return enemy;
  return undefined;
}

/** The cells that an argument points at: its own, or those of the entities it names. */
function targets(context: StepContext, arg: string): readonly Vec[] {
  const cells = cellsOf(context.step, arg);
  if (cells.length > 0) return cells;
  const found: Vec[] = [];
  for (const id of idsOf(context.step, arg)) {
    const enemy = findEnemy(context, id);
    if (enemy !== undefined) found.push(enemy.pos);
  }
  return found;
}

/** A finding about the step of `context`; `message` continues "Step 2, MoveTo: ". */
export function problem(
  context: StepContext,
  code: ProblemCode,
  message: string,
  arg?: string,
  severity: Problem['severity'] = 'error',
): Problem {
  const { index, step } = context;
  return { code, severity, message: `Step ${index + 1}, ${step.act}: ${message}.`, pointer: stepPointer(index, arg) };
}

/** A cell as people write it. */
export function at(cell: Vec): string {
  return `(${cell.x},${cell.y})`;
}

function knownIds(context: StepContext): string {
  const ids = context.scenario.snapshot.enemies.map((enemy) => enemy.id);
  if (ids.length === 0) return '; the snapshot has no enemies';
  const more = ids.length > MAX_LISTED_IDS ? ` and ${ids.length - MAX_LISTED_IDS} more` : '';
  return `; known: ${ids.slice(0, MAX_LISTED_IDS).join(', ')}${more}`;
}

function round(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}
