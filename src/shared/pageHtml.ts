/** The element that carries the report, as JSON, inside a self-contained file. */
export const REPORT_DATA_ID = 'report-data';

/** What a webview's page needs to know of its host. URIs as the webview sees them. */
export interface PageOptions {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Random, new for every page. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUris: readonly string[];
}

/** The dashboard's document. The page asks for its content with `ready`. */
export function dashboardHtml(options: PageOptions): string {
  return webviewHtml('Planscope dashboard', options);
}

/** The report's document in the editor. The page asks for its content with `ready`. */
export function reportHtml(options: PageOptions): string {
  return webviewHtml('Planscope report', options);
}

/** The map's document. The page asks for its content with `ready`. */
export function mapHtml(options: PageOptions): string {
  return webviewHtml('Planscope map', options);
}

/** The document of a request's trace. The page asks for its content with `ready`. */
export function traceHtml(options: PageOptions): string {
  return webviewHtml('Planscope trace', options);
}

function webviewHtml(title: string, { cspSource, nonce, scriptUri, styleUris }: PageOptions): string {
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
    head: styleUris.map((uri) => `<link rel="stylesheet" href="${escapeHtml(uri)}">`).join('\n'),
    body: `<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUri)}"></script>`,
  });
}

/** The frame of every page: one `main` for the script to fill. `head` and `body` are HTML, the rest is text. */
export function htmlDocument(page: {
  readonly title: string;
  readonly policy: string;
  readonly head: string;
  readonly body: string;
}): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(page.policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
${page.head}
</head>
<body>
<main id="app"><noscript>This page needs JavaScript, which it brings along.</noscript></main>
${page.body}
</body>
</html>
`;
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
