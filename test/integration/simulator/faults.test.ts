import { Agent } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FaultKind, faultMeanings, isFaultKind } from '../../../src/core/simulator/faults.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { call, chatBody, lines, type RawAnswer, words } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

function start(kind: FaultKind): Promise<Simulator> {
  return startForTest({ faults: { type: 'script', sequence: [kind] } });
}

async function firstAnswer(kind: FaultKind, fields: object = {}): Promise<RawAnswer> {
  const { endpoint } = await start(kind);
  return call(endpoint, '/api/chat', { body: chatBody(fields) }).answer;
}

const streamed = { stream: true };
const whole = { stream: false };

describe('injected fault', () => {
  it('refuse: hangs up without an answer', async () => {
    const answer = await firstAnswer('refuse');
    expect(answer).toEqual({ text: '', complete: false, error: 'ECONNRESET' });
  });

  it('error: answers 500 with a reason', async () => {
    const answer = await firstAnswer('error');
    expect(answer).toMatchObject({ status: 500, complete: true });
    expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
  });

  it('busy: answers 503 with a reason', async () => {
    const answer = await firstAnswer('busy');
    expect(answer).toMatchObject({ status: 503, complete: true });
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining('busy') });
  });

  it('stall: sends no header until the client leaves', async () => {
    const simulator = await start('stall');
    const stalled = call(simulator.endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(simulator.stats().faultsInjected).toEqual({ stall: 1 }));
    // A later request is answered meanwhile: the server lives, and only that answer stands still.
    expect(await call(simulator.endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ complete: true });
    expect(simulator.stats().activeRequests).toBe(1);
    stalled.abort();
    expect(await stalled.answer).not.toHaveProperty('status');
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, aborted: 1 }));
  });

  it.each([streamed, whole])('stall-stream: begins an answer and sends no more (%o)', async (fields) => {
    const simulator = await start('stall-stream');
    const stalled = call(simulator.endpoint, '/api/chat', { body: chatBody(fields) });
    await stalled.firstData;
    expect(await call(simulator.endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ complete: true });
    expect(simulator.stats().activeRequests).toBe(1);
    stalled.abort();
    const answer = await stalled.answer;
    expect(answer).toMatchObject({ status: 200, complete: false });
    expect(answer.text).not.toContain('"done":true,');
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(0));
  });

  it('reset: resets the connection before any header', async () => {
    expect(await firstAnswer('reset')).toEqual({ text: '', complete: false, error: 'ECONNRESET' });
  });

  it.each([streamed, whole])('reset-stream: resets the connection in mid-answer (%o)', async (fields) => {
    const answer = await firstAnswer('reset-stream', fields);
    expect(answer).toMatchObject({ status: 200, complete: false, error: 'ECONNRESET' });
    expect(answer.text.length).toBeGreaterThan(0);
  });

  it('truncated-json: completes the stream around half a plan', async () => {
    const answer = await firstAnswer('truncated-json');
    expect(answer).toMatchObject({ status: 200, complete: true });
    expect(lines(answer.text).at(-1)).toMatchObject({ done: true, done_reason: 'stop' });
    expect(words(answer.text)).toMatch(/^\{"plan_id"/);
    expect(() => JSON.parse(words(answer.text))).toThrow();
  });

  it('truncated-stream: ends properly, but without the line that says done', async () => {
    const answer = await firstAnswer('truncated-stream');
    expect(answer).toMatchObject({ status: 200, complete: true });
    const all = lines(answer.text);
    expect(all.length).toBeGreaterThan(0);
    expect(all.every(({ done }) => done === false)).toBe(true);
  });

  it('truncated-stream: cuts the one object of an answer that is not streamed', async () => {
    const answer = await firstAnswer('truncated-stream', whole);
    expect(answer).toMatchObject({ status: 200, complete: true });
    expect(() => JSON.parse(answer.text)).toThrow();
  });

  it('wrong-tool: plans with a tool that does not exist', async () => {
    const answer = await firstAnswer('wrong-tool');
    expect(JSON.parse(words(answer.text))).toMatchObject({ steps: [{ act: 'HoldPosition' }] });
  });

  it('empty: completes the stream without a word', async () => {
    const answer = await firstAnswer('empty');
    expect(lines(answer.text)).toMatchObject([{ done: true, message: { content: '' } }]);
  });

  it('loading: sends the headers only after the load, and reports it', async () => {
    const clock = new FakeClock();
    const faults = { type: 'script', sequence: ['loading'], loadingMs: 30_000 } as const;
    const { endpoint } = await startForTest({ clock, faults, latency: { type: 'fixed', serviceTimeMs: 50 } });
    const pending = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(30_050);
    const last = lines((await pending.answer).text).at(-1);
    expect(last).toMatchObject({ done: true, load_duration: 30e9, total_duration: 30.05e9 });
    const second = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(50);
    expect(lines((await second.answer).text).at(-1)).not.toHaveProperty('load_duration');
  });

  it('is counted once, and the next request succeeds', async () => {
    for (const kind of Object.keys(faultMeanings).filter(isFaultKind)) {
      const { endpoint, stats } = await startForTest({ faults: { type: 'script', sequence: [kind], loadingMs: 0 } });
      const failing = call(endpoint, '/api/chat', { body: chatBody() });
      await vi.waitFor(() => expect(stats().faultsInjected).toEqual({ [kind]: 1 }));
      failing.abort();
      const answer = await call(endpoint, '/api/chat', { body: chatBody() }).answer;
      expect(lines(answer.text).at(-1), kind).toMatchObject({ done: true, done_reason: 'stop' });
      expect(stats().faultsInjected).toEqual({ [kind]: 1 });
    }
  });

  it('leaves the other routes alone', async () => {
    const { endpoint } = await startForTest({ faults: { type: 'rates', rates: [{ kind: 'error', rate: 1 }] } });
    expect(await call(endpoint, '/api/version').answer).toMatchObject({ status: 200 });
    expect(await call(endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ status: 500 });
  });

  it('comes to the same requests again under the same seed', async () => {
    const statuses = async (): Promise<(number | undefined)[]> => {
      const faults = { type: 'rates', rates: [{ kind: 'busy', rate: 0.5 }] } as const;
      const { endpoint } = await startForTest({ faults, seed: 42 });
      const seen: (number | undefined)[] = [];
      for (let i = 0; i < 16; i++) seen.push((await call(endpoint, '/api/chat', { body: chatBody() }).answer).status);
      return seen;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await statuses()).toEqual(first);
  });
});

