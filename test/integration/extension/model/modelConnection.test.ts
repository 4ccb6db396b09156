import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../../src/core/base/clock.ts';
import { Emitter } from '../../../../src/core/base/events.ts';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { Client } from '../../../../src/core/client.ts';
import { defaultSettings } from '../../../../src/core/settings/settings.ts';
import { ModelConnection } from '../../../../src/extension/model/modelConnection.ts';
import { SimulatorController } from '../../../../src/extension/model/simulatorController.ts';
import { serveHttp } from '../../../support/loopbackServer.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';

/** The editor's connection to an Ollama that says "loading" to the first `times` looks, and its states one by one. */
async function connectionTo(times: number, { isTrusted = true } = {}) {
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
  const grants = new Emitter<void>(() => {});
  const given = { isTrusted };
  const trust = { isGranted: () => given.isTrusted, onDidGrant: grants.event };
  const grant = (): void => {
    given.isTrusted = true;
    grants.fire();
  };
  const connection = new ModelConnection({
    client,
    simulator: new SimulatorController({ logger, trust, entry: 'none' }),
    trust,
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
  return { server, client, connection, states, logger, grant };
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

describe('the editor’s connection in a workspace that is not trusted', () => {
  const signal = new AbortController().signal;

  it('asks nobody, starts no simulator, and says why', async () => {
    const { server, connection } = await connectionTo(0, { isTrusted: false });
    const found = [await connection.ensure(signal), await connection.lookAgain()];
    connection.configure({ ...defaultSettings(), 'planscope.model.name': 'another' });
    for (const { target, message } of found) {
      expect(target).toBeUndefined();
      expect(message).toContain('Restricted Mode');
    }
    expect(connection).toMatchObject({ state: 'restricted', message: found[0]?.message });
    await expect(connection.useSimulator()).rejects.toMatchObject({ code: 'untrusted-workspace' });
    expect(server.looks).toBe(0);
  });

  it('looks by itself once it is trusted, where a model was needed before', async () => {
    const { client, connection, grant } = await connectionTo(0, { isTrusted: false });
    await connection.ensure(signal);
    grant();
    await vi.waitFor(() => expect(connection.state).toBe('connected'), { timeout: 20_000 });
    expect(client.target?.model).toBe('phi3');
  });

  it('goes on looking for nothing until one is needed', async () => {
    const { server, connection, states, grant } = await connectionTo(0, { isTrusted: false });
    grant();
    expect(states).toEqual(['idle']);
    expect(server.looks).toBe(0);
    expect((await connection.ensure(signal)).target?.model).toBe('phi3');
  });
});
