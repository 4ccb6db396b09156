import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import type { Client } from '../../../src/core/client.ts';
import { noFaults } from '../../../src/core/simulator/faults.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { expectState } from '../../support/breakers.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { medianNs, rounds } from '../../support/figures.ts';
import { type BenchFixtures, otherModels, simulatorWith } from '../../support/fixtures.ts';
import { differentScenarios } from '../../support/scenarios.ts';

const [FAILING, ...HEALTHY] = otherModels;

export function perModelIsolation(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/circuit_breaker_per_model_isolation',
    suite: 'resilience',
    floor: floorIds.bareHttp,
    note: 'One model’s breaker is open; requests to two other models of the same server go through, timed; those to the first are refused.',
    kind: 'experiment',
    async run(context) {
      const { clock, mode, seed, signal } = context;
      const faults = { type: 'rates', rates: [{ kind: 'error', rate: 1 }] } as const;
      const simulator = await simulatorWith(context, { serviceTimeMs: 0, faults });
      const client = openClient(context, simulator.endpoint, { 'planscope.retry.initialMs': 1 });
      try {
        const scenarios = differentScenarios(rounds(mode), seed);
        await openBreakerOf(FAILING, client, scenarios, signal);
        await simulator.setFaults(noFaults, signal);

        const timingsNs: number[] = [];
        const refusedNs: number[] = [];
        const timed = async (model: string, scenario: Scenario, into: number[]) => {
          const startMs = clock.nowMs();
          const result = await client.plan(scenario, { model, useCache: false }, signal);
          into.push((clock.nowMs() - startMs) * 1e6);
          return result;
        };
        for (const scenario of scenarios) {
          for (const model of HEALTHY) expectSource(await timed(model, scenario, timingsNs), 'model');
          const refused = await timed(FAILING, scenario, refusedNs);
          assertCase(
            refused.reason?.code === 'breaker-open',
            () => 'The open breaker of the failing model let a call through.',
          );
        }
        expectState(client.breaker(FAILING), 'open');
        for (const model of HEALTHY) expectState(client.breaker(model), 'closed');
        return {
          timingsNs,
          metrics: {
            refused: client.breaker(FAILING).status().refused,
            healthyModels: HEALTHY.length,
            healthyPlans: timingsNs.length,
            refusedPlanNs: medianNs(refusedNs),
          },
        };
      } finally {
        client.dispose();
      }
    },
  };
}

async function openBreakerOf(
  model: string,
  client: Client,
  scenarios: readonly Scenario[],
  signal: AbortSignal,
): Promise<void> {
  for (const scenario of scenarios.slice(0, 5)) {
    if (client.breaker(model).state === 'open') return;
    expectSource(await client.plan(scenario, { model, useCache: false }, signal), 'fallback');
  }
  expectState(client.breaker(model), 'open');
}
