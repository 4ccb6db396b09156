import { foldName } from '../../base/names.ts';
import type { Scenario } from '../scenario.ts';
import type { Poi, Vec } from '../snapshot.ts';
import type { Grid } from './grid.ts';
import { nearestReachable } from './standingCell.ts';

/** Beside a point of interest counts as there: a door may be solid. Grid units. */
const OBJECTIVE_REACH = 1;

/**
 * The point of interest that the scenario's objective names: one whose kind is the objective, is part of it
 * (`breach_door` in "go to the breach door") or is called `objective`. Undefined when the snapshot has no such place,
 * and so nobody can say whether the objective is reached.
 */
export function objectivePoi(scenario: Scenario): Poi | undefined {
  const { pois } = scenario.snapshot;
  if (scenario.objective === undefined || pois.length === 0) return undefined;
  const wanted = foldName(scenario.objective);
  const kinds = pois.map((poi) => foldName(poi.k));
  const find = (isMeant: (kind: string) => boolean): Poi | undefined => pois[kinds.findIndex(isMeant)];
  return (
    find((kind) => kind !== '' && kind === wanted) ??
    find((kind) => kind !== '' && wanted.includes(kind)) ??
    find((kind) => kind === 'objective')
  );
}

/** Whether someone at `pos` has reached `poi`. */
export function isAtPoi(pos: Vec, poi: Poi): boolean {
  return Math.abs(pos.x - poi.pos.x) + Math.abs(pos.y - poi.pos.y) <= OBJECTIVE_REACH;
}

/** The cell to go to from `from` to be at `poi`, or as near to it as one gets; undefined when no way leads near it. */
export function cellAtPoi(grid: Grid, from: Vec, poi: Poi): Vec | undefined {
  // A solid door has corners that are nearer to where one comes from, but do not count as there.
  return nearestReachable(grid, from, poi.pos, (cell) => isAtPoi(cell, poi)) ?? nearestReachable(grid, from, poi.pos);
}
