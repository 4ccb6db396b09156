import { describe, expect, it } from 'vitest';
import { PlanUnavailableError } from '../../../src/core/planResult.ts';
import type { Trace } from '../../../src/core/telemetry/trace.ts';
import { createRegistry } from '../../../src/core/world/tools.ts';
import { settle } from '../../support/fakeClock.ts';
import { makePlanner, type PlannerBench } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { type Behaviour, goodAnswer, invalidAnswer, refusedConnection } from '../../support/scriptedTransport.ts';
import { abortListeners } from '../../support/signals.ts';

const scenario = makeScenario();
const left = new DOMException('The user left.', 'AbortError');

function nothingLeft({ clock, calls, transport }: PlannerBench): void {
  expect(clock.pendingTimers).toBe(0);
  expect(calls.size).toBe(0);
  expect(transport.running).toBe(0);
}

/** Plans, letting as much time pass as that may take. */
async function planInTime(bench: PlannerBench, which = scenario) {
  const result = bench.planner.plan(which, bench.target);
  await bench.clock.advance(60_000);
  return result;
}

describe('a plan', () => {
  it('comes from the model first, then from the cache', async () => {
    const bench = makePlanner([goodAnswer]);
    const first = await planInTime(bench);
    expect(first).toMatchObject({ source: 'model', tier: 'full', plan: { plan_id: 'p' } });
    expect(first.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(first).not.toHaveProperty('reason');
    const second = await bench.planner.plan(makeScenario(), bench.target);
    expect(second).toMatchObject({ source: 'cache', tier: 'full', problems: first.problems });
    expect(second.plan).toEqual(first.plan);
    expect(bench.transport.calls).toBe(1);
    expect(bench.telemetry.counters()).toMatchObject({ requests: 2, modelPlans: 1, cacheHits: 1, attempts: 1 });
    expect(bench.cache.stats()).toMatchObject({ hits: 1, savedTokens: 120 });
    nothingLeft(bench);
  });

  it('is asked for with the full prompt, rules and world apart', async () => {
    const bench = makePlanner([goodAnswer]);
    await planInTime(bench);
    const [system, user] = bench.transport.requests[0]?.messages ?? [];
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining('Tools (37)') });
    expect(user).toMatchObject({ role: 'user', content: expect.stringContaining('"enemies":[{') });
    expect(bench.transport.requests[0]).toMatchObject({
      model: 'phi3',
      temperature: 0,
      maxOutputTokens: 64,
      rung: 'schema',
    });
  });

  it('of another world, model or tool registry is another plan', async () => {
    const bench = makePlanner([goodAnswer]);
    await planInTime(bench);
    await planInTime(bench, makeScenario(1));
    await planInTime(bench, { ...scenario, registry: createRegistry('few', scenario.registry.tools.slice(0, 40)) });
    const other = bench.planner.plan(scenario, bench.target, { model: 'mistral' });
    await bench.clock.advance(1_000);
    expect((await other).source).toBe('model');
    expect(bench.cache.stats().hits).toBe(0);
  });

  it('of a simulator is never served as that of a model with the same name', async () => {
    const bench = makePlanner([goodAnswer, goodAnswer]);
    const simulated = bench.planner.plan(scenario, { ...bench.target, kind: 'simulator' });
    await bench.clock.advance(60_000);
    expect(await simulated).toMatchObject({ source: 'model' });
    expect(await planInTime(bench)).toMatchObject({ source: 'model' });
    expect(bench.transport.calls).toBe(2);
  });

  it('is neither looked up nor kept when the request wants no cache', async () => {
    const bench = makePlanner([goodAnswer]);
    for (let i = 0; i < 2; i++) {
      const result = bench.planner.plan(scenario, bench.target, { useCache: false });
      await bench.clock.advance(1_000);
      expect((await result).source).toBe('model');
    }
    expect(bench.transport.calls).toBe(2);
    expect(bench.cache.stats()).toMatchObject({ entries: 0, misses: 0 });
  });

  it('that had to be repaired says so, on every hit too', async () => {
    const bench = makePlanner([
      { type: 'answer', text: '```json\n{"plan_id":"p","steps":[{"act":"scan","radius":5},]}\n```' },
    ]);
    const first = await planInTime(bench);
    expect(first).toMatchObject({ source: 'model', plan: { steps: [{ act: 'Scan' }] } });
    const repairs = first.problems.filter(({ code }) => code === 'repaired');
    expect(repairs.length).toBeGreaterThan(0);
    expect((await planInTime(bench)).problems).toEqual(first.problems);
  });
});

