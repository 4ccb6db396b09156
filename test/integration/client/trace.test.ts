import { describe, expect, it } from 'vitest';
import { delay } from '../../../src/core/base/abort.ts';
import { systemClock } from '../../../src/core/base/clock.ts';
import type { Trace } from '../../../src/core/telemetry/trace.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { clientOf } from './clients.ts';

/**
 * The share of a request's wall time that its innermost spans account for: what is only in a span that holds others is
 * not explained yet.
 */
function explained({ spans, totalMs }: Trace): number {
  const parents = new Set(spans.map(({ parent }) => parent));
  const leaves = spans
    .filter((_, index) => !parents.has(index))
    .map(({ startMs, durationMs }) => [startMs, startMs + durationMs] as const)
    .sort(([a], [b]) => a - b);
  let sum = 0;
  let until = 0;
  for (const [start, end] of leaves) {
    sum += Math.max(0, end - Math.max(until, start));
    until = Math.max(until, end);
  }
  return sum / totalMs;
}

const serviceTimeMs = 60;
const latency = { type: 'fixed', serviceTimeMs } as const;

describe('the trace of a request accounts for at least 99 % of its wall time', () => {
  it('when the model answers, and when the cache does', async () => {
    const client = await clientOf(await startForTest({ latency }));
    // The first request of a process pays for what is compiled and connected on the way.
    await client.plan(makeScenario(99));
    const first = await client.plan(makeScenario());
    expect(first.source).toBe('model');
    expect(first.trace.totalMs).toBeGreaterThanOrEqual(serviceTimeMs - 1);
    expect(explained(first.trace)).toBeGreaterThanOrEqual(0.99);
    const second = await client.plan(makeScenario());
    expect(second.source).toBe('cache');
    expect(explained(second.trace)).toBeGreaterThanOrEqual(0.99);
  });

  it('when it is tried again after waits', async () => {
    const simulator = await startForTest({
      latency,
      faults: { type: 'script', sequence: ['error', 'busy', 'reset-stream'] },
    });
    const client = await clientOf(simulator, { 'planscope.retry.initialMs': 20, 'planscope.retry.maxMs': 60 });
    const { source, trace } = await client.plan(makeScenario());
    expect(source).toBe('model');
    expect(trace.spans.filter(({ name }) => name === 'backoff')).toHaveLength(3);
    expect(explained(trace)).toBeGreaterThanOrEqual(0.99);
  });

  it('when it waits for its turn, or for another request’s call', async () => {
    const client = await clientOf(await startForTest({ latency }), { 'planscope.queue.maxConcurrent': 1 });
    const first = client.plan(makeScenario(1));
    const queued = client.plan(makeScenario(2));
    await delay(systemClock, serviceTimeMs / 2, new AbortController().signal);
    const joined = await client.plan(makeScenario(1));
    await first;
    const { trace } = await queued;
    expect(trace.spans.map(({ name }) => name)).toContain('queue');
    expect(explained(trace)).toBeGreaterThanOrEqual(0.99);
    expect(joined.trace.spans.map(({ name }) => name)).toContain('join');
    expect(explained(joined.trace)).toBeGreaterThanOrEqual(0.99);
  });

  it('when the model is loaded first', async () => {
    const faults = { type: 'script', sequence: ['not-ready'], loadingMs: 400 } as const;
    const client = await clientOf(await startForTest({ latency, faults }));
    const { source, trace } = await client.plan(makeScenario());
    expect(source).toBe('model');
    expect(trace.spans.map(({ name }) => name)).toContain('load');
    expect(explained(trace)).toBeGreaterThanOrEqual(0.99);
  });

  it('when a limit passes and rules plan', async () => {
    const faults = { type: 'script', sequence: ['stall-stream', 'stall'] } as const;
    const client = await clientOf(await startForTest({ latency, faults }), {
      'planscope.retry.maxRetries': 1,
      'planscope.deadlines.silenceMs': 100,
      'planscope.deadlines.firstByteMs': 120,
      'planscope.deadlines.totalMs': 300,
    });
    const { trace } = await client.plan(makeScenario());
    expect(explained(trace)).toBeGreaterThanOrEqual(0.99);
  });
});
