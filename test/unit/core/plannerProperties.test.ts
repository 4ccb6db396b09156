import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExecutable } from '../../../src/core/world/problems.ts';
import { simulatePlan } from '../../../src/core/world/simulation/simulate.ts';
import { makePlanner } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import type { Behaviour } from '../../support/scriptedTransport.ts';

const anyBehaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({
    type: fc.constant('answer'),
    text: fc.constantFrom(
      '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}',
      '{"plan_id":"p","steps":[{"act":"Teleport"}]}',
      'no plan at all',
      '',
    ),
    afterMs: fc.constantFrom(0, 20, 900),
  }),
  fc.record({
    type: fc.constant('error'),
    code: fc.constantFrom(
      'refused',
      'busy',
      'reset',
      'truncated-stream',
      'model-missing',
      'stale-connection',
      'form-unsupported',
      'loading',
    ),
    retryable: fc.boolean(),
    afterMs: fc.constantFrom(0, 10),
  }),
  fc.record({ type: fc.constant('hang'), in: fc.constantFrom('connect', 'first-byte', 'stream') }),
);

const anyRequest = fc.record({
  world: fc.nat(2),
  useCache: fc.boolean(),
  cancelAfterMs: fc.option(fc.constantFrom(0, 30, 400), { nil: undefined, freq: 3 }),
  pauseMs: fc.constantFrom(0, 0, 15, 700, 5_000),
});

describe('whatever the model does and whoever leaves', () => {
  it('every request ends in one counted way, every plan can be carried out, and nothing is left behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBehaviour, { minLength: 1, maxLength: 12 }),
        fc.array(anyRequest, { minLength: 1, maxLength: 8 }),
        async (script, requests) => {
          const bench = makePlanner(script);
          const { clock, planner, target, telemetry, transport } = bench;
          const ends: Promise<string>[] = [];
          for (const { world, useCache, cancelAfterMs, pauseMs } of requests) {
            const user = new AbortController();
            const scenario = makeScenario(world);
            const result = planner.plan(scenario, target, { useCache }, user.signal);
            if (cancelAfterMs !== undefined) clock.setTimer(cancelAfterMs, () => user.abort());
            ends.push(
              result.then(
                ({ source, tier, reason, plan, problems }) => {
                  expect(simulatePlan(plan, scenario).executable).toBe(true);
                  expect(isExecutable(problems)).toBe(true);
                  expect(source === 'fallback').toBe(reason !== undefined);
                  expect(source === 'fallback').toBe(tier !== 'full');
                  return source;
                },
                (error: unknown) => {
                  expect(error).toMatchObject({ name: 'AbortError' });
                  return 'cancelled';
                },
              ),
            );
            await clock.advance(pauseMs);
          }
          await clock.advance(120_000);
          const outcomes = await Promise.all(ends);
          const count = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
          const counters = telemetry.counters();
          expect(counters).toMatchObject({
            requests: requests.length,
            cacheHits: count('cache'),
            modelPlans: count('model'),
            fallbackPlans: count('fallback'),
            cancelled: count('cancelled'),
            unavailable: 0,
            attempts: transport.calls,
          });
          expect(bench.finished).toHaveLength(requests.length);
          expect(new Set(bench.finished.map(({ trace }) => trace.requestId)).size).toBe(requests.length);
          expect(bench.queue.status()).toMatchObject({ running: 0, waiting: 0 });
          expect(bench.loading.filter((isLoading) => isLoading)).toHaveLength(bench.loading.length / 2);
          expect(bench.calls.size).toBe(0);
          expect(transport.running).toBe(0);
          bench.breaker.dispose();
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);
});
