import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { Secret } from '../../../src/core/base/secret.ts';
import type { ModelIdentity } from '../../../src/core/bench/report.ts';
import { readModelIdentity } from '../../../src/core/modelIdentity.ts';
import type { Target } from '../../../src/core/target.ts';
import { closedEndpoint, serveHttp } from '../../support/loopbackServer.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { makeHttp } from './transports.ts';

const { signal: never } = new AbortController();

/** What is read of a server with these documents by path; POST bodies are noted in `posted`. */
async function identityOf(
  documents: Readonly<Record<string, unknown>>,
  target: Omit<Target, 'endpoint' | 'kind'> & Partial<Pick<Target, 'kind'>>,
  posted: string[] = [],
): Promise<ModelIdentity> {
  const { endpoint } = await serveHttp((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      if (incoming.method === 'POST') posted.push(body);
      const document = documents[incoming.url ?? ''];
      if (document === undefined) response.writeHead(404).end('File Not Found');
      else response.end(JSON.stringify(document));
    });
  });
  const ports = { http: makeHttp(), clock: systemClock };
  return readModelIdentity(ports, { kind: 'server', endpoint, ...target }, never);
}

const DIGEST = '4f222292793889a9a40a020799cfd28d53f3e01af25d48e06c5e708610fc47e9';

const OLLAMA = {
  '/api/version': { version: '0.12.3' },
  '/api/tags': {
    models: [
      { name: 'other:latest', digest: 'no', details: { quantization_level: 'F16' } },
      { name: 'phi3:latest', digest: DIGEST, details: { quantization_level: 'Q4_0' } },
    ],
  },
  '/api/show': { model_info: { 'general.architecture': 'phi3', 'phi3.context_length': 131_072 } },
};

describe('who answers', () => {
  it('is read of Ollama: weights, quantisation, version and context', async () => {
    const posted: string[] = [];
    expect(await identityOf(OLLAMA, { model: 'phi3', dialect: 'ollama' }, posted)).toEqual({
      kind: 'server',
      name: 'phi3',
      digest: DIGEST,
      quantisation: 'Q4_0',
      server: 'Ollama 0.12.3',
      contextTokens: 131_072,
    });
    expect(posted).toEqual(['{"model":"phi3"}']);
  });

  it('is what Ollama says of itself where it has no card of the model', async () => {
    const { '/api/show': _, ...rest } = OLLAMA;
    const identity = await identityOf(rest, { model: 'phi3:latest', dialect: 'ollama' });
    expect(identity).toMatchObject({ digest: DIGEST, server: 'Ollama 0.12.3' });
    expect(identity).not.toHaveProperty('contextTokens');
  });

  it.each([
    ['/models/Phi-3-mini-4k-instruct-q4.gguf', 'Q4'],
    ['C:\\models\\phi-3.Q4_K_M.gguf', 'Q4_K_M'],
    ['/models/phi3-iq2_xs.gguf', 'IQ2_XS'],
    ['/models/phi3.bf16.gguf', 'BF16'],
    ['/models/q4-team/phi3.gguf', undefined],
  ])('is read of llama.cpp, the quantisation from the file name %s', async (path, quantisation) => {
    const props = {
      default_generation_settings: { n_ctx: 4_096 },
      model_path: path,
      model_alias: 'phi3',
      build_info: 'b6500-abcdef',
    };
    expect(await identityOf({ '/props': props }, { model: 'phi3', dialect: 'llama.cpp' })).toEqual({
      kind: 'server',
      name: 'phi3',
      ...(quantisation === undefined ? {} : { quantisation }),
      server: 'llama.cpp b6500-abcdef',
      contextTokens: 4_096,
    });
  });

  it('is read of LM Studio and vLLM', async () => {
    const models = { data: [{ id: 'phi3', owned_by: 'me' }] };
    const entry = { id: 'phi3', state: 'loaded', quantization: 'Q4_K_M', loaded_context_length: 8_192 };
    const lmStudio = { '/v1/models': models, '/api/v0/models': { data: [entry] } };
    expect(await identityOf(lmStudio, { model: 'phi3', dialect: 'openai' })).toEqual({
      kind: 'server',
      name: 'phi3',
      quantisation: 'Q4_K_M',
      server: 'LM Studio',
      contextTokens: 8_192,
    });
    const vllm = {
      '/v1/models': { data: [{ id: 'phi3', owned_by: 'vllm', max_model_len: 4_096 }] },
      '/version': { version: '0.9.1' },
    };
    expect(await identityOf(vllm, { model: 'phi3', dialect: 'openai' })).toEqual({
      kind: 'server',
      name: 'phi3',
      server: 'vLLM 0.9.1',
      contextTokens: 4_096,
    });
  });

  it('never names weights of a simulator', async () => {
    const simulator = await startForTest();
    const target = { kind: 'simulator', endpoint: simulator.endpoint, model: 'simulator' } as const;
    const identity = await readModelIdentity({ http: makeHttp(), clock: systemClock }, target, never);
    expect(identity).toMatchObject({
      kind: 'simulator',
      name: 'simulator',
      server: expect.stringContaining('Simulator'),
    });
    expect(identity).not.toHaveProperty('digest');
    expect(identity).not.toHaveProperty('quantisation');
    const boasting = await identityOf(OLLAMA, { kind: 'simulator', model: 'phi3', dialect: 'ollama' });
    expect(boasting).toEqual({
      kind: 'simulator',
      name: 'phi3',
      server: 'Ollama 0.12.3',
      contextTokens: 131_072,
    });
  });

  it('hides an API key that a server repeats', async () => {
    const documents = { ...OLLAMA, '/api/version': { version: 'secret-key-1' } };
    const target = { model: 'phi3', dialect: 'ollama', apiKey: new Secret('secret-key-1') } as const;
    expect(JSON.stringify(await identityOf(documents, target))).not.toContain('secret-key-1');
  });

  it('is the name alone where nobody answers any more', async () => {
    const target = { kind: 'server', endpoint: await closedEndpoint(), model: 'phi3' } as const;
    expect(await readModelIdentity({ http: makeHttp(), clock: systemClock }, target, never)).toEqual({
      kind: 'server',
      name: 'phi3',
    });
  });
});
