import type { Vec } from '../../../../../src/core/world/snapshot.ts';

/** Ways over free cells to the 4 neighbours, found by flooding. All walls are in 0..size-1. */
export class Steps {
  readonly #walls: Set<string>;
  readonly #size: number;
  readonly #floods = new Map<string, ReadonlySet<string>>();

  constructor(walls: readonly Vec[], size: number) {
    this.#walls = new Set(walls.map(keyOf));
    this.#size = size;
  }

  isWall(cell: Vec): boolean {
    return this.#walls.has(keyOf(cell));
  }

  lead(from: Vec, to: Vec): boolean {
    if (from.x === to.x && from.y === to.y) return true;
    return !this.isWall(to) && this.#floodFrom(this.#inBox(from)).has(keyOf(this.#inBox(to)));
  }

  /** Everything outside of the walls hangs together: one cell of the rim around them stands for it. */
  #inBox(cell: Vec): Vec {
    const isInside = cell.x >= 0 && cell.y >= 0 && cell.x < this.#size && cell.y < this.#size;
    return isInside ? cell : { x: -1, y: -1 };
  }

  #floodFrom(start: Vec): ReadonlySet<string> {
    const known = this.#floods.get(keyOf(start));
    if (known !== undefined) return known;
    const reached = new Set([keyOf(start)]);
    const waiting = [start];
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const { x, y } = cell;
      for (const next of [
        { x: x + 1, y },
        { x: x - 1, y },
        { x, y: y + 1 },
        { x, y: y - 1 },
      ]) {
        const isInRim = next.x >= -1 && next.y >= -1 && next.x <= this.#size && next.y <= this.#size;
        if (!isInRim || this.isWall(next) || reached.has(keyOf(next))) continue;
        reached.add(keyOf(next));
        waiting.push(next);
      }
    }
    this.#floods.set(keyOf(start), reached);
    return reached;
  }
}

/** True when the segment between the centres of two cells runs through the inside of another wall's square. */
export function isHidden(walls: readonly Vec[], from: Vec, to: Vec): boolean {
  return walls.some((wall) => {
    const isOwn = (cell: Vec): boolean => cell.x === wall.x && cell.y === wall.y;
    return !isOwn(from) && !isOwn(to) && entersSquare(from, to, wall);
  });
}

/** A fraction of whole numbers; the lower one is above 0. */
type Fraction = readonly [number, number];

/** Clips the segment to the square, axis by axis, in fractions; all in half cells, so that corners are whole. */
function entersSquare(from: Vec, to: Vec, wall: Vec): boolean {
  let enter: Fraction = [0, 1];
  let leave: Fraction = [1, 1];
  for (const axis of ['x', 'y'] as const) {
    const start = 2 * from[axis];
    const length = 2 * to[axis] - start;
    const [low, high] = [2 * wall[axis] - 1, 2 * wall[axis] + 1];
    if (length === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const toLow: Fraction = length > 0 ? [low - start, length] : [start - low, -length];
    const toHigh: Fraction = length > 0 ? [high - start, length] : [start - high, -length];
    const [first, last] = length > 0 ? [toLow, toHigh] : [toHigh, toLow];
    if (isLess(enter, first)) enter = first;
    if (isLess(last, leave)) leave = last;
  }
  return isLess(enter, leave);
}

function isLess([a, b]: Fraction, [c, d]: Fraction): boolean {
  return a * d < c * b;
}

/** Where one stops who goes near `target`: where the straight way ends, or the next best cell around that place. */
export function approachEnd(ways: Steps, from: Vec, target: Vec, distance: number): Vec | undefined {
  const reach = Math.max(distance, 1);
  if (squared(from, target) <= reach ** 2) return from;
  const end = {
    x: target.x + part(from.x - target.x, from, target, reach, Math.floor),
    y: target.y + part(from.y - target.y, from, target, reach, Math.floor),
  };
  return nextBest(ways, from, end, (cell) => squared(cell, target) <= reach ** 2);
}

/** Where one stops who goes away from `target`. */
export function retreatEnd(ways: Steps, from: Vec, target: Vec, reach: number): Vec | undefined {
  const gap = squared(from, target);
  if (gap >= reach ** 2) return from;
  const end =
    gap === 0
      ? { x: target.x + Math.ceil(reach), y: target.y }
      : {
          x: target.x + part(from.x - target.x, from, target, reach, Math.ceil),
          y: target.y + part(from.y - target.y, from, target, reach, Math.ceil),
        };
  return nextBest(ways, from, end, (cell) => squared(cell, target) >= reach ** 2);
}

/** `offset` · `reach` / gap as a whole number away from 0, found by trying squares: no root, no rounding error. */
function part(offset: number, from: Vec, target: Vec, reach: number, round: typeof Math.floor): number {
  const wanted = offset ** 2 * reach ** 2;
  const gap = squared(from, target);
  let whole = 0;
  while ((whole + 1) ** 2 * gap <= wanted) whole++;
  if (round(0.5) === 1 && whole ** 2 * gap < wanted) whole++;
  return offset < 0 ? 0 - whole : whole;
}

/** All cells up to 16 around `end` that will do, put in order: nearest ring, nearest to `from`, first by row. */
function nextBest(ways: Steps, from: Vec, end: Vec, isGood: (cell: Vec) => boolean): Vec | undefined {
  const cells: (Vec & { readonly ring: number })[] = [];
  for (let dy = -16; dy <= 16; dy++) {
    for (let dx = -16; dx <= 16; dx++) {
      cells.push({ x: end.x + dx, y: end.y + dy, ring: Math.max(Math.abs(dx), Math.abs(dy)) });
    }
  }
  cells.sort((a, b) => a.ring - b.ring || squared(a, from) - squared(b, from) || a.y - b.y || a.x - b.x);
  const best = cells.find((cell) => isGood(cell) && !ways.isWall(cell) && ways.lead(from, cell));
  return best === undefined ? undefined : { x: best.x, y: best.y };
}

function squared(a: Vec, b: Vec): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

function keyOf({ x, y }: Vec): string {
  return `${x},${y}`;
}
