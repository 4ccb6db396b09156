import * as vscode from 'vscode';

/** Where the extension's own programs lie, as file system paths. */
export interface ProgramPaths {
  /** The terminal program: it also runs benchmarks and the simulator, in processes of their own. */
  readonly cli: string;
  /** The client and what shows it. */
  readonly clientTools: string;
  /** The tools for plan and scenario files. */
  readonly planTools: string;
  /** The tools for benchmark runs and their reports. */
  readonly benchTools: string;
  /** The dashboard and what it opens. */
  readonly dashboardTools: string;
  /** What is seldom needed: the model check, explanations, exports. */
  readonly supportTools: string;
}

export function programPaths(context: vscode.ExtensionContext): ProgramPaths {
  const below = (file: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', file).fsPath;
  return {
    cli: below('cli.cjs'),
    clientTools: below('clientTools.cjs'),
    dashboardTools: below('dashboardTools.cjs'),
    planTools: below('planTools.cjs'),
    benchTools: below('benchTools.cjs'),
    supportTools: below('supportTools.cjs'),
  };
}
