import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessInfo } from '../host/processTree.ts';
import { COMMANDS } from '../host/product.ts';
import { launchPlanscope, NOBODY, type PlanscopeEditor, waitForEnd } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };
/** A process of ours ends by itself in a moment; asked in vain, it is ended within three seconds. */
const END_MS = 10_000;
const LOST = /The benchmark run of .* \(full\) ended early/i;

describe('the end of a window', () => {
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    planscope = await launchPlanscope({ 'planscope.model.endpoint': NOBODY });
  });

  afterAll(async () => {
    await planscope?.dispose();
  });

  const runAll = async (): Promise<void> => {
    await planscope.editor.runAndPick(COMMANDS.runBenchmarks, /^Full/);
    await planscope.editor.acceptQuickPick();
  };

  /** A run that mostly waits, which leaves the machine to the editor. */
  const runSuite = async (): Promise<void> =>
    await planscope.editor.runAndPick('Planscope: Run Benchmark Suite…', 'resilience', /^Full/);

  const progress = () => planscope.editor.notification(/\d+ of \d+: \w+\//).first();

  /** Starts the simulator and a full run: resolves to their processes. */
  async function busy(run: () => Promise<void>): Promise<readonly ProcessInfo[]> {
    const { editor } = planscope;
    await editor.runCommand('Planscope: Start Simulator');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    await run();
    await progress().waitFor({ timeout: 30_000 });
    const programs = planscope.programs();
    const roles = programs.map(({ command }) => /cli\.cjs (\w+)/.exec(command)?.[1]);
    expect(roles).toEqual(expect.arrayContaining(['simulate', 'bench']));
    return programs;
  }

  it('by a reload ends run and simulator, and the next start says so', async () => {
    const { editor } = planscope;
    const programs = await busy(runAll);
    await planscope.reload();
    await waitForEnd(programs, END_MS);
    await editor.notification(LOST).waitFor(LIMIT);
    await editor.screenshot('benchmark-lost');
  });

  it('is told of once: not at the reload after that', async () => {
    const { editor } = planscope;
    await planscope.reload();
    // Planscope and its tools are there.
    await planscope.snapshot();
    await editor.runCommand('Planscope: Delete Benchmark Runs…');
    await editor.statusBarItem(/no benchmark runs are kept/).waitFor(LIMIT);
    expect(await editor.notification(LOST).count()).toBe(0);
  });

  it('by a crash of the extension host ends run and simulator too; the run can be run again', async () => {
    const { editor } = planscope;
    const programs = await busy(runSuite);
    await planscope.crashHost();
    await waitForEnd(programs, END_MS);
    await editor.notification(LOST).waitFor(LIMIT);
    await editor.clickNotificationButton(LOST, 'Run Again');
    await progress().waitFor({ timeout: 30_000 });
    await editor.clickNotificationButton('Planscope benchmarks', 'Cancel');
    await expect.poll(() => planscope.programs(), LIMIT).toEqual([]);
  });

  it('by a close leaves neither run nor simulator nor extension host', async () => {
    const first = planscope;
    // The first window's end is that of the whole editor, so it is another one that is closed.
    planscope = await first.openWindow();
    try {
      const programs = await busy(runSuite);
      const { pid } = await planscope.host();
      const hosts = planscope.editor.serverProcessTree().filter((one) => one.pid === pid);
      expect(hosts).toHaveLength(1);
      await planscope.dispose();
      await waitForEnd([...programs, ...hosts], END_MS);
    } finally {
      planscope = first;
    }
  });
});
