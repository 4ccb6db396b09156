import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { OllamaTransport } from '../../../src/core/transport/ollama.ts';
import type { ChatMessage, GenerateRequest } from '../../../src/core/transport/transport.ts';
import { closedEndpoint, type LoopbackServer, serveHttp, serveSockets } from '../../support/loopbackServer.ts';
import { abortListeners } from '../../support/signals.ts';
import { generate, makeHttp, Phases, request } from './transports.ts';

const word = (content: string): string =>
  `${JSON.stringify({ message: { role: 'assistant', content }, done: false })}\n`;
const done = (fields: object = {}): string =>
  `${JSON.stringify({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', ...fields })}\n`;

/** A server that streams `pieces` as a 200. */
function streaming(...pieces: readonly (string | Buffer)[]): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const piece of pieces) response.write(piece);
    response.end();
  });
}

/** A server that answers everything with this status. */
function answering(status: number, body: string, headers: Record<string, string> = {}): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    response.writeHead(status, headers).end(body);
  });
}

const system = (content: string): ChatMessage => ({ role: 'system', content });
const user = (content: string): ChatMessage => ({ role: 'user', content });

const says = (error: string): string => JSON.stringify({ error });

describe('an answer over Ollama’s dialect', () => {
  it('is put together from its lines, with the server’s own figures', async () => {
    const figures = {
      load_duration: 2e6,
      prompt_eval_count: 900,
      prompt_eval_duration: 3e9,
      eval_count: 40,
      eval_duration: 1.6e9,
    };
    const { endpoint } = await streaming(word('{"plan'), word('_id":'), word('"p"}'), done(figures));
    expect(await generate(endpoint)).toEqual({
      text: '{"plan_id":"p"}',
      finish: 'stop',
      timings: { loadMs: 2, promptTokens: 900, prefillMs: 3_000, outputTokens: 40, decodeMs: 1_600 },
      receivedBytes: expect.any(Number),
    });
  });

  it('leaves figures out that the server left out: missing is not zero', async () => {
    const { endpoint } = await streaming(word('x'), done({ eval_count: 1 }));
    expect((await generate(endpoint)).timings).toEqual({ outputTokens: 1 });
  });

  it('says when the token limit cut it', async () => {
    const { endpoint } = await streaming(word('{'), done({ done_reason: 'length' }));
    expect((await generate(endpoint)).finish).toBe('length');
  });

  it('is the same wherever the network cuts it, a character in the middle included', async () => {
    const bytes = Buffer.from(word('größer 敌人 🙂') + done());
    const { endpoint } = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(200);
      let at = 0;
      const next = (): void => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, ++at), () => setImmediate(next));
      };
      next();
    });
    expect((await generate(endpoint)).text).toBe('größer 敌人 🙂');
  });

  it('is complete without a last line end', async () => {
    const { endpoint } = await streaming(word('x'), done().trimEnd());
    expect((await generate(endpoint)).text).toBe('x');
  });

  it('takes content of null, as some servers begin', async () => {
    const { endpoint } = await streaming('{"message":{"content":null},"done":false}\n', word('x'), done());
    expect((await generate(endpoint)).text).toBe('x');
  });

  it('tells of each phase as it begins', async () => {
    const { endpoint } = await streaming(word('ab') + done());
    const phases = new Phases();
    await generate(endpoint, phases);
    expect(phases.seen).toEqual(['connected', 'headers', 'data ab']);
  });

  it('uses the connection again, and says so at once', async () => {
    const server = await streaming(word('x'), done());
    const transport = new OllamaTransport({ http: makeHttp(), endpoint: server.endpoint });
    const { signal } = new AbortController();
    await transport.generate(request, new Phases(), signal);
    const phases = new Phases();
    await transport.generate(request, phases, signal);
    expect(server.accepted()).toBe(1);
    expect(phases.seen[0]).toBe('connected');
    expect(abortListeners(signal)).toBe(0);
  });
});

