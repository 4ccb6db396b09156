import { describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../../src/core/settings/settings.ts';
import { type FaultKind, noFaults } from '../../../src/core/simulator/faults.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import { simulatePlan } from '../../../src/core/world/simulation/simulate.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { clientOf } from './clients.ts';

/** Waits until nothing is under way at the simulator. */
function untilQuiet(simulator: Simulator): Promise<void> {
  return vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(0));
}

describe('the client against the simulator', () => {
  it('plans over the network, then from the cache', async () => {
    const simulator = await startForTest();
    const client = await clientOf(simulator);
    const first = await client.plan(makeScenario());
    expect(first).toMatchObject({ source: 'model', tier: 'full' });
    expect(simulatePlan(first.plan, makeScenario()).executable).toBe(true);
    const second = await client.plan(makeScenario());
    expect(second).toMatchObject({ source: 'cache', plan: first.plan });
    expect(simulator.stats().requests).toBe(1);
    expect(client.snapshot()).toMatchObject({
      model: { kind: 'simulator' },
      counters: { requests: 2, modelPlans: 1, cacheHits: 1, attempts: 1 },
      cache: { entries: 1, hits: 1, misses: 1 },
      funnel: { sent: 1, executable: 1 },
    });
    expect(client.clearCache()).toBe(1);
    expect((await client.plan(makeScenario())).source).toBe('model');
  });

  it('uses one connection for one request after another', async () => {
    const simulator = await startForTest();
    const client = await clientOf(simulator);
    for (let number = 0; number < 5; number++) await client.plan(makeScenario(number));
    expect(simulator.stats()).toMatchObject({ requests: 5, openSockets: 1 });
  });

  it('shares one call among 64 concurrent equal requests', async () => {
    const simulator = await startForTest({ latency: { type: 'fixed', serviceTimeMs: 20 } });
    const client = await clientOf(simulator);
    const results = await Promise.all(Array.from({ length: 64 }, () => client.plan(makeScenario())));
    expect(new Set(results.map(({ source }) => source))).toEqual(new Set(['model']));
    expect(simulator.stats().requests).toBe(1);
  });

  it.each<[FaultKind, string]>([
    ['error', 'http-status'],
    ['busy', 'busy'],
    // The connection is the one that was kept from looking for the server, and it breaks before an answer.
    ['reset', 'stale-connection'],
    ['reset-stream', 'reset'],
    ['truncated-stream', 'truncated-stream'],
    ['refuse', 'stale-connection'],
  ])('gets over one %s with another attempt', async (kind, code) => {
    const simulator = await startForTest({ faults: { type: 'script', sequence: [kind] } });
    const client = await clientOf(simulator);
    expect(await client.plan(makeScenario())).toMatchObject({ source: 'model', tier: 'full' });
    expect(client.snapshot().counters).toMatchObject({ attempts: 2, retries: 1, failures: { [code]: 1 } });
  });

  it.each<FaultKind>(['wrong-tool', 'truncated-json', 'empty'])(
    'answers %s with the simplified tier and the reason',
    async (kind) => {
      const simulator = await startForTest({ faults: { type: 'script', sequence: [kind] } });
      const client = await clientOf(simulator);
      const result = await client.plan(makeScenario());
      expect(result).toMatchObject({ source: 'fallback', tier: 'simplified', reason: { code: 'invalid-plan' } });
      expect(client.snapshot().cache.entries).toBe(0);
    },
  );

  it.each<[FaultKind, string, Partial<Settings>]>([
    ['stall', 'first-byte-timeout', { 'planscope.deadlines.firstByteMs': 100 }],
    ['stall-stream', 'silence-timeout', { 'planscope.deadlines.silenceMs': 100 }],
  ])('gives up on a %s in its own time and leaves no request behind', async (kind, code, settings) => {
    const simulator = await startForTest({ faults: { type: 'script', sequence: [kind] } });
    const client = await clientOf(simulator, { ...settings, 'planscope.retry.maxRetries': 0 });
    const result = await client.plan(makeScenario());
    expect(result).toMatchObject({ source: 'fallback', tier: 'simplified', reason: { code } });
    await untilQuiet(simulator);
    expect(simulator.stats()).toMatchObject({ aborted: 1 });
  });

  it('opens its breaker when the server dies, and closes it when it is back', async () => {
    const simulator = await startForTest();
    const client = await clientOf(simulator);
    const model = client.target?.model ?? '';
    await simulator.refuseConnections(true);
    const failed = await Promise.all([1, 2].map((number) => client.plan(makeScenario(number))));
    expect(failed.map(({ source }) => source)).toEqual(['fallback', 'fallback']);
    expect(client.breaker(model).state).not.toBe('closed');
    await simulator.refuseConnections(false);
    await vi.waitFor(async () => {
      await client.plan(makeScenario(3), { useCache: false });
      expect(client.breaker(model).state).toBe('closed');
    });
    const ways = client
      .breaker(model)
      .status()
      .timeline.map(({ from, to }) => `${from} → ${to}`);
    expect(ways[0]).toBe('closed → open');
    expect(ways.slice(-2)).toEqual(['open → half-open', 'half-open → closed']);
    expect((await client.plan(makeScenario(4))).source).toBe('model');
  });

  it('counts every request once under random faults', async () => {
    const kinds: readonly FaultKind[] = ['error', 'reset', 'reset-stream', 'truncated-json', 'wrong-tool'];
    const faults = { type: 'rates', rates: kinds.map((kind) => ({ kind, rate: 0.1 })) } as const;
    const simulator = await startForTest({ faults, seed: 5 });
    const client = await clientOf(simulator);
    for (let number = 0; number < 60; number++) {
      const result = await client.plan(makeScenario(number % 20));
      expect(result.plan.steps.length).toBeGreaterThan(0);
      expect(result.reason === undefined).toBe(result.source !== 'fallback');
    }
    const { counters } = client.snapshot();
    expect(counters.cacheHits + counters.modelPlans + counters.fallbackPlans).toBe(60);
    expect(counters.attempts).toBe(simulator.stats().requests);
    await simulator.setFaults(noFaults);
  });
});

describe('a cancel', () => {
  it.each<FaultKind>(['stall', 'stall-stream'])('of a %s leaves no request and no connection', async (kind) => {
    const simulator = await startForTest({ faults: { type: 'rates', rates: [{ kind, rate: 1 }] } });
    const client = await clientOf(simulator);
    await vi.waitFor(() => expect(simulator.stats().openSockets).toBeLessThanOrEqual(1));
    const user = new AbortController();
    const result = client.plan(makeScenario(), {}, user.signal);
    const rejection = expect(result).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    user.abort();
    await rejection;
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, aborted: 1, openSockets: 0 }));
    expect(client.snapshot().counters).toMatchObject({ cancelled: 1, fallbackPlans: 0, failures: {} });
    expect(client.snapshot().breakers[0]).toMatchObject({ failures: 0 });
  });
});

describe('a disposed client', () => {
  it('ends what is under way without a plan, and leaves no connection', async () => {
    const simulator = await startForTest({ faults: { type: 'rates', rates: [{ kind: 'stall', rate: 1 }] } });
    const client = await clientOf(simulator);
    const result = client.plan(makeScenario());
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    client.dispose();
    await expect(result).rejects.toMatchObject({ code: 'disposed' });
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, openSockets: 0 }));
    expect(simulator.stats().requests).toBe(1);
  });
});
