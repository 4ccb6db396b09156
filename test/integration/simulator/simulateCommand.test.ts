import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { simulate } from '../../../src/cli/simulate.ts';
import { simulateHelp } from '../../../src/cli/simulateHelp.ts';
import { parseSimulateOptions } from '../../../src/cli/simulateOptions.ts';
import { faultMeanings } from '../../../src/core/simulator/faults.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { call, chatBody, words } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

interface Terminal {
  readonly code: Promise<number>;
  out(): string;
  err(): string;
  /** The address it printed, once it has. */
  endpoint(): Promise<string>;
  ctrlC(): void;
}

function run(...argv: string[]): Terminal {
  const cancel = new AbortController();
  const { io, said } = recordingTerminal(cancel.signal);
  // No parent: the test runner's own channel to this process is none of the command's business.
  const code = simulate(argv, io, undefined);
  onTestFinished(async () => {
    cancel.abort();
    await code;
  });
  const endpoint = (): Promise<string> =>
    vi.waitFor(() => {
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out) ?? [];
      if (address === undefined) throw new Error(`No address yet. ${said.err}`);
      return address;
    });
  return { code, out: () => said.out, err: () => said.err, endpoint, ctrlC: () => cancel.abort() };
}

async function file(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'planscope-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'transcripts.jsonl');
  await writeFile(path, content);
  return path;
}

describe('planscope simulate', () => {
  it('prints its address, serves there, and ends cleanly with Ctrl+C', async () => {
    const terminal = run('--model', 'other');
    const endpoint = await terminal.endpoint();
    const answer = await call(endpoint, '/api/chat', { body: chatBody({ model: 'other' }) }).answer;
    expect(answer.complete).toBe(true);
    expect(terminal.out()).toMatch(/models: simulator, other/);
    terminal.ctrlC();
    expect(await terminal.code).toBe(0);
    expect(terminal.err()).toBe('');
    expect(await call(endpoint, '/api/version').answer).toMatchObject({ error: 'ECONNREFUSED' });
  });

  it('replays a file of transcripts', async () => {
    const path = await file('{"id":"a","model":"m","prompt":"p","response":"recorded","responseSeconds":3}\n');
    const terminal = run('--replay', path, '--scale', '0');
    const answer = await call(await terminal.endpoint(), '/api/chat', { body: chatBody() }).answer;
    expect(words(answer.text)).toBe('recorded');
  });

  it('fails the share of requests that it is told to', async () => {
    const terminal = run('--fail', 'busy=1');
    expect(await call(await terminal.endpoint(), '/api/chat', { body: chatBody() }).answer).toMatchObject({
      status: 503,
    });
  });

  it('is the kind of server that it is told to be, and keeps the key to itself', async () => {
    const terminal = run('--dialect', 'llama.cpp', '--api-key', 'opensesame', '--parallel', '3', '--context', '2048');
    const endpoint = await terminal.endpoint();
    expect(await call(endpoint, '/api/version').answer).toMatchObject({ status: 404 });
    expect(await call(endpoint, '/props').answer).toMatchObject({ status: 401 });
    const headers = { authorization: 'Bearer opensesame' };
    const props = await call(endpoint, '/props', { headers }).answer;
    expect(JSON.parse(props.text)).toMatchObject({ total_slots: 3, default_generation_settings: { n_ctx: 2_048 } });
    expect(terminal.out()).toContain('dialects: llama.cpp; asks for the API key');
    expect(terminal.out()).not.toContain('opensesame');
  });

  it('explains itself, every kind of failure included', async () => {
    const terminal = run('--help');
    expect(await terminal.code).toBe(0);
    expect(terminal.out()).toBe(simulateHelp());
    for (const kind of Object.keys(faultMeanings)) expect(simulateHelp()).toContain(`    ${kind} `);
  });

  it('refuses a port in use with exit code 2', async () => {
    const { port } = await startForTest();
    const terminal = run('--port', String(port));
    expect(await terminal.code).toBe(2);
    expect(terminal.err()).toMatch(new RegExp(`^planscope simulate: Port ${port} .*in use.*\n$`));
  });

  it('names the file, the line and the field of a bad transcript', async () => {
    const path = await file('{"id":"a","model":"m","prompt":"p","response":5,"responseSeconds":3}\n');
    const terminal = run('--replay', path);
    expect(await terminal.code).toBe(2);
    expect(terminal.err()).toContain(`${path}, line 1: "response" must be a string.`);
  });

  it('names a file that it cannot read', async () => {
    const terminal = run('--replay', join('nowhere', 'at-all.jsonl'));
    expect(await terminal.code).toBe(2);
    expect(terminal.err()).toMatch(/There is no file nowhere.at-all\.jsonl/);
  });

  it.each([
    [['--port', '70000'], /--port is "70000"; it takes a whole number from 0 to 65535/],
    [['--port', ''], /--port is ""/],
    [['--service-time', '-5'], /--service-time is "-5"|--service-time.*ambiguous/],
    [['--service-time=soon'], /--service-time is "soon"; it takes milliseconds/],
    [['--profile', 'gpt'], /the only profile is phi3/],
    [['--service-time', '1e300'], /--service-time is "1e300"; it takes milliseconds from 0 to 2147483647/],
    [['--service-time', '2147483648'], /from 0 to 2147483647/],
    [['--profile', 'phi3', '--scale', '1e300'], /--scale is "1e300"; it takes a number from 0 to 1000/],
    [['--scale', '2'], /--scale needs --profile or --replay/],
    [['--service-time', '5', '--profile', 'phi3'], /leave out --profile/],
    [['--fail', 'busy'], /write busy=RATE/],
    [['--fail', 'busy=2'], /from 0 to 1/],
    [['--fail', 'meteor=0.1'], /no failure "meteor".*refuse,.* error/],
    [['--fail', 'busy=0.7', '--fail', 'error=0.7'], /add up to/],
    [['--seed', '1.5'], /--seed is "1\.5"/],
    [['--dialect', 'esperanto'], /--dialect is "esperanto"; it takes ollama, llama\.cpp, openai/],
    [['--structured', 'yaml'], /--structured is "yaml"; it takes schema, grammar, json, text/],
    [['--api-key', ''], /--api-key is empty/],
    [['--parallel', '0'], /--parallel is "0"; it takes a whole number, 1 or more/],
    [['--context', 'big'], /--context is "big"/],
    [['--bogus'], /--bogus/],
    [['stray'], /stray/],
  ])('refuses %j with exit code 2 and the reason', async (argv, message) => {
    const terminal = run(...argv);
    expect(await terminal.code).toBe(2);
    expect(terminal.err()).toMatch(message);
    expect(terminal.out()).toBe('');
  });
});

