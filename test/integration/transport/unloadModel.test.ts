import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { unloadModel } from '../../../src/core/transport/unloadModel.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { serveHttp } from '../../support/loopbackServer.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { makeHttp } from './transports.ts';

const { signal: never } = new AbortController();

/** An Ollama with `phi3` in memory that drops it, or does not, and the bodies that it was sent. */
async function ollama(drops: boolean) {
  const bodies: unknown[] = [];
  let loaded = true;
  const { endpoint } = await serveHttp((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      if (incoming.url === '/api/ps') {
        return void response.end(JSON.stringify({ models: loaded ? [{ name: 'phi3:latest' }] : [] }));
      }
      bodies.push(JSON.parse(body));
      loaded &&= !drops;
      response.end('{"done":true,"done_reason":"unload"}');
    });
  });
  return { server: { endpoint, dialect: 'ollama', model: 'phi3' } as const, bodies };
}

describe('unloading a model', () => {
  it('is an empty question with a keep-alive of 0, and looked after', async () => {
    const { server, bodies } = await ollama(true);
    expect(await unloadModel({ http: makeHttp(), clock: systemClock }, server, never)).toBe('unloaded');
    expect(bodies).toEqual([{ model: 'phi3', messages: [], keep_alive: 0, stream: false }]);
  });

  it('says so where the server keeps it', async () => {
    const { server } = await ollama(false);
    const clock = new FakeClock();
    // Time goes on by itself, so that nobody waits five seconds.
    const hurry = setInterval(() => void clock.advance(500), 1);
    try {
      expect(await unloadModel({ http: makeHttp(), clock }, server, never)).toBe('still-loaded');
    } finally {
      clearInterval(hurry);
    }
  });

  it.each(['llama.cpp', 'openai'] as const)('is impossible in the dialect of %s, and asks nothing', async (dialect) => {
    const { server, bodies } = await ollama(true);
    expect(await unloadModel({ http: makeHttp(), clock: systemClock }, { ...server, dialect }, never)).toBe(
      'impossible',
    );
    expect(bodies).toEqual([]);
  });

  it('rejects where nobody answers, and promptly when it is cancelled', async () => {
    const simulator = await startForTest();
    const server = { endpoint: simulator.endpoint, dialect: 'ollama', model: 'simulator' } as const;
    await simulator.refuseConnections(true);
    await expect(unloadModel({ http: makeHttp(), clock: systemClock }, server, never)).rejects.toMatchObject({
      code: 'refused',
    });
    const { server: keeping } = await ollama(false);
    const cancel = new AbortController();
    const unloading = unloadModel({ http: makeHttp(), clock: systemClock }, keeping, cancel.signal);
    cancel.abort(new Error('enough'));
    await expect(unloading).rejects.toThrow('enough');
  });
});
