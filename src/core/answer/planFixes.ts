import { applyPatch, type JsonPatchOperation } from '../json/jsonPatch.ts';
import { stepIndexOf } from '../json/jsonPointer.ts';
import type { Plan, PlanStep } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem, ProblemCode } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { Grid } from '../world/simulation/grid.ts';
import { type Simulation, simulatePlan, simulateStep } from '../world/simulation/simulate.ts';
import { initialWorld, type SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import { argumentFixes } from './argumentFixes.ts';
import type { FixableStep } from './fixableStep.ts';
import { validatePlan } from './validatePlan.ts';
import { validateStep } from './validateStep.ts';
import { goalFixes, worldFixes } from './worldFixes.ts';

/** A plan as it stands in a text, and what became of it. */
export interface FixablePlan {
  readonly scenario: Scenario;
  /** The plan's own JSON, in the model's spelling. */
  readonly candidate: unknown;
  readonly draft: Plan;
  readonly simulation: Simulation;
}

/** What makes any step right by taking it away. */
const REMOVABLE: ReadonlySet<ProblemCode> = new Set([
  'not-a-plan',
  'unknown-tool',
  'missing-argument',
  'mistyped-argument',
  'value-out-of-range',
  'unknown-entity',
  'blocked-cell',
  'unreachable-cell',
  'out-of-range',
  'no-line-of-sight',
  'no-ammunition',
  'on-cooldown',
  'duplicate-step',
  'useless-step',
]);

/**
 * What would mend `problem`, the best first. Each was tried: with it the problem is gone, and no other came at its step
 * or before it. Empty for what only its author can mend. Takes time in proportion to the steps that a fix changes, not to
 * the plan; of a problem of the plan as a whole, to the plan.
 */
export function planFixes(problem: Problem, plan: FixablePlan): readonly PlanFix[] {
  const grid = new Grid(plan.scenario.snapshot.obstacles);
  const index = stepIndexOf(problem.pointer);
  return index === undefined ? fixesOfPlan(problem, plan, grid) : fixesOfStep(problem, plan, grid, index);
}

function fixesOfPlan(problem: Problem, plan: FixablePlan, grid: Grid): readonly PlanFix[] {
  const { scenario, candidate, simulation } = plan;
  const world = worldBefore(simulation, scenario, simulation.steps.length);
  const proposals = [...argumentFixes(problem, undefined), ...goalFixes(problem, { scenario, grid, world })];
  const before = proposals.length === 0 ? [] : findingsOfPlan(candidate, scenario);
  return proposals.filter(({ patch }) => {
    const changed = applyPatch(candidate, patch);
    return changed !== undefined && isMended(problem, before, findingsOfPlan(changed, scenario));
  });
}

function fixesOfStep(problem: Problem, plan: FixablePlan, grid: Grid, index: number): readonly PlanFix[] {
  const { scenario, candidate, draft, simulation } = plan;
  const read = draft.steps[index] ?? { act: '' };
  const world = worldBefore(simulation, scenario, index);
  const tool = scenario.registry.byName.get(read.act);
  const step: FixableStep = { scenario, grid, index, fields: fieldsOf(candidate, index), step: read, tool, world };
  const proposals = [...argumentFixes(problem, step), ...worldFixes(problem, step), ...removal(problem, plan, index)];
  if (proposals.length === 0) return [];
  const trial = { scenario, grid, draft, world, index };
  const before = findingsOfSteps(stepsOf(candidate), trial, 1);
  return proposals.filter(({ patch }) => {
    const changed = applyPatch(candidate, patch);
    if (changed === undefined) return false;
    const shift = shiftOf(patch);
    const after = findingsOfSteps(stepsOf(changed), trial, 1 + shift);
    return isMended(
      problem,
      before,
      after.map((found) => moved(found, index, shift)),
    );
  });
}

function removal({ code, severity }: Problem, { candidate }: FixablePlan, index: number): readonly PlanFix[] {
  if (!REMOVABLE.has(code)) return [];
  // Without its only step it is no plan: no way to do better than a step that can be carried out.
  if (severity !== 'error' && stepsOf(candidate).length === 1) return [];
  return [{ title: 'Remove this step', patch: [{ op: 'remove', path: `/steps/${index}` }] }];
}

function stepsOf(candidate: unknown): readonly unknown[] {
  const steps: unknown =
    typeof candidate === 'object' && candidate !== null ? Reflect.get(candidate, 'steps') : undefined;
  return Array.isArray(steps) ? steps : [];
}

function fieldsOf(candidate: unknown, index: number): Readonly<Record<string, unknown>> {
  const step = stepsOf(candidate)[index];
  return typeof step === 'object' && step !== null && !Array.isArray(step) ? { ...step } : {};
}

function worldBefore(simulation: Simulation, scenario: Scenario, index: number): SimulatedWorld | undefined {
  return index === 0 ? initialWorld(scenario.snapshot) : simulation.steps[index - 1]?.world;
}

/** Whether the problem is gone and no other came. */
function isMended(problem: Problem, before: readonly Problem[], after: readonly Problem[]): boolean {
  // A step that is right but for nothing is better than one that is wrong.
  const counts = ({ severity }: Problem): boolean => severity === 'error' || problem.severity !== 'error';
  const known = new Set(before.filter(counts).map(keyOf));
  const own = keyOf(problem);
  return after.filter(counts).every((found) => keyOf(found) !== own && known.has(keyOf(found)));
}

function findingsOfPlan(candidate: unknown, scenario: Scenario): readonly Problem[] {
  const { draft, problems } = validatePlan(candidate, scenario.registry);
  return [...problems, ...simulatePlan(draft, scenario).problems];
}

/** Where steps are tried: from `index` on, in the world there; the steps before are those of the draft. */
interface Trial extends Pick<FixableStep, 'scenario' | 'grid' | 'world' | 'index'> {
  readonly draft: Plan;
}

/** Problems of `count` steps: of the one that is to be mended, and of those that a fix puts before it. */
function findingsOfSteps(candidates: readonly unknown[], trial: Trial, count: number): readonly Problem[] {
  const { scenario, grid, draft, index: first } = trial;
  const problems: Problem[] = [];
  const steps: PlanStep[] = draft.steps.slice(0, first);
  let { world } = trial;
  for (let index = first; index < first + count; index++) {
    steps.push(validateStep(candidates[index], index, scenario.registry, problems));
    world = simulateStep(steps, index, { scenario, grid, world }, problems);
  }
  return problems;
}

/** By how many places the patch moves the step that it is about: 1 where one is put before it, -1 where it is taken away. */
function shiftOf(patch: readonly JsonPatchOperation[]): number {
  let shift = 0;
  for (const { op, path } of patch) {
    if (!/^\/steps\/\d+$/.test(path)) continue;
    if (op === 'add') shift++;
    else if (op === 'remove') shift--;
  }
  return shift;
}

/** A problem of the changed plan as it would stand in the one before; a step that was put in has none of its own. */
function moved(problem: Problem, at: number, shift: number): Problem {
  const index = stepIndexOf(problem.pointer);
  if (index === undefined || shift <= 0 || index < at) return problem;
  const pointer = problem.pointer.replace(/^\/steps\/\d+/, `/steps/${index - shift}`);
  return index < at + shift ? { ...problem, pointer: `new ${pointer}` } : { ...problem, pointer };
}

/** What tells a problem from another, however it is worded; of several missing arguments each is one of its own. */
function keyOf({ code, pointer, arg = '' }: Problem): string {
  return `${code} ${pointer} ${arg}`;
}
