import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Grid } from '../../../../../src/core/world/simulation/grid.ts';
import type { Vec } from '../../../../../src/core/world/snapshot.ts';
import { ring, wall } from '../worlds.ts';

const cell = fc.record({ x: fc.integer({ min: 0, max: 7 }), y: fc.integer({ min: 0, max: 7 }) });
const obstacles = fc.array(cell, { maxLength: 40 });

describe('Grid', () => {
  it('goes around a wall, however long, as the grid has no edge', () => {
    expect(new Grid(wall(5, -1000, 1000)).isReachable({ x: 0, y: 0 }, { x: 10, y: 0 })).toBe(true);
  });

  it('does not leave a closed ring, nor enter it', () => {
    const grid = new Grid(ring({ x: 2, y: 2 }, { x: 6, y: 6 }));
    expect(grid.isReachable({ x: 4, y: 4 }, { x: 0, y: 0 })).toBe(false);
    expect(grid.isReachable({ x: 0, y: 0 }, { x: 4, y: 4 })).toBe(false);
    expect(grid.isReachable({ x: 3, y: 3 }, { x: 5, y: 5 })).toBe(true);
  });

  it('lets whoever stands in an obstacle step out of it', () => {
    const grid = new Grid(ring({ x: 2, y: 2 }, { x: 6, y: 6 }));
    expect(grid.isReachable({ x: 2, y: 4 }, { x: 0, y: 7 })).toBe(true);
    expect(grid.isReachable({ x: 2, y: 4 }, { x: 4, y: 4 })).toBe(true);
  });

  it('answers at once for obstacles at the ends of the coordinate range', () => {
    const far = 2_147_483_647;
    const grid = new Grid([
      { x: -far, y: 0 },
      { x: far, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: 1 },
    ]);
    expect(grid.isReachable({ x: 0, y: 0 }, { x: far, y: far })).toBe(true);
    expect(grid.firstBlocker({ x: -far + 1, y: 0 }, { x: far - 1, y: 0 })).toEqual({ x: 1, y: 0 });
  });

  it('finds reachable what a flood of the bounding box and a margin reaches', () => {
    fc.assert(
      fc.property(obstacles, cell, cell, (blocked, from, to) => {
        fc.pre(!has(blocked, from));
        expect(new Grid(blocked).isReachable(from, to)).toBe(floods(blocked, from, to));
      }),
      { numRuns: 500 },
    );
  });

  it('says the same whether or not it was asked before', () => {
    fc.assert(
      fc.property(obstacles, fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (blocked, questions) => {
        const grid = new Grid(blocked);
        for (const [from, to] of questions) {
          expect(grid.isReachable(from, to)).toBe(new Grid(blocked).isReachable(from, to));
          expect(grid.isObstacle(to)).toBe(has(blocked, to));
        }
      }),
    );
  });

  it('hides what a segment through the open square of an obstacle leads to, and nothing else', () => {
    fc.assert(
      fc.property(obstacles, cell, cell, (blocked, from, to) => {
        const hidden = blocked.some(
          (obstacle) => !same(obstacle, from) && !same(obstacle, to) && crosses(from, to, obstacle),
        );
        expect(new Grid(blocked).firstBlocker(from, to) !== undefined).toBe(hidden);
      }),
      { numRuns: 500 },
    );
  });

  it('sees who sees it', () => {
    fc.assert(
      fc.property(obstacles, cell, cell, (blocked, a, b) => {
        const grid = new Grid(blocked);
        expect(grid.firstBlocker(a, b) === undefined).toBe(grid.firstBlocker(b, a) === undefined);
      }),
    );
  });

  it('names the obstacle nearest to the viewer', () => {
    const grid = new Grid([
      { x: 7, y: 0 },
      { x: 3, y: 0 },
      { x: 5, y: 0 },
    ]);
    expect(grid.firstBlocker({ x: 0, y: 0 }, { x: 9, y: 0 })).toEqual({ x: 3, y: 0 });
  });
});

function has(cells: readonly Vec[], wanted: Vec): boolean {
  return cells.some((each) => same(each, wanted));
}

function same(a: Vec, b: Vec): boolean {
  return a.x === b.x && a.y === b.y;
}

/** Breadth first over the 8 × 8 area of the generated cells and one cell around it, which is always free. */
function floods(blocked: readonly Vec[], from: Vec, to: Vec): boolean {
  const seen = new Set([`${from.x},${from.y}`]);
  const queue = [from];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (same(next, to)) return true;
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const step = { x: next.x + dx, y: next.y + dy };
      const isInside = step.x >= -1 && step.x <= 8 && step.y >= -1 && step.y <= 8;
      if (!isInside || has(blocked, step) || seen.has(`${step.x},${step.y}`)) continue;
      seen.add(`${step.x},${step.y}`);
      queue.push(step);
    }
  }
  return false;
}

/** Clips the segment to the square (Liang–Barsky): it crosses when a stretch of it lies strictly within. */
function crosses(from: Vec, to: Vec, square: Vec): boolean {
  let [enter, leave] = [0, 1];
  for (const axis of ['x', 'y'] as const) {
    const delta = to[axis] - from[axis];
    const [low, high] = [square[axis] - 0.5 - from[axis], square[axis] + 0.5 - from[axis]];
    if (delta === 0) {
      if (low >= 0 || high <= 0) return false;
      continue;
    }
    enter = Math.max(enter, Math.min(low / delta, high / delta));
    leave = Math.min(leave, Math.max(low / delta, high / delta));
  }
  return leave - enter > 1e-9;
}
