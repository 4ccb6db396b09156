import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { endTree, killTree } from './processTree.ts';
import { cleanEnvironment, type EditorSession, type Opened, type SessionOptions, type Size } from './session.ts';
import { atMost } from './waitFor.ts';

const LAUNCH_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 5_000;

/** Starts desktop VS Code and takes its first window. */
export async function startDesktop(
  installation: { readonly executablePath: string },
  options: SessionOptions,
): Promise<EditorSession> {
  await installPackages(installation.executablePath, options);
  const app = await _electron.launch({
    executablePath: installation.executablePath,
    args: desktopArguments(options),
    env: cleanEnvironment(options.env),
    colorScheme: null,
    timeout: LAUNCH_LIMIT_MS,
  });
  const rootPid = app.process().pid;
  if (rootPid === undefined) throw new Error(`${installation.executablePath} ended at once.`);
  const killAtExit = (): void => killTree(rootPid);
  process.once('exit', killAtExit);
  const close = async (): Promise<void> => {
    await atMost(CLOSE_LIMIT_MS, app.close());
    await endTree(rootPid);
    process.off('exit', killAtExit);
  };
  try {
    const page = await app.firstWindow({ timeout: LAUNCH_LIMIT_MS });
    await resize(app, page, options.size);
    const openWindow = (): never => {
      throw new Error('A second window is opened in code-server only.');
    };
    return { page, rootPid, address: undefined, openWindow, resize: (size) => resize(app, page, size), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function installPackages(executablePath: string, { folders, vsixFiles, signal }: SessionOptions): Promise<void> {
  const [cli = executablePath, ...cliArguments] = resolveCliArgsFromVSCodeExecutablePath(executablePath);
  // They would name folders of their own.
  const others = cliArguments.filter((argument) => !/^--(user-data|extensions)-dir/.test(argument));
  const dirs = [`--user-data-dir=${folders.userDataDir}`, `--extensions-dir=${folders.extensionsDir}`];
  for (const file of vsixFiles) {
    const args = [...others, '--install-extension', file, ...dirs];
    await promisify(execFile)(cli, args, { env: cleanEnvironment({}), signal, shell: process.platform === 'win32' });
  }
}

function desktopArguments({ folders, opens, workspaceTrust, extensionDirs }: SessionOptions): string[] {
  const onLinux = process.platform === 'linux' ? ['--disable-dev-shm-usage'] : [];
  return [
    ...pathOf(opens),
    ...extensionDirs.map((dir) => `--extensionDevelopmentPath=${dir}`),
    `--user-data-dir=${folders.userDataDir}`,
    `--extensions-dir=${folders.extensionsDir}`,
    '--new-window',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-updates',
    '--disable-telemetry',
    '--disable-experiments',
    '--no-cached-data',
    // A key ring of the desktop would ask the person for a password.
    '--use-inmemory-secretstorage',
    '--password-store=basic',
    '--no-sandbox',
    '--disable-gpu',
    ...onLinux,
  ];
}

function pathOf(opens: Opened): string[] {
  if (opens === 'nothing') return [];
  return ['folder' in opens ? opens.folder : opens.workspaceFile];
}

/** Playwright cannot resize an Electron window by its viewport. */
async function resize(app: ElectronApplication, page: Page, { width, height }: Size): Promise<void> {
  const window = await app.browserWindow(page);
  await window.evaluate((target, [newWidth, newHeight]) => target.setContentSize(newWidth, newHeight), [
    width,
    height,
  ] as const);
}
