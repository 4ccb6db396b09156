import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import type { Vec, WorldSnapshot } from '../../../../../src/core/world/snapshot.ts';

/** What becomes of a plan, worked out by other means than the simulation: cells flooded, sight sampled exactly, plain numbers. */
export interface OracleRun {
  /** Of the first step that cannot be carried out: its index, and why. */
  readonly failure: { readonly index: number; readonly code: string } | undefined;
  readonly states: readonly OracleState[];
}

export interface OracleState {
  readonly t: number;
  readonly pos: Vec;
  readonly ammo: number;
  readonly hp: Readonly<Record<number, number>>;
}

const RANGE = 12;
const MAGAZINE = 30;
const SHOTS: Readonly<Record<string, { readonly hp: number; readonly cooldownS: number }>> = {
  Attack: { hp: 10, cooldownS: 1 },
  AimedShot: { hp: 15, cooldownS: 2 },
  QuickAttack: { hp: 5, cooldownS: 0.5 },
  HeavyAttack: { hp: 25, cooldownS: 3 },
};

/** Steps of MoveTo, the four shots, Reload, Wait, ThrowSmoke and Taunt. */
export function runOracle(steps: readonly PlanStep[], { me, enemies, obstacles, t: start }: WorldSnapshot): OracleRun {
  const blocked = new Set(obstacles.map(({ x, y }) => keyOf(x, y)));
  let { pos, ammo } = me;
  let t = start;
  const hp: Record<number, number> = Object.fromEntries(enemies.map((enemy) => [enemy.id, enemy.hp]));
  const readyAt = new Map<string, number>();
  const states: OracleState[] = [];
  for (const [index, step] of steps.entries()) {
    const code = refusal(step);
    if (code !== undefined) return { failure: { index, code }, states };
    carryOut(step);
    states.push({ t, pos, ammo, hp: { ...hp } });
  }
  return { failure: undefined, states };

  function refusal(step: PlanStep): string | undefined {
    const { act } = step;
    const target = enemies.find((enemy) => enemy.id === step['target_id']);
    const isCooling = t < (readyAt.get(act) ?? -1);
    if (act === 'MoveTo') {
      const { x, y } = cellOf(step);
      if (blocked.has(keyOf(x, y))) return 'blocked-cell';
      return isFlooded(pos, { x, y }, blocked) ? undefined : 'unreachable-cell';
    }
    if (act === 'Taunt') return target === undefined ? 'unknown-entity' : isCooling ? 'on-cooldown' : undefined;
    if (act === 'ThrowSmoke') {
      if (isHidden(pos, cellOf(step), obstacles)) return 'no-line-of-sight';
      return isCooling ? 'on-cooldown' : undefined;
    }
    if (SHOTS[act] !== undefined) {
      if (target === undefined) return 'unknown-entity';
      if (ammo < 1) return 'no-ammunition';
      const squared = (target.pos.x - pos.x) ** 2 + (target.pos.y - pos.y) ** 2;
      if (squared > RANGE * RANGE) return 'out-of-range';
      if (isHidden(pos, target.pos, obstacles)) return 'no-line-of-sight';
    }
    return isCooling ? 'on-cooldown' : undefined;
  }

  function carryOut(step: PlanStep): void {
    const { act } = step;
    const shot = SHOTS[act];
    const cooldownS = shot?.cooldownS ?? { Reload: 2, ThrowSmoke: 8, Taunt: 6 }[act];
    if (cooldownS !== undefined) readyAt.set(act, t + cooldownS);
    if (act === 'MoveTo') pos = cellOf(step);
    if (act === 'Reload') ammo = Math.max(ammo, MAGAZINE);
    if (act === 'Wait') t += Number(step['duration']);
    if (shot !== undefined) {
      ammo -= 1;
      const id = Number(step['target_id']);
      hp[id] = Math.max(0, (hp[id] ?? 0) - shot.hp);
    }
  }
}

function cellOf(step: PlanStep): Vec {
  return { x: Number(step['x']), y: Number(step['y']) };
}

/** Whether a walk from `from`, cell by cell in a box with free cells around everything, gets to `to`. */
function isFlooded(from: Vec, to: Vec, blocked: ReadonlySet<number>): boolean {
  const reached = new Set([keyOf(from.x, from.y)]);
  const open: Vec[] = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.x === to.x && at.y === to.y) return true;
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const [x, y] = [at.x + dx, at.y + dy];
      const key = keyOf(x, y);
      if (x < -1 || y < -1 || x > 64 || y > 64 || blocked.has(key) || reached.has(key)) continue;
      reached.add(key);
      open.push({ x, y });
    }
  }
  return false;
}

function keyOf(x: number, y: number): number {
  return (y + 1) * 100 + x + 1;
}

/** Whether the line from centre to centre goes through the inside of an obstacle's square, by clipping it to the square. */
function isHidden(from: Vec, to: Vec, obstacles: readonly Vec[]): boolean {
  return obstacles.some((cell) => {
    const isEnd = (cell.x === from.x && cell.y === from.y) || (cell.x === to.x && cell.y === to.y);
    return !isEnd && isClipped(from, to, cell);
  });
}

/** Liang and Barsky's clipping in whole numbers: each bound of the line's parameter is a fraction over one denominator. */
function isClipped(from: Vec, to: Vec, cell: Vec): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const denominator = 2 * Math.max(1, Math.abs(dx)) * Math.max(1, Math.abs(dy));
  let [low, high] = [0, denominator];
  for (const [delta, start, centre, other] of [
    [dx, from.x, cell.x, Math.max(1, Math.abs(dy))],
    [dy, from.y, cell.y, Math.max(1, Math.abs(dx))],
  ] as const) {
    if (delta === 0) {
      if (2 * Math.abs(centre - start) >= 1) return false;
      continue;
    }
    const first = (2 * (centre - start) - Math.sign(delta)) * Math.sign(delta) * other;
    const second = (2 * (centre - start) + Math.sign(delta)) * Math.sign(delta) * other;
    low = Math.max(low, first);
    high = Math.min(high, second);
  }
  return low < high;
}
