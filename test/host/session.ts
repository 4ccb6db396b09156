import type { Page } from 'playwright-core';
import type { EditorFolders } from './editorFolders.ts';
import type { Log } from './log.ts';

/** Width and height of the workbench in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a window shows: a folder, a `.code-workspace` file (absolute paths), or nothing. */
export type Opened = { readonly folder: string } | { readonly workspaceFile: string } | 'nothing';

/** What both kinds of VS Code need to start. */
export interface SessionOptions {
  readonly folders: EditorFolders;
  readonly opens: Opened;
  /** Asks for trust in workspaces; else each is trusted. */
  readonly workspaceTrust: boolean;
  /** Extensions under development. */
  readonly extensionDirs: readonly string[];
  /** Packages to be installed first. */
  readonly vsixFiles: readonly string[];
  readonly size: Size;
  /** Gives webviews a process of their own where the editor would not by itself. */
  readonly isolateWebviews?: boolean;
  /** Shows a window where the browser can; desktop VS Code always does. */
  readonly headed: boolean;
  /** For the extension host and all that it starts, on top of this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A running VS Code of either kind: its workbench as a page, and the process from which all others descend. */
export interface EditorSession {
  readonly page: Page;
  /** What the extension host descends from: the VS Code server, or desktop VS Code itself. */
  readonly rootPid: number;
  readonly address: string | undefined;
  /** Another window of the same editor and user; its `close` closes it alone. */
  openWindow(opens: Opened): Promise<EditorSession>;
  resize(size: Size): Promise<void>;
  /** Closes the window and ends every process. May be called again. */
  close(): Promise<void>;
}

const FOREIGN = /^(VSCODE_|ELECTRON_|VITEST|npm_|NODE_OPTIONS$|NODE_CHANNEL|NODE_V8_COVERAGE$)/;

/**
 * This process's environment without what belongs to npm, a test runner or an editor around it, and without what
 * would make Node or Electron behave otherwise.
 */
export function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (value !== undefined && !FOREIGN.test(key)) env[key] = value;
  }
  return { ...env, ...extra };
}
