import { expect } from 'vitest';
import { COMMANDS, isDashboard, isReport } from '../host/product.ts';
import type { PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };

/**
 * One thing of each kind that Planscope does, with every file that it ships: bundles, pages and their styles, programs,
 * schemas. The simulator runs afterwards.
 */
export async function smoke(planscope: PlanscopeEditor): Promise<void> {
  const { editor } = planscope;
  await editor.runCommand(COMMANDS.openDashboard);
  const dashboard = await editor.webviewFrame(isDashboard, LIMIT.timeout);
  expect(await dashboard.locator('body').evaluate(() => document.styleSheets.length)).toBeGreaterThan(0);

  await editor.runCommand('Planscope: Start Simulator');
  await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
  await editor.runAndPick('Planscope: Run Benchmark Suite…', 'cache', /^Quick/);
  const report = await editor.webviewFrame(isReport, 90_000);
  expect(await report.locator('h1').innerText()).toMatch(/^(\d+) of \1 cases held$/);
  expect(await report.locator('body').evaluate(() => document.styleSheets.length)).toBeGreaterThan(0);

  await planscope.generatePlan('door-behind-wall.scenario.json');
  expect((await planscope.snapshot()).counters).toMatchObject({ modelPlans: 1 });

  const plan = 'ghost-target.plan.json';
  await editor.openFile(plan);
  await expect.poll(async () => (await planscope.problems())[plan]?.map(({ code }) => code), LIMIT).toHaveLength(1);
  await editor.runCommand('Planscope: Show World Map');
  await editor.webviewFrame(async (frame) => (await frame.locator('svg.map').count()) > 0, LIMIT.timeout);
}
