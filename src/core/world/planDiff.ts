import type { ArgValue, Plan, PlanStep } from './plan.ts';
import { isSameStep, isSameValue } from './samePlan.ts';

/** An argument that differs; undefined where a step has none. */
export interface ArgChange {
  readonly name: string;
  readonly before: ArgValue | undefined;
  readonly after: ArgValue | undefined;
}

/** What became of one step from plan `a` to plan `b`; indices from 0 in their own plans. */
export type StepChange =
  | { readonly type: 'same'; readonly step: PlanStep; readonly a: number; readonly b: number }
  /** Of the same tool, with other arguments. */
  | {
      readonly type: 'changed';
      readonly before: PlanStep;
      readonly after: PlanStep;
      readonly a: number;
      readonly b: number;
      readonly args: readonly ArgChange[];
    }
  | { readonly type: 'removed'; readonly step: PlanStep; readonly a: number }
  | { readonly type: 'added'; readonly step: PlanStep; readonly b: number };

/** An equal step counts as much more than one of the same tool: those are matched only between equal ones. */
const SAME = 1_000;
const SAME_TOOL = 1;

/**
 * What differs between two plans, step by step in their order: the alignment with the most equal steps, and among these
 * the most steps of the same tool (Needleman and Wunsch, 1970). Takes time in proportion to the product of their lengths.
 */
export function diffPlans(a: Plan, b: Plan): readonly StepChange[] {
  const scores = alignmentScores(a.steps, b.steps);
  const width = b.steps.length + 1;
  const changes: StepChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.steps.length || j < b.steps.length) {
    const [before, after] = [a.steps[i], b.steps[j]];
    const here = scores[i * width + j] ?? 0;
    const pair = before === undefined || after === undefined ? 0 : likeness(before, after);
    if (before !== undefined && after !== undefined && pair > 0) {
      if (here === pair + (scores[(i + 1) * width + j + 1] ?? 0)) {
        changes.push(pairOf(before, after, i++, j++));
        continue;
      }
    }
    if (before !== undefined && (after === undefined || here === (scores[(i + 1) * width + j] ?? 0))) {
      changes.push({ type: 'removed', step: before, a: i++ });
    } else if (after !== undefined) changes.push({ type: 'added', step: after, b: j++ });
  }
  return changes;
}

/** The best score of what is left of both plans from `i` and `j` on, row by row. */
function alignmentScores(a: readonly PlanStep[], b: readonly PlanStep[]): Float64Array {
  const width = b.length + 1;
  const scores = new Float64Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [before, after] = [a[i], b[j]];
      const pair = before === undefined || after === undefined ? 0 : likeness(before, after);
      const matched = pair === 0 ? 0 : pair + (scores[(i + 1) * width + j + 1] ?? 0);
      scores[i * width + j] = Math.max(matched, scores[(i + 1) * width + j] ?? 0, scores[i * width + j + 1] ?? 0);
    }
  }
  return scores;
}

function likeness(a: PlanStep, b: PlanStep): number {
  if (a.act !== b.act) return 0;
  return isSameStep(a, b) ? SAME : SAME_TOOL;
}

function pairOf(before: PlanStep, after: PlanStep, a: number, b: number): StepChange {
  if (isSameStep(before, after)) return { type: 'same', step: before, a, b };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => name !== 'act');
  const args = names
    .map((name): ArgChange => ({ name, before: before[name], after: after[name] }))
    .filter((arg) => !isSameValue(arg.before, arg.after));
  return { type: 'changed', before, after, a, b, args };
}
