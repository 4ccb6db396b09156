import * as l10n from '@vscode/l10n';
import type { Translation } from './translation.ts';

/** The element that carries the report, as JSON, inside a self-contained file. */
export const REPORT_DATA_ID = 'report-data';

/** The element that carries the texts of the page's language, as JSON. */
export const TEXTS_ID = 'texts';

/** What a webview's page needs to know of its host. URIs as the webview sees them. */
export interface PageOptions {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Random, new for every page. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUris: readonly string[];
  /** Absent: English. */
  readonly translation?: Translation | undefined;
}

/** The dashboard's document. The page asks for its content with `ready`. */
export function dashboardHtml(options: PageOptions): string {
  return webviewHtml(l10n.t('Planscope dashboard'), options);
}

/** The report's document in the editor. The page asks for its content with `ready`. */
export function reportHtml(options: PageOptions): string {
  return webviewHtml(l10n.t('Planscope report'), options);
}

/** The map's document. The page asks for its content with `ready`. */
export function mapHtml(options: PageOptions): string {
  return webviewHtml(l10n.t('Planscope map'), options);
}

/** The document of a request's trace. The page asks for its content with `ready`. */
export function traceHtml(options: PageOptions): string {
  return webviewHtml(l10n.t('Planscope trace'), options);
}

function webviewHtml(title: string, options: PageOptions): string {
  const { cspSource, nonce, scriptUri, styleUris, translation } = options;
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return htmlDocument({
    title,
    policy,
    translation,
    head: styleUris.map((uri) => `<link rel="stylesheet" href="${escapeHtml(uri)}">`).join('\n'),
    body: `<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUri)}"></script>`,
  });
}

/**
 * The frame of every page: one `main` for the script to fill, and what the page says in its language. `head` and `body`
 * are HTML, the rest is text.
 */
export function htmlDocument(page: {
  readonly title: string;
  readonly policy: string;
  readonly translation: Translation | undefined;
  readonly head: string;
  readonly body: string;
}): string {
  const { translation } = page;
  const texts = translation === undefined ? '' : `${dataElement(TEXTS_ID, translation.texts)}\n`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(translation?.language ?? 'en')}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(page.policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
${page.head}
</head>
<body>
<main id="app"><noscript>${escapeHtml(l10n.t('This page needs JavaScript, which it brings along.'))}</noscript></main>
${texts}${page.body}
</body>
</html>
`;
}

/** Data for the page's script: never run, whatever the page's policy says. */
export function dataElement(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${jsonForHtml(value)}</script>`;
}

/** JSON that can stand inside a script element: no text in it ends the element or opens a comment. */
export function jsonForHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text for HTML content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character);
}
