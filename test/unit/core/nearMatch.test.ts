import { describe, expect, it } from 'vitest';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { makePlanner, type PlannerBench } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import type { Behaviour } from '../../support/scriptedTransport.ts';

const scan: Behaviour = { type: 'answer', text: '{"plan_id":"scan","steps":[{"act":"Scan","radius":5}]}' };
const move: Behaviour = { type: 'answer', text: '{"plan_id":"move","steps":[{"act":"MoveTo","x":4,"y":2}]}' };
const on = { nearMatch: 'on', nearMatchSimilarity: 0.8 } as const;

async function plan(bench: PlannerBench, scenario: Scenario): Promise<PlanResult> {
  const planning = bench.planner.plan(scenario, bench.target);
  await bench.clock.advance(1_000);
  return await planning;
}

describe('a world that is nearly that of a cached plan', () => {
  it('is answered with that plan, and says how similar the worlds are', async () => {
    const bench = makePlanner([scan], on);
    await plan(bench, makeScenario(0));
    const near = await plan(bench, makeScenario(1));
    expect(near).toMatchObject({ source: 'cache', tier: 'full', plan: { plan_id: 'scan' } });
    expect(near.similarity).toBeGreaterThanOrEqual(0.8);
    expect(near.similarity).toBeLessThan(1);
    expect(bench.transport.calls).toBe(1);
    expect(bench.cache.stats()).toMatchObject({ hits: 0, misses: 2, nearHits: 1 });
    expect(near.trace.spans.map(({ name }) => name)).toContain('near');
  });

  it('is asked of the model where the plan cannot be carried out in it', async () => {
    const bench = makePlanner([move, scan], on);
    await plan(bench, makeScenario(0));
    const walled = makeScenario(0, {
      obstacles: [
        { x: 6, y: 4 },
        { x: 6, y: 5 },
        { x: 4, y: 2 },
      ],
    });
    const result = await plan(bench, walled);
    expect(result).toMatchObject({ source: 'model', plan: { plan_id: 'scan' } });
    expect(result.similarity).toBeUndefined();
    expect(bench.cache.stats()).toMatchObject({ nearHits: 0 });
  });

  it('is asked of the model where it is less similar than is wanted', async () => {
    const bench = makePlanner([scan], { ...on, nearMatchSimilarity: 0.999 });
    await plan(bench, makeScenario(0));
    expect((await plan(bench, makeScenario(1))).source).toBe('model');
    expect(bench.transport.calls).toBe(2);
  });

  it.each<[string, Partial<Scenario>]>([
    ['another objective', { objective: 'hold the ground' }],
    ['other words for the model', { instructions: 'Do not move.' }],
    ['other rules', { rules: { enforceCooldowns: false, enforceLineOfSight: false, enforceStamina: false } }],
  ])('is asked of the model with %s, however alike the worlds are', async (_what, change) => {
    const bench = makePlanner([scan], { ...on, nearMatchSimilarity: 0.5 });
    await plan(bench, makeScenario(0));
    const result = await plan(bench, { ...makeScenario(0), ...change });
    expect(result.source).toBe('model');
    expect(bench.cache.stats()).toMatchObject({ nearHits: 0 });
  });

  it('is asked of the model where the plan would miss the place that it reached in the other', async () => {
    const toDoor: Behaviour = { type: 'answer', text: '{"plan_id":"door","steps":[{"act":"MoveTo","x":10,"y":6}]}' };
    const bench = makePlanner([toDoor, scan], on);
    const first = await plan(bench, makeScenario(0));
    expect(first.problems.map(({ code }) => code)).not.toContain('objective-not-reached');
    const moved = makeScenario(0, { pois: [{ k: 'breach_door', pos: { x: 14, y: 9 } }] });
    expect((await plan(bench, moved)).source).toBe('model');
  });

  it('says of the plan what is true in this world', async () => {
    const bench = makePlanner([scan], on);
    await plan(bench, makeScenario(0, { pois: [{ k: 'breach_door', pos: { x: 14, y: 9 } }] }));
    const near = await plan(bench, makeScenario(0));
    expect(near.similarity).toBeDefined();
    const finding = near.problems.find(({ code }) => code === 'objective-not-reached');
    expect(finding?.message).toContain('(10,6)');
  });

  it('is asked of the model where near matching is off', async () => {
    const bench = makePlanner([scan], { ...on, nearMatch: 'off' });
    await plan(bench, makeScenario(0));
    expect((await plan(bench, makeScenario(1))).source).toBe('model');
  });

  it('is answered also while the breaker is open: nobody is asked', async () => {
    const bench = makePlanner([scan], on);
    await plan(bench, makeScenario(0));
    bench.breaker.isolate();
    expect((await plan(bench, makeScenario(1))).source).toBe('cache');
  });
});

describe('near matching in shadow', () => {
  it('always asks the model, and counts a candidate that the model agrees with', async () => {
    const bench = makePlanner([scan], { ...on, nearMatch: 'shadow' });
    await plan(bench, makeScenario(0));
    const result = await plan(bench, makeScenario(1));
    expect(result.source).toBe('model');
    expect(result.similarity).toBeUndefined();
    expect(bench.cache.stats()).toMatchObject({ nearHits: 0, shadowHits: 1, shadowWrong: 0 });
  });

  it('counts a candidate as wrong where the model plans something else', async () => {
    const bench = makePlanner([scan, move], { ...on, nearMatch: 'shadow' });
    await plan(bench, makeScenario(0));
    expect((await plan(bench, makeScenario(1))).plan.plan_id).toBe('move');
    expect(bench.cache.stats()).toMatchObject({ shadowHits: 1, shadowWrong: 1 });
  });
});
