import { isJsonObject } from './json/shapeGuards.ts';
import { isKeyParts, type KeyParts } from './prompt/keyParts.ts';
import type { ArgValue, Plan, PlanStep } from './world/plan.ts';
import type { Problem, ProblemCode } from './world/problems.ts';

/** What the prompt cache keeps for a question. Only the model's own executable plan for the full prompt. */
export interface CachedPlan {
  readonly plan: Plan;
  /** Repairs among them: a repaired plan says so on every hit. */
  readonly problems: readonly Problem[];
  /** What its key was made of, for explaining why another question missed. */
  readonly asked: KeyParts;
}

/**
 * Whether `value`, read from a store, is a plan such as the planner caches: with steps, and with no problem that is an
 * error. It says nothing about the world; that the plan can be carried out in it was judged before it was kept.
 */
export function isCachedPlan(value: unknown): value is CachedPlan {
  if (!isJsonObject(value) || !isPlan(value['plan']) || !isListOf(value['problems'], isHarmless)) return false;
  return isKeyParts(value['asked']);
}

function isPlan(value: unknown): value is Plan {
  if (!isJsonObject(value) || typeof value['plan_id'] !== 'string') return false;
  return isListOf(value['steps'], isStep) && value['steps'].length > 0;
}

function isStep(value: unknown): value is PlanStep {
  return isJsonObject(value) && typeof value['act'] === 'string' && Object.values(value).every(isArgument);
}

function isArgument(value: unknown): value is ArgValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    default:
      return isListOf(value, isArgument) || isCell(value);
  }
}

function isCell(value: unknown): boolean {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return false;
  return Number.isFinite(value['x']) && Number.isFinite(value['y']);
}

const CODES = {
  'empty-answer': true,
  'not-json': true,
  'cut-short': true,
  repaired: true,
  'not-a-plan': true,
  'empty-plan': true,
  'unknown-tool': true,
  'missing-argument': true,
  'extra-argument': true,
  'mistyped-argument': true,
  'value-out-of-range': true,
  'unknown-entity': true,
  'blocked-cell': true,
  'unreachable-cell': true,
  'out-of-range': true,
  'no-line-of-sight': true,
  'no-ammunition': true,
  'on-cooldown': true,
  'duplicate-step': true,
  'useless-step': true,
  'objective-not-reached': true,
} satisfies Readonly<Record<ProblemCode, true>>;

function isHarmless(value: unknown): value is Problem {
  if (!isJsonObject(value)) return false;
  const { code, severity, message, pointer, range } = value;
  const isKnown = typeof code === 'string' && Object.hasOwn(CODES, code);
  const isWarning = severity === 'warning' || severity === 'info';
  const isTold = typeof message === 'string' && typeof pointer === 'string';
  return isKnown && isWarning && isTold && (range === undefined || isRange(range));
}

function isRange(value: unknown): boolean {
  return isJsonObject(value) && Number.isInteger(value['start']) && Number.isInteger(value['end']);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
