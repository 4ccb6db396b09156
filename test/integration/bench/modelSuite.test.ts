import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { floors } from '../../../bench/floors.ts';
import { modelSuite } from '../../../bench/suites/model.ts';
import { benchFixtures } from '../../../bench/support/fixtures.ts';
import { answererWords, identityOf, profileChoice } from '../../../bench/support/modelServer.ts';
import { bench } from '../../../src/cli/bench.ts';
import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { readEnvironment } from '../../../src/core/bench/environment.ts';
import type { BenchMessage, BenchReport, CaseResult } from '../../../src/core/bench/report.ts';
import { runBenchmarks } from '../../../src/core/bench/runner.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import { isBenchReport } from '../../../src/shared/guards/reportGuard.ts';
import { closedEndpoint, serveHttp } from '../../support/loopbackServer.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { startRulesSimulator } from '../../support/rulesSimulator.ts';
import { sourceProgram } from './programs/sourceProgram.ts';

const IDS = ['time_to_plan', 'cold_and_warm', 'prefix_reuse', 'concurrency', 'funnel'].map((name) => `model/${name}`);

/** `planscope bench --quick --suite model …` in this process. */
async function run(...argv: string[]) {
  const { io, said } = recordingTerminal();
  const messages: BenchMessage[] = [];
  const cancel = { now: (): void => {} };
  const code = bench(['--quick', '--suite', 'model', ...argv], io, {
    program: sourceProgram,
    connectParent: (onCancel) => {
      cancel.now = onCancel;
      return { send: async (message) => void messages.push(message), dispose: () => {} };
    },
  });
  return { code, said, messages, cancel };
}

function reportIn(messages: readonly BenchMessage[]): BenchReport {
  const last = messages.at(-1);
  if (last?.type !== 'report') throw new Error(`There is no report, but ${JSON.stringify(last)}.`);
  return last.report;
}

function caseOf(report: BenchReport, name: string): CaseResult {
  const found = report.cases.find(({ id }) => id === `model/${name}`);
  if (found === undefined) throw new Error(`There is no case ${name}.`);
  return found;
}

/** An Ollama in front of the simulator that says that it reads a millisecond for each character after the known prefix. */
async function withPrefixCache({ endpoint }: Simulator): Promise<string> {
  let before = '';
  const prefillMs = (body: string): number => {
    const { messages } = JSON.parse(body) as { messages: readonly { content: string }[] };
    const prompt = messages.map(({ content }) => content).join('\n');
    let same = 0;
    while (same < prompt.length && prompt[same] === before[same]) same++;
    before = prompt;
    return prompt.length - same;
  };
  const server = await serveHttp((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    const reply = async (): Promise<void> => {
      const isPost = incoming.method === 'POST';
      const answer = await fetch(`${endpoint}${incoming.url}`, isPost ? { method: 'POST', body } : {});
      const text = (await answer.text()).replace(/"version":"[^"]*"/, '"version":"0.12.3"');
      if (incoming.url !== '/api/chat') return void response.writeHead(answer.status).end(text);
      const figures = `"done":true,"eval_duration":1000000,"prompt_eval_duration":${prefillMs(body) * 1e6}`;
      response.end(text.replace('"done":true', figures));
    };
    incoming.on('end', () => void reply());
  });
  return server.endpoint;
}

