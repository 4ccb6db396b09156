import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import type { CircuitBreaker } from '../../../src/core/resilience/breaker.ts';
import { simulatorModelName } from '../../../src/core/simulator/models.ts';
import { floorIds } from '../../floors.ts';
import { expectState, failUntilOpen, makeBreaker, untilState } from '../../support/breakers.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { medianOf } from '../../support/figures.ts';
import type { BenchFixtures, Context } from '../../support/fixtures.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';

const RECOVERY_MS = 10;
const SCENARIOS = 64;

export function breakerStateCheck(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/circuit_breaker_state_check',
    suite: 'resilience',
    floor: floorIds.emptyCall,
    note: "The breaker's synchronous check while closed; beside it in the other states, the refusal with its reason, and the plan by rules that follows.",
    kind: 'measured',
    prepare(context) {
      const breaker = makeBreaker(context, { recoveryMs: RECOVERY_MS });
      return {
        call: 'sync',
        run: () => breaker.admits(),
        metrics: async () => ({
          openNs: await openCheck(context),
          halfOpenNs: await halfOpenCheck(context),
          isolatedNs: await isolatedCheck(context),
          refusalNs: await refusal(context),
          lowerTierPlanNs: await lowerTierPlan(context),
        }),
        dispose: () => breaker.dispose(),
      };
    },
  };
}

async function openCheck(context: Context): Promise<number | null> {
  return withOpen(context, async (breaker) => timeCheck(context, breaker, false));
}

/** What a caller gets from an open breaker: the no, and why and until when. */
async function refusal(context: Context): Promise<number | null> {
  return withOpen(context, async (breaker) => {
    const run = (): string => (breaker.admits() ? '' : breaker.refusalText());
    assertCase(run() !== '', () => 'An open breaker did not refuse a call.');
    return medianOf(await context.measure({ call: 'sync', run }));
  });
}

async function halfOpenCheck(context: Context): Promise<number | null> {
  const breaker = makeBreaker(context, { recoveryMs: RECOVERY_MS });
  try {
    failUntilOpen(breaker);
    await untilState(breaker, 'half-open', context.signal);
    return await timeCheck(context, breaker, true);
  } finally {
    breaker.dispose();
  }
}

async function isolatedCheck(context: Context): Promise<number | null> {
  return withOpen(context, async (breaker) => {
    breaker.isolate();
    expectState(breaker, 'isolated');
    return timeCheck(context, breaker, false);
  });
}

/** From the request to the plan by rules, without a byte to the server. */
async function lowerTierPlan(context: Context): Promise<number | null> {
  const client = openClient(context, 'http://127.0.0.1:9');
  try {
    failUntilOpen(client.breaker(simulatorModelName));
    const next = cycle(differentScenarios(SCENARIOS, context.seed));
    expectSource(await client.plan(next()), 'fallback');
    const measurement = await context.measure({ call: 'async', run: () => client.plan(next()) });
    assertCase(client.snapshot().counters.attempts === 0, () => 'A request passed an open breaker.');
    return medianOf(measurement);
  } finally {
    client.dispose();
  }
}

async function withOpen<T>(context: Context, use: (breaker: CircuitBreaker) => Promise<T>): Promise<T> {
  const breaker = makeBreaker(context);
  try {
    failUntilOpen(breaker);
    expectState(breaker, 'open');
    return await use(breaker);
  } finally {
    breaker.dispose();
  }
}

async function timeCheck({ measure }: Context, breaker: CircuitBreaker, admitted: boolean): Promise<number | null> {
  const run = (): boolean => breaker.admits();
  assertCase(
    run() === admitted,
    () => `A breaker that is ${breaker.state} ${admitted ? 'refused' : 'let through'} a call.`,
  );
  return medianOf(await measure({ call: 'sync', run }));
}
