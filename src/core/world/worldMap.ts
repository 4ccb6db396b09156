import { stepIndexOf } from '../json/jsonPointer.ts';
import { callText } from './callText.ts';
import type { PlanStep } from './plan.ts';
import type { Problem } from './problems.ts';
import type { Scenario } from './scenario.ts';
import { objectivePoi } from './simulation/objective.ts';
import { findPath } from './simulation/path.ts';
import { initialWorld, remainingHp, type SimulatedWorld } from './simulation/simulatedWorld.ts';
import { cellsOf, idsOf } from './simulation/stepArgs.ts';
import type { Vec } from './snapshot.ts';

/** Someone or something on the map. */
export interface MapMark {
  readonly name: string;
  readonly pos: Vec;
}

/** The world before the first step, or after one. */
export interface MapFrame {
  /** `2. Attack(target_id: 3)`; `Start` for the world before the first step. */
  readonly label: string;
  /** `unknown`: a step before it cannot be carried out. */
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly pos: Vec;
  /** The cells of the way that this step took, both ends included; none where nobody moved. */
  readonly way: readonly Vec[];
  /** False where `way` holds only its two ends: it is too long to be looked for. */
  readonly isWayKnown: boolean;
  /** Game time, seconds. */
  readonly t: number;
  /** Rounds left. */
  readonly ammo: number;
  /** Those that still run, by their folded keys, with the seconds left. */
  readonly cooldowns: readonly { readonly name: string; readonly leftS: number }[];
  /** Hit points left, by the order of `enemies`. */
  readonly hp: readonly number[];
  /** Cells that the step is about, but for the one that it leads to. */
  readonly targets: readonly Vec[];
  /** What is wrong with the step, and what is worth knowing. */
  readonly messages: readonly string[];
}

/** A world, and a plan's way through it, as a map shows it. x grows to the east, y to the south. */
export interface WorldMap {
  readonly title: string;
  /** Cells that are shown, both corners included. */
  readonly from: Vec;
  readonly to: Vec;
  readonly obstacles: readonly Vec[];
  readonly places: readonly (MapMark & { readonly isObjective: boolean })[];
  readonly player: Vec;
  readonly enemies: readonly (MapMark & { readonly maxHp: number })[];
  /** What lies beyond the map's edge. */
  readonly outside: number;
  readonly frames: readonly MapFrame[];
}

/** A step as it is inspected. */
interface MappedStep {
  readonly step: PlanStep;
  readonly world?: SimulatedWorld;
}

/** A larger world is shown around the plan's way; in cells. */
const MAX_SIDE = 64;
const MARGIN = 2;

/** The map of a scenario's world with a plan's steps; with no steps only the world. */
export function worldMap(
  scenario: Scenario,
  steps: readonly MappedStep[] = [],
  problems: readonly Pick<Problem, 'pointer' | 'message'>[] = [],
): WorldMap {
  const { snapshot } = scenario;
  const objective = objectivePoi(scenario);
  const frames = framesOf(scenario, steps, problems);
  const { from, to } = boundsOf(scenario, frames);
  const isShown = ({ x, y }: Vec): boolean => x >= from.x && x <= to.x && y >= from.y && y <= to.y;
  const everything = [
    ...snapshot.obstacles,
    ...[snapshot.player, ...snapshot.pois, ...snapshot.enemies].map(({ pos }) => pos),
  ];
  return {
    title: scenario.name,
    from,
    to,
    obstacles: snapshot.obstacles.filter(isShown),
    places: snapshot.pois
      .filter(({ pos }) => isShown(pos))
      .map((poi) => ({ name: poi.k, pos: poi.pos, isObjective: poi === objective })),
    player: snapshot.player.pos,
    enemies: snapshot.enemies.map(({ id, pos, hp }) => ({ name: String(id), pos, maxHp: hp })),
    outside: everything.filter((cell) => !isShown(cell)).length,
    frames,
  };
}