describe('options of planscope simulate', () => {
  it('have defaults: any port, rules, at once, no failure', () => {
    expect(parseSimulateOptions([])).toEqual({
      port: 0,
      models: [],
      latency: { type: 'fixed', serviceTimeMs: 0 },
      faultRates: [],
      seed: 1,
      replayFile: undefined,
      server: {},
    });
  });

  it('are read', () => {
    const argv = '--port 8123 --model a --model b --service-time 12.5 --fail busy=0.1 --fail stall-stream=0.2 --seed 7';
    expect(parseSimulateOptions(argv.split(' '))).toEqual({
      port: 8_123,
      models: ['a', 'b'],
      latency: { type: 'fixed', serviceTimeMs: 12.5 },
      faultRates: [
        { kind: 'busy', rate: 0.1 },
        { kind: 'stall-stream', rate: 0.2 },
      ],
      seed: 7,
      replayFile: undefined,
      server: {},
    });
  });

  it('say what kind of server it is', () => {
    const argv = '--dialect openai --dialect ollama --structured text --api-key k --parallel 2 --context 4096';
    expect(parseSimulateOptions(argv.split(' '))).toMatchObject({
      server: {
        dialects: ['openai', 'ollama'],
        structuredOutput: ['text'],
        apiKey: 'k',
        parallel: 2,
        contextTokens: 4_096,
      },
    });
  });

  it.each([
    [['--profile', 'phi3'], { type: 'phi3', scale: 1 }],
    [['--profile', 'phi3', '--scale', '0.1'], { type: 'phi3', scale: 0.1 }],
    [['--replay', 'f'], { type: 'recorded', scale: 1 }],
    [['--replay', 'f', '--scale', '0.5'], { type: 'recorded', scale: 0.5 }],
    [['--replay', 'f', '--service-time', '20'], { type: 'fixed', serviceTimeMs: 20 }],
    [['--replay', 'f', '--profile', 'phi3'], { type: 'phi3', scale: 1 }],
  ])('%j give the time', (argv, latency) => {
    expect(parseSimulateOptions(argv)).toMatchObject({ latency });
  });
});
