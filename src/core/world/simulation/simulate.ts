import { stepPointer } from '../../json/jsonPointer.ts';
import type { Plan, PlanStep } from '../plan.ts';
import { isExecutable, type Problem } from '../problems.ts';
import type { Scenario } from '../scenario.ts';
import { Grid } from './grid.ts';
import { isAtPoi, objectivePoi } from './objective.ts';
import { initialWorld, type SimulatedWorld } from './simulatedWorld.ts';
import { at, checkStep, problem, type StepContext } from './stepChecks.ts';
import { applyStep } from './stepEffects.ts';
import { noteUseless } from './uselessSteps.ts';

/** What happens when a plan's steps are carried out one after another. */
export interface Simulation {
  /** True when every step can be carried out. */
  readonly executable: boolean;
  readonly problems: readonly Problem[];
  /** The world after each step, up to and without the first that fails. */
  readonly steps: readonly { readonly world: SimulatedWorld }[];
  /** Index of the first step that cannot be carried out. */
  readonly firstFailure?: number;
  /**
   * Whether the plan ends at or beside the place that the objective names. `unknown` when the objective names no
   * point of interest, and so the snapshot cannot tell.
   */
  readonly objectiveReached: 'yes' | 'no' | 'unknown';
}

/**
 * Carries out `plan` in the scenario's world, by the checks and effects that its registry declares. Pure.
 *
 * The arguments must be those of the registry (`validatePlan`). Behind the first step that fails the world is not
 * known: later steps are checked only for what does not depend on it (entities, obstacles), so that one mistake is
 * not reported again at every later step. `enforceStamina` changes nothing, as a snapshot holds no stamina.
 */
export function simulatePlan(plan: Plan, scenario: Scenario): Simulation {
  const grid = new Grid(scenario.snapshot.obstacles);
  const problems: Problem[] = [];
  const steps: { readonly world: SimulatedWorld }[] = [];
  let world = initialWorld(scenario.snapshot);
  let firstFailure: number | undefined;

  for (const index of plan.steps.keys()) {
    const before = firstFailure === undefined ? world : undefined;
    const next = simulateStep(plan.steps, index, { scenario, grid, world: before }, problems);
    if (next === undefined) firstFailure ??= index;
    else world = next;
    if (firstFailure === undefined) steps.push({ world });
  }

  const objectiveReached = judgeObjective(scenario, world, firstFailure, problems);
  const executable = firstFailure === undefined && plan.steps.length > 0;
  return { executable, problems, steps, ...(firstFailure === undefined ? {} : { firstFailure }), objectiveReached };
}

/**
 * Carries out the step at `index` as `simulatePlan` does, in the world that the steps before it left (undefined behind one
 * that failed), and adds what there is to say of it. The world after it; undefined when it fails or that is not known.
 */
export function simulateStep(
  steps: readonly PlanStep[],
  index: number,
  stage: Pick<StepContext, 'scenario' | 'grid' | 'world'>,
  problems: Problem[],
): SimulatedWorld | undefined {
  const step = steps[index];
  if (step === undefined) return undefined;
  const tool = stage.scenario.registry.byName.get(step.act);
  if (tool === undefined) {
    problems.push(unknownTool(step.act, index));
    return undefined;
  }
  const context = { ...stage, step, index, tool };
  const next = runStep(context, problems);
  if (context.world !== undefined && next !== undefined) {
    noteUseless(context, context.world, next, steps[index - 1], problems);
  }
  return next;
}

/**
 * Carries out a plan whose steps become known one after another, as `simulatePlan` does with a whole one: each step
 * is looked at once, in the world that the steps before it left.
 */
export class Rehearsal {
  readonly #scenario: Scenario;
  readonly #grid: Grid;
  #world: SimulatedWorld | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#grid = new Grid(scenario.snapshot.obstacles);
    this.#world = initialWorld(scenario.snapshot);
  }

  /** The world after `step`; undefined when the step fails, and for every step behind it. */
  next(step: PlanStep): SimulatedWorld | undefined {
    const tool = this.#scenario.registry.byName.get(step.act);
    if (this.#world === undefined || tool === undefined) this.#world = undefined;
    else {
      // The index is for messages, and nobody is told of them here.
      const context = { scenario: this.#scenario, grid: this.#grid, step, index: 0, tool, world: this.#world };
      this.#world = runStep(context, []);
    }
    return this.#world;
  }
}

/** The world after the step; undefined when the step fails, or when the world before it is not known. */
function runStep(context: StepContext, problems: Problem[]): SimulatedWorld | undefined {
  const found: Problem[] = [];
  checkStep(context, found);
  for (const finding of found) problems.push(finding);
  if (context.world === undefined || !isExecutable(found)) return undefined;
  const outcome = applyStep(context, context.world);
  if (outcome.ok) return outcome.world;
  const message = `there is no free cell at that distance from ${at(outcome.target)} that ${at(context.world.pos)} leads to`;
  problems.push(problem(context, 'unreachable-cell', message));
  return undefined;
}

function unknownTool(act: string, index: number): Problem {
  const message = `Step ${index + 1}: the scenario has no tool "${act}".`;
  return { code: 'unknown-tool', severity: 'error', message, pointer: stepPointer(index, 'act') };
}

function judgeObjective(
  scenario: Scenario,
  world: SimulatedWorld,
  firstFailure: number | undefined,
  problems: Problem[],
): Simulation['objectiveReached'] {
  const poi = objectivePoi(scenario);
  if (poi === undefined) return 'unknown';
  if (firstFailure !== undefined) return 'no';
  if (isAtPoi(world.pos, poi)) return 'yes';
  const message = `The plan ends at ${at(world.pos)}; the objective "${poi.k}" is at ${at(poi.pos)}.`;
  problems.push({ code: 'objective-not-reached', severity: 'info', message, pointer: '' });
  return 'no';
}
