import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { Secret } from '../../../src/core/base/secret.ts';
import { connect, endpointOf } from '../../../src/core/connect.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { discover, probe } from '../../../src/core/transport/discovery.ts';
import type { Finding } from '../../../src/core/transport/finding.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { closedEndpoint, type LoopbackServer, serveHttp, serveSockets } from '../../support/loopbackServer.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { makeHttp } from './transports.ts';

const { signal: never } = new AbortController();

/** One answer of a server: a document, or a status with a document. */
type Answer = { readonly status: number; readonly body: unknown } | object;

/** A server that has these JSON documents by path, and 404 for the rest. */
function serving(
  documents: Readonly<Record<string, Answer>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const answer = documents[incoming.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('File Not Found');
    else if ('status' in answer && 'body' in answer) {
      response.writeHead(Number(answer.status)).end(JSON.stringify(answer.body));
    } else response.end(JSON.stringify(answer));
  });
}

const ollama = (...names: readonly string[]): Promise<LoopbackServer> =>
  serving({ '/api/version': { version: '0.12.3' }, '/api/tags': { models: names.map((name) => ({ name })) } });

const LLAMA_PROPS = {
  default_generation_settings: { n_ctx: 4_096 },
  total_slots: 4,
  model_path: '/models/Phi-3-mini-4k-instruct-q4.gguf',
  build_info: 'b6500-abcdef',
};

const llamaCpp = (props: object = {}): Promise<LoopbackServer> => serving({ '/props': { ...LLAMA_PROPS, ...props } });

const LOADING = {
  status: 503,
  body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
};

const listed = (...entries: readonly object[]): object => ({ object: 'list', data: entries });
const openAi = (...ids: readonly string[]): Promise<LoopbackServer> =>
  serving({ '/v1/models': listed(...ids.map((id) => ({ id, object: 'model' }))) });

const lmStudio = (...entries: readonly object[]): Promise<LoopbackServer> => {
  // It answers what it does not know with a 200.
  const odd = { error: 'Unexpected endpoint or method.' };
  return serving({
    '/api/version': odd,
    '/props': odd,
    '/v1/models': listed(...entries),
    '/api/v0/models': listed(...entries),
    '/version': odd,
  });
};

function look(endpoint: string, apiKey?: Secret): Promise<Finding> {
  return probe({ http: makeHttp(), clock: systemClock }, { endpoint, apiKey }, never);
}

