// Takes the README's pictures anew: the moments that matter, driven in a real VS Code, written to `media/screenshots`.
// usage: npm run screenshots
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { runQuickBenchmarks } from '../host/benchmarkRun.ts';
import type { Editor } from '../host/editor.ts';
import { COMMANDS, isDashboard, isMap, isTrace } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor } from './planscopeEditor.ts';

const PICTURES = path.resolve(import.meta.dirname, '..', '..', 'media', 'screenshots');
/** Of the simulator: slow enough that the spans of a request can be told apart. */
const SERVICE_TIME_MS = 240;
/** Long enough to be still open once the picture is composed. */
const RECOVERY_MS = 45_000;
const FAILURES = 3;
const SIDE_BAR_WIDTH = 430;
const LIMIT = { timeout: 20_000 };

async function takePictures(planscope: PlanscopeEditor, simulator: Simulator): Promise<void> {
  const { editor } = planscope;
  await editor.resize({ width: 1400, height: 600 });
  await problemOnItsLine(planscope);
  await picture(editor, 'plan-map');
  await editor.resize({ width: 1400, height: 900 });
  await report(editor);
  await picture(editor, 'report');
  await openBreaker(planscope, simulator);
  await picture(editor, 'breaker-open');
}

/** A plan that walks into a wall, what is said of it on its line, and the map of its world. */
async function problemOnItsLine({ editor }: PlanscopeEditor): Promise<void> {
  await editor.openFile('door-behind-wall.plan.json');
  await editor.page.locator('.codelens-decoration').filter({ hasText: 'is an obstacle' }).first().waitFor(LIMIT);
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.runCommand('Planscope: Show World Map');
  const map = await editor.webviewFrame(isMap);
  await map.locator('.drawing').focus();
  await editor.page.keyboard.press('ArrowRight');
  await map.locator('.messages').getByText('is an obstacle').waitFor(LIMIT);
  await editor.runCommand('View: Focus First Editor Group');
  for (const key of ['Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowLeft', 'ArrowLeft']) {
    await editor.page.keyboard.press(key);
  }
  await editor.runCommand('Show or Focus Hover');
  await editor.page.locator('.monaco-hover').filter({ hasText: 'is an obstacle' }).first().waitFor(LIMIT);
}

/** The quick benchmarks, beside the dashboard. */
async function report(editor: Editor): Promise<void> {
  await editor.runCommand('View: Close All Editors');
  await editor.runCommand(COMMANDS.openDashboard);
  await editor.webviewFrame(isDashboard);
  await runQuickBenchmarks(editor);
  await clearNotices(editor);
}

/** Some requests that went well, then a server that fails: the breaker opens, and a request's trace says where the time went. */
async function openBreaker(planscope: PlanscopeEditor, simulator: Simulator): Promise<void> {
  const { editor } = planscope;
  await editor.runCommand('View: Close All Editors');
  for (const name of ['door-behind-wall', 'ghost-target', 'too-far', 'door-behind-wall', 'guard', 'ghost-target']) {
    await planscope.generatePlan(`${name}.scenario.json`);
  }
  await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
  for (const name of ['needs-smoke', 'last-round', 'halfway'].slice(0, FAILURES)) {
    await planscope.generatePlan(`${name}.scenario.json`);
  }
  await editor.statusBarItem(/open, trial in/).waitFor(LIMIT);
  await editor.runCommand('View: Close All Editors');
  await editor.runCommand(COMMANDS.openDashboard);
  const dashboard = await editor.webviewFrame(isDashboard);
  await widenSideBar(editor);
  const requests = dashboard.getByRole('treeitem', { name: /^Requests/ });
  await requests.press('ArrowRight');
  await editor.runAndPick('Planscope: Open Request Trace…', 'A gate and its guard');
  await editor.webviewFrame(isTrace);
  await clearNotices(editor);
}

async function widenSideBar(editor: Editor): Promise<void> {
  const box = await editor.page.locator('.monaco-sash.vertical:not(.disabled)').first().boundingBox();
  if (box === null) throw new Error('The side bar has no sash.');
  const { mouse } = editor.page;
  const y = box.y + box.height / 2;
  await mouse.move(box.x + box.width / 2, y);
  await mouse.down();
  await mouse.move(SIDE_BAR_WIDTH, y, { steps: 5 });
  await mouse.up();
}

async function clearNotices(editor: Editor): Promise<void> {
  await editor.runCommand('Notifications: Clear All Notifications');
}

async function picture(editor: Editor, name: string): Promise<void> {
  await copyFile(await editor.screenshot(name), path.join(PICTURES, `${name}.png`));
}

const simulator = await startRulesSimulator({
  models: ['phi3'],
  latency: { type: 'fixed', serviceTimeMs: SERVICE_TIME_MS },
});
try {
  const planscope = await launchPlanscope({
    'planscope.model.endpoint': simulator.endpoint,
    'planscope.breaker.failureThreshold': FAILURES,
    'planscope.breaker.recoveryMs': RECOVERY_MS,
    'planscope.retry.maxRetries': 0,
    'editor.minimap.enabled': false,
    'editor.hover.above': false,
    'breadcrumbs.enabled': false,
  });
  try {
    await takePictures(planscope, simulator);
  } finally {
    await planscope.dispose();
  }
} finally {
  await simulator.dispose();
}
