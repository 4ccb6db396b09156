import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ExchangeHandler, HttpClient, HttpResponse } from '../../../src/core/transport/httpStream.ts';
import { urlBelow } from '../../../src/core/transport/httpStream.ts';
import { type LoopbackServer, serveHttp, serveSockets } from '../../support/loopbackServer.ts';
import { abortListeners } from '../../support/signals.ts';
import { makeHttp } from './transports.ts';

/** A server whose whole answer is one small piece. */
function small(): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    response.end('a small answer');
  });
}

/** A server that never ends its answer. */
function endless(): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    incoming.resume();
    response.write('and so on');
  });
}

function exchange<T>(
  { endpoint }: LoopbackServer,
  onResponse: ExchangeHandler<T>['onResponse'],
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  return makeHttp().exchange({ method: 'GET', url: urlBelow(endpoint, '/') }, { onConnected() {}, onResponse }, signal);
}

async function read(response: HttpResponse, onChunk: (text: string) => void = () => {}): Promise<string> {
  let text = '';
  await response.readBody((chunk) => {
    text += chunk.toString();
    onChunk(text);
    return undefined;
  });
  return text;
}

describe('an exchange', () => {
  it('gives what is made of the response', async () => {
    expect(await exchange(await small(), read)).toBe('a small answer');
  });

  it('rejects with the reason of an abort in the turn in which the whole answer is here', async () => {
    const server = await small();
    const user = new AbortController();
    const reason = new Error('no longer wanted');
    const atHeaders = exchange(
      server,
      (response) => {
        user.abort(reason);
        return read(response);
      },
      user.signal,
    );
    await expect(atHeaders).rejects.toBe(reason);
    expect(abortListeners(user.signal)).toBe(0);
  });

  it('rejects with the reason of an abort by whoever reads the last piece', async () => {
    const user = new AbortController();
    const reason = new Error('no longer wanted');
    const atData = exchange(await small(), (response) => read(response, () => user.abort(reason)), user.signal);
    await expect(atData).rejects.toBe(reason);
  });

  it.each<[string, ExchangeHandler<never>['onResponse']]>([
    [
      'throws',
      () => {
        throw new Error('not wanted');
      },
    ],
    ['rejects', () => Promise.reject(new Error('not wanted'))],
  ])('ends the connection where the handler %s', async (_what, onResponse) => {
    const server = await endless();
    await expect(exchange(server, onResponse)).rejects.toThrow('not wanted');
    await server.untilIdle();
    expect(server.openSockets()).toBe(0);
  });

  it('keeps the connection of an answer that was read to its end, whatever is said of it', async () => {
    const server = await small();
    const http = makeHttp();
    const url = urlBelow(server.endpoint, '/');
    const { signal } = new AbortController();
    for (let i = 0; i < 3; i++) {
      const onResponse = async (response: HttpResponse): Promise<never> => {
        throw new Error(await read(response));
      };
      await expect(http.exchange({ method: 'GET', url }, { onConnected() {}, onResponse }, signal)).rejects.toThrow(
        'a small answer',
      );
    }
    expect(server.accepted()).toBe(1);
  });
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** A server that answers the first request of each connection, and does `then` with the second one. */
function answeringOnce(then: (socket: Socket) => void): Promise<LoopbackServer> {
  return serveSockets((socket) => {
    socket.once('data', () => {
      socket.write(OK);
      socket.once('data', () => then(socket));
    });
  });
}

function ask(http: HttpClient, { endpoint }: LoopbackServer, path = '/'): Promise<string> {
  const { signal } = new AbortController();
  return http.exchange(
    { method: 'GET', url: urlBelow(endpoint, path) },
    { onConnected() {}, onResponse: (response) => read(response) },
    signal,
  );
}

describe('a kept connection', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['is closed', (socket) => socket.end()],
    ['has the rest of an earlier answer in it', (socket) => socket.end('and this too')],
  ])('is stale when it %s before an answer, and the next request has a new one', async (_what, then) => {
    const server = await answeringOnce(then);
    const http = makeHttp();
    expect(await ask(http, server)).toBe('ok');
    await expect(ask(http, server)).rejects.toMatchObject({ code: 'stale-connection', retryable: true });
    expect(await ask(http, server)).toBe('ok');
    expect(server.accepted()).toBe(2);
  });

  it('that is stale takes the other idle ones of that server with it, and no other server’s', async () => {
    const server = await answeringOnce((socket) => socket.resetAndDestroy());
    const other = await small();
    const http = makeHttp();
    await Promise.all([ask(http, server), ask(http, server), ask(http, server), ask(http, other)]);
    expect(server.openSockets()).toBe(3);
    await expect(ask(http, server)).rejects.toMatchObject({ code: 'stale-connection' });
    await server.untilIdle();
    expect(await ask(http, server)).toBe('ok');
    await ask(http, other);
    expect(other.accepted()).toBe(1);
  });

  it('that breaks after the first bytes of an answer is not stale', async () => {
    const server = await answeringOnce((socket) => socket.write('HTTP/1.1 20', () => socket.resetAndDestroy()));
    const http = makeHttp();
    await ask(http, server);
    await expect(ask(http, server)).rejects.toMatchObject({ code: 'reset', retryable: true });
  });

  it('is not called stale when it is we who end it', async () => {
    const http = makeHttp();
    const server = await answeringOnce(() => http.dispose());
    await ask(http, server);
    await expect(ask(http, server)).rejects.toMatchObject({ code: 'reset' });
  });
});

describe('a new connection', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['reset', (socket) => socket.resetAndDestroy()],
    ['closed', (socket) => socket.end()],
  ])('that is %s before an answer is a failure of the server', async (_what, then) => {
    const server = await serveSockets((socket) => socket.once('data', () => then(socket)));
    await expect(ask(makeHttp(), server)).rejects.toMatchObject({ code: 'reset', retryable: true });
  });
});

describe('a body that is not as long as its headers say', () => {
  const saying = (length: number, body: string): Promise<LoopbackServer> =>
    serveSockets((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}`)),
    );

  it('is a broken connection when it is shorter', async () => {
    await expect(ask(makeHttp(), await saying(100, 'short'))).rejects.toMatchObject({ code: 'reset', retryable: true });
  });

  it('is never taken for whole when it is longer', async () => {
    const outcome = await ask(makeHttp(), await saying(4, 'much longer')).catch((error: unknown) => error);
    expect([expect.objectContaining({ code: 'reset' }), 'much']).toContainEqual(outcome);
  });
});

describe('a key', () => {
  it('that no header can carry is refused without being shown', async () => {
    const { signal } = new AbortController();
    const server = await small();
    const failure = makeHttp().exchange(
      { method: 'GET', url: urlBelow(server.endpoint, '/'), headers: { authorization: 'Bearer very\nsecret' } },
      { onConnected() {}, onResponse: (response) => read(response) },
      signal,
    );
    await expect(failure).rejects.toMatchObject({ code: 'unauthorized', retryable: false });
    await expect(failure).rejects.not.toThrow(/very|secret/);
    expect(server.accepted()).toBe(0);
  });

  it('is refused by an answer that wants to change the protocol', async () => {
    const server = await serveSockets((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ws\r\n\r\n'),
      );
    });
    await expect(exchange(server, read)).rejects.toMatchObject({ code: 'not-a-model-server', retryable: false });
    await server.untilIdle();
  });
});
