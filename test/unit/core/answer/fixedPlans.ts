import { type Inspection, inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { applyPatch } from '../../../../src/core/json/jsonPatch.ts';
import type { ProblemCode } from '../../../../src/core/world/problems.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';

/** A fix as a test looks at it: what the menu says, and the steps that it leaves. */
export interface TriedFix {
  readonly title: string;
  readonly steps: readonly unknown[];
}

export function inspectSteps(steps: readonly unknown[], where: Scenario): Inspection {
  return inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), where);
}

/** The fixes for the first finding of that code, repairs included. */
export function fixesOf(code: ProblemCode, steps: readonly unknown[], where: Scenario): readonly TriedFix[] {
  const { problems, repairs } = inspectSteps(steps, where);
  const problem = [...problems, ...repairs].find((one) => one.code === code);
  if (problem === undefined) throw new Error(`no finding ${code} in ${JSON.stringify(steps)}`);
  return problem.fixes.map(({ title, patch }) => {
    const changed = applyPatch({ plan_id: 'p', steps }, patch) as { readonly steps: readonly unknown[] };
    return { title, steps: changed.steps };
  });
}
