import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS, isDashboard } from '../host/product.ts';
import { type Held, launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 30_000 };
const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** Planscope as it is, but started and ended by the test. */
async function wrapped(folder: string): Promise<string> {
  for (const part of ['dist', 'media', 'package.nls.json'])
    await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  await cp(path.join(import.meta.dirname, 'handles', 'wrapped.cjs'), path.join(folder, 'wrapped.cjs'));
  const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './wrapped.cjs' }));
  return folder;
}

describe('what Planscope holds of the extension host', () => {
  let folder: string;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'planscope-wrapped-'));
    const extensionDirs = [await wrapped(folder)];
    planscope = await launchPlanscope(
      // Nobody waits for the answer: the request is under way when all ends.
      { 'planscope.model.endpoint': NOBODY, 'planscope.simulator.serviceTimeMs': 120_000 },
      { extensionDirs },
    );
    // Starts the editor's language server of JSON, a process of the host that stays.
    await planscope.editor.openFile('ghost-target.plan.json');
  });

  afterAll(async () => {
    await planscope?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** Timers, processes, sockets, an open store, watchers, pages: all at work. */
  async function use(): Promise<void> {
    const { editor } = planscope;
    await editor.runCommand('Planscope: Start Simulator');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    await editor.runAndPick('Planscope: Run Benchmark Suite…', 'resilience', /^Full/);
    await editor.notification(/\d+ of \d+: \w+\//).waitFor(LIMIT);
    await editor.openFile('door-behind-wall.plan.json');
    await editor.runCommand('Planscope: Show World Map');
    await editor.webviewFrame(async (frame: Frame) => (await frame.locator('svg.map').count()) > 0, LIMIT.timeout);
    await editor.runCommand(COMMANDS.openDashboard);
    await editor.webviewFrame(isDashboard, LIMIT.timeout);
    await editor.openFile('out-of-ammo.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    await editor.notification(/Planning Out of ammunition.*asking/).waitFor(LIMIT);
  }

  /** What the host holds once only the language server is left of what the editor's own extensions started. */
  async function settled(): Promise<Held> {
    let held = await planscope.control('held');
    const isAtRest = async (): Promise<boolean> => {
      const before = held;
      held = await planscope.control('held');
      const processes = held.resources.filter((kind) => kind === 'ProcessWrap');
      return processes.length === 1 && isDeepStrictEqual(held.resources, before.resources);
    };
    await expect.poll(isAtRest, { ...LIMIT, interval: 300 }).toBe(true);
    return held;
  }

  it.each(['at first', 'and again'])('is nothing once it has ended in the midst of its work: %s', async () => {
    const before = await settled();
    expect(before.made).toEqual([]);
    await planscope.control('start');
    await use();
    const during = await planscope.control('held');
    const { model } = await planscope.snapshot();
    const port = model.kind === 'none' ? 0 : Number(new URL(model.endpoint).port);
    const kinds = during.made.map((one) => one.split('\n')[0]);
    expect(kinds).toEqual(expect.arrayContaining(['Timeout', 'PIPEWRAP', 'PROCESSWRAP']));
    expect(planscope.programs().length).toBeGreaterThanOrEqual(2);
    if (process.platform === 'linux') {
      expect(during.files.join('\n')).toMatch(/prompt-cache\.sqlite/);
      expect(during.remotePorts).toContain(port);
    }

    await planscope.control('end');
    const left = async (): Promise<Omit<Held, 'remotePorts'>> => {
      const { remotePorts, ...others } = await planscope.control('held');
      expect(remotePorts).not.toContain(port);
      return others;
    };
    const { remotePorts: _, ...nothing } = before;
    await expect.poll(left, LIMIT).toEqual(nothing);
    expect(planscope.programs()).toEqual([]);
    // What ended with it is no failure, and no plan is shown.
    const { editor } = planscope;
    await expect.poll(() => editor.notification('Planning Out of ammunition').count(), LIMIT).toBe(0);
    const errors = editor.notification('Source: Planscope').filter({ has: editor.page.locator('.codicon-error') });
    expect(await errors.allInnerTexts()).toEqual([]);
  });
});
