import { delay } from '../../../src/core/base/abort.ts';
import { assertCase, type BenchCase, type ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import type { Client } from '../../../src/core/client.ts';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { FaultKind, FaultPlan } from '../../../src/core/simulator/faults.ts';
import { simulatorModelName } from '../../../src/core/simulator/models.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { openClient } from '../../support/client.ts';
import { type BenchFixtures, type Context, simulatorWith } from '../../support/fixtures.ts';
import { differentScenarios } from '../../support/scenarios.ts';
import { TimeInState } from '../../support/timeInState.ts';

const REQUESTS = 100;
/** Requests come at a steady pace whether or not the ones before are done, as a game's agents ask. */
const PACE_MS = 20;
const SERVICE_TIME_MS = 5;
const KINDS: readonly FaultKind[] = ['error', 'busy', 'reset', 'reset-stream', 'stall', 'truncated-json', 'wrong-tool'];
/** Times to the scale of a server that answers in 5 ms; a recovery of 30 s would outlast the whole case. */
const SETTINGS = {
  'planscope.breaker.recoveryMs': 100,
  'planscope.deadlines.firstByteMs': 250,
  'planscope.deadlines.silenceMs': 250,
};

/** `resilience/circuit_breaker_chaos/…`: what is left of the service when the model fails. */
export function breakerChaos(): readonly BenchCase<BenchFixtures>[] {
  return [chaosAt('10%_failures', 0.1), chaosAt('30%', 0.3), chaosAt('50%', 0.5), chaosAt('70%', 0.7)];
}

function chaosAt(name: string, failureRate: number): BenchCase<BenchFixtures> {
  return {
    id: `resilience/circuit_breaker_chaos/${name}`,
    suite: 'resilience',
    floor: floorIds.bareHttp,
    note: `100 requests, one each ${PACE_MS} ms, to a simulator of which ${failureRate * 100} % of the answers fail in ${KINDS.length} seeded ways; recovery 100 ms, limits 250 ms.`,
    yardstick: 'clock',
    kind: 'experiment',
    async run(context) {
      const simulator = await simulatorWith(context, { serviceTimeMs: SERVICE_TIME_MS, faults: faultsAt(failureRate) });
      const before = await simulator.stats(context.signal);
      const client = openClient(context, simulator.endpoint, SETTINGS);
      const states = new TimeInState(context.clock, client.breaker(simulatorModelName));
      try {
        const startMs = context.clock.nowMs();
        const { results, timingsNs } = await sendAtPace(context, client, differentScenarios(REQUESTS, context.seed));
        const elapsedMs = context.clock.nowMs() - startMs;
        const after = await simulator.stats(context.signal);
        const outcome = { timingsNs, metrics: { ...figures(client, results, elapsedMs), ...states.metrics() } };
        expectHonest(results, outcome);
        expectAccounted(client, after.requests - before.requests, outcome);
        expectUseful(failureRate, results, outcome);
        return outcome;
      } finally {
        states.dispose();
        client.dispose();
      }
    },
  };
}

function faultsAt(failureRate: number): FaultPlan {
  return { type: 'rates', rates: KINDS.map((kind) => ({ kind, rate: failureRate / KINDS.length })) };
}

async function sendAtPace({ clock, signal }: Context, client: Client, scenarios: readonly Scenario[]) {
  const startMs = clock.nowMs();
  const timingsNs: number[] = [];
  const send = async (scenario: Scenario): Promise<PlanResult> => {
    const sentMs = clock.nowMs();
    const result = await client.plan(scenario, {}, signal);
    timingsNs.push((clock.nowMs() - sentMs) * 1e6);
    return result;
  };
  const sent: Promise<PlanResult>[] = [];
  for (const [i, scenario] of scenarios.entries()) {
    const waitMs = startMs + i * PACE_MS - clock.nowMs();
    if (waitMs > 0) await delay(clock, waitMs, signal);
    const result = send(scenario);
    // Awaited below, all together; until then a cancel must not count as unhandled.
    result.catch(() => {});
    sent.push(result);
  }
  return { results: await Promise.all(sent), timingsNs };
}

function figures(client: Client, results: readonly PlanResult[], elapsedMs: number) {
  const { counters, breakers } = client.snapshot();
  const tier = (name: PlanResult['tier']): number => results.filter((one) => one.tier === name).length;
  const ofModel = tier('full') + tier('simplified');
  return {
    goodputPerSecond: (ofModel / elapsedMs) * 1_000,
    tierFull: tier('full'),
    tierSimplified: tier('simplified'),
    tierHeuristic: tier('heuristic'),
    tierEmergency: tier('emergency'),
    attempts: counters.attempts,
    retriesPerSuccess: ofModel === 0 ? null : counters.retries / ofModel,
    refused: breakers.find((one) => one.model === simulatorModelName)?.refused ?? 0,
  };
}

/** Every request got a plan with steps, and one that is not the model's own says why. */
function expectHonest(results: readonly PlanResult[], outcome: ExperimentOutcome): void {
  const empty = results.filter((one) => one.plan.steps.length === 0).length;
  assertCase(empty === 0, () => `${empty} of ${results.length} plans have no steps.`, outcome);
  const silent = results.filter((one) => (one.source === 'fallback') !== (one.reason !== undefined)).length;
  assertCase(silent === 0, () => `${silent} results do not say rightly whether they are a fallback.`, outcome);
}

/** What the client counted is what the server saw. */
function expectAccounted(client: Client, received: number, outcome: ExperimentOutcome): void {
  const { requests, attempts, modelPlans, fallbackPlans } = client.snapshot().counters;
  assertCase(
    requests === REQUESTS && modelPlans + fallbackPlans === REQUESTS,
    () =>
      `Of ${REQUESTS} requests the client counted ${requests}: ${modelPlans} of the model, ${fallbackPlans} fallbacks.`,
    outcome,
  );
  // An attempt on a connection that just broke never arrives; none may arrive uncounted.
  assertCase(
    received <= attempts && received >= modelPlans,
    () => `The client counted ${attempts} attempts and ${modelPlans} model plans; the simulator received ${received}.`,
    outcome,
  );
}

/**
 * Retries must rescue what can be rescued. Whether the breaker opens hangs on how failures and successes interleave;
 * that it opens when it must is asserted where the order is given (`circuit_breaker_opening`).
 */
function expectUseful(failureRate: number, results: readonly PlanResult[], outcome: ExperimentOutcome): void {
  const ofModel = results.filter((one) => one.tier === 'full' || one.tier === 'simplified').length;
  if (failureRate <= 0.1) {
    assertCase(ofModel >= 90, () => `At 10 % failures only ${ofModel} of 100 plans came from the model.`, outcome);
  }
}
