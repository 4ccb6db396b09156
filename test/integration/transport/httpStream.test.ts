import { describe, expect, it } from 'vitest';
import type { ExchangeHandler, HttpResponse } from '../../../src/core/transport/httpStream.ts';
import { urlBelow } from '../../../src/core/transport/httpStream.ts';
import { type LoopbackServer, serveHttp } from '../../support/loopbackServer.ts';
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
