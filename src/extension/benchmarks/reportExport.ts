import * as os from 'node:os';
import * as vscode from 'vscode';
import { toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { serializeReport } from '../../core/bench/jsonReport.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import { csvReport } from '../../core/bench/writers/csvReport.ts';
import { junitReport } from '../../core/bench/writers/junitReport.ts';
import { markdownReport } from '../../core/bench/writers/markdownReport.ts';
import type { ReportFormat } from '../../shared/messages.ts';
import { selfContainedReportHtml } from '../../shared/selfContainedReport.ts';
import { editorTranslation } from '../editorTranslation.ts';
import { complain, inform } from '../notices.ts';

/** Each format's name in the dialog, and how its files end. */
const FORMATS: Readonly<Record<ReportFormat, { readonly label: string; readonly ending: string }>> = {
  html: { label: 'Self-contained HTML', ending: 'html' },
  json: { label: 'JSON', ending: 'json' },
  markdown: { label: 'Markdown', ending: 'md' },
  csv: { label: 'CSV', ending: 'csv' },
  junit: { label: 'JUnit XML', ending: 'xml' },
};

/** Asks where to, and writes the report there, in the format that the file's ending names. */
export async function exportReport(options: {
  readonly report: BenchReport;
  readonly format: ReportFormat;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
}): Promise<void> {
  const { report, format, extensionUri, logger } = options;
  const name = `planscope-${report.startedAt.slice(0, 10)}-${report.mode}.${FORMATS[format].ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const others = Object.values(FORMATS).filter((one) => one !== FORMATS[format]);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: Object.fromEntries([FORMATS[format], ...others].map(({ label, ending }) => [label, [ending]])),
  });
  if (target === undefined) return;
  try {
    const text = await rendered(report, formatOf(target) ?? format, extensionUri);
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

function formatOf({ path }: vscode.Uri): ReportFormat | undefined {
  const formats = Object.keys(FORMATS) as ReportFormat[];
  return formats.find((format) => path.toLowerCase().endsWith(`.${FORMATS[format].ending}`));
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