describe('a request in Ollama’s dialect', () => {
  it('streams, asks for JSON, and lets no prompt be cut silently', async () => {
    const seen: { method?: string | undefined; url?: string | undefined; length?: string | undefined; body?: unknown } =
      {};
    const { endpoint } = await serveHttp((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      incoming.on('end', () => {
        Object.assign(seen, { method: incoming.method, url: incoming.url, body: JSON.parse(body) });
        seen.length = incoming.headers['content-length'];
        response.end(done());
      });
    });
    await generate(endpoint);
    expect(seen).toEqual({
      method: 'POST',
      url: '/api/chat',
      length: String(Buffer.byteLength(JSON.stringify(seen.body))),
      body: {
        model: 'phi3',
        messages: [{ role: 'user', content: 'Plan – 敌人 🙂' }],
        stream: true,
        format: 'json',
        options: { num_ctx: 4_096, num_predict: 64, temperature: 0 },
        truncate: false,
        shift: false,
      },
    });
  });
});

describe('requests one after another', () => {
  it.each<[string, Partial<GenerateRequest>]>([
    ['another model', { model: 'llama3.2' }],
    ['another form', { rung: 'text' }],
    ['another temperature', { temperature: 0.5 }],
    ['another limit of tokens', { maxOutputTokens: 65 }],
    ['another context', { contextTokens: 8_192 }],
    ['another last message', { messages: [system('Plan.'), user('there')] }],
    ['another system text', { messages: [system('Plan well.'), user('here')] }],
    ['another role', { messages: [user('Plan.'), user('here')] }],
    ['fewer messages', { messages: [system('Plan.')] }],
    ['more messages', { messages: [system('Plan.'), user('here'), user('there')] }],
    ['no message', { messages: [] }],
  ])('each say what is theirs: %s', async (_what, change) => {
    const bodies: unknown[] = [];
    const { endpoint } = await serveHttp((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      incoming.on('end', () => {
        bodies.push(JSON.parse(body));
        response.end(done());
      });
    });
    const first = { ...request, messages: [system('Plan.'), user('here')] };
    const transport = new OllamaTransport({ http: makeHttp(), endpoint });
    const { signal } = new AbortController();
    for (const one of [first, { ...first, ...change }, first]) await transport.generate(one, new Phases(), signal);

    const alone: unknown[] = [];
    for (const one of [first, { ...first, ...change }, first]) {
      await new OllamaTransport({ http: makeHttp(), endpoint }).generate(one, new Phases(), signal);
      alone.push(bodies.at(-1));
    }
    expect(bodies.slice(0, 3)).toEqual(alone);
    expect(bodies[1]).not.toEqual(bodies[0]);
    expect(bodies[1]).toMatchObject({ messages: change.messages ?? first.messages });
  });
});

describe('a stream that fails', () => {
  it.each<[string, readonly string[], string, boolean]>([
    ['an error line inside the 200', [word('{"plan'), `${says('llama runner has died')}\n`], 'server-error', true],
    ['an end without done', [word('{"plan'), word('_id')], 'truncated-stream', true],
    ['an end without a word', [], 'truncated-stream', true],
    ['a malformed line', [word('x'), 'data: {"choices":[]}\n'], 'malformed-stream', false],
    ['a line of another shape', ['[1,2]\n'], 'malformed-stream', false],
    ['a content that is no text', ['{"message":{"content":{"a":1}},"done":false}\n'], 'malformed-stream', false],
    ['a web page', ['<!doctype html>\n<html></html>\n'], 'malformed-stream', false],
    ['a line cut off at the end', [word('x'), '{"message":{"cont'], 'malformed-stream', false],
  ])('%s', async (_what, pieces, code, retryable) => {
    const server = await streaming(...pieces);
    await expect(generate(server.endpoint)).rejects.toMatchObject({ code, retryable });
  });

  it('says what the server said', async () => {
    const { endpoint } = await streaming(`${says(`out of memory ${'x'.repeat(500)}`)}\n`);
    await expect(generate(endpoint)).rejects.toThrow(/failed in the middle of its answer: out of memory x+…$/);
  });

  it('is ended by us when it sends more than 4 MiB', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(200);
      pour(response, Buffer.from(word('x'.repeat(60_000))));
    });
    await expect(generate(server.endpoint)).rejects.toMatchObject({ code: 'answer-too-long', retryable: false });
    await server.untilIdle();
  });

  it('is ended by us when one line never ends', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(200);
      pour(response, Buffer.alloc(64 * 1024, 'x'));
    });
    await expect(generate(server.endpoint)).rejects.toMatchObject({ code: 'malformed-stream' });
    await server.untilIdle();
  });
});

