import type { PlanStep } from '../plan.ts';
import type { Vec } from '../snapshot.ts';

/** The cells that the argument `arg` of `step` names: a cell, a list of cells, or `xy`. Empty when it is left out. */
export function cellsOf(step: PlanStep, arg: string): readonly Vec[] {
  if (arg === 'xy') {
    const { x, y } = step;
    return typeof x === 'number' && typeof y === 'number' ? [{ x, y }] : [];
  }
  const value = step[arg];
  if (Array.isArray(value)) return value.filter(isVec);
  return isVec(value) ? [value] : [];
}

/** The entity ids that the argument `arg` of `step` names. */
export function idsOf(step: PlanStep, arg: string): readonly number[] {
  const value = step[arg];
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}

/** The number in the argument `arg` of `step`, where it has one. */
export function numberOf(step: PlanStep, arg: string | undefined): number | undefined {
  const value = arg === undefined ? undefined : step[arg];
  return typeof value === 'number' ? value : undefined;
}

function isVec(value: unknown): value is Vec {
  return typeof value === 'object' && value !== null && 'x' in value && 'y' in value;
}
