import type { Vec } from '../snapshot.ts';

/** Cells that a way may be looked for around its two ends; a longer way round is not drawn. */
const MARGIN = 24;
/** Bounds the work; 256 × 256 cells. */
const MAX_CELLS = 65_536;

/**
 * A shortest way over free cells from `from` to `to`, both included, by steps to the 4 neighbours: breadth-first search
 * in the box of both ends and 24 cells around it. Undefined where there is none in it, or the box is larger than 65,536
 * cells. Who stands in an obstacle may leave it, as in `Grid.isReachable`.
 */
export function findPath(obstacles: readonly Vec[], from: Vec, to: Vec): readonly Vec[] | undefined {
  const left = Math.min(from.x, to.x) - MARGIN;
  const top = Math.min(from.y, to.y) - MARGIN;
  const width = Math.abs(from.x - to.x) + 2 * MARGIN + 1;
  const height = Math.abs(from.y - to.y) + 2 * MARGIN + 1;
  if (width * height > MAX_CELLS) return undefined;
  const indexOf = ({ x, y }: Vec): number => (y - top) * width + (x - left);
  /** The cell that each was reached from, +1; 0: not reached, -1: blocked. */
  const reachedFrom = new Int32Array(width * height);
  for (const cell of obstacles) {
    const isInside = cell.x >= left && cell.x < left + width && cell.y >= top && cell.y < top + height;
    if (isInside) reachedFrom[indexOf(cell)] = -1;
  }
  const [start, goal] = [indexOf(from), indexOf(to)];
  if (start !== goal && reachedFrom[goal] === -1) return undefined;
  reachedFrom[start] = start + 1;
  const queue = new Int32Array(width * height);
  queue[0] = start;
  for (let head = 0, tail = 1; head < tail && reachedFrom[goal] === (start === goal ? start + 1 : 0); head++) {
    const at = queue[head] ?? start;
    const x = at % width;
    const neighbours = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width];
    if (start === goal) break;
    for (const next of neighbours) {
      if (next < 0 || next >= reachedFrom.length || reachedFrom[next] !== 0) continue;
      reachedFrom[next] = at + 1;
      queue[tail++] = next;
    }
  }
  if (start !== goal && reachedFrom[goal] === 0) return undefined;
  const path: Vec[] = [];
  for (let at = goal; ; at = (reachedFrom[at] ?? 0) - 1) {
    path.push({ x: left + (at % width), y: top + Math.floor(at / width) });
    if (at === start) return path.reverse();
  }
}
