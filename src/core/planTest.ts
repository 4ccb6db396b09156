import type { PlanRequest } from './planRequest.ts';
import type { PlanResult } from './planResult.ts';
import { type Expectations, type UnmetExpectation, unmetExpectations } from './world/expectations.ts';
import type { Scenario } from './world/scenario.ts';
import { simulatePlan } from './world/simulation/simulate.ts';

/** How a client is asked for a plan. */
export type AskForPlan = (scenario: Scenario, request: PlanRequest, signal: AbortSignal) => Promise<PlanResult>;

/** What came of a plan test: passed when nothing is unmet. */
export interface PlanTestResult {
  readonly result: PlanResult;
  readonly unmet: readonly UnmetExpectation[];
}

/**
 * Tests a scenario: asks the model for a plan, not the cache, and holds it against what is expected. A fallback meets
 * nothing: there is no plan of the model's. `origin` is the request's. Rejects when `signal` aborts, and as `ask` does
 * where no tier has a plan.
 */
export async function testPlan(
  ask: AskForPlan,
  scenario: Scenario,
  { expect, origin }: { readonly expect: Expectations } & Pick<PlanRequest, 'origin'>,
  signal: AbortSignal,
): Promise<PlanTestResult> {
  const result = await ask(scenario, { useCache: false, ...(origin === undefined ? {} : { origin }) }, signal);
  const { plan, reason, trace } = result;
  if (reason !== undefined) {
    const message = `There is no plan of the model's: ${reason.message}`;
    return { result, unmet: [{ pointer: '/expect', message }] };
  }
  const { objectiveReached } = simulatePlan(plan, scenario);
  return { result, unmet: unmetExpectations(expect, { plan, objectiveReached, elapsedMs: trace.totalMs }) };
}