describe('recorded traffic', () => {
  it('has each look into the cache, when it came and whether it was a hit, and no more of the question', async () => {
    const bench = makePlanner([goodAnswer]);
    const startMs = bench.clock.wallMs();
    await planInTime(bench);
    await planInTime(bench);
    await planInTime(bench, makeScenario(1));
    const traffic = bench.telemetry.traffic.list();
    expect(traffic.map(({ atMs, hit }) => [atMs - startMs, hit])).toEqual([
      [0, false],
      [60_000, true],
      [120_000, false],
    ]);
    const [first, again, other] = traffic.map(({ key }) => key);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    for (const one of traffic) expect(Object.keys(one)).toEqual(['key', 'atMs', 'hit']);
    expect(first).toMatch(/^[A-Za-z0-9+/]{7}$/);
  });

  it('has no request that wants no cache, nor one that no model was there for', async () => {
    const bench = makePlanner([goodAnswer]);
    const uncached = bench.planner.plan(scenario, bench.target, { useCache: false });
    await bench.clock.advance(1_000);
    await uncached;
    await bench.planner.plan(scenario, undefined);
    expect(bench.telemetry.traffic.list()).toEqual([]);
  });

  it('has the requests in the order in which they were asked, not in which they ended', async () => {
    const bench = makePlanner([
      { ...goodAnswer, afterMs: 500 } as Behaviour,
      { ...goodAnswer, afterMs: 10 } as Behaviour,
    ]);
    const both = [scenario, makeScenario(1)].map((one) => bench.planner.plan(one, bench.target));
    await bench.clock.advance(1_000);
    await Promise.all(both);
    await planInTime(bench);
    const [slow, quick, again] = bench.telemetry.traffic.list();
    expect(again?.key).toBe(slow?.key);
    expect(quick?.key).not.toBe(slow?.key);
  });
});

describe('a model that plans badly', () => {
  it('is asked again with the simplified prompt, and the result says why', async () => {
    const bench = makePlanner([invalidAnswer, goodAnswer]);
    const result = await planInTime(bench);
    expect(result).toMatchObject({ source: 'fallback', tier: 'simplified', reason: { code: 'invalid-plan' } });
    expect(result.reason?.message).toContain('Teleport');
    expect(result.reason?.problems?.[0]).toMatchObject({ code: 'unknown-tool', pointer: '/steps/0/act' });
    const [full, simplified] = bench.transport.requests.map(({ messages }) => messages[0]?.content.length ?? 0);
    expect(simplified).toBeLessThan((full ?? 0) / 3);
    expect(bench.telemetry.funnel()).toMatchObject({
      sent: 2,
      answered: 2,
      schemaValid: 2,
      knownTools: 1,
      executable: 1,
    });
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['prose', 'I would scan first.'],
    ['a plan of no steps', '{"plan_id":"p","steps":[]}'],
    ['a plan into a wall', '{"plan_id":"p","steps":[{"act":"MoveTo","x":6,"y":4}]}'],
    ['a plan cut short', '{"plan_id":"p","steps":[{"act":"MoveTo","x":'],
  ])('and says %s twice is replaced by rules', async (_what, text) => {
    const bench = makePlanner([{ type: 'answer', text }]);
    const result = await planInTime(bench);
    expect(result).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'invalid-plan' } });
    expect(result.plan.steps.length).toBeGreaterThan(0);
    expect(bench.transport.calls).toBe(2);
    expect(bench.breaker.status()).toMatchObject({ failures: 0, successes: 2 });
  });

  it('has nothing kept of it: the next request asks again', async () => {
    const bench = makePlanner([invalidAnswer, goodAnswer, invalidAnswer, invalidAnswer, goodAnswer]);
    expect((await planInTime(bench)).tier).toBe('simplified');
    expect((await planInTime(bench)).tier).toBe('heuristic');
    expect(bench.cache.stats().entries).toBe(0);
    expect(await planInTime(bench)).toMatchObject({ source: 'model', tier: 'full' });
    expect(bench.cache.stats().entries).toBe(1);
  });
});

