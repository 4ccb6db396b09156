import type { Browser } from './browser.ts';
import { startCodeServer } from './codeServer.ts';
import { startDesktop } from './desktop.ts';
import { Editor } from './editor.ts';
import { EditorFolders } from './editorFolders.ts';
import type { EditorInstallation } from './installation.ts';
import { type Log, secondsSince } from './log.ts';
import type { EditorSession, SessionOptions, Size } from './session.ts';
import { THEMES, type Theme } from './themes.ts';

export interface LaunchOptions {
  readonly installation: EditorInstallation;
  /** Finds the browser for code-server; desktop VS Code needs none. */
  readonly browser: () => Promise<Browser>;
  /** The folder to open, absolute. */
  readonly workspaceDir: string;
  /** Folders of extensions under development. In code-server they look installed, by a link. */
  readonly extensionDirs: readonly string[];
  /** Folders (an unpacked VSIX's `extension/`) that are copied to where installed extensions live. */
  readonly installedExtensions?: readonly string[];
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  readonly size?: Size;
  /** Shows a window. Default false. */
  readonly headed?: boolean;
  /** Environment variables for the extension host and what it starts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where screenshots go. */
  readonly outputDir: string;
  readonly log: Log;
  /** Aborting ends the editor, at any time. */
  readonly signal: AbortSignal;
}

/** Starts VS Code with folders and processes of its own, and resolves once its workbench is up. */
export async function launchEditor(options: LaunchOptions): Promise<Editor> {
  const { installation, workspaceDir, outputDir, log, signal, theme = 'dark' } = options;
  const startedAt = performance.now();
  const folders = await EditorFolders.create({
    'workbench.colorTheme': THEMES[theme].setting,
    ...options.userSettings,
  });
  try {
    for (const extensionDir of options.installedExtensions ?? []) await folders.install(extensionDir);
    const session = await startSession(options, folders);
    const editor = new Editor({ session, folders, workspaceDir, outputDir, signal });
    signal.addEventListener('abort', () => void editor.dispose().catch(() => undefined), { once: true });
    await editor.waitUntilReady().catch(async (error: unknown) => {
      await editor.dispose();
      throw error;
    });
    log(`VS Code ${installation.version} (${installation.kind}): up after ${secondsSince(startedAt)}.`);
    return editor;
  } catch (error) {
    await folders.remove();
    throw error;
  }
}

async function startSession(options: LaunchOptions, folders: EditorFolders): Promise<EditorSession> {
  const { installation, workspaceDir, extensionDirs, headed = false, env = {}, log, signal } = options;
  const size = options.size ?? { width: 1400, height: 900 };
  const common: SessionOptions = { folders, workspaceDir, extensionDirs, size, headed, env, log, signal };
  switch (installation.kind) {
    case 'desktop':
      return await startDesktop(installation, common);
    case 'code-server':
      return await startCodeServer(installation, await options.browser(), common);
  }
}
