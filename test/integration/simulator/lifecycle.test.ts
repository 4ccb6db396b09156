import { Agent } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InputError } from '../../../src/core/base/errors.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { call, chatBody } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

describe('simulator', () => {
  it('listens on 127.0.0.1 at a port that it tells', async () => {
    const simulator = await startForTest();
    expect(simulator.port).toBeGreaterThan(0);
    expect(simulator.endpoint).toBe(`http://127.0.0.1:${simulator.port}`);
  });

  it('refuses a port in use, naming it and the way out', async () => {
    const { port } = await startForTest();
    const second = startForTest({ port });
    await expect(second).rejects.toBeInstanceOf(InputError);
    await expect(second).rejects.toThrow(new RegExp(`Port ${port} .*in use.*another port, or 0`));
  });

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses port %s', async (port) => {
    await expect(startForTest({ port })).rejects.toThrow(/from 0 to 65535/);
  });

  it('refuses impossible settings before it takes a port', async () => {
    await expect(startForTest({ latency: { type: 'fixed', serviceTimeMs: -1 } })).rejects.toBeInstanceOf(InputError);
    await expect(startForTest({ models: [' '] })).rejects.toThrow(/name is empty/);
    const simulator = await startForTest();
    await expect(simulator.setFaults({ type: 'rates', rates: [{ kind: 'busy', rate: 2 }] })).rejects.toThrow(/0 to 1/);
    expect(() => simulator.setLatency({ type: 'recorded', scale: 1 })).toThrow(InputError);
  });

  it('serves many requests over one kept connection', async () => {
    const simulator = await startForTest();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (let i = 0; i < 5; i++) {
      const answer = await call(simulator.endpoint, '/api/chat', { body: chatBody(), agent }).answer;
      expect(answer.complete).toBe(true);
    }
    expect(simulator.stats()).toMatchObject({ openSockets: 1, requests: 5, activeRequests: 0 });
  });

  it('counts a client that leaves in mid-answer and stops working for it', async () => {
    const clock = new FakeClock();
    const simulator = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 1e6 } });
    const leaving = call(simulator.endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    leaving.abort();
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(0));
    expect(simulator.stats()).toMatchObject({ aborted: 1, activeRequests: 0 });
  });
});

describe('disposed simulator', () => {
  it('has ended streams, stalls, queues and idle connections, and left no timer', async () => {
    const clock = new FakeClock();
    const faults = { type: 'script', sequence: ['stall', 'stall-stream'] } as const;
    const simulator = await startForTest({ clock, faults, latency: { type: 'phi3', scale: 1 } });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await call(simulator.endpoint, '/api/version', { agent }).answer;
    const pending = [1, 2, 3, 4].map(() => call(simulator.endpoint, '/api/chat', { body: chatBody() }));
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(4));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));

    await simulator.dispose();
    for (const { answer } of pending) expect(await answer).toMatchObject({ complete: false, error: 'ECONNRESET' });
    expect(simulator.stats()).toMatchObject({ activeRequests: 0, openSockets: 0, aborted: 0 });
    expect(clock.pendingTimers).toBe(0);
    expect(await call(simulator.endpoint, '/api/version').answer).toMatchObject({ error: 'ECONNREFUSED' });
  });

  it('has left no handle behind', async () => {
    const servers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    // The event loop forgets a closed handle a turn later, those of the test before this one too.
    await vi.waitFor(() => expect(servers()).toBe(0));
    const simulator = await startForTest();
    expect(servers()).toBe(1);
    await simulator.dispose();
    await vi.waitFor(() => expect(servers()).toBe(0));
  });

  it('may be disposed again, and while its port is closed', async () => {
    const simulator = await startForTest();
    await Promise.all([simulator.refuseConnections(true), simulator.dispose(), simulator.dispose()]);
    await simulator.dispose();
    await expect(simulator.refuseConnections(false)).rejects.toThrow(/stopped/);
  });

  it('has freed its port for the next', async () => {
    const first = await startForTest();
    await first.dispose();
    const second = await startForTest({ port: first.port });
    expect(await call(second.endpoint, '/api/version').answer).toMatchObject({ status: 200 });
  });
});
