import { describe, expect, it, vi } from 'vitest';
import { OUTPUT_RUNGS, type OutputRung } from '../../../src/core/transport/transport.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { type RawDialect, rawDialects } from './dialects.ts';
import { call } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

/** A request that asks to be held to what `rung` says; undefined where the dialect has no words for that. */
function asking(dialect: RawDialect, rung: OutputRung): string | undefined {
  const fields = JSON.parse(dialect.body()) as Record<string, unknown>;
  const schema = { type: 'object' };
  const grammar = 'root ::= "{" "}"';
  const forms: Record<RawDialect['name'], Record<OutputRung, object | undefined>> = {
    ollama: { schema: { format: schema }, grammar: undefined, json: { format: 'json' }, text: { format: undefined } },
    'llama.cpp': {
      schema: { json_schema: schema },
      grammar: { json_schema: undefined, grammar },
      json: { json_schema: {} },
      text: { json_schema: undefined },
    },
    openai: {
      schema: { response_format: { type: 'json_schema', json_schema: { name: 'plan', strict: true, schema } } },
      grammar: { response_format: undefined, grammar },
      json: { response_format: { type: 'json_object' } },
      text: { response_format: { type: 'text' } },
    },
  };
  const form = forms[dialect.name][rung];
  return form === undefined ? undefined : JSON.stringify({ ...fields, ...form });
}

const cases = rawDialects.flatMap((dialect) =>
  OUTPUT_RUNGS.flatMap((rung) => {
    const body = asking(dialect, rung);
    return body === undefined ? [] : [{ dialect, name: dialect.name, rung, body }];
  }),
);

describe('a server that holds answers to a form', () => {
  it.each(cases)('takes what it has for $rung in $name', async ({ dialect, rung, body }) => {
    const { endpoint } = await startForTest({ structuredOutput: [rung] });
    const answer = await call(endpoint, dialect.path, { body }).answer;
    expect(answer.status).toBe(200);
    expect(JSON.parse(dialect.words(answer.text))).toMatchObject({ steps: [{ act: 'MoveTo' }] });
  });

  const words: Record<RawDialect['name'], RegExp> = {
    ollama: /^invalid format/,
    'llama.cpp': /^Unable to generate parser for this template/,
    openai: /^Failed to initialize samplers$|^'response_format\.type' must/,
  };

  it.each(cases)('refuses what it has not for $rung in $name', async ({ dialect, name, rung, body }) => {
    const structuredOutput = OUTPUT_RUNGS.filter((other) => other !== rung);
    const { endpoint, stats } = await startForTest({
      structuredOutput,
      faults: { type: 'script', sequence: ['error'] },
    });
    const answer = await call(endpoint, dialect.path, { body }).answer;
    expect(answer).toMatchObject({ status: 400, contentType: 'application/json; charset=utf-8' });
    if (name === 'openai' && rung === 'json') {
      // LM Studio's errors are plain texts.
      expect(JSON.parse(answer.text)).toEqual({ error: "'response_format.type' must be 'json_schema' or 'text'" });
    } else expect(dialect.errorMessage(answer.text)).toMatch(words[name]);
    expect(stats()).toMatchObject({ requests: 1, faultsInjected: {} });
  });
});

describe('a server with a key', () => {
  it.each(rawDialects)('answers only to those who show it ($name)', async (dialect) => {
    const { endpoint, stats } = await startForTest({ apiKey: 'secret' });
    const ask = (authorization?: string) =>
      call(endpoint, dialect.path, {
        body: dialect.body(),
        headers: authorization === undefined ? {} : { authorization },
      }).answer;
    for (const wrong of [undefined, 'Bearer other', 'secret', 'Bearer secret2']) {
      const answer = await ask(wrong);
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
      expect(dialect.errorMessage(answer.text)).toBe('Invalid API Key');
    }
    expect(await ask('Bearer secret')).toMatchObject({ status: 200 });
    expect(stats()).toMatchObject({ requests: 5, byModel: { simulator: 1 }, activeRequests: 0 });
  });

  it('asks for it on every other path, but not on /health', async () => {
    const { endpoint } = await startForTest({ apiKey: 'secret' });
    for (const path of ['/api/version', '/api/tags', '/api/ps', '/props', '/v1/models']) {
      expect(await call(endpoint, path).answer, path).toMatchObject({ status: 401 });
      const headers = { authorization: 'Bearer secret' };
      expect(await call(endpoint, path, { headers }).answer, path).toMatchObject({ status: 200 });
    }
    for (const path of ['/api/show', '/apply-template', '/tokenize']) {
      expect(await call(endpoint, path, { body: '{}' }).answer, path).toMatchObject({ status: 401 });
    }
    expect(await call(endpoint, '/health').answer).toMatchObject({ status: 200 });
  });

  it('takes no empty one', async () => {
    await expect(startForTest({ apiKey: '' })).rejects.toThrow(/key is empty/);
  });
});

