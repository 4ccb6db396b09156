import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { COMMANDS, isDashboard } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };
const RESTRICTED = /Restricted Mode: Planscope contacts no model server/;

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

  it.each(['Start Simulator', 'Run LLM Benchmarks', 'Run Benchmark Suite…', 'Check Local Model', 'Find Local Model'])(
    'does not do %s, and says why',
    async (command) => {
      const { editor } = planscope;
      await editor.runCommand(`Planscope: ${command}`);
      const button = editor.notification(RESTRICTED).getByRole('button', { name: 'Manage Workspace Trust' });
      await button.waitFor(LIMIT);
      await editor.runCommand('Notifications: Clear All Notifications');
      await button.waitFor({ ...LIMIT, state: 'hidden' });
    },
  );

  it('has its plans made by rules, nobody asked and nothing started', async () => {
    const { editor } = planscope;
    await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.notification(/Restricted Mode.*made by rules/).waitFor(LIMIT);
    await editor.runCommand('Testing: Focus on Test Explorer View');
    await editor.page.locator('.test-explorer').waitFor(LIMIT);
    const { counters } = await planscope.snapshot();
    expect(counters).toMatchObject({ fallbackPlans: 1, modelPlans: 0, attempts: 0 });
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
    await editor.runCommand(COMMANDS.runBenchmarks);
    await editor.pickItem(/^Quick/);
    await editor.cancelQuickPick();
    await editor.runCommand('Planscope: Start Simulator');
    await expect.poll(() => planscope.programs().length, LIMIT).toBe(1);
  });
});
