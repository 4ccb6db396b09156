import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type { BenchReport } from '../core/bench/report.ts';
import { dataElement, htmlDocument, REPORT_DATA_ID } from './pageHtml.ts';
import { reportSummary } from './reportSummary.ts';
import type { Translation } from './translation.ts';

/**
 * A report as one HTML file that needs nothing else: the webview's own script and style, inlined, and the report as
 * JSON. Its policy allows exactly that script and that style, by hash, and no connection of any kind.
 *
 * @param page.script the built `dist/webview/report.js`
 * @param page.css `media/report.css`
 * @param page.translation the language of whoever exports it; absent: English
 */
export function selfContainedReportHtml(page: {
  readonly script: string;
  readonly css: string;
  readonly report: BenchReport;
  readonly translation?: Translation | undefined;
}): string {
  const script = withHtmlLineEnds(page.script)
    .replace(/\n\/\/# sourceMappingURL=.*\n*$/, '\n')
    .replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
  const css = withHtmlLineEnds(page.css).replaceAll(/<(?=\/style)/gi, '\\3c ');
  return htmlDocument({
    title: l10n.t('Planscope report: {0}', reportSummary(page.report).verdict),
    translation: page.translation,
    policy: [
      "default-src 'none'",
      `style-src ${sourceHash(css)}`,
      `script-src ${sourceHash(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    head: `<style>${css}</style>`,
    body: `${dataElement(REPORT_DATA_ID, page.report)}
<script>${script}</script>`,
  });
}

/** An HTML parser reads a line end as one line feed, so a hash must be taken of that. */
function withHtmlLineEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
