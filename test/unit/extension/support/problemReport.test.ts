import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientFigures } from '../../../../src/core/clientSnapshot.ts';
import { defaultSettings, type Settings } from '../../../../src/core/settings/settings.ts';
import { type ProblemFacts, problemReport } from '../../../../src/extension/support/problemReport.ts';
import { busyClient, idleClient, openBreaker } from '../../shared/samples/sampleClient.ts';

function facts(change: Partial<ProblemFacts> = {}): ProblemFacts {
  return {
    versions: { planscope: '0.1.0', vscode: '1.139.1', node: '24.1.0', platform: 'linux', arch: 'x64' },
    remoteName: undefined,
    ui: 'desktop',
    isTrusted: true,
    settings: defaultSettings(),
    connection: 'connected',
    isSimulatorRunning: false,
    loadedTools: ['plans'],
    client: busyClient(),
    ...change,
  };
}

function withSettings(change: Partial<Settings>): string {
  return problemReport(facts({ settings: { ...defaultSettings(), ...change } }));
}

describe('the report of a problem', () => {
  it('begins with room for what only the user knows', () => {
    const lines = problemReport(facts()).split('\n');
    expect(lines[2]).toBe('## What happened?');
    expect(lines[3]).toBe('');
    expect(problemReport(facts())).toContain('## What did you expect instead?');
  });

  it('names versions, model, breakers, failures, counters and cache', () => {
    const report = problemReport(facts());
    for (const row of [
      '| VS Code | 1.139.1, desktop |',
      '| System | linux x64 |',
      '| Remote | none |',
      '| Name | `phi3:mini` |',
      '| Address | this machine, http, port 11434 |',
      '| Dialect | ollama |',
      '| Structured output | schema |',
      '| `phi3:mini` | open | 5 | 118 | 7 | 12 | 4 |',
      '| refused | 21 |',
      '| requests | 1,297 |',
      '| funnel executable | 72 |',
      '| bytes | 1.25 MiB of 64 MiB |',
      '| Loaded tools | plans |',
    ]) {
      expect(report).toContain(row);
    }
  });

  it('names the settings that differ from their default, and no others', () => {
    const report = withSettings({ 'planscope.retry.maxRetries': 7, 'planscope.cache.nearMatch': 'shadow' });
    expect(report).toContain('| `planscope.retry.maxRetries` | 7 |');
    expect(report).toContain('| `planscope.cache.nearMatch` | shadow |');
    expect(report.match(/`planscope\./g)).toHaveLength(2);
    expect(problemReport(facts())).toContain('## Settings other than the default\n\nNone.');
  });

  it.each([
    ['http://127.0.0.1:11434', 'this machine, http, port 11434'],
    ['http://localhost:8080/', 'this machine, http, port 8080'],
    ['http://[::1]:1234', 'this machine, http, port 1234'],
    ['http://192.168.7.12:11434/secret/v1', 'a private network, http, port 11434, with a path'],
    ['http://172.31.0.4', 'a private network, http, port 80'],
    ['http://workstation:99', 'a private network, http, port 99'],
    ['https://llm.example.com', 'elsewhere, https, port 443'],
    ['https://172.32.0.4:8', 'elsewhere, https, port 8'],
  ])('says of %s only where it is', (endpoint, kind) => {
    expect(withSettings({ 'planscope.model.endpoint': endpoint })).toContain(
      `| \`planscope.model.endpoint\` | ${kind} |`,
    );
  });

  it.each([
    ['microsoft/Phi-3-mini:q4', '`microsoft/Phi-3-mini:q4`'],
    ['/home/alice/models/phi3.gguf', '`phi3.gguf`'],
    ['C:\\Users\\alice\\phi3.gguf', '`phi3.gguf`'],
    ['~/alice/phi3.gguf', '`phi3.gguf`'],
    ['models/of/alice/phi3.gguf', '`phi3.gguf`'],
    ['https://alice.example/phi3', '`an_address`'],
    ['a | b\n# c `d`', '`a___b___c__d_`'],
  ])('names the model %j without where its file lies', (name, shown) => {
    expect(withSettings({ 'planscope.model.name': name })).toContain(`| \`planscope.model.name\` | ${shown} |`);
  });

  it('takes no name of a machine for a kind of remote', () => {
    expect(problemReport(facts({ remoteName: 'ssh-remote' }))).toContain('| Remote | ssh-remote |');
    expect(problemReport(facts({ remoteName: 'alice-laptop' }))).toContain('| Remote | another one |');
  });

  it('holds nothing of scenarios, answers, causes, paths, hosts and keys, whatever they are', () => {
    // Long enough not to be in it by chance.
    const canary = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `CANARY${text}`);
    const host = fc.stringMatching(/^[a-z]{3,12}$/).map((label) => `canary${label}.example.com`);
    fc.assert(
      fc.property(canary, host, fc.webPath(), (secret, name, path) => {
        const endpoint = `https://${name}:8443${path.replace(/[?#]/g, '')}/canary`;
        const client: ClientFigures = busyClient({
          model: { kind: 'server', name: 'phi3', endpoint, dialect: 'openai', rung: 'json' },
          breakers: [
            openBreaker({ timeline: [{ atMs: 0, from: 'closed', to: 'open', cause: `5 failures (${secret})` }] }),
          ],
          running: [{ id: 3, scenario: secret, model: secret, startedAtMs: 0, stage: 'queue' }],
          counters: { ...busyClient().counters, failures: { [secret]: 3 } },
        });
        const settings = { ...defaultSettings(), 'planscope.model.endpoint': endpoint };
        const hostile = facts({ client, settings, remoteName: secret });
        expect(problemReport(hostile).toLowerCase()).not.toContain('canary');
      }),
      { numRuns: 100 },
    );
  });

  it('is made before anything was used, too', () => {
    const report = problemReport(facts({ client: idleClient(), connection: 'idle', loadedTools: [] }));
    expect(report).toContain('| Kind | none |');
    expect(report).toContain('## Circuit breakers\n\nNone yet.');
    expect(report).toContain('## Failed attempts by code\n\nNone.');
  });
});
