import type { PlanStep } from '../plan.ts';
import type { Problem } from '../problems.ts';
import { isSameStep } from '../samePlan.ts';
import type { Vec } from '../snapshot.ts';
import type { ToolEffect } from '../tools.ts';
import type { SimulatedWorld } from './simulatedWorld.ts';
import { cellsOf } from './stepArgs.ts';
import { problem, type StepContext } from './stepChecks.ts';

/**
 * Adds a warning when the step, which can be carried out, changes nothing: a move to where one stands, a reload of a full
 * magazine, a wait of no time; and when it only repeats the step before it. Says nothing of a tool that does, or may do,
 * more than it declares: a false alarm is worse than none.
 */
export function noteUseless(
  context: StepContext,
  before: SimulatedWorld,
  after: SimulatedWorld,
  previous: PlanStep | undefined,
  problems: Problem[],
): void {
  const { effects } = context.tool;
  if (effects.length === 0 || hasChanged(before, after)) return;
  if (previous !== undefined && isSameStep(previous, context.step) && effects.every((one) => isSpent(context, one))) {
    problems.push(
      problem(context, 'duplicate-step', 'it repeats the step before it, which did this already', undefined, 'warning'),
    );
    return;
  }
  if (!effects.every((effect) => isWhole(context, effect))) return;
  problems.push(
    problem(context, 'useless-step', `it changes nothing: ${reason(context, before)}`, undefined, 'warning'),
  );
}

/**
 * Whether the effect is all that such a tool is for, so that without it nothing is left. Not of a place in an argument
 * of its own: to take cover, lie in wait or gather the others there means something where one stands already. Nor of a
 * distance that the tool fixes: who charges also strikes.
 */
function isWhole({ step }: StepContext, effect: ToolEffect): boolean {
  switch (effect.effect) {
    case 'moveTo':
      return effect.arg === 'xy' && cellsOf(step, 'xy').length > 0;
    case 'approach':
    case 'retreat':
      return effect.distanceArg !== undefined;
    case 'restoreAmmo':
    case 'wait':
      return true;
    case 'spendAmmo':
    case 'damage':
    case 'damageArea':
      return false;
    default:
      return effect satisfies never;
  }
}

/** Whether there is nothing in the effect to do again at once: one stays at a place, but a round of several is walked again. */
function isSpent(context: StepContext, effect: ToolEffect): boolean {
  return effect.effect === 'moveTo' ? isOnePlace(cellsOf(context.step, effect.arg)) : isWhole(context, effect);
}

function isOnePlace([first, ...rest]: readonly Vec[]): boolean {
  return first !== undefined && rest.every(({ x, y }) => x === first.x && y === first.y);
}

function hasChanged(before: SimulatedWorld, after: SimulatedWorld): boolean {
  return (
    before.pos.x !== after.pos.x || before.pos.y !== after.pos.y || before.ammo !== after.ammo || before.t !== after.t
  );
}

function reason({ tool }: StepContext, { pos, ammo }: SimulatedWorld): string {
  const here = `(${pos.x},${pos.y})`;
  switch (tool.effects[0]?.effect) {
    case 'restoreAmmo':
      return `the magazine is full with ${ammo}`;
    case 'wait':
      return 'no time passes';
    case 'approach':
      return `${here} is near enough already`;
    case 'retreat':
      return `${here} is far enough away already`;
    default:
      return `the plan is at ${here} already`;
  }
}
