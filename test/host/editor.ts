import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Frame, Locator, Page } from 'playwright-core';
import type { EditorFolders } from './editorFolders.ts';
import { messageOf } from './log.ts';
import { extensionHostLogs } from './logFiles.ts';
import { descendantsOf, type ProcessInfo } from './processTree.ts';
import { QuickInput } from './quickInput.ts';
import type { EditorSession, Opened, Size } from './session.ts';
import { THEMES, type Theme } from './themes.ts';
import { waitFor } from './waitFor.ts';
import { type WebviewContent, webviewFrame } from './webviewFrame.ts';

const READY_LIMIT_MS = 60_000;
const SHOWN_LIMIT_MS = 15_000;

export interface EditorParts {
  readonly session: EditorSession;
  /** Owned by the first window. */
  readonly folders: EditorFolders;
  readonly isFurther?: boolean;
  /** Undefined in a window without a folder. */
  readonly workspaceDir: string | undefined;
  /** Where screenshots go. */
  readonly outputDir: string;
  readonly signal: AbortSignal;
}

/**
 * A running VS Code, driven as a person drives it. A method that waits in vain throws an error that names what did
 * not come, after saving a screenshot as `failure-<n>-<method>.png`.
 */
export class Editor {
  readonly #parts: EditorParts;
  readonly #quickInput: QuickInput;
  #failures = 0;
  #disposed: Promise<void> | undefined;

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#quickInput = new QuickInput(parts.session.page, parts.signal);
  }

  /** The workbench, for whatever this class has no method for. */
  get page(): Page {
    return this.#parts.session.page;
  }

  /** Holds `User/settings.json` and `User/globalStorage/<extension id>/`. Removed by `dispose`. */
  get userDataDir(): string {
    return this.#parts.folders.userDataDir;
  }

  /** The page's address, where VS Code runs in a browser. */
  get address(): string | undefined {
    return this.#parts.session.address;
  }

  /** Resolves once the workbench is there and its status bar is filled. */
  async waitUntilReady(): Promise<void> {
    await this.#step('waitUntilReady', async () => {
      await this.page.locator('.monaco-workbench').waitFor({ timeout: READY_LIMIT_MS });
      await this.page.locator('.statusbar-item').first().waitFor({ timeout: READY_LIMIT_MS });
    });
  }

  /** Runs a command by its exact title in the palette ("Planscope: Open Dashboard"); waits until it is known. */
  async runCommand(title: string): Promise<void> {
    await this.#step('runCommand', () => this.#quickInput.runCommand(title));
  }

  /** Chooses an entry of a quick pick for one. */
  async pickItem(label: string | RegExp): Promise<void> {
    await this.#step('pickItem', () => this.#quickInput.pick(label));
  }

  /** Runs a command and chooses an entry in each of the quick picks for one that it shows one after the other. */
  async runAndPick(title: string, ...labels: readonly (string | RegExp)[]): Promise<void> {
    await this.#step('runAndPick', () => this.#quickInput.runAndPick(title, ...labels));
  }

  /** Runs a command and waits for the quick pick with this entry. */
  async runToPick(title: string, label: string | RegExp): Promise<void> {
    await this.#step('runToPick', () => this.#quickInput.runToPick(title, label));
  }

  /** Ticks (or unticks) an entry of a quick pick for several; `acceptQuickPick` confirms. */
  async tickItem(label: string | RegExp, ticked = true): Promise<void> {
    await this.#step('tickItem', () => this.#quickInput.setPicked(label, ticked));
  }

  /** Confirms the quick pick or input box that is open, after typing `text` when given. */
  async acceptQuickPick(text?: string): Promise<void> {
    await this.#step('acceptQuickPick', () => this.#quickInput.accept(text));
  }

  /** Closes the quick pick or input box that is open. */
  async cancelQuickPick(): Promise<void> {
    await this.#step('cancelQuickPick', () => this.#quickInput.cancel());
  }

  /** The labels that the quick pick shows now; none when it is not open (yet). */
  async quickPickLabels(): Promise<string[]> {
    return await this.#quickInput.labels();
  }

  /** The status bar items whose text matches. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** The notifications whose text matches. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** Clicks a button of a notification, once it is there. */
  async clickNotificationButton(text: string | RegExp, button: string): Promise<void> {
    const target = this.notification(text).first().getByRole('button', { name: button, exact: true });
    await this.#step('clickNotificationButton', () => target.click({ timeout: SHOWN_LIMIT_MS }));
  }

  /** The frame of the visible webview that holds a selector. Ask again after its content or the window is reloaded. */
  async webviewFrame(content: WebviewContent, limitMs = SHOWN_LIMIT_MS): Promise<Frame> {
    return await this.#step('webviewFrame', () => webviewFrame(this.page, content, limitMs, this.#parts.signal));
  }

  /** Opens a file of the workspace and waits until its editor is the active one. */
  async openFile(relativePath: string): Promise<void> {
    const { workspaceDir } = this.#parts;
    if (workspaceDir === undefined) throw new Error('This window has no folder.');
    const file = path.join(workspaceDir, relativePath);
    const name = path.basename(file);
    await this.#step('openFile', async () => {
      await this.#quickInput.openFile(file, name);
      const tab = this.page.locator('.editor-group-container.active .tab.active').filter({ hasText: name });
      await tab.waitFor({ timeout: SHOWN_LIMIT_MS });
      await this.page.locator('.editor-group-container.active .view-line').first().waitFor({ timeout: SHOWN_LIMIT_MS });
    });
  }

  /** The lines of the active text editor that are on the screen. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .editor-instance .view-line');
    const found = await lines.evaluateAll((elements) =>
      elements.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' })),
    );
    const ordered = found.toSorted((a, b) => a.top - b.top);
    return ordered.map(({ text }) => text.replaceAll('\u00a0', ' ')).join('\n');
  }

  /** Writes a user setting; undefined removes it. It takes effect a moment later: wait for the effect. */
  async setSetting(key: string, value: unknown): Promise<void> {
    await this.#parts.folders.setSetting(key, value);
  }

  /** Changes the colour theme and waits until the workbench shows it. */
  async setTheme(theme: Theme): Promise<void> {
    const { setting, workbenchClass } = THEMES[theme];
    await this.setSetting('workbench.colorTheme', setting);
    const workbench = this.page.locator(`.monaco-workbench.${workbenchClass}`);
    await this.#step('setTheme', () => workbench.waitFor({ timeout: SHOWN_LIMIT_MS }));
  }

  async resize(size: Size): Promise<void> {
    await this.#parts.session.resize(size);
  }

  /** Reloads the window, which starts the extensions anew, and waits until the workbench is there again. */
  async reloadWindow(): Promise<void> {
    await this.#step('reloadWindow', async () => {
      await this.page.locator('body').evaluate((body) => body.classList.add('planscope-before-reload'));
      await this.#quickInput.runCommand('Developer: Reload Window');
      const wait = { what: 'The reloaded window', limitMs: READY_LIMIT_MS };
      const probe = async (): Promise<boolean> =>
        (await this.page.locator('body:not(.planscope-before-reload) .monaco-workbench .statusbar-item').count()) > 0;
      await waitFor(wait, probe, this.#parts.signal);
    });
  }

  /** Another window of the same editor, also on the same folder. It ends with this one at the latest. */
  async openWindow(opens: Opened): Promise<Editor> {
    const session = await this.#parts.session.openWindow(opens);
    const editor = new Editor({ ...this.#parts, session, isFurther: true });
    await editor.waitUntilReady();
    return editor;
  }

  /** Saves what the window shows as `<outputDir>/<name>.png` and resolves to the file's path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(this.#parts.outputDir, { recursive: true });
    const file = path.join(this.#parts.outputDir, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** All processes that descend from the VS Code server (or from desktop VS Code): look for leaks here. */
  serverProcessTree(): ProcessInfo[] {
    return descendantsOf(this.#parts.session.rootPid);
  }

  /** The logs of the extension hosts and the output channels, for diagnosis. */
  async extensionHostLog(): Promise<string> {
    return await extensionHostLogs(this.userDataDir);
  }

  /** Closes the window; the first one ends every process and removes the temporary folders. May be called again. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    try {
      await this.#parts.session.close();
    } finally {
      if (this.#parts.isFurther !== true) await this.#parts.folders.remove();
    }
  }

  async #step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#parts.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      this.#parts.signal.throwIfAborted();
      const said = stripVTControlCharacters(messageOf(error));
      throw new Error(`${name}: ${said}${await this.#whatIsShown(name)}`, { cause: error });
    }
  }

  /** For an error: where to see what the window showed, and which notifications it showed. */
  async #whatIsShown(name: string): Promise<string> {
    this.#failures += 1;
    const picture = await this.screenshot(`failure-${this.#failures}-${name}`).catch(() => undefined);
    const messages = this.page.locator('.notification-list-item-message');
    const notifications = await messages.allInnerTexts().catch(() => []);
    const shown = notifications.map((text) => `\n  notification: ${text}`).join('');
    return `${picture === undefined ? '' : `\n  screenshot: ${picture}`}${shown}`;
  }
}
