import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPlanscope, NOBODY, type PlanscopeEditor, waitForEnd } from './planscopeEditor.ts';
import { smoke } from './smoke.ts';

const LIMIT = { timeout: 30_000 };
const ROOT = path.resolve(import.meta.dirname, '..', '..');
const VSCE = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
const SETTINGS = { 'planscope.model.endpoint': NOBODY };

/** What `npm run package` makes of what is built. */
async function packaged(folder: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const [, args = ''] = scripts.package.split('vsce ');
  const file = path.join(folder, 'planscope.vsix');
  await promisify(execFile)(process.execPath, [VSCE, ...args.split(' '), '--out', file], { cwd: ROOT });
  return file;
}

it('the extension works from its sources', async () => {
  const planscope = await launchPlanscope(SETTINGS);
  try {
    await smoke(planscope);
  } finally {
    await planscope.dispose();
  }
});

describe('the package', () => {
  let folder: string;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'planscope-package-'));
    const vsixFiles = [await packaged(folder)];
    planscope = await launchPlanscope(SETTINGS, { extensionDirs: [], vsixFiles });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('works as installed by a user', async () => {
    await smoke(planscope);
  });

  /** Does it in the Extensions view as a person does, and reloads the window where the view then asks for a restart. */
  async function inExtensionsView(action: 'Disable' | 'Enable' | 'Uninstall'): Promise<void> {
    const { editor } = planscope;
    await editor.runCommand('Extensions: Show Installed Extensions');
    const row = editor.page.locator('.extension-list-item').filter({ hasText: 'In-editor diagnostics' }).first();
    await row.click({ button: 'right', ...LIMIT });
    // A menu takes no mouse button for a moment after it has opened, lest it takes the click that opened it.
    const menu = editor.page.locator('.context-view .monaco-menu');
    await menu.getByText(action, { exact: true }).hover(LIMIT);
    await menu.locator('.action-item.focused').filter({ hasText: action }).waitFor(LIMIT);
    await editor.page.keyboard.press('Enter');
    if (action === 'Enable') return;
    await row.filter({ hasText: 'Restart Required' }).waitFor(LIMIT);
    await editor.screenshot(`extension-${action}`);
    await editor.reloadWindow();
  }

  it.each(['Disable', 'Uninstall'] as const)('%s ends its simulator, and the window works on', async (action) => {
    const { editor } = planscope;
    const programs = planscope.programs();
    expect(programs).toHaveLength(1);
    await inExtensionsView(action);
    await waitForEnd(programs, LIMIT.timeout);
    await editor.statusBarItem('simulator').waitFor({ ...LIMIT, state: 'hidden' });
    await editor.openFile('open-bridge.plan.json');
    if (action === 'Uninstall') return;
    await inExtensionsView('Enable');
    await editor.runCommand('Planscope: Start Simulator');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
  });
});