describe('slots', () => {
  it.each(rawDialects)('are as many as told; the rest wait for them ($name)', async (dialect) => {
    const clock = new FakeClock();
    const { endpoint, stats } = await startForTest({
      clock,
      latency: { type: 'fixed', serviceTimeMs: 100 },
      parallel: 2,
    });
    const pending = [1, 2, 3].map(() => call(endpoint, dialect.path, { body: dialect.body() }));
    await vi.waitFor(() => expect(stats().activeRequests).toBe(3));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(2));
    await clock.advance(100);
    await vi.waitFor(() => expect(stats().activeRequests).toBe(1));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(100);
    for (const { answer } of pending) expect(dialect.isDone((await answer).text)).toBe(true);
  });

  it.each(rawDialects)('are freed by whoever leaves in mid-stream ($name)', async (dialect) => {
    const faults = { type: 'script', sequence: ['stall-stream'] } as const;
    const { endpoint, stats } = await startForTest({
      faults,
      parallel: 1,
      latency: { type: 'fixed', serviceTimeMs: 1 },
    });
    const standing = call(endpoint, dialect.path, { body: dialect.body() });
    await standing.firstData;
    const waiting = call(endpoint, dialect.path, { body: dialect.body() });
    await vi.waitFor(() => expect(stats().activeRequests).toBe(2));
    standing.abort();
    expect(dialect.isDone((await waiting.answer).text)).toBe(true);
  });
});

describe('slots after', () => {
  const endings = ['slow-drip', 'endless', 'repeating-token', 'byte-by-byte', 'stall-stream', 'headers-only'] as const;
  it.each(endings)('%s: are free again once the client has left, its buffers full or not', async (kind) => {
    for (const isPaused of [true, false]) {
      const faults = { type: 'script', sequence: [kind], dripMs: 0.1 } as const;
      const { endpoint, stats } = await startForTest({
        faults,
        parallel: 1,
        latency: { type: 'fixed', serviceTimeMs: 1 },
      });
      const leaving = call(endpoint, '/api/chat', { body: rawDialects[0]?.body() ?? '' });
      await leaving.headers;
      if (isPaused) leaving.pause();
      for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
      const waiting = call(endpoint, '/api/chat', { body: rawDialects[0]?.body() ?? '' });
      await vi.waitFor(() => expect(stats().requests).toBe(2));
      leaving.abort();
      expect(await waiting.answer).toMatchObject({ status: 200, complete: true });
    }
  });
});

describe('options of a server', () => {
  it.each([
    [{ parallel: 0 }, /parallel is 0; it must be a whole number, 1 or more/],
    [{ parallel: 1.5 }, /parallel is 1\.5/],
    [{ contextTokens: Number.NaN }, /contextTokens is NaN/],
    [{ dialects: [] }, /needs a dialect/],
    [{ structuredOutput: [] }, /some kind of request/],
  ])('refuses %o', async (options, message) => {
    await expect(startForTest(options)).rejects.toThrow(message);
  });
});

describe('probes', () => {
  it('are counted by path and are no requests to the model', async () => {
    const { endpoint, stats } = await startForTest();
    expect(stats().probes).toEqual({});
    for (const path of ['/health', '/api/version', '/health', '/nowhere']) await call(endpoint, path).answer;
    await call(endpoint, '/health', { method: 'HEAD' }).answer;
    await call(endpoint, '/health', { method: 'POST' }).answer;
    expect(stats()).toMatchObject({ probes: { '/health': 3, '/api/version': 1 }, requests: 0 });
  });
});
