import { nearestName } from '../base/names.ts';
import { isJsonObject, type JsonObject } from '../json/shapeGuards.ts';
import type { JsonPath, ShapeIssues } from '../json/shapeIssues.ts';
import type { Plan } from './plan.ts';
import { isSamePlan } from './samePlan.ts';
import type { Simulation } from './simulation/simulate.ts';
import type { ToolRegistry } from './tools.ts';

/** What a scenario expects of its plan: together a test. */
export interface Expectations {
  /** Whether the plan ends at the place that the objective names. */
  readonly goalReached?: boolean;
  /** Tools that the plan must use. */
  readonly uses?: readonly string[];
  /** Tools that it must not use. */
  readonly avoids?: readonly string[];
  readonly maxSteps?: number;
  /** From the request to the plan, milliseconds. */
  readonly maxMs?: number;
  /** The plan itself: equal steps in equal order. */
  readonly plan?: Plan;
}

/** One expectation that does not hold. */
export interface UnmetExpectation {
  /** JSON pointer into the scenario's file. */
  readonly pointer: string;
  readonly message: string;
}

/** A plan as its test sees it. */
export interface PlanOutcome {
  readonly plan: Plan;
  readonly objectiveReached: Simulation['objectiveReached'];
  /** Absent for a plan that is already there: then nobody can say how long it took. */
  readonly elapsedMs?: number;
}

const FIELDS = ['goal_reached', 'uses', 'avoids', 'max_steps', 'max_ms', 'plan'] as const;

/** Reads a scenario's `expect`. Undefined where it is faulty, which `issues` then says. */
export function readExpectations(
  value: unknown,
  registry: ToolRegistry | undefined,
  path: JsonPath,
  issues: ShapeIssues,
): Expectations | undefined {
  if (!isJsonObject(value)) {
    issues.addUnexpected(path, value, `an object with ${FIELDS.join(', ')}`);
    return undefined;
  }
  issues.addUnknownNames(path, value, FIELDS);
  const { goal_reached: goalReached, plan } = value as { readonly goal_reached?: unknown; readonly plan?: unknown };
  if (goalReached !== undefined && typeof goalReached !== 'boolean') {
    issues.addUnexpected([...path, 'goal_reached'], goalReached, 'true or false');
  }
  const uses = readTools(value, 'uses', registry, path, issues);
  const avoids = readTools(value, 'avoids', registry, path, issues);
  const maxSteps = readLimit(value, 'max_steps', path, issues);
  const maxMs = readLimit(value, 'max_ms', path, issues);
  if (plan !== undefined && !isPlan(plan)) {
    issues.addUnexpected(
      [...path, 'plan'],
      plan,
      'a plan, {"plan_id": …, "steps": [{"act": …}]}, with at least one step',
    );
  }
  return {
    ...(typeof goalReached === 'boolean' ? { goalReached } : {}),
    ...(uses === undefined ? {} : { uses }),
    ...(avoids === undefined ? {} : { avoids }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(maxMs === undefined ? {} : { maxMs }),
    ...(isPlan(plan) ? { plan } : {}),
  };
}

/** What of `expect` does not hold for the plan; empty when all of it does. */
export function unmetExpectations(expect: Expectations, outcome: PlanOutcome): readonly UnmetExpectation[] {
  const { steps } = outcome.plan;
  const used = new Set(steps.map(({ act }) => act));
  const unmet: UnmetExpectation[] = [];
  const fail = (field: (typeof FIELDS)[number], message: string): void => {
    unmet.push({ pointer: `/expect/${field}`, message });
  };
  if (expect.goalReached !== undefined) checkGoal(expect.goalReached, outcome.objectiveReached, fail);
  for (const tool of expect.uses ?? []) if (!used.has(tool)) fail('uses', `The plan does not use ${tool}.`);
  for (const tool of expect.avoids ?? []) {
    const index = steps.findIndex(({ act }) => act === tool);
    if (index !== -1) fail('avoids', `Step ${index + 1} of the plan uses ${tool}.`);
  }
  if (expect.maxSteps !== undefined && steps.length > expect.maxSteps) {
    fail('max_steps', `The plan has ${steps.length} steps; at most ${expect.maxSteps} are expected.`);
  }
  if (expect.maxMs !== undefined && outcome.elapsedMs !== undefined && outcome.elapsedMs > expect.maxMs) {
    fail('max_ms', `The plan took ${Math.ceil(outcome.elapsedMs)} ms; at most ${expect.maxMs} ms are expected.`);
  }
  if (expect.plan !== undefined && !isSamePlan(expect.plan, outcome.plan)) {
    fail('plan', 'The plan is not the one that is expected: its steps differ.');
  }
  return unmet;
}

function checkGoal(
  isExpected: boolean,
  reached: Simulation['objectiveReached'],
  fail: (field: 'goal_reached', message: string) => void,
): void {
  if (reached === 'unknown') {
    fail('goal_reached', 'Whether the objective is reached cannot be told: it names no place of the world.');
  } else if ((reached === 'yes') !== isExpected) {
    fail('goal_reached', isExpected ? 'The plan does not reach the objective.' : 'The plan reaches the objective.');
  }
}

function readTools(
  fields: JsonObject,
  name: 'uses' | 'avoids',
  registry: ToolRegistry | undefined,
  path: JsonPath,
  issues: ShapeIssues,
): readonly string[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    issues.addUnexpected([...path, name], value, 'a list of names of tools');
    return undefined;
  }
  return value.filter((tool: unknown, index): tool is string => {
    if (typeof tool !== 'string') {
      issues.addUnexpected([...path, name, index], tool, 'the name of a tool');
      return false;
    }
    if (registry === undefined || registry.byName.has(tool)) return true;
    const nearest = nearestName(tool, registry.byName.keys());
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    issues.add([...path, name, index], `The scenario has no tool ${JSON.stringify(tool.slice(0, 40))}.${hint}`);
    return false;
  });
}

function readLimit(
  fields: JsonObject,
  name: 'max_steps' | 'max_ms',
  path: JsonPath,
  issues: ShapeIssues,
): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  issues.addUnexpected([...path, name], value, 'a whole number from 1');
  return undefined;
}

/** Whether it has the shape of a plan; that its tools and arguments are right is for its test to find. */
function isPlan(value: unknown): value is Plan {
  if (!isJsonObject(value) || typeof value['plan_id'] !== 'string') return false;
  const steps = value['steps'];
  return (
    Array.isArray(steps) &&
    steps.length > 0 &&
    steps.every((step) => isJsonObject(step) && typeof step['act'] === 'string')
  );
}
