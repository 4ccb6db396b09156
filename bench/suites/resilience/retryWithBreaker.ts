import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { simulatorModelName } from '../../../src/core/simulator/models.ts';
import { floorIds } from '../../floors.ts';
import { expectState } from '../../support/breakers.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { rounds } from '../../support/figures.ts';
import { type BenchFixtures, simulatorWith } from '../../support/fixtures.ts';
import { differentScenarios } from '../../support/scenarios.ts';

const THRESHOLD = 5;
/** Short waits, so that the case measures the ending and not the waiting: 1, 2, 4 and 8 ms. */
const SETTINGS = {
  'planscope.retry.maxRetries': 10,
  'planscope.retry.initialMs': 1,
  'planscope.retry.maxMs': 8,
  'planscope.breaker.failureThreshold': THRESHOLD,
};

export function retryWithBreaker(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/retry_with_circuit_breaker',
    suite: 'resilience',
    floor: floorIds.bareHttp,
    note: 'A dead server and ten allowed retries: the fifth failure opens the breaker and ends them. Waits of 1 to 8 ms, then the plan by rules; each time a new client, whose first connection counts.',
    yardstick: 'clock',
    kind: 'experiment',
    async run(context) {
      const { clock, mode, seed, signal } = context;
      const faults = { type: 'rates', rates: [{ kind: 'error', rate: 1 }] } as const;
      const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0, faults });
      const timingsNs: number[] = [];
      for (const scenario of differentScenarios(rounds(mode), seed)) {
        // A client of its own for each, since retries have a budget that all requests of one share.
        const client = openClient(context, endpoint, SETTINGS);
        try {
          const startMs = clock.nowMs();
          const result = await client.plan(scenario, {}, signal);
          timingsNs.push((clock.nowMs() - startMs) * 1e6);
          expectSource(result, 'fallback');
          const { attempts } = client.counters();
          assertCase(attempts === THRESHOLD, () => `The retries ended after ${attempts} attempts, not ${THRESHOLD}.`);
          assertCase(
            result.reason?.code === 'http-status',
            () => `The plan by rules gives the reason "${result.reason?.code}", not "http-status".`,
          );
          expectState(client.breaker(simulatorModelName), 'open');
        } finally {
          client.dispose();
        }
      }
      return {
        timingsNs,
        metrics: { attemptsUntilOpen: THRESHOLD, retriesAllowed: SETTINGS['planscope.retry.maxRetries'] },
      };
    },
  };
}
