import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanResult } from '../../src/core/planResult.ts';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };
const KEY_WORDS = /"content"|"messages"|cellar_door|Nobody is watching/;

interface Planned {
  readonly heard: readonly string[];
  readonly result?: PlanResult;
  readonly error?: { readonly name: string; readonly message: string };
}

describe('what other extensions, the log and a report of a problem get', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 300 } });
    planscope = await launchPlanscope({ 'planscope.model.endpoint': simulator.endpoint });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  const plan = async (query: Readonly<Record<string, string>>): Promise<Planned> =>
    (await planscope.probe('plan', query)) as Planned;
  const changes = async (): Promise<number> =>
    ((await planscope.probe('changes')) as { readonly changes: number }).changes;
  const log = async (): Promise<string> => await planscope.editor.extensionHostLog();

  async function setLogLevel(level: string): Promise<void> {
    await planscope.editor.runAndPick('Developer: Set Log Level...', 'Planscope', new RegExp(`^${level}`));
  }

  it('plans for another extension, which hears progress and changes, and its steps', async () => {
    const before = await changes();
    const { heard, result } = await plan({ file: 'door-behind-wall.scenario.json' });
    expect(result).toMatchObject({ source: 'model', tier: 'full' });
    expect(result?.plan.steps.length).toBeGreaterThan(0);
    expect(heard[0]).toBe('asking');
    expect(heard).toContain('step');
    await expect.poll(changes, LIMIT).toBeGreaterThan(before);
    expect((await plan({ file: 'door-behind-wall.scenario.json' })).result?.source).toBe('cache');
  });

  it('cancels for another extension, which is no failure', async () => {
    const { heard, error } = await plan({ file: 'two-enemies.snapshot.json', useCache: 'false', cancelAt: 'asking' });
    expect(error?.name).toBe('AbortError');
    expect(heard).toEqual(['asking']);
    const { counters, breakers } = await planscope.snapshot();
    expect([counters.cancelled, breakers[0]?.failures]).toEqual([1, 0]);
  });

  it('says to another extension what is wrong with its input, and where', async () => {
    expect(await planscope.probe('wrong')).toEqual({
      scenario: {
        code: 'scenario',
        message: expect.stringMatching(/^plan\(scenario\): .*"snapshot\.player" is missing/),
      },
      options: { code: 'options', message: expect.stringContaining('did you mean "useCache"?') },
    });
  });

  it('is not harmed by another extension', async () => {
    expect(await planscope.probe('misuse')).toEqual({ thrown: ['TypeError', 'TypeError'] });
    const { result } = await plan({ file: 'open-bridge.scenario.json' });
    expect(result?.source).toBe('model');
    await expect.poll(log, LIMIT).toContain('A listener of another extension failed: from the probe');
    await planscope.editor.statusBarItem(/phi3 \(simulator\): closed/).waitFor(LIMIT);
  });

  it('writes each request and each look at a server at the level Debug, its spans at Trace, and no text of any', async () => {
    const { editor } = planscope;
    expect(await log()).toMatch(/\[info\] Planscope \d+\.\d+\.\d+ in VS Code/);
    expect(await log()).not.toMatch(/\[debug\] Request/);
    await editor.runCommand('Planscope: Show Log');
    await setLogLevel('Trace');
    await editor.runCommand('Planscope: Find Local Model');
    await expect.poll(log, LIMIT).toMatch(/\[debug\] GET http:\/\/127\.0\.0\.1:\d+\/\S+: HTTP \d+ after/);
    const { result } = await plan({ file: 'door-behind-wall.scenario.json', useCache: 'false' });
    const line = `[debug] Request ${result?.trace.requestId} "A door behind a wall": model, tier full,`;
    await expect.poll(log, LIMIT).toContain(line);
    await expect.poll(log, LIMIT).toMatch(/\[trace\] Spans of request \d+, model "phi3":\n {2}key at/);
    expect(await log()).not.toMatch(KEY_WORDS);
    await editor.screenshot('log');
    await setLogLevel('Info');
  });

  it('makes a report of a problem that can be edited and copied, without anything that was planned', async () => {
    const { editor } = planscope;
    await editor.runCommand('Planscope: Report a Problem…');
    await editor.page
      .locator('.tab')
      .filter({ hasText: /Untitled|A problem with Planscope/ })
      .first()
      .waitFor(LIMIT);
    const first = editor.page.locator('.editor-group-container.active .view-line').first();
    await first.waitFor(LIMIT);
    // The report waits for the user's words beneath its first question.
    await editor.statusBarItem('Ln 4, Col 1').waitFor(LIMIT);
    await editor.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor(LIMIT);
    await editor.page.keyboard.type('It planned twice.');
    await editor.screenshot('problem-report');
    const texts = async (): Promise<{ readonly texts: readonly string[]; readonly clipboard: string }> =>
      (await planscope.probe('texts')) as { readonly texts: readonly string[]; readonly clipboard: string };
    const report = async (): Promise<string> =>
      (await texts()).texts.find((text) => text.includes('# A problem with Planscope')) ?? '';
    await expect.poll(report, LIMIT).toContain('## What happened?\nIt planned twice.');
    const text = await report();
    expect(text).toMatch(/\| VS Code \| \d+\.\d+\.\d+, (web|desktop) \|/);
    expect(text).toMatch(/\| `planscope\.model\.endpoint` \| this machine, http, port \d+ \|/);
    expect(text).toContain('| Kind | simulator |');
    for (const secret of ['A door behind a wall', 'door-behind-wall', planscope.workspaceDir, '127.0.0.1', 'MoveTo']) {
      expect(text, secret).not.toContain(secret);
    }
    await editor.clickNotificationButton(/nothing was sent/, 'Copy');
    await expect.poll(async () => (await texts()).clipboard, LIMIT).toContain('It planned twice.');
  });
});
