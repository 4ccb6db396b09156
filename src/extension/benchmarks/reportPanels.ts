import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import { isFromReport } from '../../shared/guards/messageGuards.ts';
import type { FromReport, ToReport } from '../../shared/messages.ts';
import { reportHtml } from '../../shared/pageHtml.ts';
import { localResourceRoots, pageOptions } from '../webviewPage.ts';
import type { KeptReport } from './reportStore.ts';

/** What a person asks for in a report's page. */
export type ReportRequest = Exclude<FromReport, { readonly type: 'ready' }>;

interface Panel {
  readonly panel: vscode.WebviewPanel;
  kept: KeptReport;
}

/** The open reports: one editor tab for each kept run. */
export class ReportPanels implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #trendsOf: (kept: KeptReport) => Promise<ToReport['trends']>;
  readonly #onRequest: (kept: KeptReport, request: ReportRequest) => void;
  readonly #panels = new Map<string, Panel>();

  /** `trendsOf` what the kept runs say of a report's cases; `onRequest` is told what a person asks for. */
  constructor(options: {
    readonly extensionUri: vscode.Uri;
    readonly trendsOf: (kept: KeptReport) => Promise<ToReport['trends']>;
    readonly onRequest: (kept: KeptReport, request: ReportRequest) => void;
  }) {
    this.#extensionUri = options.extensionUri;
    this.#trendsOf = options.trendsOf;
    this.#onRequest = options.onRequest;
  }

  /** Shows a report, in its open tab where it has one, as it is now. */
  show(kept: KeptReport): void {
    this.#panels.get(kept.id)?.panel.reveal();
    this.update(kept);
  }

  /** Shows what has become of a report. One in sight leaves the focus where it is, and what was opened meanwhile open. */
  update(kept: KeptReport): void {
    const open = this.#panels.get(kept.id);
    if (open === undefined) {
      this.#open(kept);
      return;
    }
    open.kept = kept;
    if (!open.panel.visible) open.panel.reveal();
    this.#send(open);
  }

  dispose(): void {
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }

  #open(kept: KeptReport): void {
    const title = l10n.t('Benchmarks {0}', new Date(kept.report.startedAt).toLocaleString());
    const panel = vscode.window.createWebviewPanel('planscope.report', title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: localResourceRoots(this.#extensionUri),
    });
    const icon = (theme: 'light' | 'dark'): vscode.Uri =>
      vscode.Uri.joinPath(this.#extensionUri, 'media', `planscope-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const opened: Panel = { panel, kept };
    this.#panels.set(kept.id, opened);
    panel.onDidDispose(() => this.#panels.delete(kept.id));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromReport(message)) return;
      if (message.type === 'ready') this.#send(opened);
      else this.#onRequest(opened.kept, message);
    });
    panel.webview.html = reportHtml(pageOptions(panel.webview, this.#extensionUri, 'report'));
  }

  /** The report at once, and again with its trends, which are read from files. */
  #send(opened: Panel): void {
    const { kept } = opened;
    const post = (message: ToReport): void => void opened.panel.webview.postMessage(message);
    post({ type: 'report', report: kept.report });
    void this.#trendsOf(kept).then((trends) => {
      const isShown = this.#panels.get(kept.id) === opened && opened.kept === kept;
      if (isShown && trends !== undefined) post({ type: 'report', report: kept.report, trends });
    });
  }
}
