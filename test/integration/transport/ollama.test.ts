import { describe, expect, it } from 'vitest';
import { ollamaDialect as dialect } from '../../support/dialects.ts';
import { serveHttp } from '../../support/loopbackServer.ts';
import { answering, generate, noting, Phases, request, streaming, transportTo } from './transports.ts';

const { word, end } = dialect;
const never = new AbortController().signal;

describe('an answer over Ollama’s dialect', () => {
  it('has the server’s figures in milliseconds', async () => {
    const figures = {
      load_duration: 2e6,
      prompt_eval_count: 900,
      prompt_eval_duration: 3e9,
      eval_count: 40,
      eval_duration: 1.6e9,
    };
    const { endpoint } = await streaming(
      dialect,
      word('x'),
      JSON.stringify({ message: { content: '' }, done: true, done_reason: 'stop', ...figures }),
    );
    expect((await generate(dialect, endpoint)).timings).toEqual({
      loadMs: 2,
      promptTokens: 900,
      prefillMs: 3_000,
      outputTokens: 40,
      decodeMs: 1_600,
    });
  });

  it('takes content of null, as some servers begin', async () => {
    const { endpoint } = await streaming(dialect, '{"message":{"content":null},"done":false}\n', word('x'), end());
    expect((await generate(dialect, endpoint)).text).toBe('x');
  });

  it.each([
    ['another dialect', [word('x'), 'data: {"choices":[]}\n']],
    ['JSON of another kind', ['{"hello":"world"}\n']],
    ['a content that is no text', ['{"message":{"content":{"a":1}},"done":false}\n']],
    ['a figure that is no number', ['{"message":{"content":""},"done":true,"eval_count":"7"}\n']],
  ])('is malformed where it is %s', async (_what, pieces) => {
    const { endpoint } = await streaming(dialect, ...pieces);
    await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'malformed-stream', retryable: false });
  });
});

describe('a request in Ollama’s dialect', () => {
  it.each([
    ['schema', { format: { type: 'object', required: ['steps'] } }],
    ['json', { format: 'json' }],
    ['text', {}],
  ] as const)('streams, asks for %s, and lets no prompt be cut silently', async (rung, format) => {
    const { server, seen } = await noting(dialect);
    await transportTo(dialect, server.endpoint).generate({ ...request, rung }, new Phases(), never);
    expect(seen.map(({ body }) => body)).toEqual([
      {
        model: 'phi3',
        messages: [{ role: 'user', content: 'Plan – 敌人 🙂' }],
        stream: true,
        ...format,
        options: { num_ctx: 4_096, num_predict: 64, temperature: 0 },
        truncate: false,
        shift: false,
      },
    ]);
  });

  it('names another model, and another context', async () => {
    const { server, seen } = await noting(dialect);
    const transport = transportTo(dialect, server.endpoint);
    await transport.generate(request, new Phases(), never);
    await transport.generate({ ...request, model: 'llama3.2' }, new Phases(), never);
    await transport.generate({ ...request, contextTokens: 8_192 }, new Phases(), never);
    await transport.generate({ ...request, messages: [] }, new Phases(), never);
    expect(seen.map(({ body }) => body)).toMatchObject([
      { model: 'phi3' },
      { model: 'llama3.2' },
      { model: 'phi3', options: { num_ctx: 8_192 } },
      { messages: [] },
    ]);
  });
});

describe('what Ollama says of a failure', () => {
  it('advises to pull a model that is missing', async () => {
    const { endpoint } = await answering(dialect, 404, '{"error":"model \'phi3\' not found"}');
    await expect(generate(dialect, endpoint)).rejects.toThrow(/Pull it \(ollama pull phi3\)/);
  });

  it('explains a 403 without a word, which is about the name of the host', async () => {
    const { endpoint } = await answering(dialect, 403, '');
    await expect(generate(dialect, endpoint)).rejects.toThrow('does not expect this host name');
  });
});

describe('a look at Ollama', () => {
  const serving = (documents: Readonly<Record<string, unknown>>) =>
    serveHttp((incoming, response) => {
      const document = documents[incoming.url ?? ''];
      if (document === undefined) response.writeHead(503).end();
      else response.end(JSON.stringify(document));
    });

  it('finds it ready', async () => {
    const { endpoint } = await serving({ '/api/version': { version: '0.12.3' } });
    expect(await transportTo(dialect, endpoint).probe?.(never)).toBe('ready');
  });

  it('fails where it fails', async () => {
    const { endpoint } = await serving({});
    await expect(transportTo(dialect, endpoint).probe?.(never)).rejects.toMatchObject({ code: 'busy' });
  });

  it.each([
    ['phi3', true],
    ['phi3:latest', true],
    ['phi3:mini', false],
    ['mistral:7b', true],
    ['mistral', false],
  ])('knows whether %s is in memory', async (model, isLoaded) => {
    const { endpoint } = await serving({
      '/api/ps': { models: [{ name: 'phi3:latest' }, { name: 'mistral:7b' }, {}] },
    });
    expect(await transportTo(dialect, endpoint).isLoaded?.(model, never)).toBe(isLoaded);
  });

  it('does not guess where it is not told', async () => {
    const { endpoint } = await serving({ '/api/ps': { other: 1 } });
    expect(await transportTo(dialect, endpoint).isLoaded?.('phi3', never)).toBeUndefined();
  });
});
