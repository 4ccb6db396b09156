import { describe, expect, it } from 'vitest';
import { call, chatBody, lines, words } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

describe('simulator in Ollama’s dialect', () => {
  it('streams a plan as JSON lines and counts in the last one', async () => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, '/api/chat', { body: chatBody() }).answer;
    expect(answer).toMatchObject({ status: 200, contentType: 'application/x-ndjson', complete: true });
    const all = lines(answer.text);
    expect(all[0]).toEqual({
      model: 'simulator',
      created_at: isoTime,
      message: { role: 'assistant', content: '{"pl' },
      done: false,
    });
    const last = all.at(-1);
    expect(last).toMatchObject({ done: true, done_reason: 'stop', message: { role: 'assistant', content: '' } });
    expect(last?.['eval_count']).toBe(all.length - 1);
    expect(last?.['total_duration']).toBeGreaterThan(0);
    expect(JSON.parse(words(answer.text))).toMatchObject({ steps: [{ act: 'MoveTo', x: 9, y: 9 }] });
  });

  it('leaves zero fields out of the last line', async () => {
    const { endpoint } = await startForTest({ faults: { type: 'script', sequence: ['empty'] } });
    const answer = await call(endpoint, '/api/chat', { body: chatBody() }).answer;
    const [only] = lines(answer.text);
    expect(Object.keys(only ?? {})).toEqual([
      'model',
      'created_at',
      'message',
      'done',
      'done_reason',
      'total_duration',
      'prompt_eval_count',
    ]);
  });

  it('answers in one object when told not to stream', async () => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, '/api/chat', { body: chatBody({ stream: false }) }).answer;
    expect(answer.contentType).toMatch(/^application\/json/);
    const whole = JSON.parse(answer.text);
    expect(whole).toMatchObject({ done: true, done_reason: 'stop', model: 'simulator' });
    expect(JSON.parse(whole.message.content)).toMatchObject({ steps: [{ act: 'MoveTo' }] });
  });

  it('stops at the token limit with done_reason length', async () => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, '/api/chat', { body: chatBody({ options: { num_predict: 2 } }) }).answer;
    expect(words(answer.text)).toBe('{"plan_i');
    expect(lines(answer.text).at(-1)).toMatchObject({ done_reason: 'length', eval_count: 2 });
  });

  it('says what it is wherever it is asked', async () => {
    const { endpoint } = await startForTest({ models: ['other:latest'] });
    const version = await call(endpoint, '/api/version').answer;
    expect(JSON.parse(version.text)).toEqual({ version: '0.1.0-simulator' });
    const tags = JSON.parse((await call(endpoint, '/api/tags').answer).text);
    expect(tags.models.map(({ name }: { name: string }) => name)).toEqual(['simulator', 'other:latest']);
    for (const model of tags.models) expect(model.details.family).toBe('simulator');
    const show = await call(endpoint, '/api/show', { body: '{"model":"other"}' }).answer;
    expect(JSON.parse(show.text)).toMatchObject({
      details: { family: 'simulator' },
      template: expect.any(String),
      capabilities: ['completion'],
    });
  });

  it('lists a model as loaded from its first use until it is unloaded', async () => {
    const { endpoint } = await startForTest();
    const loaded = async (): Promise<object[]> => JSON.parse((await call(endpoint, '/api/ps').answer).text).models;
    expect(await loaded()).toEqual([]);
    const load = await call(endpoint, '/api/chat', { body: '{"model":"simulator"}' }).answer;
    expect(lines(load.text)).toEqual([
      {
        model: 'simulator',
        created_at: isoTime,
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'load',
        total_duration: expect.any(Number),
      },
    ]);
    expect(await loaded()).toMatchObject([{ name: 'simulator', expires_at: isoTime, context_length: 4_096 }]);
    const unload = await call(endpoint, '/api/chat', { body: '{"model":"simulator","keep_alive":0}' }).answer;
    expect(lines(unload.text)[0]).toMatchObject({ done: true, done_reason: 'unload' });
    expect(await loaded()).toEqual([]);
  });

  it('answers for further names and counts each by itself', async () => {
    const simulator = await startForTest({ models: ['model-b', 'model-c'] });
    for (const model of ['simulator', 'model-b', 'model-b', 'model-c:latest']) {
      const answer = await call(simulator.endpoint, '/api/chat', { body: chatBody({ model }) }).answer;
      expect(lines(answer.text)[0]).toMatchObject({ model });
    }
    expect(simulator.stats()).toMatchObject({
      requests: 4,
      byModel: { simulator: 1, 'model-b': 2, 'model-c': 1 },
    });
  });

  it.each([
    ['an unknown model', 404, chatBody({ model: 'x' }), "model 'x' not found"],
    ['a malformed body', 400, '{"model":', 'the request body is not JSON'],
    ['an empty body', 400, '', 'missing request body'],
    ['thinking', 400, chatBody({ think: true }), '"simulator" does not support thinking'],
    [
      'a prompt that is too long and must not be cut',
      400,
      chatBody({ truncate: false, options: { num_ctx: 32 } }),
      'the input length exceeds the context length',
    ],
  ])('refuses %s with %i and the reason', async (_what, status, body, message) => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, '/api/chat', { method: 'POST', body }).answer;
    expect(answer).toMatchObject({ status, contentType: expect.stringMatching(/json/), complete: true });
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining(message) });
  });

  it.each([
    ['GET', '/v1/models', 404],
    ['GET', '/props', 404],
    ['GET', '/api/chat', 405],
    ['POST', '/api/tags', 405],
    ['HEAD', '/', 200],
    ['GET', '/api/version?x=1', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    const { endpoint } = await startForTest({ dialects: ['ollama'] });
    expect(await call(endpoint, path, { method }).answer).toMatchObject({ status });
  });

  it('refuses a host name that is not this machine, with nothing in the body', async () => {
    const { endpoint } = await startForTest();
    expect(await call(endpoint, '/api/tags', { host: 'evil.example' }).answer).toMatchObject({ status: 403, text: '' });
    expect(await call(endpoint, '/api/tags', { host: 'localhost:1' }).answer).toMatchObject({ status: 200 });
  });

  it('says that it found no snapshot rather than plan without one', async () => {
    const { endpoint } = await startForTest();
    const body = chatBody({ messages: [{ role: 'user', content: 'Hello?' }], format: undefined });
    const answer = await call(endpoint, '/api/chat', { body }).answer;
    expect(answer.status).toBe(200);
    expect(words(answer.text)).toMatch(/found no world snapshot/);
  });
});
