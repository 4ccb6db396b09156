import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReport, QUICK_RUN } from '../host/product.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };

describe('the first run, in a window without a folder', () => {
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    planscope = await launchPlanscope(
      { 'planscope.model.endpoint': NOBODY, 'editor.minimap.enabled': false },
      { hasFolder: false },
    );
  });

  afterAll(async () => {
    await planscope?.dispose();
  });

  const step = (title: string): Locator =>
    planscope.editor.page.locator('.getting-started-step').filter({ hasText: title });

  /** Opens a step and clicks its button. */
  async function doStep(title: string, button: string): Promise<void> {
    await showWalkthrough();
    if ((await step(title).getAttribute('class'))?.includes('expanded') !== true) await step(title).click();
    await step(title).getByRole('button', { name: button }).click(LIMIT);
  }

  async function showWalkthrough(): Promise<void> {
    const { editor } = planscope;
    await editor.runAndPick('Welcome: Open Walkthrough...', 'Get started with Planscope');
    await step('Find a model').waitFor(LIMIT);
  }

  async function isTicked(title: string): Promise<boolean> {
    return (await step(title).locator('.codicon-getting-started-step-checked').count()) > 0;
  }

  async function expectTick(title: string): Promise<void> {
    await showWalkthrough();
    await expect.poll(() => isTicked(title), LIMIT).toBe(true);
  }

  const tabs = async (): Promise<string> =>
    (await planscope.editor.page.locator('.tab').allInnerTexts()).join(' ').replaceAll('\n', '');

  it('shows five steps, none of them done', async () => {
    const { editor } = planscope;
    await showWalkthrough();
    const titles = await editor.page.locator('.getting-started-step .step-title').allInnerTexts();
    expect(titles).toEqual([
      'Find a model, or start the simulator',
      'Plan a sample',
      'Read what is wrong with a plan',
      'Run the benchmarks',
      'Open the report',
    ]);
    for (const title of titles) expect(await isTicked(title), title).toBe(false);
    await editor.webviewFrame(async (frame) => (await frame.locator('body').innerText()).includes('A model on your'));
    await editor.screenshot('walkthrough');
  });

  it('ticks the first step once the simulator runs, not when nothing was found', async () => {
    const { editor } = planscope;
    await doStep('Find a model', 'Find Local Model');
    await editor.statusBarItem('Planscope: no model').waitFor(LIMIT);
    expect(await isTicked('Find a model')).toBe(false);
    await editor.screenshot('walkthrough-no-model');
    await doStep('Find a model', 'Start Simulator');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    await expectTick('Find a model');
  });

  it('plans a sample with one click, without asking for a folder', async () => {
    const { editor } = planscope;
    await doStep('Plan a sample', 'Plan a Sample Scenario');
    await editor.page
      .locator('.tab')
      .filter({ hasText: 'door-behind-wall.simulator.plan.json' })
      .first()
      .waitFor(LIMIT);
    await editor.page.locator('.codelens-decoration').filter({ hasText: 'can be carried out' }).first().waitFor(LIMIT);
    expect(await tabs()).toContain('door-behind-wall.scenario.json');
    await editor.screenshot('walkthrough-plan');
    expect((await planscope.snapshot()).counters).toMatchObject({ requests: 1, modelPlans: 1 });
    await expectTick('Plan a sample');
  });

  it('shows the problems of a plan in the sample, on their lines and in the Problems view', async () => {
    const { editor } = planscope;
    await doStep('Read what is wrong', 'Show the Problems');
    const name = 'door-behind-wall.plan.json';
    await expect
      .poll(async () => (await planscope.problems())[name]?.map(({ code, line }) => `${line} ${code}`), LIMIT)
      .toEqual(['4 blocked-cell']);
    await editor.page.locator('.markers-panel').getByText('is an obstacle').first().waitFor(LIMIT);
    await editor.screenshot('walkthrough-problems');
    await expectTick('Read what is wrong');
  });

  it('runs the benchmarks, shows the report, and opens it again', async () => {
    const { editor } = planscope;
    await doStep('Run the benchmarks', 'Run LLM Benchmarks');
    await editor.pickItem(QUICK_RUN);
    await editor.acceptQuickPick();
    await editor.webviewFrame(isReport, 150_000);
    await expectTick('Run the benchmarks');
    expect(await isTicked('Open the report')).toBe(false);
    await doStep('Open the report', 'Open Last Report');
    await editor.webviewFrame(isReport);
    await expectTick('Open the report');
    await editor.screenshot('walkthrough-done');
  });

  it('groups the settings, each with unit and range in words', async () => {
    const { editor } = planscope;
    await editor.runCommand('Preferences: Open Settings (UI)');
    const search = editor.page.locator('.settings-header .monaco-editor');
    await search.first().click(LIMIT);
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type('@ext:planscope.planscope');
    const contents = editor.page.locator('.settings-tree-container');
    await contents
      .getByText('By which name')
      .or(contents.getByText('The model that makes the plans'))
      .first()
      .waitFor(LIMIT);
    const toc = editor.page.locator('.settings-toc-container');
    for (const title of ['Model', 'Prompt cache', 'Circuit breaker', 'Queue and retries', 'Time limits', 'Simulator']) {
      await toc.getByText(title, { exact: true }).first().waitFor(LIMIT);
    }
    await editor.screenshot('settings');
  });
});
