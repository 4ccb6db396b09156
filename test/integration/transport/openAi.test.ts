import { describe, expect, it } from 'vitest';
import type { OutputRung } from '../../../src/core/transport/transport.ts';
import { openAiDialect as dialect } from '../../support/dialects.ts';
import { generate, noting, Phases, request, serveDialect, streaming, transportTo } from './transports.ts';

const { word, end } = dialect;
const never = new AbortController().signal;
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const finished = (finish_reason: string): string => event({ choices: [{ delta: {}, finish_reason }] });
const DONE = 'data: [DONE]\n\n';

describe('a request in the OpenAI dialect', () => {
  it.each<[OutputRung, object]>([
    [
      'schema',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'plan', strict: true, schema: { type: 'object', required: ['steps'] } },
        },
      },
    ],
    ['json', { response_format: { type: 'json_object' } }],
    ['text', {}],
  ])('streams with usage and asks for %s', async (rung, form) => {
    const { server, seen } = await noting(dialect);
    await transportTo(dialect, server.endpoint).generate({ ...request, rung }, new Phases(), never);
    expect(seen.map(({ body }) => body)).toEqual([
      {
        model: 'phi3',
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0,
        max_tokens: 64,
        ...form,
        messages: request.messages,
      },
    ]);
  });

  it.each(['/v1', '/v1/', '/proxy/v1'])('goes to an address that ends in %s as it is meant', async (path) => {
    const { server, seen } = await noting(dialect);
    await generate(dialect, `${server.endpoint}${path}`);
    expect(seen[0]?.url).toBe(`${path.replace(/\/$/, '')}/chat/completions`);
  });

  it('has no look at the server, since the dialect has no route for it', () => {
    const transport = transportTo(dialect, 'http://127.0.0.1:1');
    expect(transport).not.toHaveProperty('probe');
    expect(transport).not.toHaveProperty('isLoaded');
  });
});

describe('an answer over the OpenAI dialect', () => {
  it.each<[string, readonly string[]]>([
    ['a finish_reason without [DONE]', [word('x'), finished('stop')]],
    ['[DONE] without a finish_reason', [word('x'), DONE]],
    ['Ollama’s empty event at the end of a failed one', [word('x'), event({ choices: [] })]],
  ])('is not whole with %s', async (_what, pieces) => {
    const { endpoint } = await streaming(dialect, ...pieces);
    await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'truncated-stream', retryable: true });
  });

  it.each(['abort', 'error'])('has failed where it was given up (%s)', async (reason) => {
    const { endpoint } = await streaming(dialect, word('x'), finished(reason), DONE);
    await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'server-error', retryable: true });
  });

  it('is whole whatever comes after [DONE]', async () => {
    const { endpoint } = await streaming(dialect, word('x'), end(), word('y'), 'data: {\n\n');
    expect((await generate(dialect, endpoint)).text).toBe('x');
  });

  it('has the usage of its last event with a choice, cached tokens too', async () => {
    const usage = { prompt_tokens: 9, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 5 } };
    const { endpoint } = await streaming(
      dialect,
      event({ choices: [{ delta: { content: 'x' }, finish_reason: null }], usage: null }),
      event({ choices: [{ delta: {}, finish_reason: 'stop' }], usage }),
      DONE,
    );
    expect((await generate(dialect, endpoint)).timings).toEqual({ promptTokens: 9, cachedTokens: 5, outputTokens: 4 });
  });

  it('without usage has no figures', async () => {
    const { endpoint } = await streaming(dialect, word('x'), finished('stop'), DONE);
    expect((await generate(dialect, endpoint)).timings).toEqual({});
  });

  it('is understood in one piece, from a server that does not stream', async () => {
    const usage = { prompt_tokens: 9, completion_tokens: 4 };
    const choices = [{ index: 0, message: { role: 'assistant', content: '{}' }, finish_reason: 'length' }];
    const { endpoint } = await streaming(dialect, '\n', JSON.stringify({ choices, usage }, null, 2));
    expect(await generate(dialect, endpoint)).toMatchObject({
      text: '{}',
      finish: 'length',
      timings: { promptTokens: 9, outputTokens: 4 },
    });
  });

  it.each([
    ['has no finish_reason', '{"choices":[{"message":{"content":"{}"}}]}', 'truncated-stream'],
    ['broke off', '{"choices":[{"message":{"cont', 'truncated-stream'],
    ['has no message', '{"choices":[{"finish_reason":"stop"}]}', 'malformed-stream'],
    ['is something else', '{"hello":"world"}', 'malformed-stream'],
    ['is another dialect’s', '{"message":{"content":"x"}}\n{"done":true}', 'malformed-stream'],
    ['is an error', '{"error":"Unexpected endpoint or method. (POST /v1/chat/completions)"}', 'server-error'],
  ])('in one piece is none where it %s', async (_what, body, code) => {
    const { endpoint } = await streaming(dialect, body);
    await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code });
  });

  it.each([
    ['a content that is no text', event({ choices: [{ delta: { content: ['x'] } }] })],
    ['a choice that is none', event({ choices: [7] })],
    ['llama.cpp’s own', event({ content: 'x', stop: false })],
    ['no object', event('x')],
    ['no JSON', 'data: {choices\n\n'],
  ])('is malformed where it is %s', async (_what, piece) => {
    const { endpoint } = await streaming(dialect, word('x'), piece);
    await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'malformed-stream', retryable: false });
  });

  it.each([
    ['an event of that name', 'event: error\ndata: {"message":"engine died"}\n\n'],
    ['an event of that name without JSON in its shape', 'event: error\ndata: {"reason":"engine died"}\n\n'],
    ['an object that calls itself one', event({ object: 'error', message: 'engine died', code: 500 })],
  ])('has failed with %s', async (_what, piece) => {
    const { endpoint } = await streaming(dialect, word('x'), piece);
    const failed = generate(dialect, endpoint);
    await expect(failed).rejects.toMatchObject({ code: 'server-error' });
    await expect(failed).rejects.toThrow('engine died');
  });

  it('takes an error of null for none', async () => {
    const { endpoint } = await streaming(
      dialect,
      event({ choices: [{ delta: { content: 'x' } }], error: null }),
      end(),
    );
    expect((await generate(dialect, endpoint)).text).toBe('x');
  });

  it('has begun with a model’s thoughts, which are no part of it', async () => {
    const seen: string[] = [];
    const { endpoint } = await serveDialect(dialect, (incoming, response) => {
      incoming.resume();
      const thought = event({ choices: [{ delta: { reasoning_content: 'hm' } }] });
      const pieces = [event({ choices: [{ delta: { role: 'assistant', content: '' } }] }), thought, word('x'), end()];
      const next = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) return void response.end();
        response.write(piece, () => setTimeout(next, 5));
      };
      next();
    });
    const answer = await transportTo(dialect, endpoint).generate(
      request,
      {
        onConnected() {},
        onHeaders() {},
        onData(text) {
          seen.push(text);
          return undefined;
        },
      },
      never,
    );
    expect(seen).toEqual(['', 'x', '']);
    expect(answer.text).toBe('x');
  });
});