describe('a server that fails', () => {
  it('is tried again after each wait, then rules plan, with the reason', async () => {
    const bench = makePlanner([refusedConnection]);
    const result = await planInTime(bench);
    expect(result).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'refused' } });
    expect(bench.transport.calls).toBe(4);
    expect(bench.telemetry.counters()).toMatchObject({
      attempts: 4,
      retries: 3,
      failures: { refused: 4 },
      fallbackPlans: 1,
    });
    expect(bench.breaker.status()).toMatchObject({ state: 'closed', failures: 4 });
    expect(result.trace.totalMs).toBe(350);
    nothingLeft(bench);
  });

  it('and recovers in time gives its plan after all', async () => {
    const bench = makePlanner([refusedConnection, refusedConnection, goodAnswer]);
    expect(await planInTime(bench)).toMatchObject({ source: 'model', tier: 'full' });
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 3, retries: 2, modelPlans: 1 });
    expect(bench.breaker.status()).toMatchObject({ failures: 2, successes: 1, consecutiveFailures: 0 });
  });

  it('is not tried again where that cannot help, nor is its breaker charged', async () => {
    const bench = makePlanner([{ type: 'error', code: 'model-missing', retryable: false }]);
    expect(await planInTime(bench)).toMatchObject({ tier: 'heuristic', reason: { code: 'model-missing' } });
    expect(bench.transport.calls).toBe(1);
    expect(bench.breaker.status()).toMatchObject({ failures: 0, consecutiveFailures: 0 });
  });

  it('is asked with the shorter prompt when the long one did not fit', async () => {
    const bench = makePlanner([{ type: 'error', code: 'context-exceeded', retryable: false }, goodAnswer]);
    expect(await planInTime(bench)).toMatchObject({ tier: 'simplified', reason: { code: 'context-exceeded' } });
  });

  it.each([
    ['connect', 'connect-timeout', 4],
    ['first-byte', 'first-byte-timeout', 8],
    ['stream', 'silence-timeout', 8],
  ] as const)('by hanging (%s) runs into the limit of that phase', async (phase, code, attempts) => {
    const bench = makePlanner([{ type: 'hang', in: phase }], { breaker: { failureThreshold: 100 } });
    expect(await planInTime(bench)).toMatchObject({ tier: 'heuristic', reason: { code } });
    expect(bench.telemetry.counters()).toMatchObject({ attempts, failures: { [code]: attempts } });
    nothingLeft(bench);
  });

  it('opens its breaker in the middle of the retries, which ends them', async () => {
    const bench = makePlanner([refusedConnection], { breaker: { failureThreshold: 2 } });
    // The reason is what happened, which says more than that the breaker is open now; and nothing is waited for.
    expect(await planInTime(bench)).toMatchObject({ tier: 'heuristic', reason: { code: 'refused' } });
    expect(bench.transport.calls).toBe(2);
    expect(bench.telemetry.counters()).toMatchObject({ attempts: 2, retries: 1 });
  });
});

describe('an open breaker', () => {
  it('gives a plan by rules at once: no call, no timer, nothing to wait for', async () => {
    const bench = makePlanner([goodAnswer]);
    bench.breaker.isolate();
    const result = bench.planner.plan(scenario, bench.target);
    expect(bench.finished).toHaveLength(1);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(await result).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'breaker-open' } });
    expect(bench.transport.calls).toBe(0);
    expect(bench.telemetry.counters().attempts).toBe(0);
    expect(bench.breaker.status().refused).toBe(1);
  });

  it('does not keep what is cached from being served', async () => {
    const bench = makePlanner([goodAnswer]);
    await planInTime(bench);
    bench.breaker.isolate();
    expect((await bench.planner.plan(scenario, bench.target)).source).toBe('cache');
  });

  it('of one model leaves the others alone', async () => {
    const bench = makePlanner([goodAnswer]);
    bench.breaker.isolate();
    const other = bench.planner.plan(scenario, bench.target, { model: 'mistral' });
    await bench.clock.advance(1_000);
    expect((await other).source).toBe('model');
  });

  it('recovers through trials, of which only the allowed number reach the model', async () => {
    const bench = makePlanner([refusedConnection], { breaker: { failureThreshold: 4, recoveryMs: 1_000 } });
    await bench.clock.advance(0);
    const failing = bench.planner.plan(scenario, bench.target);
    await bench.clock.advance(400);
    await failing;
    expect(bench.breaker.state).toBe('open');
    await bench.clock.advance(1_000);
    bench.transport.script = [{ ...goodAnswer, afterMs: 10 } as Behaviour];
    const results = [1, 2, 3].map((number) => bench.planner.plan(makeScenario(number), bench.target));
    await bench.clock.advance(20);
    const sources = (await Promise.all(results)).map(({ source, reason }) => reason?.code ?? source);
    expect(sources).toEqual(['model', 'breaker-open', 'breaker-open']);
    await planInTime(bench, makeScenario(4));
    expect(bench.breaker.state).toBe('closed');
  });
});

