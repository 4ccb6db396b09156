import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/base/secret.ts';
import { createTransport } from '../../../src/core/transport/createTransport.ts';
import type { ChatMessage, GenerateRequest } from '../../../src/core/transport/transport.ts';
import { DIALECTS } from '../../support/dialects.ts';
import { closedEndpoint, serveSockets } from '../../support/loopbackServer.ts';
import { abortListeners } from '../../support/signals.ts';
import {
  answering,
  generate,
  makeHttp,
  noting,
  Phases,
  pour,
  request,
  serveDialect,
  streaming,
  transportTo,
} from './transports.ts';

const system = (content: string): ChatMessage => ({ role: 'system', content });
const user = (content: string): ChatMessage => ({ role: 'user', content });
const says = (error: string): string => JSON.stringify({ error });
const saysNested = (message: string, more: object = {}): string => JSON.stringify({ error: { message, ...more } });
const never = new AbortController().signal;

/** Every message names the address, or at least the setting to look at. */
function addressOrAdvice(endpoint: string): RegExp {
  return new RegExp(`${endpoint.replaceAll('.', '\\.')}|planscope\\.`);
}

describe.each(DIALECTS)('over $title', (dialect) => {
  const { word, end, failure, nothing } = dialect;

  describe('an answer', () => {
    it('is whole where the server says so and leaves its body open, and nothing after that is heard', async () => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200, { 'content-type': dialect.contentType });
        response.write(word('{}') + end());
        setImmediate(() => response.write(word('late')));
      });
      const phases = new Phases();
      expect(await generate(dialect, server.endpoint, phases)).toMatchObject({ text: '{}', finish: 'stop' });
      expect(phases.seen.filter((phase) => phase.includes('late'))).toEqual([]);
      await server.untilIdle();
    });

    it.each([
      [503, 'busy'],
      [401, 'unauthorized'],
      [500, 'http-status'],
    ])('is refused by HTTP %i alone where the words of that do not end', async (status, code) => {
      const { endpoint } = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(status).write('{"error":"');
      });
      await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code, status });
    });

    it('is put together from its pieces, with the server’s own figures', async () => {
      const { endpoint } = await streaming(
        dialect,
        word('{"plan'),
        word('_id":'),
        word('"p"}'),
        end({ promptTokens: 900, outputTokens: 40 }),
      );
      expect(await generate(dialect, endpoint)).toEqual({
        text: '{"plan_id":"p"}',
        finish: 'stop',
        timings: { promptTokens: 900, outputTokens: 40 },
        receivedBytes: expect.any(Number),
      });
    });

    it('leaves figures out that the server left out: missing is not zero', async () => {
      const { endpoint } = await streaming(dialect, word('x'), end({ outputTokens: 1 }));
      expect((await generate(dialect, endpoint)).timings).toEqual({ outputTokens: 1 });
    });

    it('says when the token limit cut it', async () => {
      const { endpoint } = await streaming(dialect, word('{'), end({ finish: 'length' }));
      expect((await generate(dialect, endpoint)).finish).toBe('length');
    });

    it('is the same wherever the network cuts it, a character in the middle included', async () => {
      const bytes = Buffer.from(nothing + word('größer 敌人 🙂') + end());
      const { endpoint } = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200);
        let at = 0;
        const next = (): void => {
          if (at >= bytes.length) return void response.end();
          response.write(bytes.subarray(at, ++at), () => setImmediate(next));
        };
        next();
      });
      expect((await generate(dialect, endpoint)).text).toBe('größer 敌人 🙂');
    });

    it('is complete without a last line end', async () => {
      const { endpoint } = await streaming(dialect, word('x'), end().trimEnd());
      expect((await generate(dialect, endpoint)).text).toBe('x');
    });

    it('is complete where the connection breaks after its end', async () => {
      const whole = word('x') + end();
      const { endpoint } = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200, { 'content-length': 100_000 });
        response.write(whole, () => setTimeout(() => response.destroy(), 5));
      });
      expect((await generate(dialect, endpoint)).text).toBe('x');
    });

    it('tells of each phase as it begins', async () => {
      const { endpoint } = await streaming(dialect, word('ab') + end());
      const phases = new Phases();
      await generate(dialect, endpoint, phases);
      expect(phases.seen).toEqual(['connected', 'headers', 'data ab']);
    });

    it('is ended where the observer has enough, and the server need not go on', async () => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200).write(word('{"steps":[]}'), () => pour(response, Buffer.from(word('run-on'))));
      });
      const answer = await transportTo(dialect, server.endpoint).generate(
        request,
        { onConnected() {}, onHeaders() {}, onData: () => 'end' },
        never,
      );
      expect(answer).toMatchObject({ text: expect.stringMatching(/^\{"steps":\[\]\}/), finish: 'ended', timings: {} });
      await server.untilIdle();
    });

    it('is the server’s own where it ends in the very bytes in which the observer has enough', async () => {
      const { endpoint } = await streaming(dialect, word('{}') + end({ outputTokens: 7 }));
      const answer = await transportTo(dialect, endpoint).generate(
        request,
        { onConnected() {}, onHeaders() {}, onData: () => 'end' },
        never,
      );
      expect(answer).toMatchObject({ text: '{}', finish: 'stop', timings: { outputTokens: 7 } });
    });

    it('uses the connection again, and says so at once', async () => {
      const server = await streaming(dialect, word('x'), end());
      const transport = transportTo(dialect, server.endpoint);
      const { signal } = new AbortController();
      await transport.generate(request, new Phases(), signal);
      const phases = new Phases();
      await transport.generate(request, phases, signal);
      expect(server.accepted()).toBe(1);
      expect(phases.seen[0]).toBe('connected');
      expect(abortListeners(signal)).toBe(0);
    });
  });

  describe('a request', () => {
    it('says its length in bytes and carries no key', async () => {
      const { server, seen } = await noting(dialect);
      await generate(dialect, server.endpoint);
      const last = seen.at(-1);
      expect(last).toMatchObject({ method: 'POST', url: dialect.path, authorization: undefined });
      expect(last?.contentLength).toBe(last?.byteLength);
    });

    it('carries the key it was given, every time', async () => {
      const { server, seen } = await noting(dialect);
      const transport = transportTo(dialect, server.endpoint, new Secret(' sk-local-1234\n'));
      await transport.generate(request, new Phases(), never);
      await transport.probe?.(never).catch(() => {});
      expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer sk-local-1234']));
    });

    it.each<[string, Partial<GenerateRequest>]>([
      ['another form of the answer', { rung: 'text' }],
      ['a schema', { rung: 'schema' }],
      ['another temperature', { temperature: 0.5 }],
      ['another limit of tokens', { maxOutputTokens: 65 }],
      ['another last message', { messages: [system('Plan.'), user('there')] }],
      ['another system text', { messages: [system('Plan well.'), user('here')] }],
      ['another role', { messages: [user('Plan.'), user('here')] }],
      ['fewer messages', { messages: [user('Plan.')] }],
      ['more messages', { messages: [system('Plan.'), user('here'), user('there')] }],
    ])('says what is its own after another one: %s', async (_what, change) => {
      const first = { ...request, messages: [system('Plan.'), user('here')] };
      const requests = [first, { ...first, ...change }, first];
      const together = await noting(dialect);
      const transport = transportTo(dialect, together.server.endpoint);
      for (const one of requests) await transport.generate(one, new Phases(), never);

      const alone = await noting(dialect);
      for (const one of requests) await transportTo(dialect, alone.server.endpoint).generate(one, new Phases(), never);
      const bodies = (all: readonly { url: string; body: unknown }[]): unknown[] =>
        all.filter(({ url }) => url === dialect.path).map(({ body }) => body);
      expect(bodies(together.seen)).toEqual(bodies(alone.seen));
      expect(bodies(together.seen)[1]).not.toEqual(bodies(together.seen)[0]);
    });
  });

  describe('a stream that fails', () => {
    it.each<[string, readonly string[], string, boolean]>([
      ['an error inside the 200', [word('{"plan'), failure('llama runner has died')], 'server-error', true],
      ['an error before any text', [failure('llama runner has died')], 'server-error', true],
      ['a context that is too small, said late', [failure('the context size is exceeded')], 'context-exceeded', false],
      ['an end without a last word', [word('{"plan'), word('_id')], 'truncated-stream', true],
      ['an end without a word', [], 'truncated-stream', true],
      ['nothing but what adds nothing', [nothing], 'truncated-stream', true],
      ['a web page', ['<!doctype html>\n<html></html>\n'], 'not-a-model-server', false],
      ['a list', ['[1,2]\n'], 'malformed-stream', false],
      ['plain words', ['File Not Found\n'], 'malformed-stream', false],
      [
        'an end in the middle of a piece',
        [word('x'), word('enough to be cut').slice(0, -12)],
        'truncated-stream',
        true,
      ],
    ])('%s', async (_what, pieces, code, retryable) => {
      const server = await streaming(dialect, ...pieces);
      const failed = generate(dialect, server.endpoint);
      await expect(failed).rejects.toMatchObject({ name: 'TransportError', code, retryable });
      await expect(failed).rejects.toThrow(`he model server at ${server.endpoint}`);
    });

    it('says what the server said', async () => {
      const { endpoint } = await streaming(dialect, word('x'), failure(`out of memory ${'x'.repeat(500)}`));
      await expect(generate(dialect, endpoint)).rejects.toThrow(
        /failed in the middle of its answer \(out of memory x+…\)\. The server’s log may say more\.$/,
      );
    });

    it('that refuses the form of the answer says so, unless text has come', async () => {
      const refusal = failure('Failed to initialize samplers: bad grammar');
      const early = await streaming(dialect, refusal);
      await expect(generate(dialect, early.endpoint)).rejects.toMatchObject({ code: 'form-unsupported' });
      const late = await streaming(dialect, word('{'), refusal);
      await expect(generate(dialect, late.endpoint)).rejects.toMatchObject({ code: 'server-error' });
    });

    it('is ended by us when it sends more than any answer has', async () => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200);
        pour(response, Buffer.from(word('x'.repeat(60_000)).repeat(8)));
      });
      await expect(generate(dialect, server.endpoint)).rejects.toMatchObject({
        code: 'answer-too-long',
        retryable: false,
      });
      await server.untilIdle();
    });

    it('is ended by us when an event of it never ends', async () => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200);
        pour(response, Buffer.from('data: x\n'.repeat(8_000)));
      });
      await expect(generate(dialect, server.endpoint)).rejects.toMatchObject({ code: 'malformed-stream' });
      await server.untilIdle();
    });

    it.each(['x', 'data: x'])('is ended by us when a line of it never ends (%s)', async (beginning) => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200).write(beginning, () => pour(response, Buffer.alloc(64 * 1024, 'x')));
      });
      await expect(generate(dialect, server.endpoint)).rejects.toMatchObject({ code: 'malformed-stream' });
      await server.untilIdle();
    });
  });

  describe('a status that is no success', () => {
    const contextWords = saysNested('request (4001 tokens) exceeds the available context size (2048 tokens)', {
      type: 'exceed_context_size_error',
      n_prompt_tokens: 4_001,
      n_ctx: 2_048,
    });
    it.each<[string, number, string, Record<string, string>, object]>([
      [
        'a redirect',
        302,
        '',
        { location: 'http://127.0.0.1:1/' },
        { code: 'redirected', retryable: false, status: 302 },
      ],
      ['no such model', 404, says("model 'phi3' not found"), {}, { code: 'model-missing', retryable: false }],
      ['no such model, nested', 404, saysNested('The model `phi3` does not exist.'), {}, { code: 'model-missing' }],
      [
        'no model at all',
        400,
        saysNested('No models loaded.', { code: 'model_not_found' }),
        {},
        { code: 'model-missing' },
      ],
      ['a path that is unknown there', 404, '404 page not found', {}, { code: 'not-a-model-server', retryable: false }],
      ['a path that is unknown, in JSON', 404, '{"detail":"Not Found"}', {}, { code: 'not-a-model-server' }],
      [
        'a method it does not know',
        405,
        '405 method not allowed',
        {},
        { code: 'not-a-model-server', retryable: false },
      ],
      [
        'a prompt too long',
        400,
        says('the input length exceeds the context length'),
        {},
        { code: 'context-exceeded', retryable: false },
      ],
      ['a prompt too long, llama.cpp', 400, contextWords, {}, { code: 'context-exceeded', retryable: false }],
      [
        'a prompt too long, vLLM',
        400,
        '{"object":"error","message":"This model\'s maximum context length is 4096 tokens.","code":400}',
        {},
        { code: 'context-exceeded' },
      ],
      [
        'a prompt too long, by its code',
        400,
        saysNested('too much', { code: 'context_length_exceeded' }),
        {},
        { code: 'context-exceeded' },
      ],
      [
        'a request it does not take',
        400,
        says('invalid options'),
        {},
        { code: 'http-status', retryable: false, status: 400 },
      ],
      [
        'a request it does not take, FastAPI',
        422,
        '{"detail":[{"loc":["body","messages"],"msg":"field required"}]}',
        {},
        { code: 'http-status', retryable: false },
      ],
      ['words about information, not a format', 400, says('more information needed'), {}, { code: 'http-status' }],
      [
        'a form it does not take, llama.cpp',
        400,
        saysNested('Unable to generate parser for this template'),
        {},
        { code: 'form-unsupported', retryable: false, status: 400 },
      ],
      [
        'a form it does not take, samplers',
        400,
        saysNested('Failed to initialize samplers: '),
        {},
        { code: 'form-unsupported' },
      ],
      [
        'a form it does not take, older Ollama',
        400,
        says('invalid format: expected "json"'),
        {},
        { code: 'form-unsupported' },
      ],
      [
        'a form it does not take, LM Studio',
        400,
        says("'response_format.type' must be 'json_schema' or 'text'"),
        {},
        { code: 'form-unsupported' },
      ],
      ['a form it does not take, vLLM', 422, '{"detail":"guided decoding is off"}', {}, { code: 'form-unsupported' }],
      [
        'a form it does not take, not implemented',
        501,
        '{"message":"structured output"}',
        {},
        { code: 'form-unsupported' },
      ],
      [
        'a form it failed at',
        500,
        says('failed to load model vocabulary required for format'),
        {},
        { code: 'form-unsupported', retryable: false },
      ],
      [
        'a parse error of the body',
        500,
        saysNested('parse error at line 1'),
        {},
        { code: 'http-status', retryable: true },
      ],
      ['not implemented', 501, says('no such thing'), {}, { code: 'http-status', retryable: false }],
      ['a bad key', 401, says('unauthorized'), {}, { code: 'unauthorized', retryable: false }],
      ['a bad key in a page of a proxy', 401, '<html>Sign in</html>', {}, { code: 'unauthorized', retryable: false }],
      ['forbidden', 403, '', {}, { code: 'unauthorized', retryable: false }],
      ['a request that took too long', 408, '', {}, { code: 'http-status', retryable: true, status: 408 }],
      [
        'too many requests',
        429,
        says('slow down'),
        { 'retry-after': '2' },
        { code: 'busy', retryable: true, retryAfterMs: 2_000 },
      ],
      [
        'busy',
        503,
        says('server busy, please try again'),
        { 'retry-after': '0.5' },
        { code: 'busy', retryable: true, retryAfterMs: 500 },
      ],
      ['busy without a word', 503, '', {}, { code: 'busy', retryable: true, retryAfterMs: undefined }],
      [
        'busy until a date',
        503,
        '',
        { 'retry-after': 'Wed, 21 Oct 2026 07:28:09 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' },
        { code: 'busy', retryAfterMs: 9_000 },
      ],
      ['loading', 503, says('Loading model'), {}, { code: 'loading', retryable: true }],
      [
        'loading, llama.cpp',
        503,
        saysNested('Loading model', { type: 'unavailable_error' }),
        {},
        { code: 'loading', retryable: true },
      ],
      [
        'a runner that died',
        500,
        says('llama runner process has terminated'),
        {},
        { code: 'http-status', retryable: true, status: 500 },
      ],
      ['a bad gateway', 502, '<html>Bad gateway</html>', {}, { code: 'http-status', retryable: true, status: 502 }],
    ])('%s (%i)', async (_what, status, body, headers, error) => {
      const { endpoint } = await answering(dialect, status, body, headers);
      const failed = generate(dialect, endpoint);
      await expect(failed).rejects.toMatchObject({ name: 'TransportError', ...error });
      await expect(failed).rejects.toThrow(addressOrAdvice(endpoint));
    });

    it('says how long the prompt was and what there is room for', async () => {
      const { endpoint } = await answering(dialect, 400, contextWords);
      await expect(generate(dialect, endpoint)).rejects.toThrow('4001 tokens, where the server has room for 2048');
    });

    it('about the form is only that where a form was asked for', async () => {
      const { endpoint } = await answering(dialect, 400, saysNested('invalid grammar'));
      const plain = transportTo(dialect, endpoint).generate({ ...request, rung: 'text' }, new Phases(), never);
      await expect(plain).rejects.toMatchObject({ code: 'http-status', retryable: false });
    });

    it('says what to do about a key, and never says the key', async () => {
      const { endpoint } = await answering(dialect, 401, saysNested('Incorrect API key provided: sk-local-1234.'));
      const without = generate(dialect, endpoint);
      await expect(without).rejects.toThrow(
        /It may want an API key: the command "Planscope: Set API Key…".*PLANSCOPE_API_KEY/,
      );
      const transport = transportTo(dialect, endpoint, new Secret('sk-local-1234'));
      const failed = transport.generate(request, new Phases(), never);
      await expect(failed).rejects.toThrow('refuses us (HTTP 401). It does not take the API key that was sent.');
      await expect(failed).rejects.not.toThrow(/sk-local/);
    });

    it('never says a part of the key either', async () => {
      const key = `sk-${'k'.repeat(60)}`;
      const { endpoint } = await answering(dialect, 500, says(`${'x'.repeat(280)}${key}`));
      const failed = transportTo(dialect, endpoint, new Secret(key)).generate(request, new Phases(), never);
      await expect(failed).rejects.toThrow('x•••');
      await expect(failed).rejects.not.toThrow(/sk-/);
    });

    it('says what the server said, whole characters only', async () => {
      const { endpoint } = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        const bytes = Buffer.from(says('Größe überschritten'));
        const middle = bytes.indexOf(Buffer.from('ö')) + 1;
        response
          .writeHead(500)
          .write(bytes.subarray(0, middle), () => setTimeout(() => response.end(bytes.subarray(middle)), 5));
      });
      await expect(generate(dialect, endpoint)).rejects.toThrow('HTTP 500: Größe überschritten');
    });

    it('with a body without end is read no further than needed', async () => {
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(500);
        pour(response, Buffer.alloc(16 * 1024, 'x'));
      });
      await expect(generate(dialect, server.endpoint)).rejects.toMatchObject({ code: 'http-status', status: 500 });
      await server.untilIdle();
    });

    it('never makes us follow a redirect', async () => {
      const elsewhere = await streaming(dialect, word('x'), end());
      const { endpoint } = await answering(dialect, 307, '', { location: `${elsewhere.endpoint}${dialect.path}` });
      await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'redirected' });
      expect(elsewhere.accepted()).toBe(0);
    });
  });

  describe('a connection that fails', () => {
    it('is refused where nothing listens', async () => {
      const endpoint = await closedEndpoint();
      const failed = generate(dialect, endpoint);
      await expect(failed).rejects.toMatchObject({ code: 'refused', retryable: true });
      await expect(failed).rejects.toThrow(`Nothing listens at ${endpoint}.`);
    });

    it.each(['resetAndDestroy', 'end'] as const)('breaks before an answer (%s)', async (how) => {
      const { endpoint } = await serveSockets((socket) => socket.once('data', () => socket[how]()));
      await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'reset', retryable: true });
    });

    it('breaks in the middle of the stream', async () => {
      const { endpoint } = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200).write(word('{"plan'), () => setTimeout(() => response.destroy(), 5));
      });
      const phases = new Phases();
      const failed = generate(dialect, endpoint, phases);
      await expect(failed).rejects.toMatchObject({ code: 'reset', retryable: true });
      await expect(failed).rejects.toThrow('broke in the middle of the answer');
      expect(phases.seen).toContain('data {"plan');
    });

    it('leads to something that does not speak HTTP', async () => {
      const { endpoint } = await serveSockets((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
      await expect(generate(dialect, endpoint)).rejects.toMatchObject({ code: 'not-a-model-server', retryable: false });
    });

    it('leads nowhere, when the name cannot be resolved', async () => {
      const failed = generate(dialect, 'http://no-such-host.invalid:11434');
      await expect(failed).rejects.toMatchObject({ code: 'unknown-host' });
    });
  });

  describe('an abort', () => {
    const reason = new DOMException('The user left.', 'AbortError');

    it('before the request opens no connection', async () => {
      const server = await streaming(dialect, end());
      await expect(generate(dialect, server.endpoint, new Phases(), AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(server.accepted()).toBe(0);
    });

    it('before the first byte ends the socket promptly', async () => {
      const person = new AbortController();
      const server = await serveDialect(dialect, (incoming) => {
        incoming.resume();
        person.abort(reason);
      });
      await expect(generate(dialect, server.endpoint, new Phases(), person.signal)).rejects.toBe(reason);
      await server.untilIdle();
      expect(abortListeners(person.signal)).toBe(0);
    });

    it('in the middle of the stream ends the socket promptly', async () => {
      const person = new AbortController();
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(200).write(word('{"plan'));
      });
      const phases = new Phases();
      const rejection = expect(generate(dialect, server.endpoint, phases, person.signal)).rejects.toBe(reason);
      await phases.firstData;
      person.abort(reason);
      await rejection;
      await server.untilIdle();
      expect(abortListeners(person.signal)).toBe(0);
    });

    it('in the middle of an error’s body ends the socket promptly', async () => {
      const person = new AbortController();
      const server = await serveDialect(dialect, (incoming, response) => {
        incoming.resume();
        response.writeHead(500).write('{"err', () => setTimeout(() => person.abort(reason), 5));
      });
      await expect(generate(dialect, server.endpoint, new Phases(), person.signal)).rejects.toBe(reason);
      await server.untilIdle();
    });

    it('while connecting rejects at once', async () => {
      const person = new AbortController();
      const server = await streaming(dialect, end());
      const answer = generate(dialect, server.endpoint, new Phases(), person.signal);
      person.abort(reason);
      await expect(answer).rejects.toBe(reason);
      await server.untilIdle();
    });
  });

  describe('a disposed client', () => {
    it('closes the connections that it kept', async () => {
      const server = await streaming(dialect, word('x'), end());
      const http = makeHttp();
      const transport = createTransport({ http, endpoint: server.endpoint, dialect: dialect.name });
      await transport.generate(request, new Phases(), never);
      expect(server.openSockets()).toBe(1);
      http.dispose();
      http.dispose();
      await server.untilIdle();
    });

    it('ends requests that are under way', async () => {
      const http = makeHttp();
      const server = await serveDialect(dialect, (incoming) => {
        incoming.resume();
        http.dispose();
      });
      const transport = createTransport({ http, endpoint: server.endpoint, dialect: dialect.name });
      await expect(transport.generate(request, new Phases(), never)).rejects.toMatchObject({ code: 'reset' });
      await server.untilIdle();
    });

    it('opens no new connection', async () => {
      const server = await streaming(dialect, word('x'), end());
      const http = makeHttp();
      http.dispose();
      const transport = createTransport({ http, endpoint: server.endpoint, dialect: dialect.name });
      await expect(transport.generate(request, new Phases(), never)).rejects.toMatchObject({
        code: 'disposed',
        retryable: false,
      });
      expect(server.accepted()).toBe(0);
    });
  });
});
