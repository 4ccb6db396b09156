import { describe, expect, it } from 'vitest';
import type { ChatMessage, OutputRung } from '../../../src/core/transport/transport.ts';
import { chatRouteDialect, completionDialect, openAiDialect } from '../../support/dialects.ts';
import { type LoopbackServer, serveHttp } from '../../support/loopbackServer.ts';
import { generate, noting, Phases, request, serveDialect, streaming, templated, transportTo } from './transports.ts';

const never = new AbortController().signal;
const { word, end } = completionDialect;
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const chat = (systemText: string, userText: string): { readonly messages: readonly ChatMessage[] } => ({
  messages: [
    { role: 'system', content: systemText },
    { role: 'user', content: userText },
  ],
});

/** A server that answers `/apply-template` with what the test says, and everything else by its chat route. */
function templating(status: number, body: string): Promise<LoopbackServer & { readonly paths: string[] }> {
  const paths: string[] = [];
  return serveHttp((incoming, response) => {
    incoming.resume();
    paths.push(incoming.url ?? '');
    if (incoming.url === '/apply-template') response.writeHead(status).end(body);
    else if (incoming.url === '/completion') response.end(word('native') + end());
    else response.end(openAiDialect.word('chat') + openAiDialect.end());
  }).then((server) => ({ ...server, paths }));
}

const templateAsk: readonly ChatMessage[] = [{ role: 'user', content: 'planscope-stands-here-for-the-last-message' }];

describe('a request in llama.cpp’s own dialect', () => {
  it.each<[OutputRung, object]>([
    ['schema', { json_schema: { type: 'object', required: ['steps'] } }],
    ['grammar', { grammar: 'root ::= "{}"' }],
    ['json', { json_schema: { type: 'object' } }],
    ['text', {}],
  ])('streams, keeps the prompt, and asks for %s', async (rung, form) => {
    const { server, seen } = await noting(completionDialect);
    const { messages } = chat('Plan "well"\n', 'Größe 敌人 🙂 "quoted"\\');
    await transportTo(completionDialect, server.endpoint).generate({ ...request, messages, rung }, new Phases(), never);
    expect(seen.map(({ url }) => url)).toEqual(['/apply-template', '/completion']);
    expect(seen[1]?.body).toEqual({
      stream: true,
      cache_prompt: true,
      n_predict: 64,
      temperature: 0,
      ...form,
      prompt: templated(messages),
    });
  });

  it('asks for the template once for each system text, whatever the user says', async () => {
    const { server, seen } = await noting(completionDialect);
    const transport = transportTo(completionDialect, server.endpoint);
    for (const [systemText, userText] of [
      ['full', 'a'],
      ['full', 'b'],
      ['short', 'a'],
      ['full', 'c'],
      ['short', 'b'],
    ] as const) {
      await transport.generate({ ...request, ...chat(systemText, userText) }, new Phases(), never);
    }
    expect(seen.filter(({ url }) => url === '/apply-template')).toHaveLength(2);
    expect(seen.filter(({ url }) => url === '/completion').map(({ body }) => body)).toMatchObject([
      { prompt: templated(chat('full', 'a').messages) },
      { prompt: templated(chat('full', 'b').messages) },
      { prompt: templated(chat('short', 'a').messages) },
      { prompt: templated(chat('full', 'c').messages) },
      { prompt: templated(chat('short', 'b').messages) },
    ]);
  });

  it('asks for the template again once the server may be another one', async () => {
    const paths: string[] = [];
    let isBroken = false;
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      paths.push(incoming.url ?? '');
      if (isBroken) response.destroy();
      else if (incoming.url === '/apply-template') response.end(JSON.stringify({ prompt: templated(templateAsk) }));
      else response.end(word('x') + end());
    });
    const transport = transportTo(completionDialect, server.endpoint);
    await transport.generate(request, new Phases(), never);
    isBroken = true;
    await expect(transport.generate(request, new Phases(), never)).rejects.toMatchObject({ retryable: true });
    isBroken = false;
    await transport.generate(request, new Phases(), never);
    expect(paths).toEqual(['/apply-template', '/completion', '/completion', '/apply-template', '/completion']);
  });

  it('takes a connection that breaks right after the template for a failure, not for an old one', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url !== '/apply-template') response.destroy();
      else response.end(JSON.stringify({ prompt: templated(templateAsk) }));
    });
    await expect(generate(completionDialect, server.endpoint)).rejects.toMatchObject({ code: 'reset' });
    expect(server.accepted()).toBe(1);
  });

  it('does not let a marker’s look-alike in a user’s words through to the template', async () => {
    const { server, seen } = await noting(completionDialect);
    const transport = transportTo(completionDialect, server.endpoint);
    const { messages } = chat('s', 'planscope-stands-here-for-the-last-message');
    await transport.generate({ ...request, messages }, new Phases(), never);
    expect(seen[1]?.body).toMatchObject({ prompt: templated(messages) });
  });

  it('uses one connection for both requests, and tells of it once', async () => {
    const server = await streaming(completionDialect, word('x') + end());
    const phases = new Phases();
    await transportTo(completionDialect, server.endpoint).generate(request, phases, never);
    expect(server.accepted()).toBe(1);
    expect(phases.seen).toEqual(['connected', 'headers', 'data x']);
  });
});

