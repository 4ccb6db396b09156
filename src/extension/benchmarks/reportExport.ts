import * as os from 'node:os';
import * as vscode from 'vscode';
import { toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import type { ReportFormat } from '../../shared/messages.ts';
import { selfContainedReportHtml } from '../../shared/selfContainedReport.ts';
import { complain, inform } from '../notices.ts';

const FILTERS = { html: { 'Self-contained HTML': ['html'] }, json: { JSON: ['json'] } };

/** Asks where to, and writes the report there: as one HTML file that needs no network, or as JSON. */
export async function exportReport(options: {
  readonly report: BenchReport;
  readonly format: ReportFormat;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
}): Promise<void> {
  const { report, format, extensionUri, logger } = options;
  const name = `planscope-${report.startedAt.slice(0, 10)}-${report.mode}.${format}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { ...FILTERS[format], ...FILTERS[format === 'html' ? 'json' : 'html'] },
  });
  if (target === undefined) return;
  try {
    const text = target.path.endsWith('.json')
      ? JSON.stringify(report, undefined, 2)
      : await html(report, extensionUri);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    logger.error(error instanceof Error ? error.message : String(error));
    const { message } = toCoreError(error);
    void complain(`The report could not be written to ${target.fsPath}: ${message}`);
    return;
  }
  const open = 'Open';
  const chosen = await inform(`The report was written to ${target.fsPath}.`, open);
  if (chosen === open) await vscode.env.openExternal(target);
}

async function html(report: BenchReport, extensionUri: vscode.Uri): Promise<string> {
  const read = async (...path: string[]): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...path)));
  const [script, css] = await Promise.all([read('dist', 'webview', 'report.js'), read('media', 'report.css')]);
  return selfContainedReportHtml({ script, css, report });
}
