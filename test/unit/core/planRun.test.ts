import { describe, expect, it, vi } from 'vitest';
import { type PlanResult, PlanUnavailableError } from '../../../src/core/planResult.ts';
import { runPlans } from '../../../src/core/planRun.ts';
import { type AskForPlan, testPlan } from '../../../src/core/planTest.ts';
import type { Trace } from '../../../src/core/telemetry/trace.ts';
import { planRunText } from '../../../src/shared/planRunText.ts';
import { plan, scenario, world } from './world/worlds.ts';

const NEVER = new AbortController().signal;
const quiet = scenario(world());

function traceOf(totalMs: number): Trace {
  return { requestId: 1, model: 'phi3', answerer: 'server', startedAtMs: 0, totalMs, spans: [] } as unknown as Trace;
}

function made(totalMs: number): PlanResult {
  const steps = plan({ act: 'Reload' });
  return { plan: steps, source: 'model', tier: 'full', tried: [], problems: [], trace: traceOf(totalMs) };
}

function fallback(totalMs: number): PlanResult {
  return {
    ...made(totalMs),
    source: 'fallback',
    tier: 'heuristic',
    reason: { code: 'invalid-plan', message: 'It walks into a wall.' },
  };
}

describe('a run of requests for one scenario', () => {
  it('says how far the answers got, how fast, and what came of them', async () => {
    const results = [made(400), fallback(600), made(1_000)];
    let nowMs = 50;
    const clock = { nowMs: () => nowMs };
    const ask: AskForPlan = async (_scenario, request) => {
      expect(request).toMatchObject({ useCache: false, model: 'phi3' });
      request.funnel?.sent();
      const result = results.shift() ?? made(1);
      nowMs += result.trace.totalMs;
      request.funnel?.answered(result.source === 'model' ? 'executable' : 'knownTools');
      return result;
    };
    const done: number[] = [];
    const report = await runPlans(
      { ask, clock },
      quiet,
      { runs: 3, model: 'phi3', onDone: (count) => done.push(count) },
      NEVER,
    );
    expect(done).toEqual([1, 2, 3]);
    expect(report).toMatchObject({
      outcomes: { model: 2, fallback: 1, cache: 0, unavailable: 0 },
      funnel: { sent: 3, knownTools: 3, executable: 2, goalReached: 0 },
      timesMs: { samples: 2, min: 400, max: 1_000, p50: null, p95: null },
      durationMs: 2_000,
      goodput: 1,
    });
    expect(report.ratios.executable?.share).toBeCloseTo(2 / 3);
    const text = planRunText([report]);
    expect(text).toContain("2 of 3 requests gave an executable plan of the model's own; 1 fell back.");
    expect(text).toContain('| Executable | 2 | 66.7 % (20.8 % to 93.9 %) |');
    expect(text).toContain('p95 not estimable');
  });

  it('goes on where not even a rule had a plan', async () => {
    const ask: AskForPlan = async () => {
      throw new PlanUnavailableError({ code: 'no-model', message: 'Nobody is there.' });
    };
    const report = await runPlans({ ask, clock: { nowMs: () => 0 } }, quiet, { runs: 2 }, NEVER);
    expect(report.outcomes).toMatchObject({ model: 0, unavailable: 2 });
    expect(planRunText([report])).toContain('2 had no plan at all');
  });

  it('numbers the steps of the last plan, as Markdown or as plain text', async () => {
    const report = await runPlans({ ask: async () => made(1), clock: { nowMs: () => 0 } }, quiet, { runs: 1 }, NEVER);
    const lastPlan = { plan_id: 'p', steps: [{ act: 'Reload' }, { act: 'Wait', duration: 1 }] };
    expect(planRunText([{ ...report, lastPlan }])).toContain('1. Reload\\(\\)\n2. Wait\\(duration\\: 1\\)\n');
    expect(planRunText([{ ...report, lastPlan }], (text) => text)).toContain('1. Reload()\n2. Wait(duration: 1)\n');
  });

  it('says with each request where the scenario came from', async () => {
    const origins: (string | undefined)[] = [];
    const ask: AskForPlan = async (_scenario, { origin }) => {
      origins.push(origin);
      return made(1);
    };
    await runPlans({ ask, clock: { nowMs: () => 0 } }, quiet, { runs: 2, origin: 'file:///yard.scenario.json' }, NEVER);
    expect(origins).toEqual(['file:///yard.scenario.json', 'file:///yard.scenario.json']);
  });

  it('has no ratios where nobody was asked', async () => {
    const report = await runPlans(
      { ask: async () => fallback(1), clock: { nowMs: () => 0 } },
      quiet,
      { runs: 1 },
      NEVER,
    );
    expect(report.ratios.executable).toBeNull();
    expect(planRunText([report])).toContain('not estimable');
  });
});

describe('a plan test', () => {
  it('holds the plan against what is expected, with the time that it took', async () => {
    const { unmet } = await testPlan(async () => made(900), quiet, { expect: { maxMs: 500, uses: ['Scan'] } }, NEVER);
    expect(unmet.map(({ pointer }) => pointer)).toEqual(['/expect/uses', '/expect/max_ms']);
  });

  it('says with its request where the scenario came from', async () => {
    const ask = vi.fn<AskForPlan>(async () => made(1));
    await testPlan(ask, quiet, { expect: {}, origin: 'file:///yard.scenario.json' }, NEVER);
    expect(ask).toHaveBeenCalledExactlyOnceWith(
      quiet,
      { useCache: false, origin: 'file:///yard.scenario.json' },
      NEVER,
    );
  });

  it('is never passed by a fallback', async () => {
    const { unmet } = await testPlan(async () => fallback(1), quiet, { expect: {} }, NEVER);
    expect(unmet).toEqual([{ pointer: '/expect', message: "There is no plan of the model's: It walks into a wall." }]);
  });
});
