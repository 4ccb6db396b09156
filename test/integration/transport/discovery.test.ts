import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { connect } from '../../../src/core/connect.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { discover, type Finding, probe } from '../../../src/core/transport/discovery.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { closedEndpoint, type LoopbackServer, serveHttp, serveSockets } from '../../support/loopbackServer.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { makeHttp } from './transports.ts';

const { signal: never } = new AbortController();

/** A server that has these JSON documents by path, and 404 for the rest. */
function serving(documents: Readonly<Record<string, unknown>>): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    const document = documents[incoming.url ?? ''];
    if (document === undefined) response.writeHead(404).end('File Not Found');
    else response.end(JSON.stringify(document));
  });
}

const ollama = (...names: readonly string[]): Promise<LoopbackServer> =>
  serving({ '/api/version': { version: '0.12.3' }, '/api/tags': { models: names.map((name) => ({ name })) } });

function look(endpoint: string): Promise<Finding> {
  return probe({ http: makeHttp(), clock: systemClock }, endpoint, never);
}

describe('looking at one address', () => {
  it('finds Ollama with its version and its models', async () => {
    const { endpoint } = await ollama('phi3:latest', 'mistral:7b');
    expect(await look(endpoint)).toEqual({
      kind: 'ollama',
      endpoint,
      version: '0.12.3',
      models: ['phi3:latest', 'mistral:7b'],
    });
  });

  it('finds Ollama also when its list of models is odd', async () => {
    const { endpoint } = await serving({
      '/api/version': { version: '1' },
      '/api/tags': { models: [{}, 7, { name: 'a' }] },
    });
    expect(await look(endpoint)).toMatchObject({ kind: 'ollama', models: ['a'] });
  });

  it('knows the simulator for what it is', async () => {
    const { endpoint } = await startForTest();
    expect(await look(endpoint)).toMatchObject({ kind: 'simulator', models: ['simulator'] });
  });

  it('knows llama.cpp', async () => {
    const { endpoint } = await serving({ '/props': { default_generation_settings: {}, total_slots: 1 } });
    expect(await look(endpoint)).toEqual({ kind: 'other-dialect', endpoint, server: 'llama.cpp' });
  });

  it('knows the OpenAI dialect', async () => {
    const { endpoint } = await serving({ '/v1/models': { object: 'list', data: [] } });
    expect(await look(endpoint)).toEqual({ kind: 'other-dialect', endpoint, server: 'OpenAI-compatible' });
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
    const finding = probe({ http: makeHttp(), clock }, server.endpoint, never);
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
    expect(await probe({ http: makeHttp(), clock }, endpoint, never)).toMatchObject({ kind: 'ollama' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects when the caller leaves', async () => {
    const user = new AbortController();
    const reason = new DOMException('The user left.', 'AbortError');
    const server = await serveHttp((incoming) => {
      incoming.resume();
      user.abort(reason);
    });
    await expect(probe({ http: makeHttp(), clock: systemClock }, server.endpoint, user.signal)).rejects.toBe(reason);
    await server.untilIdle();
  });
});

describe('looking at several addresses', () => {
  it('takes the first usable one, before a dialect that is not spoken', async () => {
    const other = await serving({ '/v1/models': { data: [] } });
    const first = await ollama('a');
    const second = await ollama('b');
    const endpoints = [await closedEndpoint(), other.endpoint, first.endpoint, second.endpoint];
    const { found, seen } = await discover({ http: makeHttp(), clock: systemClock }, endpoints, never);
    expect(found?.endpoint).toBe(first.endpoint);
    expect(seen.map(({ kind }) => kind)).toEqual(['unreachable', 'other-dialect', 'ollama', 'ollama']);
  });

  it('finds nothing where there is nothing', async () => {
    const { found } = await discover({ http: makeHttp(), clock: systemClock }, [await closedEndpoint()], never);
    expect(found).toBeUndefined();
  });
});

describe('connecting to the configured address', () => {
  const connectTo = (endpoint: string, model = 'phi3') =>
    connect(
      { http: makeHttp(), clock: systemClock },
      { ...defaultSettings(), 'planscope.model.endpoint': endpoint, 'planscope.model.name': model },
      never,
    );

  it.each([
    ['the name itself', ['phi3:mini', 'phi3'], 'phi3'],
    ['the latest of that name', ['phi3:mini', 'phi3:latest'], 'phi3:latest'],
    ['another tag of that name', ['mistral', 'phi3:mini'], 'phi3:mini'],
  ])('takes %s', async (_what, models, model) => {
    const { endpoint } = await ollama(...models);
    expect((await connectTo(endpoint)).target).toEqual({ kind: 'server', endpoint, model });
  });

  it('takes the only model there is and says so', async () => {
    const { endpoint } = await ollama('mistral');
    expect(await connectTo(endpoint)).toEqual({
      target: { kind: 'server', endpoint, model: 'mistral' },
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

  it('says when there is no model yet', async () => {
    const { endpoint } = await ollama();
    expect(await connectTo(endpoint)).toMatchObject({
      target: undefined,
      message: expect.stringContaining('has no model yet'),
    });
  });

  it('labels the simulator', async () => {
    const { endpoint } = await startForTest();
    expect(await connectTo(endpoint)).toEqual({
      target: { kind: 'simulator', endpoint, model: expect.stringContaining('simulator') },
      message: expect.stringContaining('made by rules, not by a model'),
    });
  });

  it('does not mind slashes at its end', async () => {
    const { endpoint } = await ollama('phi3');
    expect((await connectTo(`${endpoint}//`)).target?.endpoint).toBe(endpoint);
  });

  it.each<[string, () => Promise<string>, string]>([
    [
      'another dialect',
      async () => (await serving({ '/v1/models': { data: [] } })).endpoint,
      'speaks another dialect (OpenAI-compatible)',
    ],
    ['a web page', async () => (await serving({})).endpoint, 'is no model server: it answered HTTP 404'],
    ['nobody', closedEndpoint, 'No model server answers at'],
  ])('says plainly that it found %s', async (_what, open, words) => {
    const endpoint = await open();
    const { target, message } = await connectTo(endpoint);
    expect(target).toBeUndefined();
    expect(message).toContain(words);
    expect(message).toContain(endpoint);
  });
});
