import { stepIndexOf, stepPointer } from '../json/jsonPointer.ts';
import type { TextRange } from '../json/jsonText.ts';
import type { JsonPath } from '../json/shapeIssues.ts';
import type { Plan, PlanStep } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import type { Simulation } from '../world/simulation/simulate.ts';
import type { SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import { judgeAnswer } from './judgeAnswer.ts';
import { type FixablePlan, planFixes } from './planFixes.ts';

/** A problem as people are shown it: with its place in the text, and what would mend it. */
export interface InspectedProblem extends Problem {
  readonly range: TextRange;
  /** The best first. Looked for when they are first asked for: each is tried. */
  readonly fixes: readonly PlanFix[];
}

/** One step of a plan in its text. */
export interface InspectedStep {
  readonly step: PlanStep;
  /** As it stands in the text, whatever is wrong with it. */
  readonly written: unknown;
  /** Of the step's object in the text. */
  readonly range: TextRange;
  /** The world after the step; absent from the first step on that is wrong or cannot be carried out. */
  readonly world?: SimulatedWorld;
}

/** Everything there is to say of a text that holds a plan. */
export interface Inspection {
  /** True when every step can be carried out and nothing else is wrong. */
  readonly executable: boolean;
  /** Whether the plan reaches the scenario's objective, see `Simulation`; `unknown` too where there is no plan. */
  readonly objectiveReached: Simulation['objectiveReached'];
  /** The plan that can be carried out, or could but for its world; absent where it is wrong by its registry. */
  readonly plan?: Plan;
  /** What was put right to read it; a fix writes it so. */
  readonly repairs: readonly InspectedProblem[];
  readonly problems: readonly InspectedProblem[];
  /** Where the plan is in the JSON of the text: [] for a text that is a plan, ['plan'] within an envelope. */
  readonly path: JsonPath;
  /** All steps as far as they can be read. */
  readonly steps: readonly InspectedStep[];
}

/** As `judgeAnswer`, with places, repairs and the world after each step: for editor and terminal. Pure; never throws. */
export function inspectAnswer(text: string, scenario: Scenario): Inspection {
  const { stage, plan, repairs, problems, draft, candidate, simulation, source } = judgeAnswer(text, scenario);
  const fixable =
    draft === undefined || simulation === undefined ? undefined : { scenario, candidate, draft, simulation };
  const whole = { start: 0, end: text.length };
  // The draft lacks what is wrong by the registry, so that the simulation may go on behind it.
  const firstWrong = Math.min(...problems.filter(isError).map(({ pointer }) => stepIndexOf(pointer) ?? Infinity));
  const written = writtenSteps(candidate);
  const steps = (draft?.steps ?? []).map((step, index): InspectedStep => {
    const world = index < firstWrong ? simulation?.steps[index]?.world : undefined;
    const range = source?.rangeOf(stepPointer(index)) ?? whole;
    return { step, written: written[index], range, ...(world === undefined ? {} : { world }) };
  });
  return {
    executable: stage === 'executable',
    // Who stands at the goal already has not got there by a plan that is none.
    objectiveReached: plan === undefined ? 'unknown' : (simulation?.objectiveReached ?? 'unknown'),
    ...(plan === undefined ? {} : { plan }),
    repairs: repairs.map((repair) => withFixes({ ...repair, range: repair.range ?? whole }, fixable)),
    problems: problems.map((problem) => withFixes({ ...problem, range: problem.range ?? whole }, fixable)),
    path: source?.path ?? [],
    steps,
  };
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function writtenSteps(candidate: unknown): readonly unknown[] {
  const { steps } = (candidate ?? {}) as { readonly steps?: unknown };
  return Array.isArray(steps) ? steps : [];
}

function withFixes(problem: Problem & { readonly range: TextRange }, plan: FixablePlan | undefined): InspectedProblem {
  let fixes: readonly PlanFix[] | undefined;
  return {
    ...problem,
    get fixes() {
      fixes ??= plan === undefined ? [] : planFixes(problem, plan);
      return fixes;
    },
  };
}
