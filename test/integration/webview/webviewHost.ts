import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page, type Browser as PlaywrightBrowser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { dashboardHtml, mapHtml, type PageOptions, reportHtml, traceHtml } from '../../../src/shared/pageHtml.ts';
import type { Translation } from '../../../src/shared/translation.ts';
import { findBrowser } from '../../host/browser.ts';
import { DEFAULT_THEME, hostCss, type Theme } from './themes.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** A name that no resolver knows: everything under it is answered here. */
const ORIGIN = 'https://webview.invalid';
const NONCE = 'bm9uY2VGb3JUZXN0cw';

/** Where screenshots go; git ignores it. */
export const SCREENSHOTS = path.join(ROOT, 'out', 'webview');

const PAGES = { dashboard: dashboardHtml, map: mapHtml, report: reportHtml, trace: traceHtml } as const;

export type PageName = keyof typeof PAGES;

/** A page as VS Code would show it, and what it did. */
export interface HostedPage {
  readonly page: Page;
  /** Page errors and console errors, among them every violation of the page's policy. */
  readonly errors: readonly string[];
  /** What the page sent to the editor so far. */
  sent(): Promise<unknown[]>;
  /** Sends to the page as the editor does. */
  send(message: unknown): Promise<void>;
  /** What the page last kept with `setState`. */
  kept(): Promise<unknown>;
}

export interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier page of this kind kept. */
  readonly kept?: unknown;
  /** Absent: English. */
  readonly translation?: Translation;
}

/** Builds the pages as the product does and plays VS Code's part around them, in a headless Chromium. */
class WebviewHost {
  readonly #browser: PlaywrightBrowser;
  readonly bundles: Readonly<Record<PageName, string>>;

  private constructor(browser: PlaywrightBrowser, bundles: Readonly<Record<PageName, string>>) {
    this.#browser = browser;
    this.bundles = bundles;
  }

  static async start(): Promise<WebviewHost> {
    const found = await findBrowser({
      cacheDir: path.join(ROOT, '.vscode-test'),
      log: () => undefined,
      signal: new AbortController().signal,
    });
    const [dashboard, map, report, trace] = await Promise.all([
      bundle('dashboard'),
      bundle('map'),
      bundle('report'),
      bundle('trace'),
    ]);
    const browser = await chromium.launch({
      executablePath: found.executablePath,
      args: ['--no-sandbox', '--disable-gpu', ...found.args],
      env: { ...definedEnv(), ...found.env },
    });
    return new WebviewHost(browser, { dashboard, map, report, trace });
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }

  /** Opens a page in a webview of this size and waits for its `ready`. */
  async open(name: PageName, options: OpenOptions = {}): Promise<HostedPage> {
    const theme = options.theme ?? DEFAULT_THEME;
    const context = await this.#context(theme, options);
    await context.addInitScript({ content: apiScript(options.kept) });
    await context.route(`${ORIGIN}/**`, async (route) => {
      const file = new URL(route.request().url()).pathname;
      if (file === '/')
        return await route.fulfill({ contentType: 'text/html', body: documentOf(name, theme, options.translation) });
      if (file === '/page.js') return await route.fulfill({ contentType: 'text/javascript', body: this.bundles[name] });
      if (file === '/page.css') return await route.fulfill({ contentType: 'text/css', body: await styleOf(name) });
      return await route.abort();
    });
    const { page, errors } = await watchedPage(context);
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction('window.sentToEditor.length > 0');
    return {
      page,
      errors,
      sent: () => page.evaluate<unknown[]>('window.sentToEditor'),
      kept: () => page.evaluate<unknown>('window.keptState'),
      send: async (message) => {
        await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
      },
    };
  }

  /** Opens a file of its own in a plain browser tab, and counts what it asks the network for. */
  async openFile(
    file: string,
    scheme: 'dark' | 'light',
  ): Promise<{ page: Page; errors: readonly string[]; requests: string[] }> {
    const context = await this.#browser.newContext({ colorScheme: scheme, viewport: { width: 1100, height: 800 } });
    const { page, errors } = await watchedPage(context);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${file}`);
    return { page, errors, requests };
  }

  async #context(theme: Theme, { width = 300, height = 700 }: OpenOptions): Promise<BrowserContext> {
    return await this.#browser.newContext({ viewport: { width, height }, colorScheme: theme.scheme });
  }
}

const BROWSER_START_MS = 300_000;

/** One host for all tests of a file: started before the first, stopped behind the last. */
export function sharedWebviewHost(): () => WebviewHost {
  let host: WebviewHost | undefined;
  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    host = await WebviewHost.start();
  }, BROWSER_START_MS);
  afterAll(async () => {
    await host?.stop();
  });
  return () => {
    if (host === undefined) throw new Error('The browser has not started.');
    return host;
  };
}

async function watchedPage(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}

function documentOf(name: PageName, theme: Theme, translation: Translation | undefined): string {
  const options: PageOptions = {
    cspSource: ORIGIN,
    nonce: NONCE,
    scriptUri: `${ORIGIN}/page.js`,
    styleUris: [`${ORIGIN}/page.css`],
    translation,
  };
  const html = PAGES[name](options);
  return html
    .replace('</title>', `</title>\n<style nonce="${NONCE}">${hostCss(theme)}</style>`)
    .replace('<body>', `<body class="${theme.bodyClass}">`);
}

function apiScript(kept: unknown): string {
  return `window.sentToEditor = [];
window.keptState = ${JSON.stringify(kept) ?? 'undefined'};
window.acquireVsCodeApi = () => ({
  postMessage: (message) => void window.sentToEditor.push(message),
  getState: () => window.keptState,
  setState: (state) => void (window.keptState = state),
});`;
}

async function bundle(name: PageName): Promise<string> {
  const result = await build({
    entryPoints: [path.join(ROOT, 'src', 'webview', `${name}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
  });
  return result.outputFiles[0]?.text ?? '';
}

export async function styleOf(name: PageName): Promise<string> {
  return await readFile(path.join(ROOT, 'media', `${name}.css`), 'utf8');
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
