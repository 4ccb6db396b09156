import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, Grid } from '../../../../../src/core/world/simulation/grid.ts';
import { approachCell, nearestReachable, retreatCell } from '../../../../../src/core/world/simulation/standingCell.ts';
import type { Vec } from '../../../../../src/core/world/snapshot.ts';
import { ring } from '../worlds.ts';

const origin = { x: 0, y: 0 };
const cell = fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) });

describe('where a step ends', () => {
  it('is on the straight way for an approach', () => {
    expect(approachCell(new Grid([]), origin, { x: 30, y: 40 }, 5)).toEqual({ x: 27, y: 36 });
  });

  it('is where one stands already when that is near enough, or far enough', () => {
    expect(approachCell(new Grid([]), origin, { x: 3, y: 0 }, 4)).toBe(origin);
    expect(retreatCell(new Grid([]), origin, { x: 3, y: 0 }, 3)).toBe(origin);
  });

  it('is beside the target for an approach to no distance at all', () => {
    expect(approachCell(new Grid([]), origin, { x: 5, y: 0 }, 0)).toEqual({ x: 4, y: 0 });
  });

  it('is beside the target, never on it, from however far one comes', () => {
    for (let away = 2; away <= 200; away++) {
      expect(approachCell(new Grid([]), { x: away, y: 0 }, origin, 1)).toEqual({ x: 1, y: 0 });
      expect(retreatCell(new Grid([]), { x: away, y: 0 }, origin, away + 1)).toEqual({ x: away + 1, y: 0 });
    }
  });

  it('is the first by row of two cells that are equally near', () => {
    // 9² + 2² = 7² + 6²: equal, though roots that are taken apart may differ in their last digit.
    const from = { x: 2, y: 8 };
    const isOne = ({ x, y }: Vec): boolean => (x === 11 && y === 10) || (x === 9 && y === 14);
    expect(nearestReachable(new Grid([]), from, { x: 10, y: 12 }, isOne)).toEqual({ x: 11, y: 10 });
  });

  it('is to the east when one retreats from one’s own cell', () => {
    expect(retreatCell(new Grid([]), origin, origin, 2.5)).toEqual({ x: 3, y: 0 });
  });

  it('does not exist beyond a closed ring', () => {
    const grid = new Grid(ring({ x: -2, y: -2 }, { x: 2, y: 2 }));
    expect(approachCell(grid, origin, { x: 9, y: 0 }, 1)).toBeUndefined();
    expect(retreatCell(grid, origin, { x: 1, y: 0 }, 9)).toBeUndefined();
    expect(nearestReachable(grid, origin, { x: 30, y: 0 })).toBeUndefined();
  });

  it('is free, reachable and at the distance asked for, among any obstacles', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 60 }),
        cell,
        cell,
        fc.integer({ min: 0, max: 8 }),
        (blocked, from, target, reach) => {
          const grid = new Grid(blocked);
          const near = approachCell(grid, from, target, reach);
          const far = retreatCell(grid, from, target, reach);
          if (near !== undefined) expect(distance(near, target)).toBeLessThanOrEqual(Math.max(1, reach));
          if (far !== undefined) expect(distance(far, target)).toBeGreaterThanOrEqual(reach);
          for (const end of [near, far]) {
            if (end === undefined || end === from) continue;
            expect(grid.isObstacle(end)).toBe(false);
            expect(grid.isReachable(from, end)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
