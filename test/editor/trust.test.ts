import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { COMMANDS, isDashboard, reportFolders } from '../host/product.ts';
import { benchReport } from '../support/benchReports.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };
const RESTRICTED = /Restricted Mode: Planscope contacts no model server/;
/** What the log says of each process that is started, also of one that is over at once. */
const STARTED = /Benchmarks: .*, process \d+|Simulator started at/;
const REFUSED = [
  'Planscope: Start Simulator',
  'Planscope: Run LLM Benchmarks',
  'Planscope: Run Benchmark Suite…',
  'Planscope: Compare with Baseline…',
  'Planscope: Check Local Model',
  'Planscope: Find Local Model',
  'Planscope: Compare Models…',
  'Planscope: Benchmark Scenario…',
];

/** As if benchmarks were run before in this workspace, so that there is a run to compare. */
async function keepReport(userDataDir: string): Promise<void> {
  const [folder] = await reportFolders(userDataDir);
  if (folder === undefined) throw new Error('The editor keeps nothing of this workspace.');
  await mkdir(folder, { recursive: true });
  const report = benchReport();
  await writeFile(path.join(folder, `${report.startedAt.replaceAll(/[:.]/g, '-')}.json`), JSON.stringify(report));
}

describe('a workspace that is not trusted', () => {
  let simulator: Simulator;
  let door: Server;
  let contacts = 0;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 20 } });
    // Whoever knocks is counted, whatever is asked.
    door = createServer((socket) => {
      contacts++;
      const inner = connect(simulator.port, '127.0.0.1');
      for (const one of [socket, inner]) one.on('error', () => [socket, inner].map((both) => both.destroy()));
      socket.pipe(inner).pipe(socket);
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const address = door.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // The user's settings name nobody, the folder's lead to the door.
    const prepare = async (workspaceDir: string): Promise<void> => {
      await mkdir(path.join(workspaceDir, '.vscode'));
      const settings = { 'planscope.model.endpoint': `http://127.0.0.1:${port}` };
      await writeFile(path.join(workspaceDir, '.vscode', 'settings.json'), JSON.stringify(settings));
    };
    planscope = await launchPlanscope({ 'planscope.model.endpoint': NOBODY }, { workspaceTrust: true, prepare });
    // The extension host is there, and with it the folder for what it keeps of the workspace.
    await planscope.host();
    await keepReport(planscope.editor.userDataDir);
  });

  afterAll(async () => {
    await planscope?.dispose();
    door?.close();
    await simulator?.dispose();
  });

  it('has its plans checked, and drawn on the map', async () => {
    const { editor } = planscope;
    const plan = 'door-behind-wall.plan.json';
    await editor.openFile(plan);
    const codes = async () => (await planscope.problems())[plan]?.map(({ code }) => code);
    await expect.poll(codes, LIMIT).toContain('blocked-cell');
    await editor.page.locator('.codelens-decoration').filter({ hasText: 'is an obstacle' }).first().waitFor(LIMIT);
    await editor.runCommand('Planscope: Show World Map');
    await editor.webviewFrame(async (frame: Frame) => (await frame.locator('svg.map').count()) > 0);
    expect((await planscope.host()).isTrusted).toBe(false);
  });

  it('says in status bar and dashboard that it is restricted', async () => {
    const { editor } = planscope;
    await editor.runCommand(COMMANDS.openDashboard);
    const page = await editor.webviewFrame(isDashboard);
    await page.getByText('Restricted Mode').waitFor(LIMIT);
    await page.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor(LIMIT);
    await editor.statusBarItem('Planscope: restricted').waitFor(LIMIT);
    await editor.screenshot('restricted');
  });

  const log = async (): Promise<string> => await planscope.editor.extensionHostLog();

  it.each(REFUSED)('does not do %s, and says why', async (command) => {
    const { editor } = planscope;
    await editor.runCommand(command);
    const button = editor.notification(RESTRICTED).getByRole('button', { name: 'Manage Workspace Trust' });
    await button.waitFor(LIMIT);
    await editor.runCommand('Notifications: Clear All Notifications');
    await button.waitFor({ ...LIMIT, state: 'hidden' });
  });

  it('runs no test before the editor has asked for trust', async () => {
    const { editor } = planscope;
    await editor.runCommand('Test: Run All Tests');
    const question = editor.page.locator('.monaco-dialog-box').filter({ hasText: 'Running tests may execute code' });
    await question.getByRole('button', { name: 'Cancel', exact: true }).click(LIMIT);
    await question.waitFor({ ...LIMIT, state: 'hidden' });
    expect((await planscope.host()).isTrusted).toBe(false);
    await editor.runCommand('Testing: Focus on Test Explorer View');
    await editor.page.locator('.test-explorer').waitFor(LIMIT);
  });

  it('has its plans made by rules, for other extensions too', async () => {
    const { editor } = planscope;
    await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.notification(/Restricted Mode.*made by rules/).waitFor(LIMIT);
    expect(await planscope.probe('plan', { file: 'open-bridge.scenario.json' })).toMatchObject({
      result: { source: 'fallback', reason: { code: 'no-model' } },
    });
    const { counters } = await planscope.snapshot();
    expect(counters).toMatchObject({ fallbackPlans: 2, modelPlans: 0, attempts: 0 });
  });

  it('has had nobody asked and nothing started, whatever was tried', async () => {
    const { editor } = planscope;
    // What is logged is written in turn: with the second refusal all is there that came before.
    await editor.runCommand('Planscope: Start Simulator');
    const refusals = async (): Promise<number> => (await log()).split('planscope.startSimulator failed').length - 1;
    await expect.poll(refusals, LIMIT).toBe(2);
    // The level at which each start is logged is on.
    expect(await log()).toMatch(/\[info\] Planscope \d/);
    expect(await log()).not.toMatch(STARTED);
    expect(contacts).toBe(0);
    expect(planscope.programs()).toEqual([]);
  });

  it('can do everything once it is trusted, in the same extension host', async () => {
    const { editor } = planscope;
    const { pid } = await planscope.host();
    await editor.clickNotificationButton(/Restricted Mode.*made by rules/, 'Manage Workspace Trust');
    await editor.page
      .locator('.workspace-trust-editor')
      .getByRole('button', { name: 'Trust', exact: true })
      .click(LIMIT);
    await editor.statusBarItem(/phi3 \(simulator\): closed/).waitFor(LIMIT);
    expect(await planscope.host()).toMatchObject({ pid, isTrusted: true });
    await planscope.generatePlan('two-enemies.snapshot.json');
    expect((await planscope.snapshot()).counters.modelPlans).toBe(1);
    expect(contacts).toBeGreaterThan(0);
    const tests = editor.page.locator('.test-explorer .monaco-list-row');
    await tests.filter({ hasText: 'Planscope benchmarks' }).first().waitFor(LIMIT);
    await expect.poll(log, LIMIT).toMatch(STARTED);
    await editor.runAndPick(COMMANDS.runBenchmarks, /^Quick/);
    await editor.cancelQuickPick();
    await editor.runCommand('Planscope: Start Simulator');
    await expect.poll(() => planscope.programs().length, LIMIT).toBe(1);
  });
});
