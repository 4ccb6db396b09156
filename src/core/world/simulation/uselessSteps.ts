import type { PlanStep } from '../plan.ts';
import type { Problem } from '../problems.ts';
import { isSameStep } from '../samePlan.ts';
import type { ToolEffect } from '../tools.ts';
import type { SimulatedWorld } from './simulatedWorld.ts';
import { problem, type StepContext } from './stepChecks.ts';

/** What only moves the fighter, fills its magazine or lets time pass: where that changes nothing, the step is for nothing. */
const TELLING: ReadonlySet<ToolEffect['effect']> = new Set(['moveTo', 'approach', 'retreat', 'restoreAmmo', 'wait']);

/**
 * Adds a warning when the step, which can be carried out, changes nothing: a move to where one stands, a reload of a full
 * magazine, a wait of no time. Of tools that declare no effect, or others than these, nobody can say that they are useless.
 */
export function noteUseless(
  context: StepContext,
  before: SimulatedWorld,
  after: SimulatedWorld,
  previous: PlanStep | undefined,
  problems: Problem[],
): void {
  const { effects, args } = context.tool;
  if (effects.length === 0 || !effects.every(({ effect }) => TELLING.has(effect))) return;
  // "Take cover here" names no cell: it is not about the way.
  const isGiven = args.length === 0 || args.some(({ name }) => context.step[name] !== undefined);
  if (!isGiven || hasChanged(before, after)) return;
  if (previous !== undefined && isSameStep(previous, context.step)) {
    problems.push(
      problem(context, 'duplicate-step', 'it repeats the step before it, which did this already', undefined, 'warning'),
    );
    return;
  }
  problems.push(
    problem(context, 'useless-step', `it changes nothing: ${reason(context, before)}`, undefined, 'warning'),
  );
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
