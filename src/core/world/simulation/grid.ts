import type { Vec } from '../snapshot.ts';

/** Straight distance in grid units; equal for equal sums of squares, which `Math.hypot` does not promise. */
export function distance(a: Vec, b: Vec): number {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return Math.sqrt(dx * dx + dy * dy);
}

/** A run of free cells within one row, from `start` to `end` inclusive, and the region it belongs to. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly node: number;
}

const OUTSIDE = 0;
const OBSTACLE = -1;

/**
 * What the obstacles of a world allow. The grid has no edge; moves go to the 4 neighbours of a cell.
 *
 * Reachability is exact on the unbounded grid without flooding it. Free cells are taken as runs within a row; a run
 * that is open to one side, and every row without an obstacle, belongs to the one region outside. The other runs lie
 * between two obstacles, so there are fewer of them than obstacles. Joining runs that touch in neighbouring rows
 * gives the regions: O(n log n) once for n obstacles, however far apart, then O(log n) for each question.
 */
export class Grid {
  readonly #obstacles: readonly Vec[];
  #rows: ReadonlyMap<number, readonly Run[]> | undefined;
  #parents: number[] = [];

  constructor(obstacles: readonly Vec[]) {
    this.#obstacles = obstacles;
  }

  isObstacle(cell: Vec): boolean {
    if (this.#rows !== undefined) return this.#regionOf(cell.x, cell.y) === OBSTACLE;
    for (const obstacle of this.#obstacles) if (obstacle.x === cell.x && obstacle.y === cell.y) return true;
    return false;
  }

  /**
   * True when `to` is free and a path of free cells leads there from `from`. Whoever stands in an obstacle already
   * can leave it to any free neighbour.
   */
  isReachable(from: Vec, to: Vec): boolean {
    if (this.#rows === undefined) {
      if (this.#isCornerFree(from, to)) return true;
      this.#buildRegions();
    }
    const goal = this.#regionOf(to.x, to.y);
    if (goal === OBSTACLE) return from.x === to.x && from.y === to.y;
    const start = this.#regionOf(from.x, from.y);
    if (start !== OBSTACLE) return start === goal;
    return (
      this.#regionOf(from.x - 1, from.y) === goal ||
      this.#regionOf(from.x + 1, from.y) === goal ||
      this.#regionOf(from.x, from.y - 1) === goal ||
      this.#regionOf(from.x, from.y + 1) === goal
    );
  }

  /**
   * The obstacle nearest to `from` that hides `to` from it, undefined when there is line of sight: an obstacle hides
   * when the segment from centre to centre enters its square. Touching a corner or an edge does not hide, nor does
   * what stands in one of the two cells themselves. Unlike Bresenham's line this is symmetric: who sees is seen.
   */
  firstBlocker(from: Vec, to: Vec): Vec | undefined {
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const halfWidth = Math.abs(dx) + Math.abs(dy);
    const [minX, maxX] = dx < 0 ? [to.x, from.x] : [from.x, to.x];
    const [minY, maxY] = dy < 0 ? [to.y, from.y] : [from.y, to.y];
    let nearest: Vec | undefined;
    for (const cell of this.#obstacles) {
      const { x, y } = cell;
      if (x < minX || x > maxX || y < minY || y > maxY) continue;
      if ((x === from.x && y === from.y) || (x === to.x && y === to.y)) continue;
      // Separating axis: a square of side 1 reaches (|dx| + |dy|) / 2 across the line, in units of the cross product.
      if (2 * Math.abs(dx * (y - from.y) - dy * (x - from.x)) >= halfWidth) continue;
      if (nearest === undefined || distance(cell, from) < distance(nearest, from)) nearest = cell;
    }
    return nearest;
  }

  /** A path with at most one corner is the usual case and needs no regions. */
  #isCornerFree(from: Vec, to: Vec): boolean {
    let xFirst = true;
    let yFirst = true;
    const [minX, maxX] = from.x < to.x ? [from.x, to.x] : [to.x, from.x];
    const [minY, maxY] = from.y < to.y ? [from.y, to.y] : [to.y, from.y];
    for (const { x, y } of this.#obstacles) {
      if (x < minX || x > maxX || y < minY || y > maxY || (x === from.x && y === from.y)) continue;
      if (y === from.y || x === to.x) xFirst = false;
      if (x === from.x || y === to.y) yFirst = false;
      if (!xFirst && !yFirst) return false;
    }
    return true;
  }

  #regionOf(x: number, y: number): number {
    const runs = this.#rows?.get(y);
    if (runs === undefined) return OUTSIDE;
    let low = 0;
    let high = runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = runs[middle];
      if (run === undefined) break;
      if (x < run.start) high = middle - 1;
      else if (x > run.end) low = middle + 1;
      else return this.#find(run.node);
    }
    return OBSTACLE;
  }

  #buildRegions(): void {
    this.#parents = [OUTSIDE];
    const rows = this.#splitIntoRuns();
    this.#rows = rows;
    for (const [y, runs] of rows) {
      const above = rows.get(y + 1);
      if (above !== undefined) this.#joinTouching(runs, above);
      if (above === undefined || !rows.has(y - 1)) for (const run of runs) this.#join(run.node, OUTSIDE);
    }
  }

  #splitIntoRuns(): ReadonlyMap<number, readonly Run[]> {
    const columnsByRow = new Map<number, number[]>();
    for (const { x, y } of this.#obstacles) {
      const columns = columnsByRow.get(y);
      if (columns === undefined) columnsByRow.set(y, [x]);
      else columns.push(x);
    }
    const rows = new Map<number, Run[]>();
    for (const [y, columns] of columnsByRow) {
      columns.sort((a, b) => a - b);
      const runs: Run[] = [];
      let start = -Infinity;
      for (const x of columns) {
        if (x > start) runs.push({ start, end: x - 1, node: start === -Infinity ? OUTSIDE : this.#newNode() });
        start = x + 1;
      }
      runs.push({ start, end: Infinity, node: OUTSIDE });
      rows.set(y, runs);
    }
    return rows;
  }

  #joinTouching(a: readonly Run[], b: readonly Run[]): void {
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      const [left, right] = [a[i], b[j]];
      if (left === undefined || right === undefined) return;
      if (left.start <= right.end && right.start <= left.end) this.#join(left.node, right.node);
      if (left.end < right.end) i++;
      else j++;
    }
  }

  #newNode(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  #find(node: number): number {
    let root = node;
    for (let parent = this.#parents[root]; parent !== undefined && parent !== root; parent = this.#parents[root]) {
      this.#parents[root] = this.#parents[parent] ?? parent;
      root = parent;
    }
    return root;
  }

  #join(a: number, b: number): void {
    const [rootA, rootB] = [this.#find(a), this.#find(b)];
    if (rootA !== rootB) this.#parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }
}
