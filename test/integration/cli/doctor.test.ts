import { describe, expect, it, vi } from 'vitest';
import { runDoctor } from '../../../src/cli/doctor.ts';
import { closedEndpoint } from '../../support/loopbackServer.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { startForTest } from '../simulator/startForTest.ts';

async function doctor(
  argv: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { io, said } = recordingTerminal(signal);
  return { code: await runDoctor(argv, io), ...said };
}

describe('doctor in a terminal', () => {
  it('prints a line for each finding and what to do, and ends with the verdict as its code', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    const { code, out, err } = await doctor(['--endpoint', simulator.endpoint, '--model', 'phi3']);
    expect(err).toBe('');
    expect(code).toBe(3);
    expect(out).toMatch(/^warning {2}The simulator at .*asked as phi3/);
    expect(out).toMatch(/^ {9}→ For plans of a model, start a model server/m);
    expect(out).toMatch(/^ok {7}The server holds the model to a JSON schema of the tools\.$/m);
  });

  it('prints the same as JSON', async () => {
    const simulator = await startForTest({ models: ['phi3'] });
    const { code, out } = await doctor(['--endpoint', simulator.endpoint, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'warning', findings: [{ about: 'server' }, {}, {}, {}, {}, {}] });
  });

  it.each([[[]], [['--json']]])(
    'fails where the server has another model than the one that was named (%j)',
    async (more) => {
      const { endpoint } = await startForTest({ models: ['simulator'] });
      const { code, out } = await doctor(['--endpoint', endpoint, '--model', 'nosuch', ...more]);
      expect(code).toBe(1);
      const text =
        more.length > 0
          ? JSON.parse(out)
              .findings.map((one: { text: string }) => one.text)
              .join()
          : out;
      expect(text).toContain(`The server at ${endpoint} has no model "nosuch"; it has simulator.`);
      expect(text).not.toContain('asked as');
    },
  );

  it.each([[[]], [['--json']]])('fails where nobody answers, and advises its own options (%j)', async (more) => {
    const endpoint = await closedEndpoint();
    const { code, out } = await doctor(['--endpoint', endpoint, ...more]);
    expect(code).toBe(1);
    expect(out).toContain(`No model server answers at ${endpoint}`);
    expect(out).toContain('--endpoint');
    expect(out).not.toContain('planscope.model');
  });

  it.each([
    [['--endpoint', 'phi3'], '--endpoint must be'],
    [['--model', ' '], '--model needs the name'],
    [['--bogus'], '--bogus'],
    [['surplus'], 'surplus'],
  ])('refuses %j with what is wrong', async (argv, text) => {
    const { code, out, err } = await doctor(argv);
    expect(code).toBe(2);
    expect(err).toContain(text);
    expect(out).toBe('');
  });

  it('lists its options and exit codes', async () => {
    const { code, out } = await doctor(['--help']);
    expect(code).toBe(0);
    for (const word of ['--endpoint', '--model', '--json', 'PLANSCOPE_API_KEY', 'Exit code'])
      expect(out).toContain(word);
  });

  it('ends at once on Ctrl+C, with a code of its own', async () => {
    const stall = { type: 'rates', rates: [{ kind: 'stall', rate: 1 }] } as const;
    const simulator = await startForTest({ models: ['phi3'], faults: stall });
    const cancel = new AbortController();
    const ending = doctor(['--endpoint', simulator.endpoint], cancel.signal);
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    cancel.abort(new DOMException('Cancelled.', 'AbortError'));
    expect(await ending).toMatchObject({ code: 130, err: 'Cancelled.\n' });
  });
});

describe('the key in a terminal', () => {
  it('is read from the environment, sent to the server that was named, and printed nowhere', async () => {
    const simulator = await startForTest({ models: ['phi3'], apiKey: 'sk-from-the-environment' });
    const without = (await doctor(['--endpoint', simulator.endpoint])).out;
    expect(without).toContain(
      'wants an API key. Use the environment variable PLANSCOPE_API_KEY, which is sent only to',
    );
    expect(without).toContain('the server that --endpoint names.\n');
    expect(without).not.toMatch(/Set API Key|Set the key/);
    vi.stubEnv('PLANSCOPE_API_KEY', ' sk-from-the-environment ');
    try {
      const { code, out, err } = await doctor(['--endpoint', `${simulator.endpoint}/v1/`]);
      expect(code).toBe(3);
      expect(out + err).not.toContain('sk-from');
      vi.stubEnv('PLANSCOPE_API_KEY', 'sk-wrong');
      expect((await doctor(['--endpoint', simulator.endpoint])).out).toContain('does not take the API key');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
