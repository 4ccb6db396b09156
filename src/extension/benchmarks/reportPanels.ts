import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import type { Logger } from '../../core/base/logger.ts';
import { isFromReport } from '../../shared/guards/messageGuards.ts';
import type { ToReport } from '../../shared/messages.ts';
import { reportHtml } from '../../shared/pageHtml.ts';
import { localResourceRoots, pageOptions } from '../webviewPage.ts';
import { exportReport } from './reportExport.ts';
import type { KeptReport } from './reportStore.ts';

/** The open reports: one editor tab for each kept run. */
export class ReportPanels implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #logger: Logger;
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(options: { readonly extensionUri: vscode.Uri; readonly logger: Logger }) {
    this.#extensionUri = options.extensionUri;
    this.#logger = options.logger;
  }

  /** Shows a report, in its open tab where it has one. */
  show(kept: KeptReport): void {
    const open = this.#panels.get(kept.id);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const title = `Benchmarks ${new Date(kept.report.startedAt).toLocaleString()}`;
    const panel = vscode.window.createWebviewPanel('planscope.report', title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: localResourceRoots(this.#extensionUri),
    });
    const icon = (theme: 'light' | 'dark'): vscode.Uri =>
      vscode.Uri.joinPath(this.#extensionUri, 'media', `planscope-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.#panels.set(kept.id, panel);
    panel.onDidDispose(() => this.#panels.delete(kept.id));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromReport(message)) return;
      switch (message.type) {
        case 'ready':
          void panel.webview.postMessage({ type: 'report', report: kept.report } satisfies ToReport);
          break;
        case 'export':
          void exportReport({
            report: kept.report,
            format: message.format,
            extensionUri: this.#extensionUri,
            logger: this.#logger,
          });
          break;
      }
    });
    panel.webview.html = reportHtml(pageOptions(panel.webview, this.#extensionUri, 'report'));
  }

  /** Asks for a file and format and writes the report there. */
  export(kept: KeptReport): Promise<void> {
    return exportReport({
      report: kept.report,
      format: 'html',
      extensionUri: this.#extensionUri,
      logger: this.#logger,
    });
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}
