import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import { isFromDashboard } from '../../shared/guards/messageGuards.ts';
import type { DashboardAction, DashboardModel, FromDashboard, ToDashboard } from '../../shared/messages.ts';
import { dashboardHtml } from '../../shared/pageHtml.ts';
import { packRequests } from '../../shared/requestRows.ts';
import type { BenchTools } from '../benchmarks/benchTools.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import { Throttle } from '../throttle.ts';
import { localResourceRoots, pageOptions } from '../webviewPage.ts';
import type { RequestFilter } from './requestFilter.ts';

const UPDATE_INTERVAL_MS = 250;
/** What is under way goes from stage to stage without an event. */
const RUNNING_INTERVAL_MS = 1_000;

interface DashboardOptions {
  readonly extensionUri: vscode.Uri;
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly filter: RequestFilter;
  readonly benchmarks: { load(): BenchTools };
  readonly logger: Logger;
}

/**
 * The dashboard: sends the page the client's figures and the requests that are new, at most four times a second and only
 * while somebody can see it.
 */
export class DashboardView implements Disposable {
  readonly #options: DashboardOptions;
  readonly #updates: Throttle;
  readonly #subscriptions: readonly Disposable[];
  readonly #lifetime = new AbortController();
  #view: vscode.WebviewView | undefined;
  #runsSubscriptions: readonly Disposable[] = [];
  /** Read anew after each change, and when the page begins: other windows keep runs too. */
  #runs: Promise<DashboardModel['runs']> | undefined;
  #running: NodeJS.Timeout | undefined;
  /** Up to here, in their order, the page has the requests. */
  #sentUpTo = 0;

  constructor(options: DashboardOptions) {
    this.#options = options;
    this.#updates = new Throttle(UPDATE_INTERVAL_MS, () => void this.#send());
    const request = (): void => this.#updates.request();
    this.#subscriptions = [
      options.client.onDidChange(request),
      options.connection.onDidChange(request),
      options.filter.onDidChange(request),
    ];
  }

  /** Fills the view, which the editor makes when it is first seen. */
  resolve(view: vscode.WebviewView): void {
    const { extensionUri } = this.#options;
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: localResourceRoots(extensionUri) };
    view.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromDashboard(message)) this.#receive(view, message);
    });
    view.onDidChangeVisibility(() => this.#updates.request());
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    view.webview.html = dashboardHtml(pageOptions(view.webview, extensionUri, 'dashboard'));
  }

  dispose(): void {
    this.#lifetime.abort(new DOMException('The window closed.', 'AbortError'));
    clearTimeout(this.#running);
    this.#updates.dispose();
    this.#view = undefined;
    for (const subscription of [...this.#subscriptions, ...this.#runsSubscriptions]) subscription.dispose();
  }

  #receive(view: vscode.WebviewView, message: FromDashboard): void {
    switch (message.type) {
      case 'ready':
        this.#ready();
        break;
      case 'trace': {
        const { id } = message;
        const trace = this.#options.client.request(id)?.trace;
        void this.#post(view, { type: 'trace', id, ...(trace === undefined ? {} : { trace }) });
        break;
      }
      case 'action':
        void this.#act(message);
    }
  }

  /** The dashboard in sight is a use: now a model is worth looking for. */
  #ready(): void {
    this.#sentUpTo = 0;
    this.#runs = undefined;
    void this.#send();
    this.#options.connection.ensure(this.#lifetime.signal).catch(() => {});
  }

  /** Listened to from their first use on. */
  #benchmarks(): BenchTools {
    const benchmarks = this.#options.benchmarks.load();
    if (this.#runsSubscriptions.length > 0) return benchmarks;
    this.#runsSubscriptions = [
      benchmarks.onDidChange(() => this.#updates.request()),
      benchmarks.onDidChangeKept(() => {
        this.#runs = undefined;
        this.#updates.request();
      }),
    ];
    return benchmarks;
  }

  async #send(): Promise<void> {
    const view = this.#view;
    if (view?.visible !== true) return;
    try {
      const benchmarks = this.#benchmarks();
      // Waited for first: all that follows is one moment.
      this.#runs ??= benchmarks.runs();
      const runs = await this.#runs;
      if (this.#view !== view) return;
      const model = this.#model(benchmarks, runs);
      const isReceived = await this.#post(view, { type: 'model', model });
      if (!isReceived) this.#sentUpTo = 0;
      if (this.#view !== view) return;
      clearTimeout(this.#running);
      const isGoingOn = model.client.running.length > 0;
      this.#running = isGoingOn ? setTimeout(() => this.#updates.request(), RUNNING_INTERVAL_MS) : undefined;
    } catch (error) {
      this.#runs = undefined;
      this.#options.logger.error(`The dashboard could not be updated: ${String(error)}`);
    }
  }

  #model(benchmarks: BenchTools, runs: DashboardModel['runs']): DashboardModel {
    const { client, connection, filter } = this.#options;
    const { upTo, requests, isComplete } = client.requestsSince(this.#sentUpTo);
    const after = isComplete ? this.#sentUpTo : 0;
    this.#sentUpTo = upTo;
    const running = benchmarks.progress();
    return {
      client: client.figures(),
      requests: packRequests(requests, { after, upTo }),
      filter: filter.outcomes,
      isLooking: ['idle', 'looking', 'loading'].includes(connection.state),
      isRestricted: connection.state === 'restricted',
      runs,
      ...(running === undefined ? {} : { running }),
    };
  }

  async #post(view: vscode.WebviewView, message: ToDashboard): Promise<boolean> {
    return await view.webview.postMessage(message);
  }

  async #act(request: DashboardAction): Promise<void> {
    switch (request.action) {
      case 'clearCache':
        await vscode.commands.executeCommand('planscope.clearCache');
        break;
      case 'explainMiss':
        await vscode.commands.executeCommand('planscope.explainMiss');
        break;
      case 'showCachedPlans':
        await vscode.commands.executeCommand('planscope.showCachedPlans');
        break;
      case 'filterRequests':
        await vscode.commands.executeCommand('planscope.filterRequests');
        break;
      case 'showAllRequests':
        await vscode.commands.executeCommand('planscope.showAllRequests');
        break;
      case 'openTrace':
        await vscode.commands.executeCommand('planscope.openTrace', request.id);
        break;
      case 'isolateBreaker':
        await vscode.commands.executeCommand('planscope.isolateBreaker', request.model);
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
