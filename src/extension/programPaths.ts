import * as vscode from 'vscode';

/** Where the extension's own programs lie, as file system paths. */
export interface ProgramPaths {
  /** The terminal program: it also runs benchmarks and the simulator, each in a process of its own. */
  readonly cli: string;
}

export function programPaths(context: vscode.ExtensionContext): ProgramPaths {
  return { cli: vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.cjs').fsPath };
}
