import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toCoreError } from '../../core/base/errors.ts';
import { type ParsedScenario, parseScenario } from '../../core/world/parseScenario.ts';
import { type ToolsFile, toolsReference } from '../../core/world/toolsFile.ts';

/** A scenario or snapshot file, read. */
export interface ScenarioFile {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly parsed: ParsedScenario;
}

/** What scenario files are called. */
export const SCENARIO_FILES: vscode.DocumentSelector = [
  { pattern: '**/*.scenario.json' },
  { pattern: '**/*.snapshot.json' },
];

const SCENARIO_NAME = /\.(scenario|snapshot)\.json$/;

export function isScenarioFile(uri: vscode.Uri): boolean {
  return SCENARIO_NAME.test(uri.path);
}

/**
 * The scenarios of this window: as their open documents say it, saved or not, else as they lie on disk. Each text is
 * read once.
 */
export class ScenarioFiles implements vscode.Disposable {
  readonly #read = new Map<string, ScenarioFile>();
  /** Counts changes: what was read before one is not kept behind it. */
  #changed = 0;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{scenario,snapshot,tools}.json');
    const changed = (uri: vscode.Uri): void => this.forget(uri);
    this.#subscriptions = [
      this.#changes,
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && /\.(scenario|snapshot|tools)\.json$/.test(document.uri.path))
          changed(document.uri);
      }),
    ];
  }

  /** Another text of a scenario is to be read from now on. */
  get onDidChange(): vscode.Event<vscode.Uri> {
    return this.#changes.event;
  }

  /** The scenario at `uri`; undefined when there is no such file. */
  async read(uri: vscode.Uri): Promise<ScenarioFile | undefined> {
    const key = uri.toString();
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const changed = this.#changed;
    const text = await textOf(uri);
    if (text === undefined) return undefined;
    const tools = await toolsOf(uri, text);
    const file: ScenarioFile = { uri, text, parsed: parseScenario(text, nameOf(uri), tools) };
    if (changed === this.#changed) this.#read.set(key, file);
    return file;
  }

  /** To be called when the file at `uri` has another text and no watcher sees it. */
  forget(uri: vscode.Uri): void {
    this.#changed++;
    // Tools belong to any scenario.
    if (isScenarioFile(uri)) this.#read.delete(uri.toString());
    else this.#read.clear();
    this.#changes.fire(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** The tools' file that a scenario names. */
async function toolsOf(scenario: vscode.Uri, text: string): Promise<ToolsFile | undefined> {
  const named = toolsReference(text);
  if (named === undefined) return undefined;
  const uri = vscode.Uri.joinPath(scenario, '..', named);
  const source = nameOf(uri);
  const tools = await textOf(uri);
  return tools === undefined ? { source, failure: l10n.t('There is no file {0}.', source) } : { source, text: tools };
}

/** As it is called in its folder; outside of all folders no more than its own name, since it is kept and exported. */
function nameOf(uri: vscode.Uri): string {
  const isInFolder = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isInFolder ? vscode.workspace.asRelativePath(uri, false) : path.posix.basename(uri.path);
}

/** The text of the open document at `uri`, else of the file; undefined where there is neither. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw toCoreError(error);
  }
}
