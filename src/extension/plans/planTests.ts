import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAbort, isClientClosed, toCoreError } from '../../core/base/errors.ts';
import { flatText } from '../../core/base/flatText.ts';
import type { Logger } from '../../core/base/logger.ts';
import { LineIndex } from '../../core/json/inputProblem.ts';
import { placeOf } from '../../core/json/placeOf.ts';
import { testPlan } from '../../core/planTest.ts';
import { planText } from '../../shared/planText.ts';
import { signalOf } from '../commands/registerCommands.ts';
import type { TestSource } from '../testPlace.ts';
import type { PlanToolPorts } from './planToolPorts.ts';
import type { ScenarioFiles } from './scenarioFiles.ts';

const SCENARIOS = '**/*.scenario.json';
const NOT_SEARCHED = '**/node_modules/**';

/**
 * The plan tests of the workspace in the editor's Test Explorer: one for each scenario that says what it expects. A test
 * asks the model, never the cache, one after another: a local model answers one at a time.
 */
export class PlanTests implements TestSource<'ask'>, vscode.Disposable {
  readonly #scenarios: ScenarioFiles;
  readonly #ports: PlanToolPorts;
  readonly #logger: Logger;
  readonly #controller: vscode.TestController;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(options: { readonly scenarios: ScenarioFiles; readonly ports: PlanToolPorts }) {
    this.#scenarios = options.scenarios;
    this.#ports = options.ports;
    this.#logger = options.ports.logger;
    this.#controller = options.ports.tests;
    const watcher = vscode.workspace.createFileSystemWatcher(SCENARIOS);
    const changed = (uri: vscode.Uri): void => void this.#update(uri).catch((error: unknown) => this.#log(error));
    this.#subscriptions = [
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      options.scenarios.onDidChange(changed),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => changed(uri)),
    ];
    for (const { uri } of vscode.workspace.textDocuments) changed(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async list(): Promise<void> {
    const found = await vscode.workspace.findFiles(SCENARIOS, NOT_SEARCHED);
    await Promise.all(found.map((uri) => this.#update(uri)));
  }

  /** Lists the scenario at `uri` as it is now, or no longer. */
  async #update(uri: vscode.Uri): Promise<void> {
    if (!uri.path.endsWith('.scenario.json')) return;
    const file = await this.#scenarios.read(uri);
    const key = uri.toString();
    // One that cannot be read is listed while it is being written, and its test says what is wrong.
    const isTest = file?.parsed.ok ? file.parsed.scenario.expect !== undefined : file?.text.includes('"expect"');
    if (file === undefined || isTest !== true) {
      this.#controller.items.delete(key);
      return;
    }
    const label = file.parsed.ok ? file.parsed.scenario.name : vscode.workspace.asRelativePath(uri);
    const item = this.#controller.items.get(key) ?? this.#controller.createTestItem(key, label, uri);
    item.label = label;
    item.description = vscode.workspace.asRelativePath(uri);
    item.range = rangeIn(file.text, '/expect');
    this.#controller.items.add(item);
  }

  async run(_profile: 'ask', request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const { signal, dispose } = signalOf(token);
    try {
      await this.list();
      const excluded = new Set(request.exclude?.map(({ id }) => id));
      const items = (request.include ?? [...this.#controller.items].map(([, item]) => item)).filter(
        ({ id }) => !excluded.has(id),
      );
      for (const item of items) run.enqueued(item);
      for (const item of items) {
        if (token.isCancellationRequested) run.skipped(item);
        else await this.#runOne(run, item, signal);
      }
    } finally {
      dispose();
      run.end();
    }
  }

  async #runOne(run: vscode.TestRun, item: vscode.TestItem, signal: AbortSignal): Promise<void> {
    const { uri } = item;
    const file = uri === undefined ? undefined : await this.#scenarios.read(uri);
    run.started(item);
    if (uri === undefined || file === undefined) {
      run.errored(item, new vscode.TestMessage(l10n.t('The scenario is no longer there.')));
      return;
    }
    if (!file.parsed.ok) {
      run.errored(item, new vscode.TestMessage(file.parsed.message));
      return;
    }
    const { scenario } = file.parsed;
    try {
      const { client, connection } = this.#ports.planning();
      const { target, message } = await connection.ensure(signal);
      if (target === undefined) {
        run.errored(item, new vscode.TestMessage(l10n.t('No model can be asked. {0}', message)));
        return;
      }
      const ask = client.plan.bind(client);
      const test = { expect: scenario.expect ?? {}, origin: uri.toString() };
      const { result, unmet } = await testPlan(ask, scenario, test, signal);
      const lines = planText(result)
        .split('\n')
        .map((line) => flatLine(line));
      run.appendOutput(lines.join('\r\n'), undefined, item);
      const { totalMs } = result.trace;
      if (unmet.length === 0) run.passed(item, totalMs);
      else
        run.failed(
          item,
          unmet.map((one) => messageAt(uri, file.text, one)),
          totalMs,
        );
    } catch (error) {
      if (isAbort(error) || isClientClosed(error)) run.skipped(item);
      else run.errored(item, new vscode.TestMessage(toCoreError(error).message));
    }
  }

  #log(error: unknown): void {
    this.#logger.error(`The plan tests could not be listed: ${toCoreError(error).code}`);
  }
}

/** A line for the terminal that the editor shows it in: what a model wrote steers nothing there. */
function flatLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + flatText(line);
}

function messageAt(
  uri: vscode.Uri,
  text: string,
  { pointer, message }: { readonly pointer: string; readonly message: string },
): vscode.TestMessage {
  const made = new vscode.TestMessage(message);
  made.location = new vscode.Location(uri, rangeIn(text, pointer));
  return made;
}

/** The range of what a pointer names in a text that may be no open document. */
function rangeIn(text: string, pointer: string): vscode.Range {
  const lines = new LineIndex(text);
  const { start, end } = placeOf(text, pointer);
  const positionAt = (offset: number): vscode.Position => {
    const { line, column } = lines.positionAt(offset);
    return new vscode.Position(line - 1, column - 1);
  };
  return new vscode.Range(positionAt(start), positionAt(end));
}
