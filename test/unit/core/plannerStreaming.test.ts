import { describe, expect, it } from 'vitest';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import { makePlanner } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { type Behaviour, goodAnswer, invalidAnswer, refusedConnection } from '../../support/scriptedTransport.ts';

const scenario = makeScenario();
const [first, second, end] = [
  '{"plan_id":"p","steps":[{"act":"Scan","radius":5}',
  ',{"act":"Wait","duration":1}',
  ']}',
] as const;

function inPieces(...pieces: readonly string[]): Behaviour {
  return { type: 'answer', text: pieces.join(''), pieces, afterMs: 10 };
}

/** What a listener hears while one request is answered. */
async function listen(script: readonly Behaviour[], settings: Parameters<typeof makePlanner>[1] = {}) {
  const bench = makePlanner(script, settings);
  const heard: PlanProgress[] = [];
  const result = bench.planner.plan(scenario, bench.target, { onProgress: (progress) => heard.push(progress) });
  await bench.clock.advance(60_000);
  return { bench, heard, result: await result };
}

describe('a plan that streams', () => {
  it('is told step by step before it is complete', async () => {
    const bench = makePlanner([inPieces(first, second, end)]);
    const heard: PlanProgress[] = [];
    const result = bench.planner.plan(scenario, bench.target, { onProgress: (progress) => heard.push(progress) });
    await bench.clock.advance(10);
    expect(heard).toEqual([
      { type: 'asking', tier: 'full' },
      { type: 'step', index: 0, step: { act: 'Scan', radius: 5 } },
    ]);
    await bench.clock.advance(10);
    expect(heard.at(-1)).toEqual({ type: 'step', index: 1, step: { act: 'Wait', duration: 1 } });
    await bench.clock.advance(100);
    expect((await result).plan.steps).toHaveLength(2);
  });

  it('is ended with the first token behind it: the model runs on for nobody', async () => {
    const { bench, result } = await listen([inPieces(first, end, ' And', ' now a story.', ' Once upon a time')]);
    expect(result).toMatchObject({ source: 'model', plan: { steps: [{ act: 'Scan' }] } });
    expect(result.trace.totalMs).toBe(30);
    const attempt = result.trace.spans.find(({ name }) => name === 'attempt');
    expect(attempt?.attributes).toMatchObject({ finish: 'ended', rung: 'schema' });
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('waits a moment behind its end for what the server has counted', async () => {
    const { bench, result } = await listen([inPieces(first, end, '\n', '')]);
    const attempt = result.trace.spans.find(({ name }) => name === 'attempt');
    expect(attempt?.attributes).toMatchObject({ finish: 'stop', promptTokens: 100, outputTokens: 20 });
    expect(result.trace.totalMs).toBe(40);
    expect(bench.cache.stats().entries).toBe(1);
  });

  it('waits no longer than that: a model that only falls silent, or writes white space, is ended', async () => {
    const { bench, result } = await listen([inPieces(first, end, ...Array.from({ length: 60 }, () => ' '))]);
    expect(result).toMatchObject({ source: 'model' });
    expect(result.trace.totalMs).toBe(20 + 250);
    const attempt = result.trace.spans.find(({ name }) => name === 'attempt');
    expect(attempt).toMatchObject({ attributes: { finish: 'ended' } });
    expect(attempt?.error).toBeUndefined();
    expect(bench.breaker.status()).toMatchObject({ successes: 1, failures: 0 });
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('tells nothing of a step that cannot be carried out', async () => {
    const into = '{"plan_id":"p","steps":[{"act":"MoveTo","x":6,"y":4}';
    const { heard } = await listen([inPieces(into, second, end), goodAnswer]);
    expect(heard.filter(({ type }) => type === 'step')).toEqual([
      { type: 'step', index: 0, step: { act: 'Scan', radius: 5 } },
    ]);
    expect(heard.filter(({ type }) => type === 'asking')).toEqual([
      { type: 'asking', tier: 'full' },
      { type: 'asking', tier: 'simplified' },
    ]);
  });

  it('is told to who joins late as well, from its beginning', async () => {
    const bench = makePlanner([inPieces(first, second, end)]);
    const [one, other]: [PlanProgress[], PlanProgress[]] = [[], []];
    const results = [bench.planner.plan(scenario, bench.target, { onProgress: (progress) => one.push(progress) })];
    await bench.clock.advance(10);
    results.push(bench.planner.plan(scenario, bench.target, { onProgress: (progress) => other.push(progress) }));
    await bench.clock.advance(100);
    await Promise.all(results);
    expect(other).toEqual(one);
    expect(bench.transport.calls).toBe(1);
  });

  it('goes on where the listener throws', async () => {
    const bench = makePlanner([inPieces(first, end)]);
    const onProgress = (): never => {
      throw new Error('listener');
    };
    const result = bench.planner.plan(scenario, bench.target, { onProgress });
    await bench.clock.advance(100);
    expect((await result).source).toBe('model');
  });
});

describe('a model that loops', () => {
  it.each([
    ['white-space-loop', Array.from({ length: 40 }, () => '\n'.repeat(10))],
    ['repetition-loop', Array.from({ length: 200 }, () => 'move ')],
  ])('is ended, with %s as the cause in trace, counters and reason', async (code, pieces) => {
    const { bench, result } = await listen([inPieces('{"plan_id":', ...pieces, 'never read'), goodAnswer]);
    expect(result).toMatchObject({ source: 'fallback', tier: 'simplified', reason: { code } });
    expect(result.tried).toEqual([
      { tier: 'full', outcome: code },
      { tier: 'simplified', outcome: 'plan' },
    ]);
    expect(bench.telemetry.counters().failures).toEqual({ [code]: 1 });
    expect(result.trace.spans.find(({ name }) => name === 'attempt')?.error).toBe(code);
    // The server is well: it did what it was asked for.
    expect(bench.breaker.status().failures).toBe(0);
    expect(bench.transport.calls).toBe(2);
  });
});

describe('the ladder of structured output', () => {
  const refusal: Behaviour = { type: 'error', code: 'form-unsupported', retryable: false };

  it('is climbed down where the server refuses, and remembered', async () => {
    const { bench, result } = await listen([refusal, goodAnswer, goodAnswer]);
    expect(result).toMatchObject({ source: 'model', tier: 'full' });
    expect(bench.transport.requests.map(({ rung }) => rung)).toEqual(['schema', 'json']);
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 2, retries: 0, failures: { 'form-unsupported': 1 } });
    expect(bench.breaker.status()).toMatchObject({ failures: 0, successes: 1 });
    const next = bench.planner.plan(makeScenario(1), bench.target);
    await bench.clock.advance(1_000);
    await next;
    expect(bench.transport.requests.at(-1)?.rung).toBe('json');
  });

  it('ends at free text, and then the reason is the refusal', async () => {
    const { bench, result } = await listen([refusal]);
    expect(result).toMatchObject({ tier: 'heuristic', reason: { code: 'form-unsupported' } });
    expect(bench.transport.requests.map(({ rung }) => rung)).toEqual(['schema', 'json', 'text']);
  });

  it('begins at the rung that is set', async () => {
    const { bench } = await listen([goodAnswer], { structuredOutput: 'text' });
    expect(bench.transport.requests[0]?.rung).toBe('text');
  });
});

describe('a server that loads its model', () => {
  const loading: Behaviour = { type: 'error', code: 'loading' };

  it('is waited for: no failure, no retry, one call of the breaker', async () => {
    const { bench, heard, result } = await listen([loading, loading, goodAnswer]);
    expect(result).toMatchObject({ source: 'model', tier: 'full' });
    expect(result.trace.totalMs).toBe(250 + 500);
    expect(result.trace.spans.filter(({ name }) => name === 'load')).toHaveLength(2);
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 3, retries: 0, failures: {} });
    expect(bench.breaker.status()).toMatchObject({ failures: 0, successes: 1 });
    expect(bench.loading).toEqual([true, false]);
    expect(heard.filter(({ type }) => type === 'loading')).toHaveLength(1);
  });

  it('is not taken for a slow one: what the load took does not count', async () => {
    const window = {
      type: 'calls',
      calls: 4,
      minimumCalls: 1,
      failureRate: 0,
      slowCallRate: 0.5,
      slowCallMs: 300,
    } as const;
    const { bench, result } = await listen([loading, loading, goodAnswer], { breaker: { window } });
    expect(result.trace.totalMs).toBe(750);
    expect(bench.breaker.status()).toMatchObject({ state: 'closed', window: { calls: 1, slow: 0 } });
    // Nor is it time that a later hit saves.
    await bench.planner.plan(scenario, bench.target);
    expect(bench.cache.stats()).toMatchObject({ hits: 1, savedMs: 0 });
  });

  it('is given up on after the limit for the first byte', async () => {
    const { bench, result } = await listen([loading]);
    expect(result).toMatchObject({ tier: 'heuristic', reason: { code: 'loading' } });
    expect(result.trace.totalMs).toBeLessThanOrEqual(1_000);
    expect(bench.breaker.status()).toMatchObject({ state: 'closed', failures: 0 });
  });
});

