import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { Secret } from '../../../src/core/base/secret.ts';
import { checkModel } from '../../../src/core/doctor/checkModel.ts';
import type { DoctorFinding, DoctorReport } from '../../../src/core/doctor/finding.ts';
import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';
import { HttpClient } from '../../../src/core/transport/httpStream.ts';
import { closedEndpoint, serveHttp } from '../../support/loopbackServer.ts';
import { startForTest } from '../simulator/startForTest.ts';

interface CheckOptions {
  readonly settings?: Partial<Settings>;
  readonly key?: string;
  readonly signal?: AbortSignal;
  readonly onFinding?: (finding: DoctorFinding) => void;
}

function check(endpoint: string, options: CheckOptions = {}): Promise<DoctorReport> {
  const http = new HttpClient({ clock: systemClock });
  onTestFinished(() => http.dispose());
  const { key, onFinding, signal = new AbortController().signal } = options;
  return checkModel(
    {
      http,
      clock: systemClock,
      settings: { ...defaultSettings(), 'planscope.model.endpoint': endpoint, ...options.settings },
      keyFor: () => Promise.resolve(key === undefined ? undefined : new Secret(key)),
      ...(onFinding === undefined ? {} : { onFinding }),
    },
    signal,
  );
}

function about(report: DoctorReport, subject: DoctorFinding['about']): DoctorFinding | undefined {
  return report.findings.find((finding) => finding.about === subject);
}

const statuses = ({ findings }: DoctorReport): string[] => findings.map((one) => `${one.about} ${one.status}`);

const quickAnswer = `${JSON.stringify({
  model: 'phi3',
  message: { role: 'assistant', content: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}' },
  done: true,
  done_reason: 'stop',
})}\n`;

/** An Ollama that says "loading" to the first `times` questions. */
function serveLoading(times: number) {
  let asked = 0;
  return serveHttp((incoming, response) => {
    incoming.resume();
    if (incoming.url === '/api/version') return void response.end('{"version":"0.9.0"}');
    if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
    if (incoming.url === '/api/ps') return void response.end('{"models":[]}');
    if (asked++ >= times) return void response.end(quickAnswer);
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"loading model"}');
  });
}

describe('the check of a server that begins to load in the middle of it', () => {
  it('waits until the model is loaded', async () => {
    const { endpoint } = await serveLoading(2);
    expect(about(await check(endpoint), 'plan')).toMatchObject({ status: 'ok' });
  });

  it('says that it is loading where that takes longer than a first byte may', async () => {
    const { endpoint } = await serveLoading(Infinity);
    const report = await check(endpoint, { settings: { 'planscope.deadlines.firstByteMs': 300 } });
    expect(report.findings.at(-1)).toMatchObject({
      about: 'memory',
      status: 'error',
      text: expect.stringContaining('still loading'),
      advice: expect.stringContaining('Wait until the model is loaded'),
    });
  });
});

describe('the check of a server that is well', () => {
  it('finds everything in order, and only warns that a simulator is no model', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    const told: DoctorFinding[] = [];
    const report = await check(simulator.endpoint, { onFinding: (finding) => told.push(finding) });
    expect(statuses(report)).toEqual([
      'server warning',
      expect.stringMatching(/^memory /),
      'form ok',
      'context ok',
      'speed ok',
      'plan ok',
    ]);
    expect(told).toEqual(report.findings);
    expect(report.verdict).toBe('warning');
    expect(simulator.stats().requests).toBe(1);
  });

  it('has advice exactly where something can be done', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    for (const { status, advice } of (await check(simulator.endpoint)).findings) {
      expect(advice === undefined).toBe(status === 'ok');
    }
  });

  it('says of a memory that was empty before its question that an answer waits, and of a full one that it does not', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    expect(about(await check(simulator.endpoint), 'memory')).toMatchObject({
      status: 'warning',
      text: 'phi3 was not loaded when this check began: an answer then waits until it is read from disk.',
    });
    expect(about(await check(simulator.endpoint), 'memory')).toMatchObject({ status: 'ok', text: 'phi3 is loaded.' });
  });

  it('counts the tokens of a prompt that the server still had only once', async () => {
    const answer = JSON.stringify({
      choices: [{ delta: { content: '{"plan_id":"p","steps":[]}' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 4_000, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 3_900 } },
    });
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/v1/models') {
        return void response.end('{"data":[{"id":"phi3","owned_by":"vllm","max_model_len":6000}]}');
      }
      if (incoming.method === 'POST') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        return void response.end(`data: ${answer}\n\ndata: [DONE]\n\n`);
      }
      response.writeHead(404).end();
    });
    expect(about(await check(server.endpoint), 'context')).toMatchObject({
      status: 'ok',
      text: expect.stringContaining('takes 4000 tokens'),
    });
  });

  it('waits no longer for what is in memory than for a connection', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end('{"version":"0.9.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
      if (incoming.url !== '/api/ps') response.end(quickAnswer);
    });
    const report = await check(server.endpoint, { settings: { 'planscope.deadlines.connectMs': 100 } });
    expect(about(report, 'memory')?.text).toBe('The server does not say whether phi3 is loaded.');
    expect(about(report, 'plan')).toMatchObject({ status: 'ok' });
    await vi.waitFor(() => expect(server.openSockets()).toBe(1));
  });

  it('gives the key that was set for it', async () => {
    const simulator = await startForTest({ models: ['phi3'], apiKey: 'sk-right' });
    expect((await check(simulator.endpoint, { key: 'sk-right' })).verdict).toBe('warning');
  });
});

