import { describe, expect, it, vi } from 'vitest';
import type { Transcript } from '../../../src/core/simulator/replay.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { call, chatBody, lines, words } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

describe('service time', () => {
  it('is from the request to the last byte, to the millisecond', async () => {
    const clock = new FakeClock();
    const { endpoint, stats } = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 200 } });
    const pending = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(199.9);
    await pending.firstData;
    expect(stats().activeRequests).toBe(1);
    await clock.advance(0.1);
    const answer = await pending.answer;
    expect(lines(answer.text).at(-1)).toMatchObject({
      done: true,
      total_duration: 200e6,
      prompt_eval_duration: 100e6,
      eval_duration: 100e6,
    });
  });

  it('holds for an answer in one object too', async () => {
    const clock = new FakeClock();
    const { endpoint } = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 80 } });
    const pending = call(endpoint, '/api/chat', { body: chatBody({ stream: false }) });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(80);
    expect(JSON.parse((await pending.answer).text)).toMatchObject({ done: true, total_duration: 80e6 });
  });

  it('is the same for requests side by side', async () => {
    const clock = new FakeClock();
    const { endpoint } = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 50 } });
    const pending = [1, 2, 3].map(() => call(endpoint, '/api/chat', { body: chatBody() }));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(3));
    await clock.advance(50);
    for (const { answer } of pending) {
      expect(lines((await answer).text).at(-1)).toMatchObject({ total_duration: 50e6 });
    }
  });

  it('can be changed while it runs, for the requests that come after', async () => {
    const clock = new FakeClock();
    const simulator = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 1e6 } });
    const slow = call(simulator.endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    simulator.setLatency({ type: 'fixed', serviceTimeMs: 0 });
    expect(await call(simulator.endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ complete: true });
    expect(simulator.stats().activeRequests).toBe(1);
    slow.abort();
  });
});

describe('profile phi3', () => {
  it('loads at the first call and not at the second, and works on one request at a time', async () => {
    const clock = new FakeClock();
    const { endpoint, stats } = await startForTest({ clock, latency: { type: 'phi3', scale: 1 } });
    const first = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    const second = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(stats().activeRequests).toBe(2));
    await clock.advance(60_000);
    const [firstLast, secondLast] = [await first.answer, await second.answer].map(({ text }) => lines(text).at(-1));
    expect(firstLast).toMatchObject({ load_duration: 5e9 });
    expect(secondLast).not.toHaveProperty('load_duration');
    expect(secondLast?.['total_duration']).toBeGreaterThan(Number(firstLast?.['total_duration']));
  });

  it('loads again when the context size changes', async () => {
    const clock = new FakeClock();
    const { endpoint } = await startForTest({ clock, latency: { type: 'phi3', scale: 1 } });
    const loads: boolean[] = [];
    for (const num_ctx of [4_096, 4_096, 8_192]) {
      const pending = call(endpoint, '/api/chat', { body: chatBody({ options: { num_ctx } }) });
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      await clock.advance(60_000);
      loads.push('load_duration' in (lines((await pending.answer).text).at(-1) ?? {}));
    }
    expect(loads).toEqual([true, false, true]);
  });

  it('frees the slot when the client aborts', async () => {
    const clock = new FakeClock();
    const { endpoint, stats } = await startForTest({ clock, latency: { type: 'phi3', scale: 1 } });
    const first = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    const second = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(stats().activeRequests).toBe(2));
    first.abort();
    await vi.waitFor(() => expect(stats()).toMatchObject({ activeRequests: 1, aborted: 1 }));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(60_000);
    expect(await second.answer).toMatchObject({ status: 200, complete: true });
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets one model’s queue leave the others alone', async () => {
    const clock = new FakeClock();
    const latency = { type: 'phi3', scale: 1 } as const;
    const { endpoint, stats } = await startForTest({ clock, latency, models: ['other'] });
    const held = call(endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    call(endpoint, '/api/chat', { body: chatBody({ model: 'other' }) });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(2));
    expect(stats().byModel).toEqual({ simulator: 1, other: 1 });
    held.abort();
  });
});

describe('replay', () => {
  const response = ' {"plan_id": "p", "steps": [\n{"act": "Scan", "radius": 5.0},]} – naïve 😀 ';
  const transcripts: Transcript[] = [
    { id: 'a', model: 'm', prompt: 'recorded prompt', response, responseSeconds: 12.5 },
    { id: 'b', model: 'm', prompt: 'another', response: ' \n', responseSeconds: 8 },
  ];
  const asking = (content: string): string =>
    chatBody({ messages: [{ role: 'user', content }], options: { num_predict: 2 } });

  it('sends the recorded text to the byte', async () => {
    const { endpoint } = await startForTest({ mode: { type: 'replay', transcripts } });
    expect(words((await call(endpoint, '/api/chat', { body: asking('another') }).answer).text)).toBe(' \n');
    expect(words((await call(endpoint, '/api/chat', { body: asking('recorded prompt') }).answer).text)).toBe(response);
  });

  it('takes the recorded time, scaled', async () => {
    const clock = new FakeClock();
    const mode = { type: 'replay', transcripts } as const;
    const { endpoint } = await startForTest({ clock, mode, latency: { type: 'recorded', scale: 0.1 } });
    const pending = call(endpoint, '/api/chat', { body: asking('recorded prompt') });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(1_250);
    expect(lines((await pending.answer).text).at(-1)).toMatchObject({ total_duration: 1_250e6 });
  });

  it('is the only mode that has recorded times', async () => {
    await expect(startForTest({ latency: { type: 'recorded', scale: 1 } })).rejects.toThrow(/replaying transcripts/);
  });
});
