import { startCodeServer } from './codeServer.ts';
import { startDesktop } from './desktop.ts';
import { Editor } from './editor.ts';
import { EditorFolders } from './editorFolders.ts';
import type { EditorHost } from './host.ts';
import { type Log, secondsSince } from './log.ts';
import type { EditorSession, SessionOptions, Size } from './session.ts';
import { THEMES, type Theme } from './themes.ts';

export interface LaunchOptions {
  /** From `findHost`; many editors can be launched with it, also at the same time. */
  readonly host: EditorHost;
  /** The folder to open, absolute. */
  readonly workspaceDir: string;
  /** Folders of extensions under development. In code-server they look installed, by a link. */
  readonly extensionDirs: readonly string[];
  /** Folders (an unpacked VSIX's `extension/`) that are copied to where installed extensions live. */
  readonly installedExtensions?: readonly string[];
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  readonly size?: Size;
  /** Gives webviews a process of their own where the editor would not by itself, to be measured. Default false. */
  readonly isolateWebviews?: boolean;
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
  const { host, workspaceDir, outputDir, log, signal, theme = 'dark' } = options;
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
    log(`VS Code ${host.installation.version} (${host.kind}): up after ${secondsSince(startedAt)}.`);
    return editor;
  } catch (error) {
    await folders.remove();
    throw error;
  }
}

async function startSession(options: LaunchOptions, folders: EditorFolders): Promise<EditorSession> {
  const { host, workspaceDir, extensionDirs, headed = false, isolateWebviews = false } = options;
  const { env = {}, log, signal } = options;
  const size = options.size ?? { width: 1400, height: 900 };
  const common: SessionOptions = {
    folders,
    workspaceDir,
    extensionDirs,
    size,
    isolateWebviews,
    headed,
    env,
    log,
    signal,
  };
  switch (host.kind) {
    case 'desktop':
      return await startDesktop(host.installation, common);
    case 'code-server':
      return await startCodeServer(host.installation, host.browser, common);
  }
}
