import * as os from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { serializeReport } from '../../core/bench/jsonReport.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import { csvReport } from '../../core/bench/writers/csvReport.ts';
import { junitReport } from '../../core/bench/writers/junitReport.ts';
import { markdownReport } from '../../core/bench/writers/markdownReport.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../shared/messages.ts';
import { selfContainedReportHtml } from '../../shared/selfContainedReport.ts';
import { editorTranslation } from '../editorTranslation.ts';
import { complain, inform } from '../notices.ts';

/** How the files of each format end. */
const ENDINGS: Readonly<Record<ReportFormat, string>> = {
  html: 'html',
  json: 'json',
  markdown: 'md',
  csv: 'csv',
  junit: 'xml',
};

/** Each format's name in the dialog. */
function formatNames(): Readonly<Record<ReportFormat, string>> {
  return {
    html: l10n.t('Self-contained HTML'),
    json: 'JSON',
    markdown: 'Markdown',
    csv: 'CSV',
    junit: 'JUnit XML',
  };
}

/** Asks where to, and writes the report there, in the format that the file's ending names. */
export async function exportReport(options: {
  readonly report: BenchReport;
  readonly format: ReportFormat;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
}): Promise<void> {
  const { report, format, extensionUri, logger } = options;
  const name = `planscope-${report.startedAt.slice(0, 10)}-${report.mode}.${ENDINGS[format]}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const names = formatNames();
  const formats = [format, ...REPORT_FORMATS.filter((one) => one !== format)];
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: Object.fromEntries(formats.map((one) => [names[one], [ENDINGS[one]]])),
  });
  if (target === undefined) return;
  try {
    const text = await rendered(report, formatOf(target) ?? format, extensionUri);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    logger.error(error instanceof Error ? error.message : String(error));
    const again = l10n.t('Export Again…');
    const said = l10n.t('The report could not be written to {0}: {1}', target.fsPath, toCoreError(error).message);
    if ((await complain(said, again)) === again) await exportReport(options);
    return;
  }
  const open = l10n.t('Open');
  const chosen = await inform(l10n.t('The report was written to {0}.', target.fsPath), open);
  if (chosen === open) await vscode.env.openExternal(target);
}

function formatOf({ path }: vscode.Uri): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => path.toLowerCase().endsWith(`.${ENDINGS[format]}`));
}

async function rendered(report: BenchReport, format: ReportFormat, extensionUri: vscode.Uri): Promise<string> {
  switch (format) {
    case 'html':
      return html(report, extensionUri);
    case 'json':
      return serializeReport(report);
    case 'markdown':
      return markdownReport(report);
    case 'csv':
      return csvReport(report);
    case 'junit':
      return junitReport(report);
    default:
      return format satisfies never;
  }
}

async function html(report: BenchReport, extensionUri: vscode.Uri): Promise<string> {
  const read = async (...path: string[]): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...path)));
  const [script, css] = await Promise.all([read('dist', 'webview', 'report.js'), read('media', 'report.css')]);
  return selfContainedReportHtml({ script, css, report, translation: editorTranslation() });
}