describe('looking at one address', () => {
  it('finds Ollama with its version and its models', async () => {
    const { endpoint } = await ollama('phi3:latest', 'mistral:7b');
    expect(await look(endpoint)).toEqual({
      kind: 'server',
      endpoint,
      dialect: 'ollama',
      product: 'Ollama',
      version: '0.12.3',
      models: [{ name: 'phi3:latest' }, { name: 'mistral:7b' }],
    });
  });

  it('finds Ollama also when its list of models is odd', async () => {
    const { endpoint } = await serving({
      '/api/version': { version: '1' },
      '/api/tags': { models: [{}, 7, { name: 'a' }] },
    });
    expect(await look(endpoint)).toMatchObject({ product: 'Ollama', models: [{ name: 'a' }] });
  });

  it('knows the simulator for what it is, and asks it in Ollama’s dialect', async () => {
    const { endpoint } = await startForTest();
    expect(await look(endpoint)).toMatchObject({
      kind: 'simulator',
      dialect: 'ollama',
      models: [{ name: 'simulator' }],
    });
  });

  it('learns from the simulator how many requests it answers at the same time', async () => {
    const { endpoint } = await serving({
      '/api/version': { version: '0.1.0-simulator' },
      '/api/tags': { models: [{ name: 'simulator' }] },
      '/props': LLAMA_PROPS,
      '/v1/models': listed({ id: 'simulator' }),
    });
    expect(await look(endpoint)).toMatchObject({ kind: 'simulator', dialect: 'ollama', parallelRequests: 4 });
  });

  it('finds llama.cpp with its one model, its slots and its context', async () => {
    const { endpoint } = await llamaCpp();
    expect(await look(endpoint)).toEqual({
      kind: 'server',
      endpoint,
      dialect: 'llama.cpp',
      product: 'llama.cpp',
      version: 'b6500-abcdef',
      models: [{ name: 'Phi-3-mini-4k-instruct-q4', contextTokens: 4_096, isLoaded: true }],
      parallelRequests: 4,
    });
  });

  it.each([
    ['an alias', { model_alias: 'phi3' }, 'phi3'],
    ['a path of Windows', { model_path: 'C:\\models\\phi3.GGUF' }, 'phi3'],
    ['no name at all', { model_path: '' }, 'model'],
  ])('names llama.cpp’s model by %s', async (_what, props, name) => {
    const { endpoint } = await llamaCpp(props);
    expect(await look(endpoint)).toMatchObject({ models: [{ name }] });
  });

  it.each([
    ['its file', { model_path: './phi3.llamafile' }, {}],
    ['what it calls itself', {}, { server: 'llamafile/0.9.3' }],
  ])('knows a llamafile by %s', async (_what, props, headers) => {
    const { endpoint } = await serving({ '/props': { ...LLAMA_PROPS, ...props } }, headers);
    expect(await look(endpoint)).toMatchObject({ product: 'llamafile', dialect: 'llama.cpp' });
  });

  it('leaves out what an older llama.cpp does not tell', async () => {
    const { endpoint } = await serving({ '/props': { default_generation_settings: {}, total_slots: 0 } });
    expect(await look(endpoint)).toEqual({
      kind: 'server',
      endpoint,
      dialect: 'llama.cpp',
      product: 'llama.cpp',
      models: [{ name: 'model', isLoaded: true }],
    });
  });

  it('finds a llama.cpp that is loading', async () => {
    const { endpoint } = await serving({ '/api/version': LOADING, '/props': LOADING }, { server: 'llama.cpp' });
    expect(await look(endpoint)).toEqual({ kind: 'loading', endpoint, product: 'llama.cpp' });
  });

  it('finds any server that says that it is loading', async () => {
    const { endpoint } = await serving({ '/api/version': LOADING });
    expect(await look(endpoint)).toEqual({ kind: 'loading', endpoint });
  });

  it.each<[string, string, Readonly<Record<string, Answer>>]>([
    ['llama.cpp’s', 'llama.cpp', { '/props': { ...LLAMA_PROPS, build_info: 'planscope-simulator' } }],
    ['the OpenAI', 'openai', { '/v1/models': listed({ id: 'simulator', owned_by: 'planscope-simulator' }) }],
  ])('knows the simulator also where it speaks %s dialect alone', async (_what, dialect, documents) => {
    const { endpoint } = await serving(documents);
    expect(await look(endpoint)).toMatchObject({ kind: 'simulator', product: 'Simulator', dialect });
  });

  it('finds LM Studio, models in memory first and no embeddings', async () => {
    const { endpoint } = await lmStudio(
      { id: 'mistral-7b', type: 'llm', state: 'not-loaded', max_context_length: 32_768 },
      { id: 'nomic', type: 'embeddings', state: 'loaded' },
      { id: 'phi-3-mini', type: 'llm', state: 'loaded', max_context_length: 131_072, loaded_context_length: 4_096 },
    );
    expect(await look(endpoint)).toEqual({
      kind: 'server',
      endpoint,
      dialect: 'openai',
      product: 'LM Studio',
      models: [
        { name: 'phi-3-mini', contextTokens: 4_096, isLoaded: true },
        { name: 'mistral-7b', isLoaded: false },
      ],
    });
  });

  it('finds vLLM with its version and the context of each model', async () => {
    const { endpoint } = await serving({
      '/v1/models': listed({ id: 'microsoft/phi-3', owned_by: 'vllm', max_model_len: 8_192 }),
      '/version': { version: '0.11.0' },
    });
    expect(await look(endpoint)).toEqual({
      kind: 'server',
      endpoint,
      dialect: 'openai',
      product: 'vLLM',
      version: '0.11.0',
      models: [{ name: 'microsoft/phi-3', contextTokens: 8_192 }],
    });
  });

  it('finds any other server of the OpenAI dialect, also one without a model and at an address with /v1', async () => {
    const { endpoint } = await openAi();
    const expected = { kind: 'server', dialect: 'openai', product: 'OpenAI-compatible server', models: [] };
    expect(await look(endpoint)).toEqual({ ...expected, endpoint });
    expect(await look(`${endpoint}/v1`)).toEqual({ ...expected, endpoint: `${endpoint}/v1` });
  });

  it('finds a server that wants a key, and says whether it was sent one', async () => {
    const refused = { status: 401, body: { error: { message: 'Invalid API Key' } } };
    const { endpoint } = await serving({ '/v1/models': refused });
    expect(await look(endpoint)).toEqual({ kind: 'needs-key', endpoint, hasKey: false });
    expect(await look(endpoint, new Secret('wrong'))).toEqual({ kind: 'needs-key', endpoint, hasKey: true });
  });

  it('knows a llama.cpp that wants a key by the list that it shows without one', async () => {
    const refused = { status: 401, body: { error: { message: 'Invalid API Key' } } };
    const { endpoint } = await serving({
      '/props': refused,
      '/v1/models': listed({ id: 'phi3.gguf', owned_by: 'llamacpp' }),
    });
    expect(await look(endpoint)).toEqual({ kind: 'needs-key', endpoint, hasKey: false, product: 'llama.cpp' });
  });

  it('sends the key it was given with every look', async () => {
    const seen: (string | undefined)[] = [];
    const { endpoint } = await serveHttp((incoming, response) => {
      seen.push(incoming.headers.authorization);
      response.writeHead(404).end();
    });
    await look(endpoint, new Secret('sk-1'));
    expect(seen).toEqual(['Bearer sk-1', 'Bearer sk-1', 'Bearer sk-1']);
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['a web page', (response) => response.end('<!doctype html>'), /not JSON/],
    ['JSON of another kind', (response) => response.end('{"hello":"world"}'), /not those of a model server/],
    ['an empty object of another kind', (response) => response.end('[]'), /not those of a model server/],
    ['an error', (response) => response.writeHead(500).end('{"version":"1"}'), /HTTP 500/],
    ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), /HTTP 302/],
    ['more than a model server says', (response) => response.end(Buffer.alloc(2 * 1024 * 1024, ' ')), /longer/],
  ])('takes %s for no model server', async (_what, answer, detail) => {
    const { endpoint } = await serveHttp((incoming, response) => {
      incoming.resume();
      answer(response);
    });
    expect(await look(endpoint)).toEqual({
      kind: 'not-a-model-server',
      endpoint,
      detail: expect.stringMatching(detail),
    });
  });

  it('takes what does not speak HTTP for no model server', async () => {
    const { endpoint } = await serveSockets((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await look(endpoint)).toMatchObject({ kind: 'not-a-model-server', detail: expect.stringContaining('HTTP') });
  });

  it('finds nobody where nothing listens', async () => {
    const endpoint = await closedEndpoint();
    expect(await look(endpoint)).toEqual({
      kind: 'unreachable',
      endpoint,
      detail: expect.stringContaining('Nothing listens'),
    });
  });

  it('gives up on a server that says nothing, leaving no timer and no connection', async () => {
    const clock = new FakeClock();
    const server = await serveHttp((incoming) => incoming.resume());
    const finding = probe({ http: makeHttp(), clock }, { endpoint: server.endpoint }, never);
    await vi.waitFor(() => expect(server.accepted()).toBe(1));
    clock.elapse(1_500);
    expect(await finding).toMatchObject({ kind: 'silent', detail: 'no answer within 1500 ms' });
    expect(server.accepted(), 'nothing more is asked of it').toBe(1);
    expect(clock.pendingTimers).toBe(0);
    await server.untilIdle();
  });

  it('leaves no timer behind a server that answers', async () => {
    const clock = new FakeClock();
    const { endpoint } = await ollama('phi3');
    expect(await probe({ http: makeHttp(), clock }, { endpoint }, never)).toMatchObject({ product: 'Ollama' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects when the caller leaves', async () => {
    const user = new AbortController();
    const reason = new DOMException('The user left.', 'AbortError');
    const server = await serveHttp((incoming) => {
      incoming.resume();
      user.abort(reason);
    });
    await expect(probe({ http: makeHttp(), clock: systemClock }, server, user.signal)).rejects.toBe(reason);
    await server.untilIdle();
  });
});

describe('looking at several addresses', () => {
  const lookAt = (servers: readonly { readonly endpoint: string }[]) =>
    discover({ http: makeHttp(), clock: systemClock }, servers, never);
  const loading = () => serving({ '/props': { status: 503, body: { error: { message: 'Loading model' } } } });
  const locked = () => serving({ '/v1/models': { status: 401, body: {} } });

  it('takes the first usable one, before one that is loading or wants a key', async () => {
    const nobody = { endpoint: await closedEndpoint() };
    const servers = [nobody, await locked(), await loading(), await openAi('a'), await ollama('b')];
    const { found, seen } = await lookAt(servers);
    expect(found?.endpoint).toBe(servers[3]?.endpoint);
    expect(seen.map(({ kind }) => kind)).toEqual(['unreachable', 'needs-key', 'loading', 'server', 'server']);
  });

  it('takes one that is loading before one that wants a key', async () => {
    const { found } = await lookAt([await locked(), await loading()]);
    expect(found?.kind).toBe('loading');
  });

  it('finds nothing where there is nothing', async () => {
    const { found } = await lookAt([{ endpoint: await closedEndpoint() }]);
    expect(found).toBeUndefined();
  });
});

describe('connecting to the configured address', () => {
  const connectTo = (endpoint: string, model = 'phi3', keys: Readonly<Record<string, Secret>> = {}) =>
    connect(
      { http: makeHttp(), clock: systemClock, keyFor: async (one) => keys[one] },
      { ...defaultSettings(), 'planscope.model.endpoint': endpoint, 'planscope.model.name': model },
      never,
    );

  it.each([
    ['the name itself', ['phi3:mini', 'phi3'], 'phi3'],
    ['the latest of that name', ['phi3:mini', 'phi3:latest'], 'phi3:latest'],
    ['another tag of that name', ['mistral', 'phi3:mini'], 'phi3:mini'],
  ])('takes %s', async (_what, models, model) => {
    const { endpoint } = await ollama(...models);
    expect(await connectTo(endpoint)).toEqual({
      target: { kind: 'server', endpoint, model, models, dialect: 'ollama' },
      message: `Ollama 0.12.3 at ${endpoint}, model ${model}.`,
    });
  });

  it('takes the only model there is and says so', async () => {
    const { endpoint } = await ollama('mistral');
    expect(await connectTo(endpoint)).toEqual({
      target: { kind: 'server', endpoint, model: 'mistral', dialect: 'ollama' },
      message: `Ollama 0.12.3 at ${endpoint} has no model "phi3"; its only one, mistral, is used.`,
    });
  });

  it('takes none of several others, and says which there are', async () => {
    const { endpoint } = await ollama('mistral', 'qwen');
    const { target, message } = await connectTo(endpoint);
    expect(target).toBeUndefined();
    expect(message).toContain('has mistral, qwen, but not "phi3"');
    expect(message).toContain('ollama pull phi3');
  });

  it('names ten models at most', async () => {
    const { endpoint } = await ollama(...Array.from({ length: 12 }, (_, index) => `m${index}`));
    expect((await connectTo(endpoint)).message).toContain('m8, m9 and 2 more, but not "phi3"');
  });

  it.each([
    ['{"models":{}}', 'its answers are not those of a model server'],
    [JSON.stringify({ models: [{ name: 'x'.repeat(1024 * 1024) }] }), 'its answer is longer than'],
  ])('says that a list of models cannot be read (%#)', async (list, detail) => {
    const { endpoint } = await serveHttp((incoming, response) => {
      response.end(incoming.url === '/api/version' ? '{"version":""}' : list);
    });
    const { target, message } = await connectTo(endpoint);
    expect(target).toBeUndefined();
    expect(message).toContain(`Ollama at ${endpoint} gave no list of models that can be read: ${detail}`);
  });

  it('says when there is no model yet', async () => {
    const { endpoint } = await ollama();
    expect(await connectTo(endpoint)).toMatchObject({
      target: undefined,
      message: expect.stringContaining('has no model yet'),
    });
  });

  it('takes llama.cpp’s model whatever name was wished for, with what the server says of itself', async () => {
    const { endpoint } = await llamaCpp();
    const model = 'Phi-3-mini-4k-instruct-q4';
    expect(await connectTo(endpoint, 'mistral')).toEqual({
      target: { kind: 'server', endpoint, model, dialect: 'llama.cpp', parallelRequests: 4, contextTokens: 4_096 },
      message: `llama.cpp b6500-abcdef at ${endpoint}, model ${model}.`,
    });
  });

  it.each<[string, () => Promise<LoopbackServer>, string]>([
    [
      'the one whose name is written in another way',
      () => openAi('mistral', 'microsoft/Phi-3-mini-4k'),
      'microsoft/Phi-3-mini-4k',
    ],
    ['the one that is in memory', () => lmStudio({ id: 'a', state: 'not-loaded' }, { id: 'b', state: 'loaded' }), 'b'],
  ])('takes %s, and says so', async (_what, open, model) => {
    const { endpoint } = await open();
    const { target, message } = await connectTo(endpoint);
    expect(target).toMatchObject({ model, dialect: 'openai' });
    expect(message).toContain(`has no model "phi3"; ${model} is used.`);
  });

  it('takes none of several whose names are alike', async () => {
    const { endpoint } = await openAi('phi-3-mini', 'phi-3-medium');
    expect(await connectTo(endpoint)).toMatchObject({
      target: undefined,
      message: expect.stringContaining('Load one there'),
    });
  });

  it('labels the simulator', async () => {
    const { endpoint } = await startForTest();
    expect(await connectTo(endpoint)).toMatchObject({
      target: { kind: 'simulator', endpoint, dialect: 'ollama', model: expect.stringContaining('simulator') },
      message: expect.stringContaining('made by rules, not by a model'),
    });
  });

  it.each(['//', '/v1', '/v1/'])('does not mind %s at its end', async (ending) => {
    const { endpoint } = await ollama('phi3');
    expect((await connectTo(`${endpoint}${ending}`)).target?.endpoint).toBe(endpoint);
  });

  it('sends the key of that address, and hands it on', async () => {
    const { endpoint } = await serveHttp((incoming, response) => {
      const isKnown = incoming.headers.authorization === 'Bearer sk-right';
      if (!isKnown) response.writeHead(401).end('{}');
      else if (incoming.url === '/v1/models') response.end(JSON.stringify(listed({ id: 'phi3' })));
      else response.writeHead(404).end();
    });
    const apiKey = new Secret('sk-right');
    expect((await connectTo(endpoint, 'phi3', { [endpoint]: apiKey })).target?.apiKey).toBe(apiKey);
    const without = await connectTo(endpoint, 'phi3', { 'http://127.0.0.1:1': apiKey });
    expect(without.target).toBeUndefined();
    expect(without.message).toContain(`The server at ${endpoint} wants an API key.`);
    const wrong = await connectTo(endpoint, 'phi3', { [endpoint]: new Secret('sk-wrong') });
    expect(wrong.message).toMatch(/does not take the API key .*"Planscope: Set API Key…".*PLANSCOPE_API_KEY/);
    expect(wrong.message).not.toContain('sk-wrong');
  });

  it('does not show the key in the names of a server that has named its models and itself after it', async () => {
    const key = 'sk-right-12345';
    const names = [key, `x-${Buffer.from(key).toString('base64')}`];
    for (const models of [names, names.slice(0, 1), names.slice(1)]) {
      const { endpoint } = await serving({
        '/api/version': { version: `0.9-${key}` },
        '/api/tags': { models: models.map((name) => ({ name })) },
      });
      const { message, target, lacks } = await connectTo(endpoint, 'phi3', { [endpoint]: new Secret(key) });
      expect([target, lacks]).toEqual([undefined, 'model']);
      expect(message).toContain('•••');
      for (const part of ['right-12', 'c2stcmln']) expect(message).not.toContain(part);
    }
  });

  it('says that a server is loading, so that somebody looks again', async () => {
    const { endpoint } = await serving({ '/props': { status: 503, body: { error: { message: 'Loading model' } } } });
    expect(await connectTo(endpoint)).toEqual({
      target: undefined,
      message: `The server at ${endpoint} is loading its model. Look again in a moment.`,
      lacks: 'time',
    });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a web page', async () => (await serving({})).endpoint, 'is no model server: it answered HTTP 404'],
    ['nobody', closedEndpoint, 'No model server answers at'],
  ])('says plainly that it found %s', async (_what, open, words) => {
    const endpoint = await open();
    const { target, message } = await connectTo(endpoint);
    expect(target).toBeUndefined();
    expect(message).toContain(words);
    expect(message).toContain(endpoint);
  });

  it('rejects when the caller leaves while a key is looked up', async () => {
    const person = new AbortController();
    const reason = new DOMException('The user left.', 'AbortError');
    const connecting = connect(
      { http: makeHttp(), clock: systemClock, keyFor: () => new Promise(() => {}) },
      defaultSettings(),
      person.signal,
    );
    person.abort(reason);
    await expect(connecting).rejects.toBe(reason);
  });
});

it.each([
  ['', ''],
  [' http://127.0.0.1:1234/v1/ ', 'http://127.0.0.1:1234'],
  ['http://localhost/proxy//v1//', 'http://localhost/proxy'],
  ['HTTP://LocalHost:11434/V1', 'http://localhost:11434'],
  ['http://localhost/v10', 'http://localhost/v10'],
])('the address in %j is %j', (text, endpoint) => {
  expect(endpointOf(text)).toBe(endpoint);
});