describe('the check of a server that lacks something', () => {
  it('says that nobody answers, and what to start', async () => {
    const endpoint = await closedEndpoint();
    const report = await check(endpoint);
    expect(report).toMatchObject({ verdict: 'error', findings: [{ about: 'server', status: 'error' }] });
    expect(report.findings[0]?.text).toContain(`No model server answers at ${endpoint}`);
    expect(report.findings[0]?.advice).toContain('Check again once a server runs, or start the simulator');
  });

  it('says that the model is missing, and not that the server is', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end('{"version":"0.9.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"a:1"},{"name":"b:1"}]}');
      response.writeHead(404).end();
    });
    const report = await check(server.endpoint);
    expect(statuses(report)).toEqual(['model error']);
    expect(report.findings[0]?.text).toContain('ollama pull phi3');
    expect(report.findings[0]?.advice).toContain('Get the model');
  });

  it('says that it wants a key, and repeats no wrong one', async () => {
    const simulator = await startForTest({ apiKey: 'sk-right' });
    const without = await check(simulator.endpoint);
    expect(without.findings[0]).toMatchObject({ about: 'server', advice: expect.stringContaining('gets its key') });
    const wrong = await check(simulator.endpoint, { key: 'sk-wrong' });
    expect(wrong.verdict).toBe('error');
    expect(JSON.stringify(wrong)).not.toContain('sk-wrong');
  });

  it('says that it is still loading, which passes', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"Loading model"}}');
    });
    const report = await check(server.endpoint);
    expect(report.findings).toMatchObject([{ about: 'memory', advice: expect.stringContaining('Wait') }]);
  });

  it('says that the context of the server is too small for the prompt', async () => {
    const simulator = await startForTest({ dialects: ['llama.cpp'], contextTokens: 1_024 });
    const report = await check(simulator.endpoint);
    expect(report.verdict).toBe('error');
    expect(about(report, 'context')).toMatchObject({ status: 'error', advice: expect.any(String) });
  });

  it('says that the context that is asked for holds the prompt but not the answer, and how much would do', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    const settings = { 'planscope.model.contextTokens': 4_096, 'planscope.model.maxOutputTokens': 3_000 };
    const finding = about(await check(simulator.endpoint, { settings }), 'context');
    expect(finding).toMatchObject({ status: 'error' });
    expect(finding?.advice).toMatch(/Raise planscope\.model\.contextTokens to [5-7]\d{3} or more/);
  });

  it('names the forms that the server refuses, and the one that it takes', async () => {
    const simulator = await startForTest({ models: ['phi3'], structuredOutput: ['text'] });
    const finding = about(await check(simulator.endpoint), 'form');
    expect(finding).toMatchObject({ status: 'warning' });
    expect(finding?.text).toMatch(/nothing: free text\. It refused a JSON schema of the tools and JSON, of any form\./);
  });

  it('says that a form below the best was wished for', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    const report = await check(simulator.endpoint, { settings: { 'planscope.model.structuredOutput': 'json' } });
    expect(about(report, 'form')?.advice).toContain('planscope.model.structuredOutput to auto');
  });

  it('says that it is slow', async () => {
    // 40 ms for each token at scale 1; at 8 a few tokens a second.
    const simulator = await startForTest({ models: ['phi3'], latency: { type: 'phi3', scale: 0.02 } });
    expect(about(await check(simulator.endpoint), 'speed')).toMatchObject({ status: 'ok' });
    const slow = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end('{"version":"0.9.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
      if (incoming.url === '/api/ps') return void response.end('{"models":[{"name":"phi3","model":"phi3"}]}');
      const message = { role: 'assistant', content: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}' };
      const counts = { prompt_eval_count: 3_000, eval_count: 20, eval_duration: 10e9, load_duration: 0 };
      response.end(`${JSON.stringify({ model: 'phi3', message, done: true, done_reason: 'stop', ...counts })}\n`);
    });
    const report = await check(slow.endpoint);
    expect(about(report, 'server')).toMatchObject({ status: 'ok' });
    expect(about(report, 'speed')).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('2.0 tokens per second'),
      advice: expect.stringContaining('quantised'),
    });
  });

  it('says that its plan cannot be carried out', async () => {
    const simulator = await startForTest({
      models: ['phi3'],
      faults: { type: 'rates', rates: [{ kind: 'wrong-tool', rate: 1 }] },
    });
    expect(about(await check(simulator.endpoint), 'plan')).toMatchObject({ status: 'warning' });
  });

  it('says what failed where the one question fails, and goes no further', async () => {
    const simulator = await startForTest({
      models: ['phi3'],
      faults: { type: 'rates', rates: [{ kind: 'error', rate: 1 }] },
    });
    const report = await check(simulator.endpoint);
    expect(statuses(report).slice(2)).toEqual(['model error']);
    expect(report.findings.at(-1)?.text).toContain('500');
  });

  it('says where a limit of time passed', async () => {
    const simulator = await startForTest({
      models: ['phi3'],
      faults: { type: 'rates', rates: [{ kind: 'stall', rate: 1 }] },
    });
    const report = await check(simulator.endpoint, { settings: { 'planscope.deadlines.firstByteMs': 100 } });
    expect(about(report, 'speed')).toMatchObject({ status: 'error' });
  });
});

describe('a cancel of the check', () => {
  it('ends the one question at once, and leaves no request', async () => {
    const simulator = await startForTest({
      models: ['phi3'],
      faults: { type: 'rates', rates: [{ kind: 'stall', rate: 1 }] },
    });
    const cancel = new AbortController();
    const rejection = expect(check(simulator.endpoint, { signal: cancel.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    cancel.abort();
    await rejection;
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(0));
  });
});
