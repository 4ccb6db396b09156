import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../support/fakeClock.ts';
import { rawDialects } from './dialects.ts';
import { call } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

describe.each(rawDialects)('time of a fault in the dialect of $name', (dialect) => {
  it('slow-drip: a token at each interval, and no timer once the client has left', async () => {
    const clock = new FakeClock();
    const faults = { type: 'script', sequence: ['slow-drip'], dripMs: 500 } as const;
    const { endpoint } = await startForTest({ clock, faults });
    const dripping = call(endpoint, dialect.path, { body: dialect.body() });
    const begun = '{"plan_id":"endless","steps":[';
    await vi.waitFor(() => expect(dialect.words(dripping.text())).toBe(begun));
    for (const words of ['{"ac', '{"act":"', '{"act":"Scan']) {
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      await clock.advance(499);
      expect(clock.pendingTimers).toBe(1);
      await clock.advance(1);
      await vi.waitFor(() => expect(dialect.words(dripping.text())).toBe(begun + words));
    }
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    dripping.abort();
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(0));
  });

  it.each(['run-on', 'repeating-token', 'endless-whitespace'] as const)(
    '%s: a token at the pace of the plan, each in a write of its own',
    async (kind) => {
      const clock = new FakeClock();
      const faults = { type: 'script', sequence: [kind] } as const;
      const latency = { type: 'fixed', serviceTimeMs: 200 } as const;
      const { endpoint } = await startForTest({ clock, faults, latency });
      const running = call(endpoint, dialect.path, { body: dialect.body() });
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      await clock.advance(200);
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      const own = dialect.words(running.text());
      expect(own).toMatch(/^\{"plan_id":/);
      // Half of the time is for reading the prompt; the other half is the pace of so many tokens.
      const stepMs = 100 / Math.ceil(own.length / 4);
      for (let token = 1; token <= 3; token++) {
        const before = dialect.words(running.text());
        await clock.advance(stepMs * 0.9);
        expect(clock.pendingTimers).toBe(1);
        await clock.advance(stepMs * 0.1 + 1e-6);
        await vi.waitFor(() => expect(dialect.words(running.text()).length).toBeGreaterThan(before.length));
        expect(dialect.words(running.text()).length - before.length).toBeLessThanOrEqual(4);
        await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      }
      running.abort();
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(0));
    },
  );

  it('run-on: the plan leaves in its own time, so whoever stops there waits no longer', async () => {
    const clock = new FakeClock();
    const faults = { type: 'script', sequence: ['run-on'] } as const;
    const { endpoint, stats } = await startForTest({ clock, faults, latency: { type: 'fixed', serviceTimeMs: 80 } });
    const running = call(endpoint, dialect.path, { body: dialect.body({ maxTokens: 40 }) });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(80);
    await vi.waitFor(() => expect(JSON.parse(dialect.words(running.text()))).toHaveProperty('steps'));
    expect(stats().activeRequests).toBe(1);
    running.abort();
    await vi.waitFor(() => expect(stats()).toMatchObject({ activeRequests: 0, aborted: 1 }));
  });
});