/** Writes `piece` again and again until the client has gone. */
function pour(response: ServerResponse, piece: Buffer): void {
  const more = (): void => {
    if (!response.closed) response.write(piece, () => setImmediate(more));
  };
  more();
}

describe('a status that is no success', () => {
  it.each<[string, number, string, Record<string, string>, object]>([
    ['a redirect', 302, '', { location: 'http://127.0.0.1:1/' }, { code: 'redirected', retryable: false, status: 302 }],
    ['no such model', 404, says("model 'phi3' not found"), {}, { code: 'model-missing', retryable: false }],
    ['a path that is unknown there', 404, '404 page not found', {}, { code: 'not-a-model-server', retryable: false }],
    [
      'a prompt too long',
      400,
      says('the input length exceeds the context length'),
      {},
      { code: 'context-exceeded', retryable: false },
    ],
    [
      'a request it does not take',
      400,
      says('invalid options'),
      {},
      { code: 'http-status', retryable: false, status: 400 },
    ],
    ['a bad key', 401, says('unauthorized'), {}, { code: 'unauthorized', retryable: false }],
    ['a bad key in a page of a proxy', 401, '<html>Sign in</html>', {}, { code: 'unauthorized', retryable: false }],
    ['a bad host name', 403, '', {}, { code: 'unauthorized', retryable: false }],
    ['a method it does not know', 405, '405 method not allowed', {}, { code: 'not-a-model-server', retryable: false }],
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
      'a runner that died',
      500,
      says('llama runner process has terminated'),
      {},
      { code: 'http-status', retryable: true, status: 500 },
    ],
    ['a bad gateway', 502, '<html>Bad gateway</html>', {}, { code: 'http-status', retryable: true, status: 502 }],
  ])('%s (%i)', async (_what, status, body, headers, error) => {
    const { endpoint } = await answering(status, body, headers);
    const failure = generate(endpoint);
    await expect(failure).rejects.toMatchObject({ name: 'TransportError', ...error });
    await expect(failure).rejects.toThrow(endpointOrAdvice(endpoint));
  });

  it('says what the server said, whole characters only', async () => {
    const { endpoint } = await serveHttp((incoming, response) => {
      incoming.resume();
      const bytes = Buffer.from(says('Größe überschritten'));
      const middle = bytes.indexOf(Buffer.from('ö')) + 1;
      response
        .writeHead(500)
        .write(bytes.subarray(0, middle), () => setTimeout(() => response.end(bytes.subarray(middle)), 5));
    });
    await expect(generate(endpoint)).rejects.toThrow('HTTP 500: Größe überschritten');
  });

  it('with a body without end is read no further than needed', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(500);
      pour(response, Buffer.alloc(16 * 1024, 'x'));
    });
    await expect(generate(server.endpoint)).rejects.toMatchObject({ code: 'http-status', status: 500 });
    await server.untilIdle();
  });

  it('never follows a redirect', async () => {
    const elsewhere = await streaming(word('x'), done());
    const { endpoint } = await answering(307, '', { location: `${elsewhere.endpoint}/api/chat` });
    await expect(generate(endpoint)).rejects.toMatchObject({ code: 'redirected' });
    expect(elsewhere.accepted()).toBe(0);
  });
});

/** Messages name the address, or at least say which setting to look at. */
function endpointOrAdvice(endpoint: string): RegExp {
  return new RegExp(`${endpoint.replaceAll('.', '\\.')}|planscope\\.`);
}

