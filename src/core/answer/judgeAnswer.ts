import { stepIndexOf } from '../json/jsonPointer.ts';
import type { Plan } from '../world/plan.ts';
import type { Problem, ProblemCode } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { type Simulation, simulatePlan } from '../world/simulation/simulate.ts';
import { type AnswerSource, withRanges } from './answerSource.ts';
import { parseAnswer, type ReadAnswer } from './parseAnswer.ts';
import { validatePlan } from './validatePlan.ts';

/**
 * The last stage that an answer reached, in their order. `answered`: there is a text, but no JSON in it that is complete
 * or can be repaired; so too with a plan that is cut short, whatever can be said of its whole steps.
 */
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
  /**
   * The plan as far as it can be read, steps at their own index: of one that is cut short its whole steps. Absent where
   * the text holds no step of a plan. Never for carrying out.
   */
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
  if (!answer.ok) {
    const { problem, whole } = answer;
    return whole === undefined
      ? { stage: 'answered', repairs: [], problems: [problem] }
      : judgeWholeSteps(problem, whole, scenario);
  }

  const { source } = answer;
  const { plan, draft, problems } = during('validate', () => validatePlan(answer.candidate, scenario.registry));
  const simulation = during('simulate', () => simulatePlan(draft, scenario));
  const located = withRanges(allProblems(problems, simulation, plan !== undefined), source);
  const repairs = [...answer.repairs, ...located.filter(isRepair)];
  const rest = located.filter((problem) => !isRepair(problem));
  const stage = stageOf(plan, problems, simulation.executable);
  const made = plan === undefined ? {} : { plan };
  return { stage, ...made, repairs, problems: rest, draft, candidate: answer.candidate, simulation, source };
}

/** What can be said of the whole steps of a plan that is cut short: there is no plan, and nobody knows how it goes on. */
function judgeWholeSteps(cut: Problem, whole: ReadAnswer, scenario: Scenario): JudgedAnswer {
  const { plan, draft, problems } = validatePlan(whole.candidate, scenario.registry);
  const simulation: Simulation = { ...simulatePlan(draft, scenario), objectiveReached: 'unknown' };
  const found = allProblems(problems, simulation, plan !== undefined);
  const located = withRanges(
    found.filter(({ code }) => code !== 'objective-not-reached'),
    whole.source,
  );
  return {
    stage: 'answered',
    repairs: [...whole.repairs, ...located.filter(isRepair)],
    problems: [cut, ...located.filter((problem) => !isRepair(problem))],
    draft,
    candidate: whole.candidate,
    simulation,
    source: whole.source,
  };
}

/** What registry and world say against a plan; behind a step that is wrong by its registry only what does not build on it. */
function allProblems(problems: readonly Problem[], simulation: Simulation, isRight: boolean): readonly Problem[] {
  if (isRight) return [...problems, ...simulation.problems];
  const wrong = problems.filter((problem) => problem.severity === 'error').map(({ pointer }) => stepIndexOf(pointer));
  const firstWrong = Math.min(...wrong.map((index) => index ?? Infinity));
  const holds = ({ code, pointer }: Problem): boolean =>
    INDEPENDENT_CODES.has(code) || (stepIndexOf(pointer) ?? Infinity) < firstWrong;
  return [...problems, ...simulation.problems.filter(holds)];
}

function isRepair(problem: Problem): boolean {
  return problem.code === 'repaired';
}

/** The stage of an answer whose JSON could be read. `problems` are those of `validatePlan`. */
function stageOf(plan: Plan | undefined, problems: readonly Problem[], isExecutable: boolean): AnswerStage {
  if (plan !== undefined) return isExecutable ? 'executable' : 'knownTools';
  const isShapeWrong = problems.some((problem) => problem.severity === 'error' && problem.code !== 'unknown-tool');
  return isShapeWrong ? 'parsed' : 'schemaValid';
}
