import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlan } from '../../../src/cli/plan.ts';
import { printing } from '../../../src/cli/terminalWords.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import { closedEndpoint, serveHttp } from '../../support/loopbackServer.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { startRulesSimulator } from '../../support/rulesSimulator.ts';

const SCENARIO = 'media/sample-workspace/door-behind-wall.scenario.json';

describe('plan in a terminal', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'] });
  });

  afterAll(async () => {
    await simulator.dispose();
  });

  async function plan(
    ...argv: string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const { io, said } = recordingTerminal();
    return { code: await runPlan(argv, printing(io)), ...said };
  }

  it('prints the plan, and names a simulator as one under whatever name it is asked', async () => {
    const { code, out, err } = await plan(SCENARIO, '--endpoint', simulator.endpoint, '--model', 'phi3');
    expect(code).toBe(0);
    expect(out).toContain('made by phi3 (simulator)');
    expect(err).toContain('asked as phi3. Its plans are made by rules, not by a model.');
  });

  it('says in JSON what answered, and beside it on standard error', async () => {
    const { out, err } = await plan(SCENARIO, '--endpoint', simulator.endpoint, '--json');
    expect(JSON.parse(out)).toMatchObject({ source: 'model', tier: 'full', trace: { answerer: 'simulator' } });
    expect(err).toContain('made by rules, not by a model');
  });

  it.each([[[]], [['--json']]])('advises its own options where the plan is a fallback (%j)', async (more) => {
    const { endpoint } = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') response.end('{"version":"0.12.0"}');
      else if (incoming.url === '/api/tags') response.end('{"models":[{"name":"phi3"}]}');
      else if (incoming.url === '/api/chat') response.writeHead(404).end('{"error":"model \'phi3\' not found"}');
      else response.writeHead(404).end();
    });
    const { code, out } = await plan(SCENARIO, '--endpoint', endpoint, ...more);
    expect([code, out]).toEqual([3, expect.stringContaining('set --model')]);
    expect(out).not.toContain('planscope.model');
  });

  it('takes no other model for the one that was named', async () => {
    const { code, err } = await plan(SCENARIO, '--endpoint', simulator.endpoint, '--model', 'llama');
    expect(code).toBe(2);
    expect(err).toContain('"llama"');
  });

  it.each([
    [['nowhere.scenario.json'], 'nowhere.scenario.json'],
    [['package.json'], 'package.json:'],
    [[], 'Name one scenario file'],
    [[SCENARIO, '--endpoint', 'phi3'], '--endpoint must be'],
    [[SCENARIO, '--bogus'], '--bogus'],
  ])('refuses %j with what is wrong', async (argv, text) => {
    const { code, out, err } = await plan(...argv);
    expect(code).toBe(2);
    expect(err).toContain(text);
    expect(out).toBe('');
  });

  it('advises its own options, not the settings of the editor', async () => {
    const { code, err } = await plan(SCENARIO, '--endpoint', await closedEndpoint());
    expect(code).toBe(2);
    expect(err).toContain('set --endpoint');
    expect(err).not.toContain('planscope.');
  });

  it('advises them in the reason of a fallback too', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end('{"version":"0.1.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
      response.writeHead(404).end('{"error":"model not found"}');
    });
    const { code, out } = await plan(SCENARIO, '--endpoint', server.endpoint);
    expect(code).toBe(3);
    expect(out).toContain('set --model');
    expect(out).not.toContain('planscope.');
  });

  it.each([[], ['--json']])('shows control characters of a model and its server as escapes (%j)', async (...argv) => {
    const evil = 'p\u001b[2J\u009b\u202e\nforged';
    const message = { content: JSON.stringify({ plan_id: evil, steps: [{ act: 'Scan', radius: 5 }] }) };
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end(JSON.stringify({ version: `0.1${evil}` }));
      if (incoming.url === '/api/tags')
        return void response.end(JSON.stringify({ models: [{ name: `phi3:${evil}` }] }));
      response.end(`${JSON.stringify({ message, done: true, done_reason: 'stop' })}\n`);
    });
    const { code, out, err } = await plan(SCENARIO, '--endpoint', server.endpoint, ...argv);
    expect(code).toBe(0);
    expect(out).toContain('p\\u001b[2J\\u009b\\u202e\\nforged');
    expect((out + err).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out + err).not.toMatch(/^forged/m);
  });

  it('waits for a server that is loading its model, and says so once', async () => {
    let looks = 0;
    const message = { content: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}' };
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version' && looks++ > 0) return void response.end('{"version":"0.9.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
      if (incoming.method === 'POST') {
        return void response.end(`${JSON.stringify({ message, done: true, done_reason: 'stop' })}\n`);
      }
      response.writeHead(503).end('{"error":{"message":"Loading model"}}');
    });
    const { code, err } = await plan(SCENARIO, '--endpoint', server.endpoint);
    expect(code).toBe(0);
    expect(err.match(/loading its model/g)).toHaveLength(1);
    expect(err).toContain('Ollama 0.9.0');
  });

  it('does not repeat a password that stands in the address', async () => {
    const { code, err } = await plan(SCENARIO, '--endpoint', 'http://me:secret@127.0.0.1:1');
    expect(code).toBe(2);
    expect(err).not.toContain('secret');
  });

  it('says that nothing listens at the address that was named', async () => {
    const endpoint = await closedEndpoint();
    const { code, err } = await plan(SCENARIO, '--endpoint', endpoint);
    expect(code).toBe(2);
    expect(err).toContain(endpoint);
  });
});
