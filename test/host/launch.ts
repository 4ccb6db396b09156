import { startCodeServer } from './codeServer.ts';
import { startDesktop } from './desktop.ts';
import { Editor } from './editor.ts';
import { EditorFolders } from './editorFolders.ts';
import type { EditorHost } from './host.ts';
import { type Log, secondsSince } from './log.ts';
import type { EditorSession, Opened, SessionOptions, Size } from './session.ts';
import { THEMES, type Theme } from './themes.ts';

export interface LaunchOptions {
  /** From `findHost`; many editors can be launched with it, also at the same time. */
  readonly host: EditorHost;
  /** The folder to open, absolute, and where files are opened from; undefined: a window without one. */
  readonly workspaceDir: string | undefined;
  /** What to open instead of the folder. */
  readonly opens?: Opened;
  /** Asks for trust in what is opened, without a question at the start. Default false: all is trusted. */
  readonly workspaceTrust?: boolean;
  /** Folders of extensions under development. In code-server they look installed, by a link. */
  readonly extensionDirs: readonly string[];
  /** VSIX files that are installed as a user installs them. */
  readonly vsixFiles?: readonly string[];
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

const ASKS_FOR_TRUST = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.emptyWindow': false,
} as const;

/** Starts VS Code with folders and processes of its own, and resolves once its workbench is up. */
export async function launchEditor(options: LaunchOptions): Promise<Editor> {
  const { host, workspaceDir, outputDir, log, signal, theme = 'dark' } = options;
  const startedAt = performance.now();
  const folders = await EditorFolders.create({
    'workbench.colorTheme': THEMES[theme].setting,
    ...(options.workspaceTrust === true ? ASKS_FOR_TRUST : {}),
    ...options.userSettings,
  });
  try {
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
  const { host, workspaceDir, workspaceTrust = false } = options;
  const opens = options.opens ?? (workspaceDir === undefined ? 'nothing' : { folder: workspaceDir });
  const { extensionDirs, vsixFiles = [], headed = false, isolateWebviews = false, env = {}, log, signal } = options;
  const size = options.size ?? { width: 1400, height: 900 };
  const common: SessionOptions = {
    folders,
    opens,
    workspaceTrust,
    extensionDirs,
    vsixFiles,
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
