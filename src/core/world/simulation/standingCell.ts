import type { Vec } from '../snapshot.ts';
import { distance, type Grid } from './grid.ts';

/** How far around the ideal cell a free one is looked for; more would be another place, not a step aside. */
const MAX_RING = 16;

/** Beside the target is as near as anyone gets. */
const NEAREST = 1;

/**
 * Where someone at `from` stops who approaches `target` to `reach` grid units: the reachable cell within reach that is
 * nearest to where the straight way would end. `from` itself when that is near enough, undefined when there is none
 * within 16 cells of that end.
 */
export function approachCell(grid: Grid, from: Vec, target: Vec, reach: number): Vec | undefined {
  const limit = Math.max(reach, NEAREST);
  const gap = distance(from, target);
  if (gap <= limit) return from;
  // Divided last: 49 · (1 / 49) is less than 1.
  const end = {
    x: target.x + towardsZero(((from.x - target.x) * limit) / gap),
    y: target.y + towardsZero(((from.y - target.y) * limit) / gap),
  };
  return nearestReachable(grid, from, end, (cell) => distance(cell, target) <= limit);
}

/**
 * Where someone at `from` stops who retreats from `target` to at least `reach` grid units; as `approachCell`, the
 * other way. Who stands on the target retreats to the east.
 */
export function retreatCell(grid: Grid, from: Vec, target: Vec, reach: number): Vec | undefined {
  const gap = distance(from, target);
  if (gap >= reach) return from;
  const end =
    gap === 0
      ? { x: target.x + Math.ceil(reach), y: target.y }
      : {
          x: target.x + awayFromZero(((from.x - target.x) * reach) / gap),
          y: target.y + awayFromZero(((from.y - target.y) * reach) / gap),
        };
  return nearestReachable(grid, from, end, (cell) => distance(cell, target) >= reach);
}

/**
 * The reachable cell that `accept` allows in the smallest square ring around `centre` (0 to 16 cells out); of one
 * ring's cells the nearest to `from`, then the first by row. Undefined when there is none.
 */
export function nearestReachable(
  grid: Grid,
  from: Vec,
  centre: Vec,
  accept: (cell: Vec) => boolean = () => true,
): Vec | undefined {
  for (let ring = 0; ring <= MAX_RING; ring++) {
    let best: Vec | undefined;
    for (let dy = -ring; dy <= ring; dy++) {
      // Only the ring's border: whole rows at top and bottom, two cells in between.
      const stride = Math.abs(dy) === ring ? 1 : 2 * ring;
      for (let dx = -ring; dx <= ring; dx += stride) {
        const cell = { x: centre.x + dx, y: centre.y + dy };
        if (best !== undefined && distance(cell, from) >= distance(best, from)) continue;
        if (accept(cell) && !grid.isObstacle(cell) && grid.isReachable(from, cell)) best = cell;
      }
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

function towardsZero(value: number): number {
  return Math.trunc(value) + 0;
}

function awayFromZero(value: number): number {
  return (value < 0 ? Math.floor(value) : Math.ceil(value)) + 0;
}
