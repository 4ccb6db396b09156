import { describe, expect, it, vi } from 'vitest';
import { userText } from '../../../src/core/prompt/prompt.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { events, rawDialects } from './dialects.ts';
import { call, chatBody } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

const [, dialect] = rawDialects;
const completion = '/completion';

async function post(endpoint: string, path: string, fields: object) {
  const { text, ...head } = await call(endpoint, path, { body: JSON.stringify(fields) }).answer;
  return { ...head, value: JSON.parse(text) };
}

describe('simulator in llama.cpp’s dialect', () => {
  it('streams a plan as events and counts in the last one', async () => {
    const { endpoint } = await startForTest();
    const body = dialect?.body() ?? '';
    const answer = await call(endpoint, completion, { body }).answer;
    expect(answer).toMatchObject({ status: 200, contentType: 'text/event-stream', complete: true });
    const all = events(answer.text);
    expect(all[0]).toEqual({ index: 0, content: '{"pl', stop: false });
    expect(all.slice(0, -1).every(({ stop }) => stop === false)).toBe(true);
    const prompt_n = Math.ceil(JSON.parse(body).prompt.length / 4);
    const predicted_n = all.length - 1;
    expect(all.at(-1)).toEqual({
      index: 0,
      content: '',
      stop: true,
      model: 'simulator',
      stop_type: 'eos',
      stopping_word: '',
      truncated: false,
      tokens_predicted: predicted_n,
      tokens_evaluated: prompt_n,
      timings: {
        cache_n: 0,
        prompt_n,
        prompt_ms: 0,
        prompt_per_second: null,
        predicted_n,
        predicted_ms: 0,
        predicted_per_second: null,
      },
    });
    expect(JSON.parse(dialect?.words(answer.text) ?? '')).toMatchObject({ steps: [{ act: 'MoveTo', x: 9, y: 9 }] });
  });

  it('tells its times as it took them', async () => {
    const clock = new FakeClock();
    const { endpoint } = await startForTest({ clock, latency: { type: 'fixed', serviceTimeMs: 80 } });
    const pending = call(endpoint, completion, { body: dialect?.body({ stream: false }) ?? '' });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(80);
    const { timings } = JSON.parse((await pending.answer).text);
    expect(timings).toMatchObject({ prompt_ms: 40, predicted_ms: 40 });
    expect(timings.prompt_per_second).toBeCloseTo(timings.prompt_n / 0.04);
    expect(timings.predicted_per_second).toBeCloseTo(timings.predicted_n / 0.04);
  });

  it('answers in one object unless told to stream, whatever the model’s name', async () => {
    const { endpoint } = await startForTest();
    const { prompt } = JSON.parse(dialect?.body() ?? '');
    const answer = await post(endpoint, completion, { prompt, model: 'another' });
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json; charset=utf-8' });
    expect(answer.value).toMatchObject({ stop: true, stop_type: 'eos' });
    expect(JSON.parse(answer.value.content)).toMatchObject({ steps: [{ act: 'MoveTo' }] });
  });

  it('says whether a limit or a word ended the answer', async () => {
    const { endpoint } = await startForTest();
    const { prompt } = JSON.parse(dialect?.body() ?? '');
    expect((await post(endpoint, completion, { prompt, n_predict: 2 })).value).toMatchObject({
      content: '{"plan_i',
      stop_type: 'limit',
      tokens_predicted: 2,
    });
    expect((await post(endpoint, completion, { prompt, n_predict: 0 })).value).toMatchObject({ stop_type: 'limit' });
    expect((await post(endpoint, completion, { prompt, stop: ['zzz', '"steps"'] })).value).toMatchObject({
      content: expect.stringMatching(/^\{"plan_id":"[^"]*",$/),
      stop_type: 'word',
      stopping_word: '"steps"',
    });
  });

  it('plans from a prompt that went through its own template, system text and all', async () => {
    const { endpoint } = await startForTest();
    const scenario = makeScenario();
    const messages = [
      { role: 'system', content: 'Answer with {"plan_id": string, "steps": []}. Example: {"enemies": [' },
      { role: 'user', content: userText(scenario, JSON.stringify(scenario.snapshot)) },
    ];
    const { prompt } = (await post(endpoint, '/apply-template', { messages })).value;
    expect(prompt).toBe(
      `<|system|>\n${messages[0]?.content}<|end|>\n<|user|>\n${messages[1]?.content}<|end|>\n<|assistant|>\n`,
    );
    const { tokens } = (await post(endpoint, '/tokenize', { content: prompt })).value;
    const answer = (await post(endpoint, completion, { prompt, json_schema: { type: 'object' } })).value;
    expect(answer.tokens_evaluated).toBe(tokens.length);
    const chat = (await post(endpoint, '/v1/chat/completions', { messages })).value;
    expect(chat.usage.prompt_tokens).toBe(tokens.length);
    expect(answer.content).toBe(chat.choices[0].message.content);
    expect(JSON.parse(answer.content)).toMatchObject({ steps: [{ act: expect.any(String) }] });
  });

  it('replays by the user’s words in the template', async () => {
    const transcript = { id: 'a', model: 'm', responseSeconds: 1 };
    const transcripts = [
      { ...transcript, prompt: 'one', response: 'first' },
      { ...transcript, prompt: 'two', response: 'second' },
    ];
    const { endpoint } = await startForTest({ mode: { type: 'replay', transcripts } });
    const prompt = '<|system|>\nrules<|end|>\n<|user|>\ntwo<|end|>\n<|assistant|>\n';
    expect((await post(endpoint, completion, { prompt })).value.content).toBe('second');
  });

  it('cuts a text into tokens, with their texts where those are wanted', async () => {
    const { endpoint } = await startForTest();
    expect((await post(endpoint, '/tokenize', { content: 'a plan' })).value).toEqual({ tokens: [0, 1] });
    expect((await post(endpoint, '/tokenize', { content: 'a plan', with_pieces: true })).value).toEqual({
      tokens: [
        { id: 0, piece: 'a pl' },
        { id: 1, piece: 'an' },
      ],
    });
  });

  it('says what it is, how much it reads at once and for how many', async () => {
    const { endpoint } = await startForTest({ contextTokens: 2_048, parallel: 3 });
    expect(JSON.parse((await call(endpoint, '/health').answer).text)).toEqual({ status: 'ok' });
    expect(JSON.parse((await call(endpoint, '/props').answer).text)).toEqual({
      default_generation_settings: { n_ctx: 2_048 },
      total_slots: 3,
      model_alias: 'simulator',
      model_path: expect.stringContaining('no model'),
      chat_template: expect.stringContaining('<|end|>'),
      build_info: expect.stringContaining('simulator'),
    });
  });

  it.each([
    [{ type: 'fixed', serviceTimeMs: 5 }, 64],
    [{ type: 'phi3', scale: 1 }, 1],
  ] as const)('tells for %o a number of slots of %i', async (latency, slots) => {
    const { endpoint } = await startForTest({ latency });
    expect(JSON.parse((await call(endpoint, '/props').answer).text)).toMatchObject({ total_slots: slots });
  });

  it('is loading while a model is read from disk', async () => {
    const clock = new FakeClock();
    const { endpoint } = await startForTest({ clock, latency: { type: 'phi3', scale: 1 } });
    const health = () => call(endpoint, '/health').answer;
    expect(await health()).toMatchObject({ status: 200 });
    const pending = call(endpoint, completion, { body: dialect?.body() ?? '' });
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    const loading = await health();
    expect(loading).toMatchObject({ status: 503 });
    expect(JSON.parse(loading.text)).toEqual({
      error: { code: 503, message: 'Loading model', type: 'unavailable_error' },
    });
    await clock.advance(60_000);
    expect(await pending.answer).toMatchObject({ status: 200, complete: true });
    expect(await health()).toMatchObject({ status: 200 });
  });

  it('refuses a prompt that exceeds the context, with both sizes', async () => {
    const { endpoint } = await startForTest({ contextTokens: 16 });
    expect(await post(endpoint, completion, { prompt: 'x'.repeat(100) })).toMatchObject({
      status: 400,
      value: {
        error: { code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 25, n_ctx: 16 },
      },
    });
  });

  it.each([
    ['/completion', '{"prompt":', 500, 'server_error', /not JSON/],
    ['/completion', '{}', 400, 'invalid_request_error', /"prompt"/],
    ['/completion', '{"prompt":"p","grammar":"no rules"}', 400, 'invalid_request_error', /parse grammar/],
    ['/apply-template', '{"messages":7}', 400, 'invalid_request_error', /messages/],
    ['/apply-template', '', 500, 'server_error', /missing/],
    ['/tokenize', '{"content":7}', 400, 'invalid_request_error', /"content"/],
    ['/nowhere', '{}', 404, 'not_found_error', /File Not Found/],
  ])('answers POST %s of %s with %i %s', async (path, body, code, type, message) => {
    const { endpoint } = await startForTest({ dialects: ['llama.cpp'] });
    const answer = await call(endpoint, path, { method: 'POST', body }).answer;
    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.text)).toEqual({ error: { code, type, message: expect.stringMatching(message) } });
  });

  it('has none of the other dialects’ routes when it is the only one', async () => {
    const { endpoint } = await startForTest({ dialects: ['llama.cpp'] });
    for (const path of ['/api/version', '/api/tags', '/v1/models']) {
      expect(await call(endpoint, path).answer).toMatchObject({ status: 404 });
    }
    expect(await call(endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ status: 404 });
    expect(await call(endpoint, completion).answer).toMatchObject({ status: 404 });
    expect(await call(endpoint, '/').answer).toMatchObject({ status: 200, text: expect.stringContaining('simulator') });
  });
});
