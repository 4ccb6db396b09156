import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError, toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { type WorldMap, worldMap } from '../../core/world/worldMap.ts';
import { isFromMap } from '../../shared/guards/messageGuards.ts';
import type { ToMap } from '../../shared/messages.ts';
import { mapHtml } from '../../shared/pageHtml.ts';
import { Throttle } from '../throttle.ts';
import { localResourceRoots, pageOptions } from '../webviewPage.ts';
import { isPlanFile, type PlanInspections } from './planInspections.ts';
import { isScenarioFile, type ScenarioFiles } from './scenarioFiles.ts';

/** A map follows its plan's edits at most so often. */
const UPDATE_INTERVAL_MS = 250;

interface Panel {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly updates: Throttle;
  /** The frame that was asked for and that the page was not told yet. */
  wantedFrame: number | undefined;
  /** Counts what was begun to be sent: what comes late is not. */
  sends: number;
}

/** The open maps: one editor tab for each plan or scenario. */
export class WorldMapPanels implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #inspections: PlanInspections;
  readonly #scenarios: ScenarioFiles;
  readonly #logger: Logger;
  readonly #panels = new Map<string, Panel>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(options: {
    readonly extensionUri: vscode.Uri;
    readonly inspections: PlanInspections;
    readonly scenarios: ScenarioFiles;
    readonly logger: Logger;
  }) {
    this.#extensionUri = options.extensionUri;
    this.#inspections = options.inspections;
    this.#scenarios = options.scenarios;
    this.#logger = options.logger;
    this.#subscriptions = [
      options.inspections.onDidChange(({ uri }) => this.#panels.get(uri.toString())?.updates.request()),
      options.scenarios.onDidChange((uri) => this.#panels.get(uri.toString())?.updates.request()),
    ];
  }

  /** Shows the map of the plan or scenario at `resource`, or of the open one, at a step (from 0) where one is named. */
  async show(resource: unknown, stepIndex: unknown): Promise<void> {
    const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined || !(isPlanFile(uri) || isScenarioFile(uri))) {
      throw new InputError('no-document', l10n.t('Open a plan (*.plan.json), a scenario or a world snapshot first.'));
    }
    const frame = typeof stepIndex === 'number' ? stepIndex + 1 : undefined;
    // Said before anything opens where there is nothing to show.
    await this.#mapOf(uri);
    const open = this.#panels.get(uri.toString());
    if (open === undefined) {
      this.#open(uri, frame);
      return;
    }
    open.wantedFrame = frame;
    open.panel.reveal();
    await this.#send(open);
  }

  dispose(): void {
    for (const { panel, updates } of this.#panels.values()) {
      updates.dispose();
      panel.dispose();
    }
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #open(uri: vscode.Uri, frame: number | undefined): void {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.(plan|scenario|snapshot)\.json$/, '');
    const panel = vscode.window.createWebviewPanel(
      'planscope.map',
      l10n.t('Map: {0}', name),
      vscode.ViewColumn.Beside,
      {
        enableScripts: true,
        localResourceRoots: localResourceRoots(this.#extensionUri),
      },
    );
    const key = uri.toString();
    const updates = new Throttle(UPDATE_INTERVAL_MS, () => void this.#send(opened));
    const opened: Panel = { uri, panel, updates, wantedFrame: frame, sends: 0 };
    this.#panels.set(key, opened);
    panel.onDidDispose(() => {
      updates.dispose();
      this.#panels.delete(key);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromMap(message)) return;
      if (message.type === 'ready') void this.#send(opened);
      else void this.#reveal(uri, message.frame - 1);
    });
    panel.webview.html = mapHtml(pageOptions(panel.webview, this.#extensionUri, 'map'));
  }

  async #send(opened: Panel): Promise<void> {
    const send = ++opened.sends;
    try {
      const map = await this.#mapOf(opened.uri);
      if (send !== opened.sends) return;
      const { wantedFrame: frame } = opened;
      const isReceived = await opened.panel.webview.postMessage({
        type: 'map',
        map,
        ...(frame === undefined ? {} : { frame }),
      } satisfies ToMap);
      // A page that is not there yet asks for its map when it is.
      if (isReceived && opened.wantedFrame === frame) opened.wantedFrame = undefined;
    } catch (error) {
      // While a scenario is being written it may not be one: the last map stays.
      this.#logger.debug(`A map could not be drawn: ${toCoreError(error).code}`);
    }
  }

  async #mapOf(uri: vscode.Uri): Promise<WorldMap> {
    if (isPlanFile(uri)) {
      const plan = await this.#inspections.inspect(await vscode.workspace.openTextDocument(uri));
      if (plan.type === 'unlinked') throw new InputError('no-scenario', plan.message);
      return worldMap(plan.scenario, plan.inspection.steps, plan.inspection.problems);
    }
    const file = await this.#scenarios.read(uri);
    if (file === undefined) throw new InputError('no-document', l10n.t('There is no file {0}.', uri.path));
    if (!file.parsed.ok) throw new InputError('scenario', file.parsed.message);
    return worldMap(file.parsed.scenario);
  }

  /** Marks a step in the plan's editor where one is in sight; the map keeps the focus. */
  async #reveal(uri: vscode.Uri, index: number): Promise<void> {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    if (editor === undefined || !isPlanFile(uri)) return;
    const plan = await this.#inspections.inspect(editor.document);
    if (plan.type === 'unlinked' || plan.version !== editor.document.version) return;
    const range = plan.inspection.steps[index]?.range;
    if (range === undefined) return;
    const { document } = editor;
    editor.selection = new vscode.Selection(document.positionAt(range.start), document.positionAt(range.end));
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
