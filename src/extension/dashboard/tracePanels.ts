import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import type { Client } from '../../core/client.ts';
import { isFromTrace } from '../../shared/guards/messageGuards.ts';
import type { ToTrace, TraceAction } from '../../shared/messages.ts';
import { traceHtml } from '../../shared/pageHtml.ts';
import { traceView } from '../../shared/traceView.ts';
import { Throttle } from '../throttle.ts';
import { localResourceRoots, pageOptions } from '../webviewPage.ts';
import { knownRequest } from './knownRequest.ts';

/** A change of settings is one of many changes of the client. */
const LOOK_INTERVAL_MS = 250;

/** The open traces: one editor tab for each request. */
export class TracePanels implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #client: Client;
  readonly #act: (action: TraceAction, id: number) => void;
  readonly #panels = new Map<number, vscode.WebviewPanel>();
  readonly #looks: Throttle;
  readonly #changes: Disposable;
  #keepsTexts: boolean;

  constructor(options: {
    readonly extensionUri: vscode.Uri;
    readonly client: Client;
    /** What a button of a trace's page asks for. Must not throw. */
    readonly act: (action: TraceAction, id: number) => void;
  }) {
    this.#extensionUri = options.extensionUri;
    this.#client = options.client;
    this.#act = options.act;
    this.#keepsTexts = this.#settingNow();
    this.#looks = new Throttle(LOOK_INTERVAL_MS, () => this.#look());
    this.#changes = options.client.onDidChange(() => this.#looks.request());
  }

  /** Shows the trace of a request. Throws an `InputError` for one that is not known any more. */
  show(id: number): void {
    const request = knownRequest(this.#client, id);
    const open = this.#panels.get(id);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const title = l10n.t('Trace: {0} ({1})', request.scenario, id);
    const panel = vscode.window.createWebviewPanel('planscope.trace', title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: localResourceRoots(this.#extensionUri),
    });
    this.#panels.set(id, panel);
    panel.onDidDispose(() => this.#panels.delete(id));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromTrace(message)) return;
      if (message.type === 'ready') void this.#send(id, panel);
      else this.#act(message.action, id);
    });
    panel.webview.html = traceHtml(pageOptions(panel.webview, this.#extensionUri, 'trace'));
  }

  dispose(): void {
    this.#changes.dispose();
    this.#looks.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  /** Where texts are not to be kept any longer, no page goes on showing them. */
  #look(): void {
    if (this.#settingNow() === this.#keepsTexts) return;
    this.#keepsTexts = this.#settingNow();
    for (const [id, panel] of this.#panels) void this.#send(id, panel);
  }

  #settingNow(): boolean {
    return this.#client.settings['planscope.telemetry.keepTexts'];
  }

  async #send(id: number, panel: vscode.WebviewPanel): Promise<void> {
    const request = this.#client.request(id);
    const message: ToTrace =
      request === undefined ? { type: 'gone' } : { type: 'trace', view: traceView(request, this.#settingNow()) };
    await panel.webview.postMessage(message);
  }
}