describe('a llama.cpp server without a template for us', () => {
  it.each([404, 405, 501])('is asked by its chat route from then on (%i)', async (status) => {
    const server = await templating(status, '{"error":{"message":"File Not Found"}}');
    const transport = transportTo(completionDialect, server.endpoint);
    expect((await transport.generate(request, new Phases(), never)).text).toBe('chat');
    await transport.generate({ ...request, ...chat('other', 'text') }, new Phases(), never);
    expect(server.paths).toEqual(['/apply-template', '/v1/chat/completions', '/v1/chat/completions']);
  });

  it.each([
    ['leaves the message out', '{"prompt":"<|assistant|>"}'],
    ['shows the message twice', JSON.stringify({ prompt: 'planscope-stands-here-for-the-last-message '.repeat(2) })],
    ['is no text', '{"prompt":7}'],
    ['is not there', '{}'],
  ])('is asked by its chat route where the template %s', async (_what, body) => {
    const server = await templating(200, body);
    const transport = transportTo(completionDialect, server.endpoint);
    expect((await transport.generate(request, new Phases(), never)).text).toBe('chat');
    await transport.generate(request, new Phases(), never);
    expect(server.paths.filter((path) => path === '/apply-template')).toHaveLength(1);
  });

  it.each<[string, number, string, object]>([
    ['loading', 503, '{"error":{"message":"Loading model"}}', { code: 'loading' }],
    ['in want of a key', 401, '{"error":{"message":"Invalid API Key"}}', { code: 'unauthorized' }],
    ['failing', 500, '{"error":{"message":"template"}}', { code: 'http-status', retryable: true }],
    ['talking of something else', 200, '<html>', { code: 'not-a-model-server' }],
  ])('is asked for it again later where it was %s', async (_what, status, body, error) => {
    const server = await templating(status, body);
    const transport = transportTo(completionDialect, server.endpoint);
    await expect(transport.generate(request, new Phases(), never)).rejects.toMatchObject(error);
    await expect(transport.generate(request, new Phases(), never)).rejects.toMatchObject(error);
    expect(server.paths).toEqual(['/apply-template', '/apply-template']);
  });

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
    ['grammar', { grammar: 'root ::= "{}"' }],
    ['json', { response_format: { type: 'json_object' } }],
    ['text', {}],
  ])('is asked for %s by its chat route', async (rung, form) => {
    const { server, seen } = await noting(chatRouteDialect);
    await transportTo(chatRouteDialect, server.endpoint).generate({ ...request, rung }, new Phases(), never);
    expect(seen[1]?.body).toEqual({
      model: 'phi3',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      max_tokens: 64,
      cache_prompt: true,
      ...form,
      messages: request.messages,
    });
  });
});

