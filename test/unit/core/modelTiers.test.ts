import { describe, expect, it } from 'vitest';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import { makePlanner } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { type Behaviour, goodAnswer, invalidAnswer } from '../../support/scriptedTransport.ts';

const slow: Behaviour = { ...goodAnswer, afterMs: 500 } as Behaviour;
const loading: Behaviour = { type: 'error', code: 'loading' };
const asking = { type: 'asking', tier: 'full' };
const scan = { type: 'step', index: 0, step: { act: 'Scan', radius: 5 } };

describe('what a request tells of its way', () => {
  it('is who is asked and each step, and a simpler prompt as the next asking', async () => {
    const bench = makePlanner([invalidAnswer, goodAnswer]);
    const told: PlanProgress[] = [];
    const planning = bench.planner.plan(makeScenario(), bench.target, {
      onProgress: (progress) => told.push(progress),
    });
    await bench.clock.advance(100);
    await planning;
    expect(told).toEqual([asking, { type: 'asking', tier: 'simplified' }, scan]);
  });

  it('is its place in the queue, and that it is asked once it has its turn', async () => {
    const bench = makePlanner([slow], { queue: { maxConcurrent: 1, maxWaiting: 5 } });
    const first = bench.planner.plan(makeScenario(0), bench.target);
    const told: PlanProgress[] = [];
    const second = bench.planner.plan(makeScenario(1), bench.target, { onProgress: (progress) => told.push(progress) });
    await bench.clock.advance(400);
    expect(told).toEqual([asking, { type: 'queued', position: 1 }]);
    await bench.clock.advance(200);
    expect(told.at(-1)).toEqual(asking);
    await bench.clock.advance(500);
    await Promise.all([first, second]);
    expect(told.slice(2)).toEqual([asking, scan]);
  });

  it('is that the model is being loaded, once, and that it is asked once it is there', async () => {
    const bench = makePlanner([loading, loading, goodAnswer]);
    const told: PlanProgress[] = [];
    const planning = bench.planner.plan(makeScenario(), bench.target, {
      onProgress: (progress) => told.push(progress),
    });
    await bench.clock.advance(5_000);
    expect((await planning).source).toBe('model');
    expect(told).toEqual([asking, { type: 'loading' }, asking, scan]);
    expect(bench.loading).toEqual([true, false]);
    expect(bench.telemetry.counters().failures).toEqual({});
    expect(bench.breaker.status()).toMatchObject({ failures: 0 });
  });

  it('ends with a cancel: nobody is asked then', async () => {
    const bench = makePlanner([slow], { queue: { maxConcurrent: 1, maxWaiting: 5 } });
    const first = bench.planner.plan(makeScenario(0), bench.target);
    const told: PlanProgress[] = [];
    const cancel = new AbortController();
    const onProgress = (progress: PlanProgress): void => void told.push(progress);
    const second = bench.planner.plan(makeScenario(1), bench.target, { onProgress }, cancel.signal);
    const rejection = expect(second).rejects.toMatchObject({ name: 'AbortError' });
    cancel.abort();
    await rejection;
    expect(told).toEqual([asking, { type: 'queued', position: 1 }]);
    await bench.clock.advance(1_000);
    await first;
  });
});
