import { describe, expect, it } from 'vitest';
import { events, rawDialects } from './dialects.ts';
import { call } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

const [, , dialect] = rawDialects;
const path = '/v1/chat/completions';

function body(changes: object = {}): string {
  return JSON.stringify({ ...JSON.parse(dialect?.body() ?? ''), ...changes });
}

describe('simulator in OpenAI’s dialect', () => {
  it('streams a role, a plan, its end and a last word', async () => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, path, { body: body() }).answer;
    expect(answer).toMatchObject({ status: 200, contentType: 'text/event-stream', complete: true });
    expect(answer.text).toMatch(/data: \[DONE\]\n\n$/);
    const all = events(answer.text);
    const head = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'simulator',
      system_fingerprint: 'planscope-simulator',
    };
    const choice = { index: 0, finish_reason: null };
    expect(all[0]).toEqual({ ...head, choices: [{ ...choice, delta: { role: 'assistant', content: null } }] });
    expect(all[1]).toEqual({ ...head, choices: [{ ...choice, delta: { content: '{"pl' } }] });
    expect(all.at(-1)).toEqual({
      ...head,
      choices: [{ index: 0, finish_reason: 'stop', delta: {} }],
      timings: expect.objectContaining({ predicted_n: all.length - 2 }),
    });
    expect(JSON.parse(dialect?.words(answer.text) ?? '')).toMatchObject({ steps: [{ act: 'MoveTo', x: 9, y: 9 }] });
  });

  it('tells its usage in a chunk without choices when asked', async () => {
    const { endpoint } = await startForTest();
    const { text } = await call(endpoint, path, { body: body({ stream_options: { include_usage: true } }) }).answer;
    const [finish, last] = events(text).slice(-2);
    expect(finish).toMatchObject({ choices: [{ finish_reason: 'stop', delta: {} }] });
    expect(finish).not.toHaveProperty('timings');
    const completion_tokens = events(text).length - 3;
    expect(last).toMatchObject({
      choices: [],
      usage: { completion_tokens },
      timings: { predicted_n: completion_tokens },
    });
    const usage = new Map(Object.entries(last?.['usage'] ?? {}));
    expect(usage.get('total_tokens')).toBe(usage.get('prompt_tokens') + completion_tokens);
  });

  it('answers in one object unless told to stream, and says when the limit cut it', async () => {
    const { endpoint } = await startForTest();
    const { text } = await call(endpoint, path, { body: body({ stream: undefined, max_tokens: 2 }) }).answer;
    expect(JSON.parse(text)).toMatchObject({
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'length', message: { role: 'assistant', content: '{"plan_i' } }],
      usage: { completion_tokens: 2 },
    });
    const streamed = await call(endpoint, path, { body: body({ max_completion_tokens: 2 }) }).answer;
    expect(events(streamed.text).at(-1)).toMatchObject({ choices: [{ finish_reason: 'length' }] });
  });

  it('lists its models and who owns them', async () => {
    const { endpoint } = await startForTest({ models: ['phi3'] });
    const { text } = await call(endpoint, '/v1/models').answer;
    const model = { object: 'model', created: expect.any(Number), owned_by: 'planscope-simulator' };
    expect(JSON.parse(text)).toEqual({
      object: 'list',
      data: [
        { id: 'simulator', ...model },
        { id: 'phi3', ...model },
      ],
    });
  });

  it('knows its models by name, unless it is a llama.cpp server that has but one', async () => {
    const strict = await startForTest({ dialects: ['openai'], models: ['phi3'] });
    const unknown = await call(strict.endpoint, path, { body: body({ model: 'x' }) }).answer;
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.text)).toEqual({
      error: { code: 404, type: 'not_found_error', message: 'The model `x` does not exist.' },
    });
    await call(strict.endpoint, path, { body: body({ model: 'phi3' }) }).answer;
    await call(strict.endpoint, path, { body: body({ model: undefined }) }).answer;
    expect(strict.stats().byModel).toEqual({ simulator: 1, phi3: 1 });

    const lenient = await startForTest({ dialects: ['openai', 'llama.cpp'] });
    const any = await call(lenient.endpoint, path, { body: body({ model: 'x' }) }).answer;
    expect(events(any.text)[0]).toMatchObject({ model: 'x' });
    expect(lenient.stats().byModel).toEqual({ simulator: 1 });
  });

  it.each([
    ['{', 500, /not JSON/],
    ['{"messages":[]}', 400, /'messages'/],
    ['{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}', 400, /response_format\.type/],
  ])('answers %s with %i', async (malformed, status, message) => {
    const { endpoint } = await startForTest();
    const answer = await call(endpoint, path, { body: malformed }).answer;
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error).toMatchObject({ code: status, message: expect.stringMatching(message) });
  });

  it('has none of the other dialects’ routes when it is the only one', async () => {
    const { endpoint } = await startForTest({ dialects: ['openai'] });
    for (const other of ['/api/version', '/health', '/props']) {
      const { status, text } = await call(endpoint, other).answer;
      expect({ status, value: JSON.parse(text) }).toEqual({ status: 404, value: { detail: 'Not Found' } });
    }
    expect(await call(endpoint, path).answer).toMatchObject({ status: 405 });
  });

  it('refuses a prompt that exceeds the context, with both sizes', async () => {
    const { endpoint } = await startForTest({ contextTokens: 16 });
    const { text, status } = await call(endpoint, path, { body: body() }).answer;
    expect(status).toBe(400);
    expect(JSON.parse(text).error).toMatchObject({ type: 'exceed_context_size_error', n_ctx: 16 });
  });
});
