import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runQuickBenchmarks } from '../host/benchmarkRun.ts';
import { COMMANDS, isDashboard, isReport, reportsDir } from '../host/product.ts';
import { waitFor } from '../host/waitFor.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

describe('benchmarks in the editor', () => {
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    planscope = await launchPlanscope({ 'planscope.model.endpoint': NOBODY });
  });

  afterAll(async () => {
    await planscope?.dispose();
  });

  /** The processes that run Planscope's own program: benchmarks and simulators. */
  const programs = (): readonly string[] =>
    planscope.editor
      .serverProcessTree()
      .map(({ command }) => command)
      .filter((command) => command.includes('cli.cjs'));

  it('shows progress that can be cancelled, and a cancel leaves no process behind', async () => {
    const { editor } = planscope;
    await editor.runAndPick(COMMANDS.runBenchmarks, /^Full/);
    await editor.acceptQuickPick();
    const progress = editor.notification(/\d+ of \d+: \w+\//);
    await progress.waitFor({ timeout: 30_000 });
    await editor.screenshot('benchmarks-progress');
    expect(programs().length).toBeGreaterThan(0);

    await editor.clickNotificationButton('Planscope benchmarks', 'Cancel');

    const isOver = async (): Promise<boolean> => programs().length === 0 && (await progress.count()) === 0;
    await waitFor({ what: 'The end of the cancelled run', limitMs: 10_000 }, isOver, new AbortController().signal);
  });

  it('runs from the palette to a report of 33 rows, in a process of its own that ends', async () => {
    const { editor } = planscope;
    const { report } = await runQuickBenchmarks(editor);
    expect(report.cases.map(({ id, status, error }) => ({ id, status, error }))).toEqual(
      report.cases.map(({ id }) => ({ id, status: 'ok', error: undefined })),
    );
    expect(report.cases).toHaveLength(33);

    const page = await editor.webviewFrame(isReport);
    for (const { id } of report.cases) expect(await page.locator(`[id="case-${id}"]`).count(), id).toBe(1);
    expect(await page.locator('h1').innerText()).toBe('33 of 33 cases held');
    expect(await page.locator('body').innerText()).toContain('simulator, not a model');
    expect(programs()).toEqual([]);
  });

  it('shows the report in a dark, a light and a high-contrast theme', async () => {
    const { editor } = planscope;
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      await editor.webviewFrame(isReport);
      await editor.screenshot(`report-${theme}`);
    }
  });

  it('measures one case again from its row, beside what it gave before', async () => {
    const { editor } = planscope;
    const page = await editor.webviewFrame(isReport);
    await page.getByRole('button', { name: 'cache_key_generation' }).click();
    await page.getByRole('button', { name: 'Measure again' }).click();
    const again = await editor.webviewFrame(
      async (frame) => (await isReport(frame)) && (await frame.locator('section.comparison').count()) > 0,
      60_000,
    );
    expect(await again.locator('h1').innerText()).toBe('1 of 1 case held');
    expect(await again.locator('section.comparison tbody').innerText()).toContain('cache_key_generation');
    await editor.screenshot('report-measured-again');
  });

  /** The report in sight once its comparison is with what a person picked. */
  const comparedWith = async (words: string): Promise<string> => {
    let text = '';
    await planscope.editor.webviewFrame(async (frame) => {
      text = await frame.locator('section.comparison').innerText();
      return text.includes(words);
    }, 60_000);
    return text;
  };

  it('compares with a baseline that is picked, and leaves open what was opened meanwhile', async () => {
    const { editor } = planscope;
    await editor.runAndPick('Planscope: Compare with Baseline…', /33 of 33 held/);
    await editor.page.keyboard.press('F1');
    expect(await comparedWith('33 of 33 held with this run')).toContain('Only in A');
    expect(await editor.quickPickLabels()).not.toEqual([]);
    await editor.cancelQuickPick();
  });

  it('asks before it compares runs that are unlike, and marks what it compared all the same', async () => {
    const { editor } = planscope;
    const reports = await reportsDir(editor.userDataDir);
    const [newest] = (await readdir(reports)).toSorted().toReversed();
    const report = JSON.parse(await readFile(path.join(reports, newest ?? ''), 'utf8'));
    const unlike = { ...report, seed: 7, startedAt: '2020-01-01T00:00:00.000Z' };
    await writeFile(path.join(reports, '2020-01-01T00-00-00-000Z.json'), JSON.stringify(unlike));
    await editor.runAndPick('Planscope: Compare with Baseline…', /^(2019|2020)/);
    await editor.page.getByText('Seed: 7 in A, 42 in B.').waitFor({ timeout: 30_000 });
    await editor.page.getByRole('button', { name: 'Compare All the Same' }).click();
    expect(await comparedWith('Seed: 7 in A, 42 in B.')).toContain('The two are unlike');
    await editor.screenshot('report-unlike');
  });

  it('lists the benchmarks in the Test Explorer and runs one, with its figures', async () => {
    const { editor } = planscope;
    await editor.runCommand('Testing: Focus on Test Explorer View');
    const items = editor.page.locator('.test-explorer .monaco-list-row');
    const item = (text: string) => items.filter({ hasText: text }).first();
    await item('Planscope benchmarks').waitFor({ timeout: 30_000 });
    for (const level of ['Planscope benchmarks', 'cache']) {
      await item(level).click();
      await editor.page.keyboard.press('ArrowRight');
      await item(level === 'cache' ? 'cache_key_generation' : 'cache').waitFor({ timeout: 30_000 });
    }
    await item('cache_key_generation').hover();
    await item('cache_key_generation').locator('.codicon-testing-run-icon').first().click();
    await item('cache_key_generation').locator('.codicon-testing-passed-icon').first().waitFor({ timeout: 60_000 });
    await editor.screenshot('benchmark-tests');
    expect(programs()).toEqual([]);
  });

  it('asks the server of the settings for the suite model, and says so where nothing answers there', async () => {
    const { editor } = planscope;
    const items = editor.page.locator('.test-explorer .monaco-list-row');
    const item = (text: string) => items.filter({ hasText: text }).first();
    await items
      .filter({ hasText: /^\s*model\s*$/ })
      .first()
      .click();
    await editor.page.keyboard.press('ArrowRight');
    await item('time_to_plan').hover();
    await item('time_to_plan').locator('.codicon-testing-run-icon').first().click();
    await item('time_to_plan').locator('.codicon-testing-error-icon').first().waitFor({ timeout: 60_000 });
    await editor.page.getByText(NOBODY).first().waitFor({ timeout: 10_000 });
  });

  it('deletes the runs that are picked, after asking', async () => {
    const { editor } = planscope;
    await editor.runCommand(COMMANDS.openDashboard);
    const dashboard = await editor.webviewFrame(isDashboard);
    const listed = async (): Promise<string> =>
      (await dashboard.locator('[data-id^="run:"]').allInnerTexts()).join('\n');
    await expect.poll(listed, { timeout: 10_000 }).toContain('33 of 33 held');
    await editor.runCommand('Planscope: Delete Benchmark Runs…');
    await editor.tickItem(/33 of 33 held/);
    await editor.acceptQuickPick();
    await editor.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(listed, { timeout: 10_000 }).not.toContain('33 of 33 held');
    await editor.runCommand('Planscope: Delete Benchmark Runs…');
    const labels = async (): Promise<string> => (await editor.quickPickLabels()).join('\n');
    await expect.poll(labels, { timeout: 10_000 }).toContain('1 of 1 held');
    expect(await labels()).not.toContain('33 of 33 held');
    await editor.cancelQuickPick();
  });

  it('opens the last report again from the palette', async () => {
    const { editor } = planscope;
    await editor.runCommand('View: Close All Editors');
    await editor.runCommand('Planscope: Open Last Report');
    const page = await editor.webviewFrame(isReport);
    expect(await page.locator('h1').innerText()).toBe('1 of 1 case held');
  });
});