describe('a cancel', () => {
  it.each<[string, Behaviour]>([
    ['while connecting', { type: 'hang', in: 'connect' }],
    ['before the first byte', { type: 'hang', in: 'first-byte' }],
    ['in the middle of the answer', { type: 'hang', in: 'stream' }],
    ['during a wait', refusedConnection],
  ])('%s rejects with its reason, is no failure and brings no fallback', async (_when, behaviour) => {
    const bench = makePlanner([behaviour]);
    const user = new AbortController();
    const result = bench.planner.plan(scenario, bench.target, {}, user.signal);
    const rejection = expect(result).rejects.toBe(left);
    await bench.clock.advance(20);
    const failuresBefore = bench.breaker.status().failures;
    user.abort(left);
    await rejection;
    await settle();
    expect(bench.telemetry.counters()).toMatchObject({ requests: 1, cancelled: 1, fallbackPlans: 0 });
    expect(bench.breaker.status().failures).toBe(failuresBefore);
    expect(bench.finished).toMatchObject([{ outcome: 'cancelled' }]);
    expect(abortListeners(user.signal)).toBe(0);
    nothingLeft(bench);
    await bench.clock.advance(60_000);
    expect(bench.transport.calls).toBe(1);
  });

  it('before the request asks nothing and counts nothing', async () => {
    const bench = makePlanner([goodAnswer]);
    await expect(bench.planner.plan(scenario, bench.target, {}, AbortSignal.abort(left))).rejects.toBe(left);
    expect(bench.telemetry.counters().requests).toBe(0);
  });

  it('works without the cache as well', async () => {
    const bench = makePlanner([{ type: 'hang', in: 'stream' }]);
    const user = new AbortController();
    const result = bench.planner.plan(scenario, bench.target, { useCache: false }, user.signal);
    const rejection = expect(result).rejects.toBe(left);
    await bench.clock.advance(20);
    user.abort(left);
    await rejection;
    await settle();
    nothingLeft(bench);
  });
});

describe('an answer that the server cut at its token limit', () => {
  const open = '{"plan_id":"p","steps":[{"act":"Scan","radius":5}';

  it('is not completed, taken for a plan, or kept', async () => {
    const bench = makePlanner([
      { type: 'answer', text: open, finish: 'length' },
      { type: 'answer', text: open, finish: 'length' },
    ]);
    const result = await planInTime(bench);
    expect(result).toMatchObject({ source: 'fallback', reason: { code: 'invalid-plan' } });
    expect(result.reason?.problems).toMatchObject([{ code: 'cut-short' }]);
    expect(bench.cache.stats().entries).toBe(0);
  });

  it('is repaired where the server says that the model ended it so', async () => {
    const bench = makePlanner([{ type: 'answer', text: open, finish: 'stop' }]);
    const result = await planInTime(bench);
    expect(result.source).toBe('model');
    expect(result.problems.map(({ code }) => code)).toContain('repaired');
  });
});

describe('the total deadline', () => {
  it('ends attempts and waits, and rules plan with that reason', async () => {
    const bench = makePlanner([{ type: 'hang', in: 'first-byte' }], {
      deadlines: { connectMs: 100, firstByteMs: 60_000, silenceMs: 300, totalMs: 5_000 },
    });
    const result = await planInTime(bench);
    expect(result).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'total-timeout' } });
    expect(result.trace.totalMs).toBe(5_000);
    expect(bench.transport.calls).toBe(1);
    expect(bench.telemetry.counters().failures).toEqual({ 'total-timeout': 1 });
    nothingLeft(bench);
  });

  it('is counted as well where it passes while the request still waits for its turn', async () => {
    const bench = makePlanner([{ type: 'hang', in: 'first-byte' }], {
      queue: { maxConcurrent: 1, maxWaiting: 5 },
      deadlines: { connectMs: 100, firstByteMs: 60_000, silenceMs: 300, totalMs: 5_000 },
    });
    const first = bench.planner.plan(scenario, bench.target);
    await bench.clock.advance(10);
    const second = bench.planner.plan(makeScenario(1), bench.target);
    await bench.clock.advance(60_000);
    expect((await first).reason?.code).toBe('total-timeout');
    expect(await second).toMatchObject({ tier: 'heuristic', reason: { code: 'total-timeout' } });
    expect(bench.telemetry.counters().failures).toEqual({ 'total-timeout': 2 });
    nothingLeft(bench);
  });

  it('lets no wait begin that could not end before it', async () => {
    const bench = makePlanner([refusedConnection], {
      retry: { maxRetries: 3, initialMs: 20_000, maxMs: 60_000, jitter: 0 },
      deadlines: { connectMs: 100, firstByteMs: 60_000, silenceMs: 300, totalMs: 5_000 },
    });
    const result = await planInTime(bench);
    expect(result).toMatchObject({ tier: 'heuristic', reason: { code: 'refused' } });
    expect(result.trace.totalMs).toBe(0);
    expect(bench.transport.calls).toBe(1);
    nothingLeft(bench);
  });
});