describe('an answer of llama.cpp', () => {
  const timings = { cache_n: 800, prompt_n: 100, prompt_ms: 3_000.5, predicted_n: 40, predicted_ms: 1_600 };
  const expected = { promptTokens: 900, cachedTokens: 800, prefillMs: 3_000.5, outputTokens: 40, decodeMs: 1_600 };

  it('has its times; the tokens that it still had are part of the prompt', async () => {
    const { endpoint } = await streaming(completionDialect, event({ content: 'x', stop: true, timings }));
    expect((await generate(completionDialect, endpoint)).timings).toEqual(expected);
  });

  it('has its times by the chat route too', async () => {
    const { endpoint } = await streaming(
      chatRouteDialect,
      openAiDialect.word('x'),
      event({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
      event({ choices: [], usage: { prompt_tokens: 900, completion_tokens: 40 }, timings }),
      'data: [DONE]\n\n',
    );
    expect((await generate(chatRouteDialect, endpoint)).timings).toEqual(expected);
  });

  it.each([
    ['stop_type', { stop_type: 'limit' }, 'length'],
    ['an older one’s words', { stopped_limit: true, stopped_eos: false }, 'length'],
    ['a limit at the end of the context', { stop_type: 'limit', truncated: true }, 'length'],
    ['its own end', { stop_type: 'eos', truncated: false }, 'stop'],
  ])('says how it ended, by %s', async (_what, fields, finish) => {
    const { endpoint } = await streaming(completionDialect, event({ content: 'x', stop: true, ...fields }));
    expect((await generate(completionDialect, endpoint)).finish).toBe(finish);
  });

  it('is none where the prompt was cut for it', async () => {
    const { endpoint } = await streaming(completionDialect, event({ content: 'x', stop: true, truncated: true }));
    await expect(generate(completionDialect, endpoint)).rejects.toMatchObject({ code: 'context-exceeded' });
  });

  it('is understood in one piece', async () => {
    const { endpoint } = await streaming(completionDialect, JSON.stringify({ content: '{}', stop: true, timings }));
    expect(await generate(completionDialect, endpoint)).toMatchObject({
      text: '{}',
      finish: 'stop',
      timings: expected,
    });
  });

  it.each([
    ['the OpenAI dialect’s', openAiDialect.word('x')],
    ['content that is no text', event({ content: 7, stop: false })],
    ['an end that is no end', event({ content: 'x', stop: 'yes' })],
    ['no JSON', 'data: {content\n\n'],
    ['[DONE] alone, then its end', `data: nothing\n\ndata: [DONE]\n\n${end()}`],
  ])('is malformed where it is %s', async (_what, piece) => {
    const { endpoint } = await streaming(completionDialect, word('x'), piece);
    await expect(generate(completionDialect, endpoint)).rejects.toMatchObject({ code: 'malformed-stream' });
  });

  it('is not whole by [DONE] alone', async () => {
    const { endpoint } = await streaming(completionDialect, word('x'), 'data: [DONE]\n\n');
    await expect(generate(completionDialect, endpoint)).rejects.toMatchObject({ code: 'truncated-stream' });
  });

  it('fails with an older server’s event of that name', async () => {
    const { endpoint } = await streaming(completionDialect, word('x'), 'error: {"code":500,"message":"slot died"}\n\n');
    const failed = generate(completionDialect, endpoint);
    await expect(failed).rejects.toMatchObject({ code: 'server-error', retryable: true });
    await expect(failed).rejects.toThrow('slot died');
  });

  it('has not begun with pings and an empty first event, and then every byte is told of', async () => {
    const seen: string[] = [];
    const { endpoint } = await serveDialect(completionDialect, (incoming, response) => {
      incoming.resume();
      const pieces = [': ping\n\n', event({ content: '', stop: false }), ': ping\n\n', word('x'), ': ping\n\n', end()];
      const next = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) return void response.end();
        response.write(piece, () => setTimeout(next, 5));
      };
      next();
    });
    await transportTo(completionDialect, endpoint).generate(
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
    expect(seen).toEqual(['x', '', '']);
  });
});

describe('a look at llama.cpp', () => {
  it.each<[number, string, string]>([
    [200, '{"status":"ok"}', 'ready'],
    [503, '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}', 'loading'],
    [503, '{"status":"loading model"}', 'loading'],
    [503, '{"status":"no slot available","slots_idle":0}', 'ready'],
  ])('finds it by %i %s', async (status, body, condition) => {
    const { endpoint } = await serveHttp((incoming, response) => {
      response.writeHead(incoming.url === '/health' ? status : 500).end(body);
    });
    const transport = transportTo(completionDialect, endpoint);
    expect(await transport.probe?.(never)).toBe(condition);
    expect(await transport.isLoaded?.('any', never)).toBe(condition === 'ready');
  });

  it('fails where it fails', async () => {
    const { endpoint } = await serveHttp((_incoming, response) => void response.writeHead(500).end());
    await expect(transportTo(completionDialect, endpoint).probe?.(never)).rejects.toMatchObject({
      code: 'http-status',
    });
  });
});
