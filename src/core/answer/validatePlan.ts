import { toPointer } from '../json/jsonPointer.ts';
import { describeArgType } from '../world/argValue.ts';
import type { Plan, PlanStep } from '../world/plan.ts';
import { isExecutable, type Problem, type ProblemCode } from '../world/problems.ts';
import type { ToolRegistry } from '../world/tools.ts';
import { mentionExtras } from './extraNames.ts';
import { validateStep } from './validateStep.ts';

/** Steps behind so many wrong ones are not looked at: it is no plan either way. */
const MAX_WRONG_STEPS = 100;

/** The two of a plan, and those that a plan's file may have beside them: which schema, which scenario. */
const PLAN_FIELDS: ReadonlySet<string> = new Set(['plan_id', 'steps', '$schema', 'scenario']);
/** More steps than this are no plan of a model's; those behind are not looked at. */
const MAX_STEPS = 1_000;

/** A plan by its registry. */
export interface Validation {
  /** The plan with the registry's own spelling and without arguments too many; absent when a problem is an error. */
  readonly plan?: Plan;
  /**
   * The plan as far as it can be read, steps at their own index, arguments that are wrong left out: for looking at
   * the rest of it, never for carrying out.
   */
  readonly draft: Plan;
  readonly problems: readonly Problem[];
}

/**
 * Checks JSON against the plan's shape and the registry: tools by exact name, arguments by type and range. What is
 * wrong only in its spelling (`move_to` for `MoveTo`, `Run` for `run`) is put right with a warning of code
 * `repaired`; an argument too many is a warning; everything else is an error. `$schema` and `scenario`, which a plan's
 * file may have, are passed over, in a model's answer too: neither harms. Problems have pointers and no ranges.
 */
export function validatePlan(candidate: unknown, registry: ToolRegistry): Validation {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
    return nothing('not-a-plan', 'The answer is JSON, but no object with "plan_id" and "steps".');
  }
  const { plan_id: planId, steps } = candidate as { readonly plan_id?: unknown; readonly steps?: unknown };
  const problems: Problem[] = [];
  let wrongSteps = 0;
  if (typeof planId !== 'string') problems.push(wrongField('plan_id', planId, describeArgType({ type: 'string' })));
  if (!Array.isArray(steps)) problems.push(wrongField('steps', steps, 'a list of steps'));
  else if (steps.length === 0) problems.push(error('empty-plan', 'The plan has no steps.', '/steps'));
  addExtraFields(candidate, problems);

  const read: PlanStep[] = [];
  for (const [index, step] of (Array.isArray(steps) ? steps.slice(0, MAX_STEPS) : []).entries()) {
    const before = problems.length;
    read.push(validateStep(step, index, registry, problems));
    if (problems.length > before && !isExecutable(problems.slice(before)) && ++wrongSteps === MAX_WRONG_STEPS) break;
  }
  if (Array.isArray(steps) && steps.length > MAX_STEPS && wrongSteps < MAX_WRONG_STEPS) {
    const message = `The plan has ${steps.length} steps; at most ${MAX_STEPS} are read, so this one is not carried out.`;
    problems.push(error('not-a-plan', message, '/steps'));
  }
  const draft: Plan = { plan_id: typeof planId === 'string' ? planId : '', steps: read };
  return isExecutable(problems) ? { plan: draft, draft, problems } : { draft, problems };
}

function nothing(code: ProblemCode, message: string): Validation {
  return { draft: { plan_id: '', steps: [] }, problems: [error(code, message, '')] };
}

function wrongField(name: string, value: unknown, expected: string): Problem {
  if (value === undefined) return error('not-a-plan', `The plan has no "${name}"; expected ${expected}.`, '');
  return error('not-a-plan', `"${name}" must be ${expected}.`, `/${name}`);
}

function addExtraFields(candidate: object, problems: Problem[]): void {
  const extras = Object.keys(candidate).filter((name) => !PLAN_FIELDS.has(name));
  mentionExtras(extras, problems, {
    one: (name) => {
      const message = `The plan's field ${JSON.stringify(name)} is not part of a plan and is ignored.`;
      return { code: 'extra-argument', severity: 'info', message, pointer: toPointer([name]) };
    },
    more: (count) => {
      const message = `The plan has ${count} more fields that are not part of a plan; they are ignored.`;
      return { code: 'extra-argument', severity: 'info', message, pointer: '' };
    },
  });
}

function error(code: ProblemCode, message: string, pointer: string): Problem {
  return { code, severity: 'error', message, pointer };
}
