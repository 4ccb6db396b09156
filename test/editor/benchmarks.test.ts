import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runQuickBenchmarks } from '../host/benchmarkRun.ts';
import { COMMANDS, isReport } from '../host/product.ts';
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
    await editor.runCommand(COMMANDS.runBenchmarks);
    await editor.pickItem(/^Full/);
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

  it('opens the last report again from the palette', async () => {
    const { editor } = planscope;
    await editor.runCommand('View: Close All Editors');
    await editor.runCommand('Planscope: Open Last Report');
    const page = await editor.webviewFrame(isReport);
    expect(await page.locator('h1').innerText()).toBe('33 of 33 cases held');
  });
});