describe('a connection that the server had closed', () => {
  it('is replaced at once, at nobody’s cost', async () => {
    const { bench, result } = await listen([{ type: 'error', code: 'stale-connection' }, goodAnswer], {
      retry: { maxRetries: 0, initialMs: 50, maxMs: 50, jitter: 0 },
      retryRatio: 0,
    });
    expect(result).toMatchObject({ source: 'model' });
    expect(result.trace.totalMs).toBe(0);
    expect(bench.breaker.status().failures).toBe(0);
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 2, retries: 1, retriesDenied: 0 });
  });
});

describe('a retry budget', () => {
  it('keeps a dead server from being flooded', async () => {
    const bench = makePlanner([refusedConnection], { retryRatio: 0, breaker: { failureThreshold: 1_000 } });
    const results = Array.from({ length: 40 }, (_, world) => bench.planner.plan(makeScenario(world), bench.target));
    await bench.clock.advance(5_000);
    await Promise.all(results);
    // A reserve of ten, and nothing more for each request.
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 50, retries: 10 });
    expect(bench.telemetry.counters().retriesDenied).toBe(40);
  });
});

describe('the budget', () => {
  it('grows once with each request, however many tiers and rungs it takes', async () => {
    const refusal: Behaviour = { type: 'error', code: 'form-unsupported', retryable: false };
    const bench = makePlanner([refusal, invalidAnswer, refusedConnection], { retryRatio: 0.5 });
    for (let taken = 0; taken < 10; taken++) bench.retryBudget.tryTake();
    const result = bench.planner.plan(scenario, bench.target);
    await bench.clock.advance(10);
    await result;
    expect(bench.retryBudget.status().available).toBeCloseTo(0.5, 2);
  });
});

