import { copyFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS, isDashboard } from '../host/product.ts';
import { launchPlanscope, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };
const SAMPLES = path.resolve(import.meta.dirname, '..', '..', 'media', 'sample-workspace');
const SCENARIO = 'open-bridge.scenario.json';

describe('the start of Planscope', () => {
  let server: Server;
  let connections = 0;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    server = createServer((_, response) => void response.writeHead(404).end());
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    planscope = await launchPlanscope(
      { 'planscope.model.endpoint': `http://127.0.0.1:${port}` },
      { hasSamples: false },
    );
  });

  afterAll(async () => {
    await planscope?.dispose();
    server?.closeAllConnections();
    server?.close();
  });

  const modules = async (): Promise<readonly string[]> => (await planscope.footprint()).modules;

  it('loads and reads nothing but itself, and asks nobody', async () => {
    await planscope.editor.statusBarItem(/^\s*Planscope\s*$/).waitFor(LIMIT);
    expect(await planscope.footprint()).toEqual({
      modules: ['extension.cjs'],
      files: ['extension.cjs'],
      sockets: 0,
    });
    expect(connections).toBe(0);
  });

  it('lists the tests once the Test Explorer is opened, without an open scenario, and still asks nobody', async () => {
    const { editor, workspaceDir } = planscope;
    await copyFile(path.join(SAMPLES, SCENARIO), path.join(workspaceDir, SCENARIO));
    expect(await modules()).toEqual(['extension.cjs']);
    await editor.runCommand('Testing: Focus on Test Explorer View');
    const root = (text: string) => editor.page.locator('.test-explorer .monaco-list-row').filter({ hasText: text });
    await root('Planscope plans').first().waitFor(LIMIT);
    await root('Planscope benchmarks').first().waitFor(LIMIT);
    await root('Planscope plans').first().click();
    await editor.page.keyboard.press('ArrowRight');
    await root('An open bridge').first().waitFor(LIMIT);
    expect(await modules()).toEqual(['benchTools.cjs', 'extension.cjs', 'planTools.cjs']);
    expect(connections).toBe(0);
  });

  it('looks for the model once the dashboard is opened', async () => {
    const { editor } = planscope;
    await editor.runCommand(COMMANDS.openDashboard);
    await editor.webviewFrame(isDashboard);
    await expect.poll(() => connections, LIMIT).toBeGreaterThan(0);
    const { modules: loaded, files, sockets } = await planscope.footprint();
    expect(loaded).toContain('clientTools.cjs');
    expect(files).toContain('clientTools.cjs');
    expect(sockets).toBeGreaterThan(0);
  });

  it('loads the tools for plan files with the first of them, and nothing else', async () => {
    const { editor } = planscope;
    await editor.runCommand('View: Show Explorer');
    await planscope.reload();
    const before = connections;
    expect(await modules()).toEqual(['extension.cjs']);
    await editor.openFile(SCENARIO);
    await editor.page.locator('.codelens-decoration a').filter({ hasText: 'Compare models' }).first().waitFor(LIMIT);
    expect(await modules()).toEqual(['extension.cjs', 'planTools.cjs']);
    expect(connections).toBe(before);
  });
});