describe('concurrent equal requests', () => {
  it('share one call, and each gets its result', async () => {
    const bench = makePlanner([{ ...goodAnswer, afterMs: 50 } as Behaviour]);
    const results = Array.from({ length: 64 }, () => bench.planner.plan(makeScenario(), bench.target));
    await bench.clock.advance(100);
    expect((await Promise.all(results)).every(({ source }) => source === 'model')).toBe(true);
    expect(bench.transport.calls).toBe(1);
    expect(bench.telemetry.counters()).toMatchObject({ requests: 64, modelPlans: 64, joined: 63, attempts: 1 });
    expect(bench.telemetry.tokens).toBe(120);
  });

  it('go on when the one that asked first leaves', async () => {
    const bench = makePlanner([{ ...goodAnswer, afterMs: 50 } as Behaviour]);
    const user = new AbortController();
    const first = bench.planner.plan(scenario, bench.target, {}, user.signal);
    const second = bench.planner.plan(scenario, bench.target);
    const rejection = expect(first).rejects.toBe(left);
    await bench.clock.advance(10);
    user.abort(left);
    await rejection;
    await bench.clock.advance(100);
    expect((await second).source).toBe('model');
    expect(bench.transport.calls).toBe(1);
    nothingLeft(bench);
  });

  it('do not join when they want no cache', async () => {
    const bench = makePlanner([{ ...goodAnswer, afterMs: 50 } as Behaviour]);
    const results = [1, 2].map(() => bench.planner.plan(scenario, bench.target, { useCache: false }));
    await bench.clock.advance(100);
    await Promise.all(results);
    expect(bench.transport.calls).toBe(2);
  });
});

describe('without a model', () => {
  it('rules plan at once and say so', async () => {
    const bench = makePlanner([goodAnswer]);
    const result = bench.planner.plan(scenario, undefined);
    expect(bench.finished).toHaveLength(1);
    expect(await result).toMatchObject({ source: 'fallback', tier: 'heuristic', reason: { code: 'no-model' } });
  });

  it('and without a tool for a rule there is no plan, and everybody is told why', async () => {
    const useless = createRegistry(
      'useless',
      scenario.registry.tools.filter(({ name }) => name === 'DropItem'),
    );
    const bench = makePlanner([refusedConnection]);
    const hopeless = { ...scenario, registry: useless };
    await expect(bench.planner.plan(hopeless, undefined)).rejects.toBeInstanceOf(PlanUnavailableError);
    const asked = bench.planner.plan(hopeless, bench.target);
    const rejection = expect(asked).rejects.toMatchObject({ code: 'no-plan', reason: { code: 'refused' } });
    await bench.clock.advance(10_000);
    await rejection;
    expect(bench.telemetry.counters()).toMatchObject({ requests: 2, unavailable: 2 });
    expect(bench.finished.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([
      ['unavailable', 'no-model'],
      ['unavailable', 'refused'],
    ]);
  });
});

describe('the trace of a request', () => {
  /** The share of a trace's time that its outermost spans account for. */
  function covered({ spans, totalMs }: Trace): number {
    const outermost = spans.filter(({ parent }) => parent === -1);
    return outermost.reduce((sum, { durationMs }) => sum + durationMs, 0) / totalMs;
  }

  it('covers its time, waits included, and names each stage', async () => {
    const slow: Behaviour = { ...goodAnswer, afterMs: 200 } as Behaviour;
    const bench = makePlanner([refusedConnection, { type: 'hang', in: 'stream' }, slow]);
    const { trace } = await planInTime(bench);
    expect(covered(trace)).toBeGreaterThanOrEqual(0.95);
    expect(trace.spans.map(({ name, error }) => (error === undefined ? name : `${name} (${error})`))).toEqual([
      'key',
      'cache',
      'breaker',
      'prompt',
      'tier',
      'attempt (refused)',
      'connect',
      'backoff',
      'attempt (silence-timeout)',
      'connect',
      'first_byte',
      'stream',
      'backoff',
      'attempt',
      'connect',
      'first_byte',
      'stream',
      'parse',
      'validate',
      'simulate',
    ]);
    expect(trace.totalMs).toBe(50 + 300 + 100 + 200);
    const attempt = trace.spans.findLast(({ name }) => name === 'attempt');
    expect(attempt).toMatchObject({ durationMs: 200, attributes: { outputTokens: 20, finish: 'stop' } });
  });

  it('keeps children within their parents', async () => {
    const bench = makePlanner([invalidAnswer, refusedConnection, goodAnswer]);
    const { spans } = (await planInTime(bench)).trace;
    for (const span of spans) {
      const parent = spans[span.parent];
      if (parent === undefined) continue;
      expect(span.startMs).toBeGreaterThanOrEqual(parent.startMs);
      expect(span.startMs + span.durationMs).toBeLessThanOrEqual(parent.startMs + parent.durationMs);
    }
  });

  it('of one that joined another’s call shows the wait for it', async () => {
    const bench = makePlanner([{ ...goodAnswer, afterMs: 100 } as Behaviour]);
    const first = bench.planner.plan(scenario, bench.target);
    await bench.clock.advance(40);
    const second = bench.planner.plan(scenario, bench.target);
    await bench.clock.advance(100);
    await first;
    const { trace } = await second;
    expect(trace.spans.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['key', 0],
      ['cache', 0],
      ['join', 60],
    ]);
  });
});