describe('refused connections', () => {
  it('are refused by the closed port, and answered there again later', async () => {
    const simulator = await startForTest();
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'refuse', rate: 1 }] });
    expect(await call(simulator.endpoint, '/api/version').answer).toMatchObject({ error: 'ECONNREFUSED' });
    await simulator.setFaults({ type: 'rates', rates: [] });
    expect(await call(simulator.endpoint, '/api/version').answer).toMatchObject({ status: 200 });
  });

  it('include the idle ones that a client keeps in its pool', async () => {
    const simulator = await startForTest();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await call(simulator.endpoint, '/api/version', { agent }).answer;
    expect(simulator.stats().openSockets).toBe(1);
    await simulator.refuseConnections(true);
    expect(simulator.stats().openSockets).toBe(0);
    const answer = await call(simulator.endpoint, '/api/version').answer;
    expect(answer.error).toBe('ECONNREFUSED');
  });

  it('may be asked for twice and in haste: the last word holds', async () => {
    const simulator = await startForTest();
    await Promise.all([true, true, false, true, false].map((refuse) => simulator.refuseConnections(refuse)));
    expect(await call(simulator.endpoint, '/api/version').answer).toMatchObject({ status: 200 });
  });

  it('can be the state from the start', async () => {
    const simulator = await startForTest({ faults: { type: 'rates', rates: [{ kind: 'refuse', rate: 1 }] } });
    expect(await call(simulator.endpoint, '/api/version').answer).toMatchObject({ error: 'ECONNREFUSED' });
  });
});
