import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { stillRunning } from '../host/processTree.ts';
import { COMMANDS, isDashboard, isReport } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor, waitForEnd } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };

/** A plan that crosses the bridge of one world, and reaches nothing in the other. */
const ACROSS = `{ "scenario": "./yard.scenario.json", "plan_id": "p", "steps": [{ "act": "MoveTo", "x": 9, "y": 3 }] }\n`;

/** Two folders with a scenario of the same name, and a workspace of both. */
async function prepare(workspaceDir: string): Promise<void> {
  const parent = path.dirname(workspaceDir);
  const worlds = { bridge: 'open-bridge', door: 'door-behind-wall' };
  for (const [folder, world] of Object.entries(worlds)) {
    await mkdir(path.join(parent, folder));
    await copyFile(path.join(workspaceDir, `${world}.scenario.json`), path.join(parent, folder, 'yard.scenario.json'));
    await writeFile(path.join(parent, folder, `${folder}.plan.json`), ACROSS);
  }
  const folders = Object.keys(worlds).map((folder) => ({ path: folder }));
  await writeFile(path.join(parent, 'both.code-workspace'), JSON.stringify({ folders }));
}

describe('windows of one VS Code', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 20 } });
    planscope = await launchPlanscope({ 'planscope.model.endpoint': simulator.endpoint }, { prepare });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  /** What must work whatever a window has open: the dashboard, a plan, the simulator. */
  async function worksIn(window: PlanscopeEditor, scenario: string): Promise<void> {
    const { editor } = window;
    await editor.page.bringToFront();
    await editor.runCommand(COMMANDS.openDashboard);
    await editor.webviewFrame(isDashboard);
    await editor.statusBarItem(/phi3 \(simulator\): closed/).waitFor(LIMIT);
    await window.generatePlan(scenario);
    await editor.runCommand('Planscope: Start Simulator');
    await editor.statusBarItem(/^\s*simulator: closed/).waitFor(LIMIT);
    await editor.runCommand('Planscope: Stop Simulator');
    await expect.poll(() => window.programs(), LIMIT).toEqual([]);
  }

  it('on a remote machine run Planscope there, and look for the model there', async () => {
    const asked: string[] = [];
    planscope.editor.page.on('request', (request) => asked.push(request.url()));
    await planscope.generatePlan('two-enemies.snapshot.json');
    expect((await planscope.snapshot()).model).toMatchObject({ endpoint: simulator.endpoint });
    expect(asked.filter((url) => url.startsWith(simulator.endpoint))).toEqual([]);
    const { runsIn, remote } = await planscope.host();
    expect(runsIn).toBe('Workspace');
    if (planscope.editor.address !== undefined) expect(remote).toBe(new URL(planscope.editor.address).host);
  });

  it('share the cache, and leave each other’s benchmark runs alone', async () => {
    const { editor } = planscope;
    await editor.runAndPick('Planscope: Run Benchmark Suite…', 'resilience', /^Full/);
    await editor.notification(/\d+ of \d+: \w+\//).waitFor({ timeout: 30_000 });
    const run = planscope.programs();

    const second = await planscope.openWindow();
    await second.generatePlan('two-enemies.snapshot.json');
    expect((await second.snapshot()).counters).toMatchObject({ requests: 1, cacheHits: 1, modelPlans: 0 });
    expect(await second.editor.notification(/ended early/).count(), 'the run goes on').toBe(0);
    const { pid } = await second.host();
    const hosts = planscope.editor.serverProcessTree().filter((one) => one.pid === pid);
    await second.dispose();
    await waitForEnd(hosts, 10_000);

    const [bench] = run;
    expect(stillRunning(bench === undefined ? [] : [bench])).toEqual([bench]);
    await editor.page.bringToFront();
    await editor.clickNotificationButton('Planscope benchmarks', 'Cancel');
    await waitForEnd(run, 10_000);
    await planscope.generatePlan('two-enemies.snapshot.json');
  });

  it('work without a folder', async () => {
    const window = await planscope.openWindow('nothing');
    await worksIn(window, 'open-bridge.scenario.json');
    await window.editor.screenshot('no-folder');
    await window.dispose();
  });

  it('work on several folders: each plan in the world of its own', async () => {
    const workspaceFile = path.join(path.dirname(planscope.workspaceDir), 'both.code-workspace');
    const window = await planscope.openWindow({ workspaceFile });
    const { editor } = window;
    await worksIn(window, '../door/yard.scenario.json');
    for (const folder of ['bridge', 'door']) {
      await editor.openFile(`../${folder}/${folder}.plan.json`);
      const verdict = folder === 'bridge' ? /the objective is reached/ : /objective is not reached/;
      await editor.page.locator('.codelens-decoration').filter({ hasText: verdict }).first().waitFor(LIMIT);
    }
    expect(Object.keys(await window.problems())).toEqual(['door.plan.json']);
    await editor.openFile('../bridge/yard.scenario.json');
    await editor.page
      .locator('.codelens-decoration a')
      .filter({ hasText: /^\s*Plan$/ })
      .first()
      .waitFor(LIMIT);

    await editor.runCommand('Testing: Focus on Test Explorer View');
    const test = editor.page.locator('.test-explorer .monaco-list-row').filter({ hasText: 'An open bridge' });
    await test.first().waitFor(LIMIT);
    await editor.runCommand('Test: Run Tests in Current File');
    await test.locator('.codicon-testing-passed-icon').first().waitFor(LIMIT);
    await editor.runAndPick('Planscope: Run Benchmark Suite…', 'cache', /^Quick/);
    await editor.webviewFrame(isReport, 60_000);
    await editor.screenshot('several-folders');
  });
});
