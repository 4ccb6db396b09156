import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noFaults } from '../../src/core/simulator/faults.ts';
import type { Simulator, SimulatorOptions } from '../../src/core/simulator/simulator.ts';
import { COMMANDS, isDashboard } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };
/** Longer than a reload takes, so that a breaker that was open before it is open after it. */
const RECOVERY_MS = 90_000;
const KEY = 'sk-only-for-this-one-server';

function simulatorWith(changes: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 20 }, ...changes });
}

describe('what a person asks of the client', () => {
  let simulator: Simulator;
  let locked: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await simulatorWith();
    locked = await simulatorWith({ apiKey: KEY });
    planscope = await launchPlanscope({
      'planscope.model.endpoint': NOBODY,
      'planscope.breaker.failureThreshold': 3,
      'planscope.breaker.recoveryMs': RECOVERY_MS,
      'planscope.retry.maxRetries': 0,
    });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
    await locked?.dispose();
  });

  /** Points the settings at a server, and waits until the client asks there. */
  async function useServer({ endpoint }: Simulator): Promise<void> {
    await planscope.editor.setSetting('planscope.model.endpoint', endpoint);
    await expect.poll(async () => (await planscope.snapshot()).model, LIMIT).toMatchObject({ endpoint });
  }

  /** The text of the preview of a report, once it holds `words`. */
  async function reportText(words: RegExp, limitMs = LIMIT.timeout): Promise<string> {
    let text = '';
    const holds = async (frame: Frame): Promise<boolean> => {
      text = (await frame.locator('body').innerText()).replace(/\s+/g, ' ');
      return words.test(text);
    };
    await planscope.editor.webviewFrame(holds, limitMs);
    return text;
  }

  async function screenshots(name: string): Promise<void> {
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await planscope.editor.setTheme(theme);
      await planscope.editor.screenshot(`${name}-${theme}`);
    }
  }

  it('hears from Check Local Model that nobody answers, and what to do', async () => {
    await planscope.editor.runCommand('Planscope: Check Local Model');
    const text = await reportText(/No model server answers at/);
    expect(text).toContain('Planning with a model does not work yet.');
    expect(text).toContain('Check again once a server runs, or start the simulator');
    await planscope.editor.screenshot('doctor-no-server');
  });

  it('hears from Check Local Model what a running server can do', async () => {
    const { editor } = planscope;
    await editor.setSetting('planscope.model.endpoint', simulator.endpoint);
    // A setting takes effect a moment after it is written, so the first check may still look at the old address.
    const check = async (): Promise<string> => {
      await editor.runCommand('Planscope: Check Local Model');
      return await reportText(/Local model/);
    };
    await expect.poll(check, { timeout: 60_000 }).toContain(`The simulator at ${simulator.endpoint}`);
    const text = await reportText(/Speed/);
    expect(text).toMatch(/Structured output The server holds the model to a JSON schema of the tools\./);
    expect(text).toMatch(/Context The full prompt takes \d+ tokens, an answer up to 512; the context holds 8192\./);
    expect(text).toMatch(/Speed First token after \d+\.\d\d s/);
    expect(text).toMatch(/Plan Its plan for a sample world can be carried out\./);
    await screenshots('doctor');
  });

  it('finds a server that wants a key, takes the key, plans, and leaves the key nowhere', async () => {
    const { editor } = planscope;
    await editor.setSetting('planscope.model.endpoint', locked.endpoint);
    const said = editor.notification(/wants an API key/).first();
    const search = async (): Promise<boolean> => {
      await editor.runCommand('Planscope: Find Local Model');
      return said.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(search, LIMIT).toBe(true);
    await editor.screenshot('api-key-wanted');

    await editor.clickNotificationButton(/wants an API key/, 'Set API Key');
    const box = editor.page.locator('.quick-input-widget input');
    await box.first().waitFor(LIMIT);
    await editor.screenshot('api-key-input');
    expect(await editor.page.locator('.quick-input-widget input[type=password]').count()).toBe(1);
    await editor.acceptQuickPick(KEY);
    await editor
      .statusBarItem(/The simulator at .*asked as phi3/)
      .first()
      .waitFor(LIMIT);
    await planscope.generatePlan('door-behind-wall.scenario.json');
    const snapshot = await planscope.snapshot();
    expect(snapshot).toMatchObject({ model: { endpoint: locked.endpoint }, counters: { modelPlans: 1 } });
    expect(JSON.stringify(snapshot)).not.toContain(KEY);

    const folder = path.dirname(editor.userDataDir);
    const holdingEndpoint = (await filesWith(folder, locked.endpoint)).join('\n');
    expect(holdingEndpoint, 'the search reaches the settings').toContain('settings.json');
    expect(holdingEndpoint, 'the search reaches the output channel').toMatch(/Planscope\.log/);
    expect(await filesWith(folder, KEY)).toEqual([]);
    expect(await filesWith(planscope.workspaceDir, KEY)).toEqual([]);
  });

  it('explains in what the key of a question that missed differs from the nearest one', async () => {
    const { editor, workspaceDir } = planscope;
    await useServer(simulator);
    const text = await readFile(path.join(workspaceDir, 'two-enemies.snapshot.json'), 'utf8');
    const world = JSON.parse(text) as { readonly me: { readonly ammo: number } };
    const { ammo } = world.me;
    const changed = { ...world, me: { ...world.me, ammo: ammo + 1 } };
    await writeFile(path.join(workspaceDir, 'one-more-shot.snapshot.json'), JSON.stringify(changed));
    await planscope.generatePlan('two-enemies.snapshot.json');
    await planscope.generatePlan('one-more-shot.snapshot.json');

    await editor.runAndPick('Planscope: Explain Cache Miss…', 'one-more-shot.snapshot.json');
    const explained = await reportText(/missed the cache/);
    expect(explained).toContain(`me/ammo ${ammo + 1} ${ammo}`);
    expect(explained).toContain('differs in 1 part of its key');
    expect(explained).toContain('Its own plan was kept since');
    await screenshots('cache-miss');
  });

  it('answers after a reload from the cache what was planned before it', async () => {
    const asked = simulator.stats().requests;
    await planscope.reload();
    // The extensions start anew first.
    await reportText(/made before the window was reloaded/, 60_000);
    await planscope.generatePlan('two-enemies.snapshot.json');
    const { cache, counters } = await planscope.snapshot();
    expect(counters).toMatchObject({ requests: 1, cacheHits: 1, modelPlans: 0 });
    expect(cache).toMatchObject({ hits: 1, restored: 1 });
    expect(simulator.stats().requests).toBe(asked);
  });

  it('keeps a breaker open across a reload, with its countdown', async () => {
    const { editor } = planscope;
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
    for (let failure = 0; failure < 3; failure++) await planscope.generatePlan('out-of-ammo.scenario.json');
    const [before] = (await planscope.snapshot()).breakers;
    expect(before?.state).toBe('open');
    const asked = simulator.stats().requests;

    await planscope.reload();
    await editor.runCommand(COMMANDS.openDashboard);
    await editor.statusBarItem(/phi3 \(simulator\): open, trial in\s+\d+ (s|min)/).waitFor(LIMIT);
    const [after] = (await planscope.snapshot()).breakers;
    expect(after).toMatchObject({ state: 'open', timeline: before?.timeline });
    expect(Math.abs((after?.nextTrialAtMs ?? 0) - (before?.nextTrialAtMs ?? 0))).toBeLessThan(1_000);
    await planscope.generatePlan('out-of-ammo.scenario.json');
    expect(simulator.stats().requests, 'an open breaker asks nobody').toBe(asked);
    const page = await editor.webviewFrame(isDashboard);
    const rows = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
    expect(rows).toMatch(/Structured output JSON schema/);
    expect(rows).toMatch(/On disk \d+ entr/);
    await screenshots('dashboard-after-reload');

    await simulator.setFaults(noFaults);
    await editor.runCommand('Planscope: Reset Circuit Breaker');
    await editor.statusBarItem(/phi3 \(simulator\): closed/).waitFor(LIMIT);
  });

  it('shows a model that is being loaded, for how long, and then its plan', async () => {
    const { editor } = planscope;
    const { counters, breakers } = await planscope.snapshot();
    await simulator.setFaults({ type: 'script', sequence: ['not-ready'], loadingMs: 6_000 });
    await editor.openFile('out-of-ammo.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    await editor.notification(/Planning Out of ammunition.*phi3 is being loaded/).waitFor(LIMIT);
    await editor.statusBarItem(/phi3 \(simulator\): loading,\s+[2-9] s/).waitFor(LIMIT);
    await editor.screenshot('loading');
    await editor.statusBarItem(/phi3 \(simulator\): closed/).waitFor(LIMIT);
    const modelPlans = async (): Promise<number> => (await planscope.snapshot()).counters.modelPlans;
    await expect.poll(modelPlans, LIMIT).toBe(counters.modelPlans + 1);
    expect((await planscope.snapshot()).breakers[0]?.failures).toBe(breakers[0]?.failures);
  });

  it('shows the steps of a slow plan while the model writes them', async () => {
    const { editor, workspaceDir } = planscope;
    // Half silence, then the answer in four writes: a second between two of its steps.
    simulator.setLatency({ type: 'fixed', serviceTimeMs: 8_000 });
    const text = await readFile(path.join(workspaceDir, 'two-enemies.snapshot.json'), 'utf8');
    const world = JSON.parse(text) as { readonly me: object };
    // The simulator's rules have three steps for it: heal, reload, attack.
    const worse = { ...world, me: { ...world.me, morale: 0.1, ammo: 0 } };
    await writeFile(path.join(workspaceDir, 'bad-day.snapshot.json'), JSON.stringify(worse));
    await editor.openFile('bad-day.snapshot.json');
    await editor.runCommand('Planscope: Generate Plan');
    await editor.notification(/Planning bad-day.*asking phi3/).waitFor(LIMIT);
    await editor.notification(/Planning bad-day.*1\. Heal\(\)/).waitFor(LIMIT);
    await editor.notification(/Planning bad-day.*2\. Reload\(\)/).waitFor(LIMIT);
    await editor.screenshot('steps-while-streaming');
    await expect.poll(async () => (await planscope.snapshot()).requests[0]?.outcome, LIMIT).toBe('model');
  });
});

/** The files below `folder`, links left out, that hold `text`. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  const holding: string[] = [];
  for (const file of files) {
    const content = await readFile(file).catch(() => undefined);
    if (content?.includes(text)) holding.push(file);
  }
  return holding;
}
