import { checkArgValue } from './argValue.ts';
import type { ArgValue, Plan, PlanStep } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { distance, Grid } from './simulation/grid.ts';
import { cellAtPoi, isAtPoi, objectivePoi } from './simulation/objective.ts';
import { simulatePlan } from './simulation/simulate.ts';
import type { Enemy, Poi, Vec } from './snapshot.ts';

/** `me.morale` (0..1) below which the first thing is to heal; the engine, too, calls less than this low. */
const LOW_MORALE = 0.5;
/** Grid units around `me` that a look around covers. */
const SCAN_RADIUS = 10;
/** Seconds that the emergency plan waits before the planner is asked again. */
const EMERGENCY_WAIT_S = 1;
/** Enemies that are tried as a target, nearest first: bounds the work in a crowd. */
const MAX_TRIED_TARGETS = 8;

/**
 * A plan by rules, without a model: heal on low morale, reload on no ammunition; then attack the nearest enemy in
 * range and sight, else take cover from one in sight, else go to the objective, else scan. Uses only tools of the
 * scenario's registry and is executable by `simulatePlan`. Undefined when no rule applies. The same scenario gives
 * the same plan, `plan_id` included.
 */
export function heuristicPlan(scenario: Scenario): Plan | undefined {
  const draft = new Draft(scenario);
  const { me } = scenario.snapshot;
  if (me.morale < LOW_MORALE) draft.add('Heal', {});
  if (me.ammo <= 0) draft.add('Reload', {});
  if (!attackNearest(draft) && !takeCover(draft) && !goToObjective(draft) && draft.isEmpty) {
    draft.add('Scan', { radius: SCAN_RADIUS });
  }
  return draft.finish('rules');
}

/**
 * The last resort: scan and wait, as far as the registry has these tools and the world allows them. Undefined when it
 * allows neither; there is then no honest plan, and the caller has to say so.
 */
export function emergencyPlan(scenario: Scenario): Plan | undefined {
  const draft = new Draft(scenario);
  draft.add('Scan', { radius: SCAN_RADIUS });
  draft.add('Wait', { duration: EMERGENCY_WAIT_S });
  return draft.finish('emergency');
}

function attackNearest(draft: Draft): boolean {
  for (const enemy of draft.enemiesByDistance.slice(0, MAX_TRIED_TARGETS)) {
    if (draft.add('Attack', { target_id: enemy.id })) return true;
  }
  return false;
}

function takeCover(draft: Draft): boolean {
  const { snapshot } = draft.scenario;
  const seen = draft.enemiesByDistance.some((enemy) => !draft.grid.firstBlocker(snapshot.me.pos, enemy.pos));
  return seen && draft.add('TakeCover', {});
}

function goToObjective(draft: Draft): boolean {
  const { pos } = draft.scenario.snapshot.me;
  const poi = objectivePoi(draft.scenario) ?? nearestPoi(draft.scenario);
  if (poi === undefined || isAtPoi(pos, poi)) return false;
  const cell = cellAtPoi(draft.grid, pos, poi);
  if (cell === undefined || (cell.x === pos.x && cell.y === pos.y)) return false;
  return draft.add('MoveTo', { x: cell.x, y: cell.y });
}

/** Where the objective names no place, the nearest point of interest is the best guess at where it is. */
function nearestPoi(scenario: Scenario): Poi | undefined {
  const { me, pois } = scenario.snapshot;
  return [...pois].sort((a, b) => byDistance(me.pos, a, b) || compareText(a.k, b.k))[0];
}

/** Steps so far; takes a step only when the plan with it can be carried out. */
class Draft {
  readonly scenario: Scenario;
  readonly grid: Grid;
  readonly enemiesByDistance: readonly Enemy[];
  #steps: readonly PlanStep[] = [];

  constructor(scenario: Scenario) {
    const { enemies, me, obstacles } = scenario.snapshot;
    this.scenario = scenario;
    this.grid = new Grid(obstacles);
    this.enemiesByDistance = enemies
      .filter((enemy) => enemy.hp > 0)
      .sort((a, b) => byDistance(me.pos, a, b) || a.id - b.id);
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** Adds a step of tool `act` with those of `values` that it takes; false when the registry or the world forbids it. */
  add(act: string, values: Readonly<Record<string, ArgValue>>): boolean {
    const args = this.#argsFor(act, values);
    if (args === undefined) return false;
    const steps: readonly PlanStep[] = [...this.#steps, { act, ...args }];
    if (!simulatePlan({ plan_id: '', steps }, this.scenario).executable) return false;
    this.#steps = steps;
    return true;
  }

  finish(prefix: string): Plan | undefined {
    if (this.isEmpty) return undefined;
    return { plan_id: `${prefix}-${fingerprint(JSON.stringify(this.#steps))}`, steps: this.#steps };
  }

  #argsFor(act: string, values: Readonly<Record<string, ArgValue>>): Readonly<Record<string, ArgValue>> | undefined {
    const tool = this.scenario.registry.byName.get(act);
    if (tool === undefined) return undefined;
    const args: Record<string, ArgValue> = {};
    for (const { name, type, optional } of tool.args) {
      const value = values[name];
      if (value !== undefined && checkArgValue(type, value) === 'ok') args[name] = value;
      else if (!optional) return undefined;
    }
    return args;
  }
}

function byDistance(from: Vec, a: { readonly pos: Vec }, b: { readonly pos: Vec }): number {
  return distance(from, a.pos) - distance(from, b.pos) || a.pos.y - b.pos.y || a.pos.x - b.pos.x;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo, 1991), as 8 hex digits: names a plan, guards nothing. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
