import { foldName } from '../../base/names.ts';
import type { PlanStep } from '../plan.ts';
import type { Enemy, Vec, WorldSnapshot } from '../snapshot.ts';
import type { ToolSpec } from '../tools.ts';

/** The world after some steps: what the plan can change of the snapshot. Immutable; unchanged parts are shared. */
export interface SimulatedWorld {
  /** Game time, seconds. */
  readonly t: number;
  readonly pos: Vec;
  /** Rounds left. */
  readonly ammo: number;
  /** Game time, seconds, at which each ability can be used again, by folded cooldown key. */
  readonly readyAt: ReadonlyMap<string, number>;
  /** Hit points that the plan's steps took, by enemy id. */
  readonly damage: ReadonlyMap<number, number>;
}

/** The world before the first step. */
export function initialWorld(snapshot: WorldSnapshot): SimulatedWorld {
  const { cooldowns } = snapshot.me;
  const readyAt = new Map<string, number>();
  for (const key of Object.keys(cooldowns)) readyAt.set(foldName(key), snapshot.t + (cooldowns[key] ?? 0));
  return { t: snapshot.t, pos: snapshot.me.pos, ammo: snapshot.me.ammo, readyAt, damage: new Map() };
}

/** Hit points that `enemy` has left in `world`; 0 is down. */
export function remainingHp(world: SimulatedWorld, enemy: Enemy): number {
  return Math.max(0, enemy.hp - (world.damage.get(enemy.id) ?? 0));
}

/** The folded key under which `step`'s tool keeps its cooldown. */
export function cooldownKey(tool: ToolSpec, step: PlanStep): string {
  const key = tool.cooldownKey ?? tool.name;
  if (!key.includes('{')) return foldName(key);
  return foldName(key.replaceAll(/\{(\w+)\}/g, (_, arg: string) => String(step[arg] ?? arg)));
}
