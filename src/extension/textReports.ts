import * as vscode from 'vscode';

const SCHEME = 'planscope-text';

/**
 * Findings in words, as read-only Markdown files in memory that leave nothing to save behind. One for each title. A file
 * system rather than a content provider: the editor starts the extension when a window that is reloaded shows one.
 */
export class TextReports implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #contents = new Map<string, Uint8Array>();
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #registration: vscode.Disposable;
  #version = 0;

  constructor() {
    this.#registration = vscode.workspace.registerFileSystemProvider(SCHEME, this, { isReadonly: true });
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#changes.event;
  }

  /** Shows the Markdown text as a preview. */
  async show(title: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md` });
    this.#contents.set(uri.path, new TextEncoder().encode(markdown));
    this.#version++;
    this.#changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { byteLength } = this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#version, size: byteLength };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#contents.get(uri.path) ?? new TextEncoder().encode(GONE);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
  }
}

const GONE =
  'This report was made before the window was reloaded. Ask for it again: **Planscope: Check Local Model** or **Planscope: Explain Cache Miss…**\n';
