import type { PlanStep } from '../plan.ts';
import type { Scenario } from '../scenario.ts';
import type { Vec } from '../snapshot.ts';
import type { ToolEffect, ToolSpec } from '../tools.ts';
import { distance, type Grid } from './grid.ts';
import { cooldownKey, type SimulatedWorld } from './simulatedWorld.ts';
import { approachCell, retreatCell } from './standingCell.ts';
import { cellsOf, idsOf, numberOf } from './stepArgs.ts';
import { findEnemy } from './stepChecks.ts';

interface Stage {
  readonly scenario: Scenario;
  readonly grid: Grid;
  readonly step: PlanStep;
  readonly tool: ToolSpec;
}

/** The world after the step, or the target that nobody can get near to or away from. */
export type StepOutcome =
  | { readonly ok: true; readonly world: SimulatedWorld }
  | { readonly ok: false; readonly target: Vec };

/** Applies the step's effects to `world`. Its checks must have passed. */
export function applyStep(stage: Stage, world: SimulatedWorld): StepOutcome {
  let next = withCooldown(stage, world);
  for (const effect of stage.tool.effects) {
    const outcome = applyEffect(stage, effect, next);
    if (!outcome.ok) return outcome;
    next = outcome.world;
  }
  return { ok: true, world: next };
}

function applyEffect(stage: Stage, effect: ToolEffect, world: SimulatedWorld): StepOutcome {
  const { step } = stage;
  switch (effect.effect) {
    case 'moveTo':
      return done({ ...world, pos: cellsOf(step, effect.arg).at(-1) ?? world.pos });
    case 'approach':
    case 'retreat':
      return applyMovement(stage, effect, world);
    case 'spendAmmo':
      return done({ ...world, ammo: Math.max(0, world.ammo - effect.rounds) });
    case 'restoreAmmo':
      return done({ ...world, ammo: Math.max(world.ammo, effect.rounds) });
    case 'damage':
      return done(withDamage(world, idsOf(step, effect.arg), effect.hp));
    case 'damageArea':
      return done(withDamage(world, idsInArea(stage, effect), effect.hp));
    case 'wait':
      return done({ ...world, t: world.t + Math.max(0, numberOf(step, effect.arg) ?? 0) });
  }
}

function applyMovement(
  stage: Stage,
  effect: Extract<ToolEffect, { effect: 'approach' | 'retreat' }>,
  world: SimulatedWorld,
): StepOutcome {
  const id = idsOf(stage.step, effect.arg)[0];
  const target = cellsOf(stage.step, effect.arg)[0] ?? (id === undefined ? undefined : findEnemy(stage, id)?.pos);
  if (target === undefined) return done(world);
  const reach = numberOf(stage.step, effect.distanceArg) ?? effect.distance ?? 0;
  const findCell = effect.effect === 'approach' ? approachCell : retreatCell;
  const pos = findCell(stage.grid, world.pos, target, reach);
  return pos === undefined ? { ok: false, target } : done({ ...world, pos });
}

function idsInArea(stage: Stage, effect: Extract<ToolEffect, { effect: 'damageArea' }>): readonly number[] {
  const centre = cellsOf(stage.step, 'xy')[0];
  const radius = numberOf(stage.step, effect.radiusArg) ?? effect.radius ?? 0;
  if (centre === undefined) return [];
  const hit = stage.scenario.snapshot.enemies.filter((enemy) => distance(enemy.pos, centre) <= radius);
  return hit.map((enemy) => enemy.id);
}

function withDamage(world: SimulatedWorld, ids: readonly number[], hp: number): SimulatedWorld {
  const damage = new Map(world.damage);
  for (const id of ids) damage.set(id, (damage.get(id) ?? 0) + hp);
  return { ...world, damage };
}

function withCooldown(stage: Stage, world: SimulatedWorld): SimulatedWorld {
  const { cooldownS } = stage.tool;
  if (cooldownS === undefined || cooldownS <= 0) return world;
  const readyAt = new Map(world.readyAt).set(cooldownKey(stage.tool, stage.step), world.t + cooldownS);
  return { ...world, readyAt };
}

function done(world: SimulatedWorld): StepOutcome {
  return { ok: true, world };
}
