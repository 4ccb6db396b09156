import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { Grid } from '../../../../src/core/world/simulation/grid.ts';
import { findPath } from '../../../../src/core/world/simulation/path.ts';
import { type WorldMap, worldMap } from '../../../../src/core/world/worldMap.ts';
import { scenario, wall, world } from './worlds.ts';

const yard = scenario(
  world({
    me: { pos: { x: 2, y: 2 }, ammo: 2 },
    enemies: [{ id: 3, pos: { x: 8, y: 2 }, hp: 15 }],
    obstacles: wall(5, 0, 4),
    pois: [{ k: 'gate', pos: { x: 9, y: 6 } }],
    objective: 'gate',
  }),
);

function mapOf(...steps: readonly object[]): WorldMap {
  const { steps: inspected, problems } = inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), yard);
  return worldMap(yard, inspected, problems);
}

describe('worldMap', () => {
  it('has a frame before the first step and one after each', () => {
    const { frames } = mapOf({ act: 'MoveTo', x: 8, y: 5 }, { act: 'Attack', target_id: 3 });
    expect(frames.map(({ label, state, pos, ammo, hp }) => [label, state, pos, ammo, hp])).toEqual([
      ['Start', 'ok', { x: 2, y: 2 }, 2, [15]],
      ['1. MoveTo(x: 8, y: 5)', 'ok', { x: 8, y: 5 }, 2, [15]],
      ['2. Attack(target_id: 3)', 'ok', { x: 8, y: 5 }, 1, [5]],
    ]);
    expect(frames[2]?.targets).toEqual([{ x: 8, y: 2 }]);
  });

  it('walks around obstacles', () => {
    const { frames, obstacles } = mapOf({ act: 'MoveTo', x: 8, y: 2 });
    const way = frames[1]?.way ?? [];
    expect(way.at(0)).toEqual({ x: 2, y: 2 });
    expect(way.at(-1)).toEqual({ x: 8, y: 2 });
    expect(way.filter((cell) => obstacles.some(({ x, y }) => x === cell.x && y === cell.y))).toEqual([]);
    expect(way.length).toBe(1 + 6 + 2 * 3);
  });

  it('says which step fails and why, and of those behind it that nobody knows', () => {
    const { frames } = mapOf({ act: 'Attack', target_id: 3 }, { act: 'Reload' });
    expect(frames.map(({ state }) => state)).toEqual(['ok', 'failed', 'unknown']);
    expect(frames[1]?.messages).toEqual(['Step 1, Attack: the obstacle at (5,2) hides (8,2) from (2,2).']);
    expect(frames[0]?.messages).toEqual([]);
  });

  it('shows all of a small world, and of a large one what is around the way', () => {
    const small = worldMap(yard);
    expect([small.from, small.to, small.outside]).toEqual([{ x: -2, y: -2 }, { x: 11, y: 8 }, 0]);
    const far = { id: 9, pos: { x: 2_000_000_000, y: -2_000_000_000 }, hp: 1 };
    const { snapshot } = yard;
    const large = worldMap({ ...yard, snapshot: { ...snapshot, enemies: [...snapshot.enemies, far] } });
    expect(large.outside).toBe(1);
    expect(large.to.x - large.from.x).toBeLessThan(64);
    expect(large.to.y - large.from.y).toBeLessThan(64);
  });

  it('counts the player among what lies beyond the edge', () => {
    const { snapshot } = yard;
    const player = { ...snapshot.player, pos: { x: 1_000_000_000, y: 0 } };
    expect(worldMap({ ...yard, snapshot: { ...snapshot, player } }).outside).toBe(1);
  });

  it('says of a way that is too long to be looked for that only its ends are known', () => {
    const near = mapOf({ act: 'MoveTo', x: 8, y: 2 }).frames[1];
    expect(near?.isWayKnown).toBe(true);
    const far = mapOf({ act: 'MoveTo', x: 2_000_000_000, y: 2 }).frames[1];
    expect([far?.isWayKnown, far?.way]).toEqual([
      false,
      [
        { x: 2, y: 2 },
        { x: 2_000_000_000, y: 2 },
      ],
    ]);
  });

  it('names the cooldowns that run, with the seconds left, and no others', () => {
    const { snapshot } = yard;
    const me = { ...snapshot.me, cooldowns: { throw_smoke: 6, throw_frag: 2, sprint: 0 } };
    const waiting = { ...yard, snapshot: { ...snapshot, me } };
    const { steps } = inspectAnswer(JSON.stringify({ plan_id: 'p', steps: [{ act: 'Wait', duration: 2.5 }] }), waiting);
    expect(worldMap(waiting, steps).frames.map(({ cooldowns }) => cooldowns)).toEqual([
      [
        { name: 'throwsmoke', leftS: 6 },
        { name: 'throwfrag', leftS: 2 },
      ],
      [{ name: 'throwsmoke', leftS: 3.5 }],
    ]);
  });
});

describe('findPath', () => {
  const cell = fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) });

  it('finds a way of free neighbouring cells exactly where the grid says that there is one', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 45 }), cell, cell, (obstacles, from, to) => {
        const path = findPath(obstacles, from, to);
        expect(path !== undefined).toBe(new Grid(obstacles).isReachable(from, to));
        if (path === undefined) return;
        expect([path.at(0), path.at(-1)]).toEqual([from, to]);
        for (const [index, at] of path.entries()) {
          const next = path[index + 1];
          if (next !== undefined) expect(Math.abs(at.x - next.x) + Math.abs(at.y - next.y)).toBe(1);
          if (index > 0) expect(obstacles.some(({ x, y }) => x === at.x && y === at.y)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
