import { defaultRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import type { Plan, PlanStep } from '../../../../src/core/world/plan.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import type { Vec, WorldSnapshot } from '../../../../src/core/world/snapshot.ts';

/** A quiet world: `me` at (0,0) with 10 rounds and good morale, nobody else, nothing in the way. */
export function world(
  changes: { readonly me?: Partial<WorldSnapshot['me']> } & Omit<Partial<WorldSnapshot>, 'me'> = {},
): WorldSnapshot {
  const { me, ...rest } = changes;
  return {
    t: 0,
    player: { hp: 100, pos: { x: 0, y: 1 }, stance: 'stand', orders: [] },
    me: { ammo: 10, cooldowns: {}, morale: 0.9, pos: { x: 0, y: 0 }, ...me },
    enemies: [],
    pois: [],
    obstacles: [],
    ...rest,
  };
}

export function scenario(snapshot: WorldSnapshot, changes: Partial<Scenario> = {}): Scenario {
  return {
    name: 'test',
    snapshot,
    registry: defaultRegistry,
    rules: { enforceCooldowns: true, enforceLineOfSight: true, enforceStamina: true },
    objective: snapshot.objective ?? undefined,
    instructions: undefined,
    ...changes,
  };
}

export function plan(...steps: readonly PlanStep[]): Plan {
  return { plan_id: 'test', steps };
}

/** Cells of a rectangle's border. */
export function ring(from: Vec, to: Vec): Vec[] {
  const cells: Vec[] = [];
  for (let x = from.x; x <= to.x; x++) {
    for (let y = from.y; y <= to.y; y++) {
      if (x === from.x || x === to.x || y === from.y || y === to.y) cells.push({ x, y });
    }
  }
  return cells;
}

/** Cells (x, fromY) to (x, toY). */
export function wall(x: number, fromY: number, toY: number): Vec[] {
  return Array.from({ length: toY - fromY + 1 }, (_, index) => ({ x, y: fromY + index }));
}
