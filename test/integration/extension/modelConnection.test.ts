import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import { Client } from '../../../src/core/client.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { ModelConnection } from '../../../src/extension/modelConnection.ts';
import { SimulatorController } from '../../../src/extension/simulatorController.ts';
import { serveHttp } from '../../support/loopbackServer.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

/** The editor's connection to an Ollama that says "loading" to the first `times` looks, and its states one by one. */
async function connectionTo(times: number) {
  const server = { looks: 0 };
  const { endpoint } = await serveHttp((incoming, response) => {
    incoming.resume();
    if (incoming.url === '/api/version' && server.looks++ >= times) return void response.end('{"version":"0.9.0"}');
    if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
    response.writeHead(503).end('{"error":{"message":"Loading model"}}');
  });
  const settings = { ...defaultSettings(), 'planscope.model.endpoint': endpoint };
  const client = new Client({ clock: systemClock, random: seededRandom(1), logger: silentLogger, settings });
  const logger = new RecordingLogger();
  const connection = new ModelConnection({
    client,
    simulator: new SimulatorController({ logger, entry: 'none' }),
    clock: systemClock,
    keyFor: () => Promise.resolve(undefined),
    logger,
  });
  onTestFinished(() => {
    connection.dispose();
    client.dispose();
  });
  const states: string[] = [];
  connection.onDidChange(() => {
    if (connection.state !== states.at(-1)) states.push(connection.state);
  });
  return { server, client, connection, states, logger };
}

describe('the editor’s connection to a server that is loading its model', () => {
  it('is there by itself once the model is loaded, and says until then that it loads', async () => {
    const { client, connection, states, logger } = await connectionTo(2);
    expect((await connection.ensure(new AbortController().signal)).lacks).toBe('time');
    expect(connection.state).toBe('loading');
    await vi.waitFor(() => expect(connection.state).toBe('connected'), { timeout: 20_000 });
    expect(states).toEqual(['looking', 'loading', 'connected']);
    expect(client.target?.model).toBe('phi3');
    expect(logger.lines.filter((line) => line.includes('is loading its model'))).toHaveLength(1);
  });

  it('looks no more once the window has closed', async () => {
    const { server, connection } = await connectionTo(Infinity);
    await connection.ensure(new AbortController().signal);
    const { looks } = server;
    connection.dispose();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(server.looks).toBe(looks);
  });
});
