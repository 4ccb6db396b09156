import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable.ts';
import type { Logger } from '../core/base/logger.ts';
import type { Client } from '../core/client.ts';
import { isFromDashboard } from '../shared/guards/messageGuards.ts';
import type { DashboardAction, ToDashboard } from '../shared/messages.ts';
import { dashboardHtml } from '../shared/pageHtml.ts';
import type { BenchTools } from './benchmarks/benchTools.ts';
import type { ModelConnection } from './modelConnection.ts';
import { Throttle } from './throttle.ts';
import { localResourceRoots, pageOptions } from './webviewPage.ts';

const VIEW_ID = 'planscope.dashboard';
const UPDATE_INTERVAL_MS = 250;

interface DashboardOptions {
  readonly extensionUri: vscode.Uri;
  readonly client: Client;
  readonly connection: ModelConnection;
  /** Loaded when the dashboard is first seen. */
  readonly benchmarks: { load(): BenchTools };
  readonly logger: Logger;
}

/** The dashboard: sends the page a whole model, at most four times a second and only while somebody can see it. */
export class DashboardView implements vscode.WebviewViewProvider, Disposable {
  readonly #options: DashboardOptions;
  readonly #updates: Throttle;
  readonly #subscriptions: readonly Disposable[];
  readonly #lifetime = new AbortController();
  #view: vscode.WebviewView | undefined;
  #runsSubscription: Disposable | undefined;

  constructor(options: DashboardOptions) {
    this.#options = options;
    this.#updates = new Throttle(UPDATE_INTERVAL_MS, () => void this.#send());
    const request = (): void => this.#updates.request();
    this.#subscriptions = [
      options.client.onDidChange(request),
      options.connection.onDidChange(request),
      vscode.window.registerWebviewViewProvider(VIEW_ID, this),
    ];
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.#options;
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: localResourceRoots(extensionUri) };
    view.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromDashboard(message)) return;
      if (message.type === 'ready') this.#ready();
      else void this.#act(message);
    });
    view.onDidChangeVisibility(() => this.#updates.request());
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    view.webview.html = dashboardHtml(pageOptions(view.webview, extensionUri, 'dashboard'));
  }

  dispose(): void {
    this.#lifetime.abort(new DOMException('The window closed.', 'AbortError'));
    this.#updates.dispose();
    this.#runsSubscription?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The dashboard in sight is a use: now a model is worth looking for. */
  #ready(): void {
    void this.#send();
    this.#options.connection.ensure(this.#lifetime.signal).catch(() => {});
  }

  /** Listened to from their first use on. */
  #benchmarks(): BenchTools {
    const benchmarks = this.#options.benchmarks.load();
    this.#runsSubscription ??= benchmarks.onDidChange(() => this.#updates.request());
    return benchmarks;
  }

  async #send(): Promise<void> {
    const view = this.#view;
    if (view?.visible !== true) return;
    const { client, connection, logger } = this.#options;
    try {
      const benchmarks = this.#benchmarks();
      // Waited for first: all that follows is one moment.
      const kept = await benchmarks.runs();
      if (this.#view !== view) return;
      const progress = benchmarks.progress();
      const model = {
        client: client.snapshot(),
        isLooking: ['idle', 'looking', 'loading'].includes(connection.state),
        isRestricted: connection.state === 'restricted',
        runs: kept,
        ...(progress === undefined ? {} : { running: progress }),
      };
      await view.webview.postMessage({ type: 'model', model } satisfies ToDashboard);
    } catch (error) {
      logger.error(`The dashboard could not be updated: ${String(error)}`);
    }
  }

  async #act(request: DashboardAction): Promise<void> {
    switch (request.action) {
      case 'clearCache':
        await vscode.commands.executeCommand('planscope.clearCache');
        break;
      case 'explainMiss':
        await vscode.commands.executeCommand('planscope.explainMiss');
        break;
      case 'resetBreaker':
        await vscode.commands.executeCommand('planscope.resetBreaker', request.model);
        break;
      case 'runBenchmarks':
        await vscode.commands.executeCommand('planscope.runBenchmarks');
        break;
      case 'cancelBenchmarks':
        this.#benchmarks().cancel();
        break;
      case 'openReport':
        await vscode.commands.executeCommand('planscope.openLastReport', request.id);
        break;
      case 'startSimulator':
        await vscode.commands.executeCommand('planscope.startSimulator');
        break;
      case 'stopSimulator':
        await vscode.commands.executeCommand('planscope.stopSimulator');
        break;
      case 'manageTrust':
        await vscode.commands.executeCommand('workbench.trust.manage');
        break;
      case 'discover':
        await vscode.commands.executeCommand('planscope.findModel');
        break;
    }
  }
}
