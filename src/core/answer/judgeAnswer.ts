import type { Plan } from '../world/plan.ts';
import type { Problem, ProblemCode } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { type Simulation, simulatePlan } from '../world/simulation/simulate.ts';
import { type AnswerSource, withRanges } from './answerSource.ts';
import { parseAnswer } from './parseAnswer.ts';
import { validatePlan } from './validatePlan.ts';

/** The last stage that an answer reached, in their order. `answered`: there is a text, but no JSON in it. */
type AnswerStage = 'answered' | 'parsed' | 'schemaValid' | 'knownTools' | 'executable';

/** What a model's answer is worth in its scenario. */
export interface Judgement {
  readonly stage: AnswerStage;
  /** The plan from `knownTools` on; to be carried out only at `executable`. */
  readonly plan?: Plan;
  /** What was done to read the plan; empty for an answer that is right as it stands. All have ranges. */
  readonly repairs: readonly Problem[];
  /** What is wrong with it or worth knowing, with ranges into the text. */
  readonly problems: readonly Problem[];
}

/** Does `work`, which is the named stage of the judgement, and returns its result. */
export type StageWatch = <T>(stage: 'parse' | 'validate' | 'simulate', work: () => T) => T;

const unwatched: StageWatch = (_stage, work) => work();

/** What can be said of a step although an earlier one is wrong. */
const INDEPENDENT_CODES: ReadonlySet<ProblemCode> = new Set(['unknown-entity', 'blocked-cell']);

/** A judgement with what it was made from, for whoever shows it. */
export interface JudgedAnswer extends Judgement {
  /** The plan as far as it can be read, steps at their own index; absent where the text holds no JSON. */
  readonly draft?: Plan;
  /** The plan's JSON as it stands in the text. */
  readonly candidate?: unknown;
  readonly simulation?: Simulation;
  readonly source?: AnswerSource;
}

/**
 * Judges a model's text: gets the plan out of it (`parseAnswer`), checks it against the scenario's registry
 * (`validatePlan`) and carries it out in the scenario's world (`simulatePlan`). Pure; never throws. `isCut`: the server
 * stopped at its token limit. `during` is around each of the three stages, for whoever times them.
 */
export function judgeAnswer(
  text: string,
  scenario: Scenario,
  options: { readonly isCut?: boolean; readonly during?: StageWatch } = {},
): JudgedAnswer {
  const { isCut = false, during = unwatched } = options;
  const answer = during('parse', () => parseAnswer(text, isCut));
  if (!answer.ok) return { stage: 'answered', repairs: [], problems: [answer.problem] };

  const { source } = answer;
  const { plan, draft, problems } = during('validate', () => validatePlan(answer.candidate, scenario.registry));
  const simulation = during('simulate', () => simulatePlan(draft, scenario));
  const found =
    plan === undefined
      ? [...problems, ...simulation.problems.filter((problem) => INDEPENDENT_CODES.has(problem.code))]
      : [...problems, ...simulation.problems];
  const located = withRanges(found, source);
  const repairs = [...answer.repairs, ...located.filter((problem) => problem.code === 'repaired')];
  const rest = located.filter((problem) => problem.code !== 'repaired');
  const stage = stageOf(plan, problems, simulation.executable);
  const made = plan === undefined ? {} : { plan };
  return { stage, ...made, repairs, problems: rest, draft, candidate: answer.candidate, simulation, source };
}

/** The stage of an answer whose JSON could be read. `problems` are those of `validatePlan`. */
function stageOf(plan: Plan | undefined, problems: readonly Problem[], isExecutable: boolean): AnswerStage {
  if (plan !== undefined) return isExecutable ? 'executable' : 'knownTools';
  const isShapeWrong = problems.some((problem) => problem.severity === 'error' && problem.code !== 'unknown-tool');
  return isShapeWrong ? 'parsed' : 'schemaValid';
}
