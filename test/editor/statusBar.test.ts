import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noFaults } from '../../src/core/simulator/faults.ts';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { isDashboard } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };
/** Long enough to be seen counting down across ten seconds, where it gets a digit less. */
const RECOVERY_MS = 13_000;
const ITEM = '[id="planscope.planscope.planscope.status"]';

describe('the status bar item', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ latency: { type: 'fixed', serviceTimeMs: 20 } });
    planscope = await launchPlanscope({
      'planscope.model.endpoint': NOBODY,
      'planscope.breaker.failureThreshold': 3,
      'planscope.breaker.recoveryMs': RECOVERY_MS,
      'planscope.retry.maxRetries': 0,
      'workbench.hover.delay': 100,
    });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  const item = (): Locator => planscope.editor.page.locator(ITEM);
  const label = (): Promise<string | null> => item().locator('a').first().getAttribute('aria-label');
  const width = async (): Promise<number> => (await item().boundingBox())?.width ?? 0;

  async function isOnItem(): Promise<boolean> {
    return (await planscope.editor.page.locator(`${ITEM} :focus, ${ITEM}:focus`).count()) > 0;
  }

  /** The tooltip, once the mouse rests on the item. */
  async function tooltip(): Promise<Locator> {
    const { page } = planscope.editor;
    await page.mouse.move(600, 300);
    await item().hover();
    const shown = page.locator('.workbench-hover, .monaco-hover').filter({ has: page.locator('table') });
    await shown.first().waitFor(LIMIT);
    return shown.first();
  }

  async function offers(shown: Locator): Promise<readonly string[]> {
    const titles = await shown.locator('a[data-href^="command:"]').allInnerTexts();
    return titles.map((title) => title.replaceAll('\u00a0', ' '));
  }

  it('says that nobody used it yet, then that there is no model, and starts the simulator from its tooltip', async () => {
    const { editor } = planscope;
    // The extensions start first.
    await expect.poll(label, { timeout: 60_000 }).toBe('Planscope: not used yet');
    await editor.runCommand('Planscope: Find Local Model');
    await editor.statusBarItem('Planscope: no model').waitFor(LIMIT);
    expect(await label()).toBe('Planscope: no local model found; plans are made by rules');
    await editor.runCommand('Notifications: Clear All Notifications');

    const shown = await tooltip();
    expect((await shown.innerText()).replace(/\s+/g, ' ')).toContain('Model none found: start one, or the simulator');
    expect(await offers(shown)).toEqual([
      'Open Dashboard',
      'Check Local Model',
      'Find Local Model',
      'Start Simulator',
      'Open Settings',
    ]);
    await editor.screenshot('status-no-model');
    await shown.getByText('Start Simulator').click();
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    await expect.poll(async () => await offers(await tooltip()), LIMIT).toContain('Stop Simulator');
    await editor.screenshot('status-simulator');
  });

  it('counts an open breaker down without a change of its width, and resets it from the tooltip', async () => {
    const { editor } = planscope;
    await editor.setSetting('planscope.model.endpoint', simulator.endpoint);
    await expect
      .poll(async () => (await planscope.snapshot()).model, LIMIT)
      .toMatchObject({ endpoint: simulator.endpoint });
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
    for (let failure = 0; failure < 3; failure++) await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.statusBarItem(/simulator: open, trial in\s+1\d s/).waitFor(LIMIT);
    expect(await item().getAttribute('class')).toContain('error-kind');
    expect(await label()).toMatch(/^Planscope: simulator, circuit breaker open, next trial at \d\d:\d\d:\d\d$/);
    const [before, widthBefore] = [await label(), await width()];
    const shown = await tooltip();
    expect((await shown.innerText()).replace(/\s+/g, ' ')).toMatch(
      /Breaker open, next trial at \d\d:\d\d:\d\d Because 3/,
    );
    await editor.screenshot('status-open');
    await editor.statusBarItem(/simulator: open, trial in\s+\d s/).waitFor(LIMIT);
    expect([await label(), Math.abs((await width()) - widthBefore) < 1.5]).toEqual([before, true]);
    expect(await shown.isVisible(), 'the tooltip is left alone while the bar counts').toBe(true);

    await shown.getByText('Reset Circuit Breaker').click();
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    expect(await item().getAttribute('class')).not.toMatch(/error-kind|warning-kind/);
    await expect.poll(async () => await offers(await tooltip()), LIMIT).not.toContain('Reset Circuit Breaker');
  });

  it('goes from open to half-open without a background, and to closed', async () => {
    const { editor } = planscope;
    for (let failure = 0; failure < 3; failure++) await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.statusBarItem(/simulator: open, trial in/).waitFor(LIMIT);
    await simulator.setFaults(noFaults);
    await editor.statusBarItem(/simulator: half-open 1\/2/).waitFor({ timeout: RECOVERY_MS + 10_000 });
    expect(await label()).toBe('Planscope: simulator, circuit breaker half-open, 1 of 2 trials succeeded');
    expect(await item().getAttribute('class')).not.toMatch(/error-kind|warning-kind/);
    await editor.screenshot('status-half-open');
    await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    expect(await label()).toBe('Planscope: simulator, circuit breaker closed');
  });

  it('draws the words of a server as text: no link, no command, no icon', async () => {
    const { editor } = planscope;
    const evil = '<command:planscope.openDashboard?> $(gear)';
    const other = await startRulesSimulator({ models: [evil] });
    try {
      await editor.setSetting('planscope.model.name', evil);
      await editor.setSetting('planscope.model.endpoint', other.endpoint);
      await expect
        .poll(async () => (await tooltip()).innerText(), LIMIT)
        .toContain('<command:planscope.openDashboard?>');
      const shown = await tooltip();
      expect(await offers(shown)).not.toContain('command:planscope.openDashboard?');
      expect(await shown.locator('.codicon-gear').count()).toBe(0);
      await editor.screenshot('status-foreign-words');
    } finally {
      await editor.setSetting('planscope.model.name', undefined);
      await editor.setSetting('planscope.model.endpoint', simulator.endpoint);
      await other.dispose();
    }
  });

  it('is reached and activated by the keyboard alone', async () => {
    const { editor } = planscope;
    const { keyboard } = editor.page;
    await editor.runCommand('View: Close All Editors');
    const isInBar = async (): Promise<boolean> =>
      (await editor.page.locator('.part.statusbar:focus, .part.statusbar :focus').count()) > 0;
    for (let press = 0; press < 10 && !(await isInBar()); press++) await keyboard.press('F6');
    expect(await isInBar()).toBe(true);
    for (let press = 0; press < 30 && !(await isOnItem()); press++) await keyboard.press('ArrowRight');
    expect(await isOnItem()).toBe(true);
    await editor.screenshot('status-focused');
    await keyboard.press('Enter');
    await editor.webviewFrame(isDashboard);
  });
});
