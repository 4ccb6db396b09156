import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noFaults } from '../../src/core/simulator/faults.ts';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { COMMANDS, isDashboard, isTrace } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };
const DOOR = 'A door behind a wall';

describe('the dashboard and its traces', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 30 } });
    planscope = await launchPlanscope({
      'planscope.model.endpoint': simulator.endpoint,
      'planscope.retry.maxRetries': 0,
      // The dialog in the window, which can be driven; the system's cannot.
      'files.simpleDialog.enable': true,
    });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  async function dashboard(): Promise<Frame> {
    await planscope.editor.runCommand(COMMANDS.openDashboard);
    return await planscope.editor.webviewFrame(isDashboard);
  }

  /** The label of the row or button that has the focus in a page. */
  async function focused(page: Frame): Promise<string> {
    return await page.evaluate<string>(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
    );
  }

  async function requestLabels(page: Frame): Promise<string[]> {
    return await page.locator('[data-id^="request:"][aria-level="2"] > .text').allInnerTexts();
  }

  it('is used by keyboard alone: to a request, its spans, its trace', async () => {
    const { editor } = planscope;
    const { keyboard } = editor.page;
    await planscope.generatePlan('door-behind-wall.scenario.json');
    await planscope.generatePlan('door-behind-wall.scenario.json');
    const page = await dashboard();
    await expect
      .poll(async () => {
        await keyboard.press('Tab');
        return await focused(page);
      }, LIMIT)
      .toMatch(/^Models/);
    await keyboard.type('requests');
    await expect.poll(() => focused(page)).toMatch(/^Requests: last 2: 1 from cache, 1 from model/);
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await keyboard.press(key);
    await page.getByRole('treeitem', { name: /^Attempt: / }).waitFor(LIMIT);
    await editor.screenshot('dashboard-request');
    await keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('Open trace');
    await keyboard.press('Enter');
    const trace = await editor.webviewFrame(isTrace);
    expect(await trace.locator('h1').innerText()).toBe(DOOR);
    expect(await trace.locator('.line .name').allInnerTexts()).toEqual(
      expect.arrayContaining(['Cache key', 'Tier full', 'Attempt', 'Decode', 'Parse', 'Validate', 'Simulate']),
    );
    expect(await trace.locator('.items').first().innerText()).toMatch(/MoveTo\(/);
    expect(await trace.locator('.texts').innerText()).toContain('Planscope keeps no texts unless you allow it');
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      await editor.webviewFrame(isTrace);
      await editor.screenshot(`trace-${theme}`);
    }
  });

  it('copies a trace as OTLP JSON', async () => {
    const { editor } = planscope;
    const trace = await editor.webviewFrame(isTrace);
    await trace.getByRole('button', { name: 'Copy as OTLP JSON' }).click();
    await editor.statusBarItem('copied as OTLP JSON').waitFor(LIMIT);
    const copied = JSON.parse(await editor.page.evaluate<string>('navigator.clipboard.readText()'));
    const names = copied.resourceSpans[0].scopeSpans[0].spans.map(({ name }: { readonly name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['plan planscope', 'chat phi3', 'planscope.parse']));
  });

  it('asks again from a trace, and shows what was sent and answered once that may be kept', async () => {
    const { editor } = planscope;
    await editor.setSetting('planscope.telemetry.keepTexts', true);
    // A setting takes effect a moment after it is written.
    const textsAfterAskingAgain = async (): Promise<string> => {
      const asked = simulator.stats().requests;
      const before = await editor.webviewFrame(isTrace);
      await before.getByRole('button', { name: 'Ask Again' }).click();
      await expect.poll(() => simulator.stats().requests, LIMIT).toBe(asked + 1);
      const { requests } = (await planscope.snapshot()).counters;
      const isNew = async (frame: Frame): Promise<boolean> =>
        (await isTrace(frame)) && new RegExp(`Request\\s*${requests}`).test(await frame.locator('.facts').innerText());
      return await (await editor.webviewFrame(isNew)).locator('.texts').innerText();
    };
    await expect.poll(textsAfterAskingAgain, { timeout: 60_000 }).toContain('"plan_id"');
    await editor.screenshot('trace-texts');
    await editor.setSetting('planscope.telemetry.keepTexts', undefined);
    const shown = await editor.webviewFrame(isTrace);
    await expect.poll(() => shown.locator('.texts').innerText(), LIMIT).toContain('keeps no texts unless you allow it');
  });

  it('opens the scenario of a request, and saves the request as a plan test that holds', async () => {
    const { editor, workspaceDir } = planscope;
    await editor.runAndPick('Planscope: Open Scenario of Request…', DOOR);
    await editor.page.locator('.tab.active').filter({ hasText: 'door-behind-wall.scenario.json' }).waitFor(LIMIT);

    await editor.runAndPick('Planscope: Save Request as Plan Test…', DOOR);
    const file = path.join(workspaceDir, 'saved.scenario.json');
    // The dialog puts its own name there a moment after it opens.
    const named = editor.page.locator('.quick-input-widget input').first();
    await expect.poll(() => named.inputValue(), LIMIT).toMatch(/request-\d+\.scenario\.json$/);
    await editor.acceptQuickPick(file);
    await editor.page.locator('.tab.active').filter({ hasText: 'saved.scenario.json' }).waitFor(LIMIT);
    const saved = JSON.parse(await readFile(file, 'utf8'));
    expect(saved).toMatchObject({ name: DOOR, expect: { max_steps: expect.any(Number) } });
    expect(saved, 'the engine’s own tools need no list').not.toHaveProperty('tools');
    expect(await planscope.problems()).not.toHaveProperty('saved.scenario.json');
  });

  it('shows a cached plan, and drops it', async () => {
    const { editor } = planscope;
    const { entries } = (await planscope.snapshot()).cache;
    await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.runToPick('Planscope: Show Cached Plans…', 'Attack');
    await editor.screenshot('cached-plans');
    await editor.pickItem('Attack');
    await editor.webviewFrame(async (frame) =>
      (await frame.locator('body').innerText()).includes('The question it answers'),
    );
    await editor.screenshot('cached-plan');
    await editor.runCommand('Planscope: Show Cached Plans…');
    const row = editor.page.locator('.quick-input-widget .monaco-list-row').first();
    await row.hover();
    await row.getByRole('button', { name: 'Drop this plan from the cache' }).click();
    await expect.poll(async () => (await planscope.snapshot()).cache.entries, LIMIT).toBe(entries);
    await editor.cancelQuickPick();
  });

  it('lists the outcomes that are asked for, and goes on so after hiding and reloading', async () => {
    const { editor } = planscope;
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
    await planscope.generatePlan('out-of-ammo.scenario.json');
    await simulator.setFaults(noFaults);
    const page = await dashboard();
    await expect.poll(async () => (await requestLabels(page)).length, LIMIT).toBeGreaterThan(3);
    await editor.runCommand('Planscope: Filter Requests…');
    for (const outcome of ['from cache', 'from model', 'no plan', 'cancelled']) await editor.tickItem(outcome, false);
    await editor.acceptQuickPick();
    await expect.poll(() => requestLabels(page), LIMIT).toEqual([expect.stringMatching(/^Out of ammunition fallback/)]);

    await editor.runCommand('View: Show Explorer');
    const back = await dashboard();
    await expect.poll(() => requestLabels(back), LIMIT).toEqual([expect.stringMatching(/fallback/)]);
    await editor.screenshot('dashboard-filtered');

    await planscope.reload();
    const anew = await dashboard();
    expect(await anew.locator('[data-id="requests"]').getAttribute('aria-expanded')).toBe('true');
    expect(await anew.locator('[data-id^="request:"][aria-expanded="true"]').count()).toBe(0);
    await planscope.generatePlan('out-of-ammo.scenario.json');
    await expect
      .poll(() => anew.locator('[data-id="requests"]').innerText(), LIMIT)
      .toMatch(/0 fallback of the last 1/);
    await editor.runCommand('Planscope: Show All Requests');
    await expect
      .poll(() => requestLabels(anew), LIMIT)
      .toEqual([expect.stringMatching(/^Out of ammunition from model/)]);
  });

  it('shows a request under way', async () => {
    const { editor } = planscope;
    simulator.setLatency({ type: 'fixed', serviceTimeMs: 5_000 });
    const page = await dashboard();
    await editor.openFile('last-round.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    await page.getByRole('treeitem', { name: /^One round left: .* · [1-4] s/ }).waitFor(LIMIT);
    await editor.screenshot('dashboard-under-way');
    await expect.poll(async () => (await planscope.snapshot()).running, LIMIT).toEqual([]);
  });

  it('has room in a narrow side bar, in every theme', async () => {
    const { editor } = planscope;
    await dashboard();
    await editor.page.mouse.move(0, 0);
    const sash = editor.page.locator('.monaco-sash.vertical:not(.disabled)').first();
    const box = await sash.boundingBox();
    if (box === null) throw new Error('The side bar has no sash.');
    await editor.page.mouse.move(box.x + 2, 400);
    await editor.page.mouse.down();
    await editor.page.mouse.move(298, 400, { steps: 5 });
    await editor.page.mouse.up();
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      const page = await editor.webviewFrame(isDashboard);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await page.evaluate('innerWidth')).toBeLessThanOrEqual(260);
      await editor.screenshot(`dashboard-narrow-${theme}`);
    }
  });
});
