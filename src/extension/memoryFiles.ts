import * as vscode from 'vscode';

/**
 * Files of the editor's own memory, each known by its address: nobody lists, moves or deletes them, and who does not say
 * otherwise lets nobody write them. A file system rather than a content provider: the editor starts the extension when a
 * window that is reloaded shows one.
 */
export abstract class MemoryFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #registration: vscode.Disposable;
  // Higher than before a reload, so that what the editor kept of a file is looked at again.
  #version = Date.now();

  constructor(scheme: string, options: { readonly isReadonly: boolean }) {
    this.#registration = vscode.workspace.registerFileSystemProvider(scheme, this, {
      ...options,
      isCaseSensitive: true,
    });
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#changes.event;
  }

  /** What the file holds, or in its place why there is none. */
  protected abstract textOf(uri: vscode.Uri): string;

  /** To be called when `textOf` says something else of a file. */
  protected changed(uri: vscode.Uri): void {
    this.#version++;
    this.#changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { byteLength } = this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#version, size: byteLength };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return new TextEncoder().encode(this.textOf(uri));
  }

  writeFile(uri: vscode.Uri, _content: Uint8Array): void {
    throw vscode.FileSystemError.NoPermissions(uri);
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