describe('a connection that fails', () => {
  it('is refused where nothing listens', async () => {
    const endpoint = await closedEndpoint();
    const failure = generate(endpoint);
    await expect(failure).rejects.toMatchObject({ code: 'refused', retryable: true });
    await expect(failure).rejects.toThrow(`Nothing listens at ${endpoint}.`);
  });

  it('is reset before an answer', async () => {
    const { endpoint } = await serveSockets((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await expect(generate(endpoint)).rejects.toMatchObject({ code: 'reset', retryable: true });
  });

  it('is closed before an answer', async () => {
    const { endpoint } = await serveSockets((socket) => socket.once('data', () => socket.end()));
    await expect(generate(endpoint)).rejects.toMatchObject({ code: 'reset', retryable: true });
  });

  it.each(['resetAndDestroy', 'end'] as const)('breaks in the middle of the stream (%s)', async (how) => {
    const { endpoint } = await serveSockets((socket) =>
      socket.once('data', () => {
        const line = word('{"plan');
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${line.length.toString(16)}\r\n${line}\r\n`);
        setTimeout(() => socket[how](), 5);
      }),
    );
    const phases = new Phases();
    const failure = generate(endpoint, phases);
    await expect(failure).rejects.toMatchObject({ code: 'reset', retryable: true });
    await expect(failure).rejects.toThrow('broke in the middle of the answer');
    expect(phases.seen).toContain('data {"plan');
  });

  it('leads to something that does not speak HTTP', async () => {
    const { endpoint } = await serveSockets((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await expect(generate(endpoint)).rejects.toMatchObject({ code: 'not-a-model-server', retryable: false });
  });

  it('leads nowhere, when the name cannot be resolved', async () => {
    await expect(generate('http://no-such-host.invalid:11434')).rejects.toMatchObject({ code: 'unknown-host' });
  });
});

describe('an abort', () => {
  const reason = new DOMException('The user left.', 'AbortError');

  it('before the request opens no connection', async () => {
    const server = await streaming(done());
    await expect(generate(server.endpoint, new Phases(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.accepted()).toBe(0);
  });

  it('before the first byte ends the socket promptly', async () => {
    const user = new AbortController();
    const server = await serveHttp((incoming) => {
      incoming.resume();
      user.abort(reason);
    });
    await expect(generate(server.endpoint, new Phases(), user.signal)).rejects.toBe(reason);
    await server.untilIdle();
    expect(abortListeners(user.signal)).toBe(0);
  });

  it('in the middle of the stream ends the socket promptly', async () => {
    const user = new AbortController();
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(200).write(word('{"plan'));
    });
    const phases = new Phases();
    const answer = generate(server.endpoint, phases, user.signal);
    const rejection = expect(answer).rejects.toBe(reason);
    await phases.firstData;
    user.abort(reason);
    await rejection;
    await server.untilIdle();
    expect(abortListeners(user.signal)).toBe(0);
  });

  it('in the middle of an error’s body ends the socket promptly', async () => {
    const user = new AbortController();
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(500).write('{"err', () => setTimeout(() => user.abort(reason), 5));
    });
    await expect(generate(server.endpoint, new Phases(), user.signal)).rejects.toBe(reason);
    await server.untilIdle();
  });

  it('while connecting rejects at once', async () => {
    const user = new AbortController();
    const server = await streaming(done());
    const answer = generate(server.endpoint, new Phases(), user.signal);
    user.abort(reason);
    await expect(answer).rejects.toBe(reason);
    await server.untilIdle();
  });
});

describe('a disposed client', () => {
  it('closes the connections that it kept', async () => {
    const server = await streaming(word('x'), done());
    const http = makeHttp();
    await new OllamaTransport({ http, endpoint: server.endpoint }).generate(
      request,
      new Phases(),
      new AbortController().signal,
    );
    expect(server.openSockets()).toBe(1);
    http.dispose();
    http.dispose();
    await server.untilIdle();
  });

  it('ends requests that are under way', async () => {
    const http = makeHttp();
    const server = await serveHttp((incoming) => {
      incoming.resume();
      http.dispose();
    });
    const transport = new OllamaTransport({ http, endpoint: server.endpoint });
    await expect(transport.generate(request, new Phases(), new AbortController().signal)).rejects.toMatchObject({
      code: 'reset',
    });
    await server.untilIdle();
  });

  it('opens no new connection', async () => {
    const server = await streaming(word('x'), done());
    const http = makeHttp();
    http.dispose();
    const transport = new OllamaTransport({ http, endpoint: server.endpoint });
    await expect(transport.generate(request, new Phases(), new AbortController().signal)).rejects.toMatchObject({
      code: 'disposed',
      retryable: false,
    });
    expect(server.accepted()).toBe(0);
  });
});