describe('the suite model', () => {
  it('says of the simulator’s profile in note, report and figures that it is no model', async () => {
    const choice = profileChoice(defaultSettings());
    const program = sourceProgram();
    const spawn = { clock: systemClock, logger: silentLogger, execPath: program.execPath, entry: program.cliEntry };
    const report = await runBenchmarks(
      {
        clock: systemClock,
        turn: () => turn(),
        fixtures: benchFixtures(spawn, 42, choice),
        cases: modelSuite(answererWords(choice)),
        floors: floors(),
        mode: 'quick',
        seed: 42,
        environment: readEnvironment('0.0.0-test'),
        model: identityOf(choice),
      },
      new AbortController().signal,
    );
    expect(report.cases.map(({ error }) => error)).toEqual(IDS.map(() => undefined));
    expect(report.cases.map(({ id }) => id)).toEqual(IDS);
    for (const { note, model, metrics } of report.cases) {
      expect(note).toContain('the simulator, Phi-3 profile at scale 0.01, not a model');
      expect(model).toEqual({ kind: 'simulator', name: 'simulator', server: 'Phi-3 profile at scale 0.01' });
      expect(metrics).toMatchObject({ profileScale: 0.01 });
    }
    expect(isBenchReport(report)).toBe(true);
    expect(caseOf(report, 'cold_and_warm').metrics).toMatchObject({ cold: 'measured', loadByServerP50Ms: 50 });
    expect(caseOf(report, 'concurrency').metrics).toMatchObject({ paysUpTo: 1, requests: 19 });
    const { timeToFirstTokenP50Ms, prefillShare, decodeTokensPerSecond } = caseOf(report, 'time_to_plan').metrics ?? {};
    // The profile: 2.9 ms a token of the prompt and 2.4 s, 25 tokens per second, a hundredth of that.
    expect(timeToFirstTokenP50Ms).toBeGreaterThan(90);
    expect(prefillShare).toBeGreaterThan(0.7);
    expect(Number(decodeTokensPerSecond)).toBeCloseTo(2_500, -3);
  });

  describe.each(['ollama', 'llama.cpp', 'openai'] as const)('against a server that speaks only %s', (dialect) => {
    let simulator: Simulator;

    beforeEach(async () => {
      simulator = await startRulesSimulator({ dialects: [dialect], latency: { type: 'fixed', serviceTimeMs: 12 } });
    });

    afterEach(() => simulator.dispose());

    it('measures every case, and cold only where the server can unload', async () => {
      const { code, said, messages } = await run('--endpoint', simulator.endpoint);
      expect(await code, said.err).toBe(0);
      const report = reportIn(messages);
      expect(report.model).toMatchObject({ kind: 'simulator', name: 'simulator' });
      expect(report.cases.map(({ id }) => id)).toEqual(IDS);
      expect(said.out).toContain('not a real model');
      expect(said.err).toContain('made by rules, not by a model');
      expect(caseOf(report, 'time_to_plan').metrics).toMatchObject({ modelPlans: 8, timings: 'by the server' });
      expect(caseOf(report, 'time_to_plan')).toMatchObject({ samples: 8, p50: expect.any(Number), p95: null });
      expect(caseOf(report, 'prefix_reuse').metrics).toMatchObject({
        changedTailFrom: expect.stringContaining('"world"'),
        changedHeadFrom: expect.stringContaining('"tools"'),
      });
      // A fixed service time is one for all at once, so more at a time pays; up to where hangs on the machine.
      expect(Number(caseOf(report, 'concurrency').metrics?.['paysUpTo'])).toBeGreaterThan(1);
      expect(caseOf(report, 'funnel').plots?.[0]).toMatchObject({ type: 'funnel', stages: expect.any(Array) });
      const cold = caseOf(report, 'cold_and_warm');
      expect(cold.metrics).toMatchObject({ cold: dialect === 'ollama' ? 'measured' : 'not measurable on this server' });
      expect(cold.samples).toBe(dialect === 'ollama' ? 6 : 0);
    });
  });

  it('sees the prefix cache of a server that has one, and what a changed head costs', async () => {
    const simulator = await startRulesSimulator({ models: ['phi3'] });
    try {
      const { code, said, messages } = await run('--endpoint', await withPrefixCache(simulator), '--filter', 'prefix');
      expect(await code, said.err).toBe(0);
      const report = reportIn(messages);
      expect(report.model).toMatchObject({ kind: 'server', name: 'phi3', server: 'Ollama 0.12.3' });
      const { metrics, advice } = caseOf(report, 'prefix_reuse');
      expect(metrics).toMatchObject({ prefixCache: 'seen', pairs: 6, timings: 'by the server' });
      // A millisecond a character: a changed tail is the world, a changed head nearly all of the prompt.
      expect(metrics?.['tailPrefillP50Ms']).toBeLessThan(1_300);
      expect(metrics?.['headPrefillP50Ms']).toBeGreaterThan(9_000);
      expect(metrics?.['headOverTailLowMs']).toBeGreaterThan(8_000);
      expect(advice?.[0]).toContain('A changed head breaks it');
    } finally {
      await simulator.dispose();
    }
  });

  it('shows the key of the environment to the server that was named', async () => {
    const simulator = await startRulesSimulator({ apiKey: 'a-key-of-mine' });
    vi.stubEnv('PLANSCOPE_API_KEY', 'a-key-of-mine');
    try {
      const { code, said, messages } = await run('--endpoint', simulator.endpoint, '--filter', 'funnel');
      expect(await code, said.err).toBe(0);
      expect(JSON.stringify(reportIn(messages))).not.toContain('a-key-of-mine');
    } finally {
      vi.unstubAllEnvs();
      await simulator.dispose();
    }
  });

  it('refuses a server that is not there before anything runs', async () => {
    const endpoint = await closedEndpoint();
    const { code, said } = await run('--endpoint', endpoint);
    expect(await code).toBe(2);
    expect(said.err).toContain(`No model server answers at ${endpoint}`);
    expect(said.err).not.toContain('[1/');
    expect(said.out).toBe('');
  });

  it('refuses a model that the server does not have', async () => {
    const simulator = await startRulesSimulator();
    try {
      const { code, said } = await run('--endpoint', simulator.endpoint, '--model', 'llama');
      expect(await code).toBe(2);
      expect(said.err).toContain('has no model "llama"');
    } finally {
      await simulator.dispose();
    }
  });

  it('fails its cases, and says why, where the server answers no question', async () => {
    const server = await serveHttp((incoming, response) => {
      incoming.resume();
      if (incoming.url === '/api/version') return void response.end('{"version":"0.1.0"}');
      if (incoming.url === '/api/tags') return void response.end('{"models":[{"name":"phi3"}]}');
      response.writeHead(500).end('{"error":"the runner has died"}');
    });
    const { code, said, messages } = await run('--endpoint', server.endpoint, '--filter', 'time_to_plan');
    expect(await code).toBe(1);
    expect(caseOf(reportIn(messages), 'time_to_plan')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('The model gave no answer'),
      model: { kind: 'server', name: 'phi3', server: 'Ollama 0.1.0' },
    });
    expect(said.out).toContain('model phi3 (Ollama 0.1.0)');
  });

  it('ends promptly when it is cancelled in the middle of a slow answer', async () => {
    const simulator = await startRulesSimulator({ latency: { type: 'phi3', scale: 1 } });
    try {
      const { code, said, messages, cancel } = await run('--endpoint', simulator.endpoint, '--filter', 'time_to_plan');
      await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1), 10_000);
      const askedMs = performance.now();
      cancel.now();
      expect(await code).toBe(130);
      expect(performance.now() - askedMs).toBeLessThan(1_000);
      expect(said.err).toContain('Cancelled.');
      expect(messages.some(({ type }) => type === 'report')).toBe(false);
      await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(0));
    } finally {
      await simulator.dispose();
    }
  });
});
