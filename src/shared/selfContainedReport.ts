import { createHash } from 'node:crypto';
import type { BenchReport } from '../core/bench/report.ts';
import { htmlDocument, REPORT_DATA_ID } from './pageHtml.ts';
import { reportSummary } from './reportSummary.ts';

/**
 * A report as one HTML file that needs nothing else: the webview's own script and style, inlined, and the report as
 * JSON. Its policy allows exactly that script and that style, by hash, and no connection of any kind.
 *
 * @param page.script the built `dist/webview/report.js`
 * @param page.css `media/report.css`
 */
export function selfContainedReportHtml(page: {
  readonly script: string;
  readonly css: string;
  readonly report: BenchReport;
}): string {
  const script = withHtmlLineEnds(page.script)
    .replace(/\n\/\/# sourceMappingURL=.*\n*$/, '\n')
    .replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
  const css = withHtmlLineEnds(page.css).replaceAll(/<(?=\/style)/gi, '\\3c ');
  return htmlDocument({
    title: `Planscope report: ${reportSummary(page.report).verdict}`,
    policy: [
      "default-src 'none'",
      `style-src ${sourceHash(css)}`,
      `script-src ${sourceHash(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    head: `<style>${css}</style>`,
    body: `<script type="application/json" id="${REPORT_DATA_ID}">${jsonForHtml(page.report)}</script>
<script>${script}</script>`,
  });
}

/** JSON that can stand inside a script element: no text in it ends the element or opens a comment. */
export function jsonForHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** An HTML parser reads a line end as one line feed, so a hash must be taken of that. */
function withHtmlLineEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