describe('what is known of a request', () => {
  it('that has to wait is told as it begins to, and what it is at', async () => {
    const bench = makePlanner([goodAnswer]);
    const planning = bench.planner.plan(scenario, bench.target);
    expect(bench.waiting).toMatchObject([{ scenario: scenario.name, model: 'phi3' }]);
    expect(bench.waiting[0]?.trace.stage).toBe('first_byte');
    await bench.clock.advance(60_000);
    await planning;
    expect(bench.waiting[0]?.trace.stage).toBeUndefined();
    await bench.planner.plan(scenario, bench.target);
    expect(bench.waiting, 'a hit never waits').toHaveLength(1);
  });

  it('has its plan, its origin, and what was wrong with the model’s plan where it fell back', async () => {
    const bench = makePlanner([invalidAnswer, invalidAnswer]);
    const planning = bench.planner.plan(scenario, bench.target, { origin: 'file:///door.scenario.json' });
    await bench.clock.advance(60_000);
    const { plan, reason } = await planning;
    expect(bench.finished[0]).toMatchObject({ plan, request: { origin: 'file:///door.scenario.json' } });
    expect(bench.finished[0]?.problems).toEqual(reason?.problems);
    expect(bench.finished[0]?.problems?.length).toBeGreaterThan(0);
  });

  it('holds no text, unless that is allowed: then what was asked and answered, attempt by attempt', async () => {
    const silent = makePlanner([goodAnswer]);
    await planInTime(silent);
    expect(silent.finished[0]).not.toHaveProperty('exchanges');
    const bench = makePlanner([refusedConnection, goodAnswer], { keepTexts: true });
    await planInTime(bench);
    const [failed, answered] = bench.finished[0]?.exchanges?.list() ?? [];
    expect(failed?.answered).toBeUndefined();
    expect(failed?.sent.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(answered?.sent).toEqual(bench.transport.requests[1]?.messages);
    expect(JSON.parse(answered?.answered ?? '')).toMatchObject({ plan_id: 'p' });
  });

  it('saves no less than nothing where the server claims a load longer than all of it', async () => {
    const bench = makePlanner([
      { type: 'answer', text: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}', loadMs: 9e6 },
    ]);
    await planInTime(bench);
    await planInTime(bench);
    expect(bench.cache.stats()).toMatchObject({ hits: 1, savedMs: 0 });
  });

  it('that shared another’s call has that call’s texts', async () => {
    const bench = makePlanner([goodAnswer], { keepTexts: true });
    const both = [bench.planner.plan(scenario, bench.target), bench.planner.plan(scenario, bench.target)];
    await bench.clock.advance(60_000);
    await Promise.all(both);
    expect(bench.finished.map(({ exchanges }) => exchanges?.list().length)).toEqual([1, 1]);
  });
});