describe('a queue', () => {
  const slow = { ...goodAnswer, afterMs: 100 } as Behaviour;

  it('lets one request at a time to the server, and tells the others their place', async () => {
    const bench = makePlanner([slow], { queue: { maxConcurrent: 1, maxWaiting: 5 } });
    const heard: PlanProgress[][] = [[], [], []];
    const results = heard.map((list, world) =>
      bench.planner.plan(makeScenario(world), bench.target, { onProgress: (progress) => list.push(progress) }),
    );
    await bench.clock.advance(50);
    expect(bench.transport.running).toBe(1);
    expect(heard.map((list) => list.find(({ type }) => type === 'queued'))).toEqual([
      undefined,
      { type: 'queued', position: 1 },
      { type: 'queued', position: 2 },
    ]);
    await bench.clock.advance(1_000);
    const traces = (await Promise.all(results)).map(({ trace }) => trace);
    expect(traces.map(({ totalMs }) => totalMs)).toEqual([100, 200, 300]);
    expect(traces[2]?.spans.find(({ name }) => name === 'queue')).toMatchObject({ durationMs: 200 });
    expect(bench.queue.status()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('that is full refuses at once, and the plan by rules says so', async () => {
    const bench = makePlanner([slow], { queue: { maxConcurrent: 1, maxWaiting: 1 } });
    const results = [0, 1, 2].map((world) => bench.planner.plan(makeScenario(world), bench.target));
    const refused = await results[2];
    expect(refused).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'queue-full' } });
    expect(refused?.trace.totalMs).toBe(0);
    await bench.clock.advance(1_000);
    await Promise.all(results);
    expect(bench.breaker.status().failures).toBe(0);
  });
});
