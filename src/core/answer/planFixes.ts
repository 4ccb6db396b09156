import { applyPatch, type JsonPatchOperation } from '../json/jsonPatch.ts';
import { stepIndexOf } from '../json/jsonPointer.ts';
import type { Plan } from '../world/plan.ts';
import type { PlanFix } from '../world/planFix.ts';
import type { Problem, ProblemCode } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { Grid } from '../world/simulation/grid.ts';
import { type Simulation, simulatePlan } from '../world/simulation/simulate.ts';
import { initialWorld, type SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import { argumentFixes } from './argumentFixes.ts';
import type { FixableStep } from './fixableStep.ts';
import { validatePlan } from './validatePlan.ts';
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
 * or before it. Empty for what only its author can mend.
 */
export function planFixes(problem: Problem, plan: FixablePlan): readonly PlanFix[] {
  const proposals = proposalsFor(problem, plan);
  return proposals.filter(({ patch }) => mends(patch, problem, plan));
}

function proposalsFor(problem: Problem, { scenario, candidate, simulation }: FixablePlan): readonly PlanFix[] {
  const grid = new Grid(scenario.snapshot.obstacles);
  const index = stepIndexOf(problem.pointer);
  if (index === undefined)
    return goalFixes(problem, { scenario, grid, world: worldBefore(simulation, scenario, Infinity) });
  const fields = fieldsOf(candidate, index);
  const step: FixableStep = {
    scenario,
    grid,
    index,
    fields,
    tool: scenario.registry.byName.get(String(fields['act'])),
    world: worldBefore(simulation, scenario, index),
  };
  const remove: PlanFix = { title: 'Remove this step', patch: [{ op: 'remove', path: `/steps/${index}` }] };
  return [
    ...argumentFixes(problem, step),
    ...worldFixes(problem, step),
    ...(REMOVABLE.has(problem.code) ? [remove] : []),
  ];
}

function fieldsOf(candidate: unknown, index: number): Readonly<Record<string, unknown>> {
  const steps: unknown =
    typeof candidate === 'object' && candidate !== null ? Reflect.get(candidate, 'steps') : undefined;
  const step: unknown = Array.isArray(steps) ? steps[index] : undefined;
  return typeof step === 'object' && step !== null && !Array.isArray(step) ? { ...step } : {};
}

function worldBefore(simulation: Simulation, scenario: Scenario, index: number): SimulatedWorld | undefined {
  if (index === 0 || (index === Infinity && simulation.steps.length === 0)) return initialWorld(scenario.snapshot);
  if (index === Infinity) return simulation.steps.at(-1)?.world;
  return simulation.steps[index - 1]?.world;
}

/** Whether the patch takes the problem away and brings no other up to its step. */
function mends(patch: readonly JsonPatchOperation[], problem: Problem, plan: FixablePlan): boolean {
  const changed = applyPatch(plan.candidate, patch);
  if (changed === undefined) return false;
  const limit = stepIndexOf(problem.pointer);
  const shift = shiftOf(patch);
  // A step that is right but for nothing is better than one that is wrong.
  const counts = ({ severity }: Problem): boolean => severity === 'error' || problem.severity !== 'error';
  const before = new Set(findings(plan.candidate, plan.scenario, limit).filter(counts).map(keyOf));
  const after = findings(changed, plan.scenario, limit === undefined ? undefined : limit + shift).filter(counts);
  const own = keyOf(problem);
  return after.every((found) => {
    const key = keyOf(moved(found, limit ?? Infinity, shift));
    return key !== own && before.has(key);
  });
}

/** Problems of a plan, or of its steps up to and with step `limit`. */
function findings(candidate: unknown, scenario: Scenario, limit: number | undefined): readonly Problem[] {
  const { draft, problems } = validatePlan(cutBehind(candidate, limit), scenario.registry);
  const simulated = simulatePlan(draft, scenario).problems;
  const found = [...problems, ...simulated];
  return limit === undefined ? found : found.filter((problem) => stepIndexOf(problem.pointer) !== undefined);
}

function cutBehind(candidate: unknown, limit: number | undefined): unknown {
  if (limit === undefined || typeof candidate !== 'object' || candidate === null) return candidate;
  const steps: unknown = Reflect.get(candidate, 'steps');
  return Array.isArray(steps) ? { ...candidate, steps: steps.slice(0, limit + 1) } : candidate;
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

function keyOf({ code, pointer }: Problem): string {
  return `${code} ${pointer}`;
}