function framesOf(
  scenario: Scenario,
  steps: readonly MappedStep[],
  problems: readonly Pick<Problem, 'pointer' | 'message'>[],
): readonly MapFrame[] {
  const { enemies, obstacles } = scenario.snapshot;
  const hpIn = (world: SimulatedWorld): readonly number[] => enemies.map((enemy) => remainingHp(world, enemy));
  let world = initialWorld(scenario.snapshot);
  let hasFailed = false;
  const general = problems.filter(({ pointer }) => stepIndexOf(pointer) === undefined).map(({ message }) => message);
  const start: MapFrame = {
    label: 'Start',
    state: 'ok',
    pos: world.pos,
    way: [],
    isWayKnown: true,
    t: world.t,
    ammo: world.ammo,
    cooldowns: cooldownsIn(world),
    hp: hpIn(world),
    targets: [],
    messages: general,
  };
  return [
    start,
    ...steps.map(({ step, world: after }, index): MapFrame => {
      const before = world;
      const state = after !== undefined ? 'ok' : hasFailed ? 'unknown' : 'failed';
      if (after === undefined) hasFailed = true;
      else world = after;
      const moved = before.pos.x !== world.pos.x || before.pos.y !== world.pos.y;
      const way = moved ? findPath(obstacles, before.pos, world.pos) : [];
      return {
        label: `${index + 1}. ${callText(step)}`,
        state,
        pos: world.pos,
        way: way ?? [before.pos, world.pos],
        isWayKnown: way !== undefined,
        t: world.t,
        ammo: world.ammo,
        cooldowns: cooldownsIn(world),
        hp: hpIn(world),
        targets: targetsOf(scenario, step).filter(({ x, y }) => x !== world.pos.x || y !== world.pos.y),
        messages: [
          ...problems.filter(({ pointer }) => stepIndexOf(pointer) === index).map(({ message }) => message),
          ...(state === 'unknown' ? ['The world is not known here: a step before cannot be carried out.'] : []),
        ],
      };
    }),
  ];
}

function cooldownsIn({ readyAt, t }: SimulatedWorld): MapFrame['cooldowns'] {
  return [...readyAt].filter(([, at]) => at > t).map(([name, at]) => ({ name, leftS: at - t }));
}

/** The cells that a step names, and those of the enemies that it names. */
function targetsOf({ snapshot, registry }: Scenario, step: PlanStep): readonly Vec[] {
  const tool = registry.byName.get(step.act);
  const names = [...(tool?.args.map(({ name }) => name) ?? []), 'xy'];
  return names.flatMap((name) => {
    const isEntity = tool?.args.some(
      (arg) => arg.name === name && (arg.type.type === 'entity' || /(^|_)id$/.test(name)),
    );
    const ids = isEntity === true ? idsOf(step, name) : [];
    const found = ids.flatMap((id) => snapshot.enemies.filter((enemy) => enemy.id === id).map(({ pos }) => pos));
    return [...found, ...cellsOf(step, name)];
  });
}

/** All of a small world; of a large one what is around the plan's way, up to 64 cells a side. */
function boundsOf({ snapshot }: Scenario, frames: readonly MapFrame[]): { readonly from: Vec; readonly to: Vec } {
  const way = [snapshot.me.pos, ...frames.flatMap((frame) => [frame.pos, ...frame.way])];
  const near = box(way);
  const all = box([
    ...way,
    snapshot.player.pos,
    ...snapshot.obstacles,
    ...[...snapshot.pois, ...snapshot.enemies].map(({ pos }) => pos),
  ]);
  const x = side(near.from.x, near.to.x, all.from.x, all.to.x);
  const y = side(near.from.y, near.to.y, all.from.y, all.to.y);
  return { from: { x: x.from, y: y.from }, to: { x: x.to, y: y.to } };
}

function side(
  nearFrom: number,
  nearTo: number,
  allFrom: number,
  allTo: number,
): { readonly from: number; readonly to: number } {
  if (allTo - allFrom + 2 * MARGIN < MAX_SIDE) return { from: allFrom - MARGIN, to: allTo + MARGIN };
  const spare = Math.max(MARGIN, Math.floor((MAX_SIDE - 1 - (nearTo - nearFrom)) / 2));
  const from = Math.max(nearFrom - spare, allFrom - MARGIN);
  return { from, to: Math.min(Math.max(nearTo + spare, from), from + MAX_SIDE - 1) };
}

function box(cells: readonly Vec[]): { readonly from: Vec; readonly to: Vec } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of cells) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { from: { x: left, y: top }, to: { x: right, y: bottom } };
}
