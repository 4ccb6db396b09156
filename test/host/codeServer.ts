import { pathToFileURL } from 'node:url';
import { chromium, type Page, type Browser as RunningBrowser } from 'playwright-core';
import type { Browser } from './browser.ts';
import { cleanEnvironment, type EditorSession, type SessionOptions } from './session.ts';
import { type RunningServer, startServer } from './vscodeServer.ts';
import { atMost } from './waitFor.ts';

const LAUNCH_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 5_000;
const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the VS Code server of code-server and opens its workbench in Chromium. */
export async function startCodeServer(
  installation: { readonly serverMain: string },
  browser: Browser,
  options: SessionOptions,
): Promise<EditorSession> {
  // Naming them in the page's address would need --enable-smoke-test-driver, which keeps notifications from popping up.
  for (const extensionDir of options.extensionDirs) await options.folders.link(extensionDir);
  const server = await startServer(installation.serverMain, options);
  let window: RunningBrowser | undefined;
  const close = async (): Promise<void> => {
    if (window !== undefined) await atMost(CLOSE_LIMIT_MS, window.close());
    await server.end();
  };
  try {
    window = await launchBrowser(browser, options);
    const page = await openPage(window, options);
    const address = workbenchAddress(server, options.workspaceDir);
    if (options.isolateWebviews === true) await isolateWebviews(page, server.port);
    await page.goto(address, { timeout: LAUNCH_LIMIT_MS });
    return { page, rootPid: server.pid, address, resize: (size) => page.setViewportSize(size), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function launchBrowser(browser: Browser, options: SessionOptions): Promise<RunningBrowser> {
  const { headed, size, isolateWebviews = false } = options;
  const isolation = isolateWebviews ? ['--site-per-process'] : [];
  return await chromium.launch({
    executablePath: browser.executablePath,
    args: [...QUIET_FLAGS, ...browser.args, ...isolation, `--window-size=${size.width},${size.height + 90}`],
    env: cleanEnvironment(browser.env),
    headless: !(headed && browser.canShowWindow),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: LAUNCH_LIMIT_MS,
  });
}

async function openPage(
  window: RunningBrowser,
  { headed, size, isolateWebviews = false }: SessionOptions,
): Promise<Page> {
  const context = await window.newContext({
    viewport: headed ? null : size,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    // The workbench's own allows frames of its own address only.
    bypassCSP: isolateWebviews,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return await context.newPage();
}

/**
 * Lets webviews come from another site than the workbench, as they do everywhere but in code-server, so that Chromium
 * gives them a process and a heap of their own: then these can be measured.
 */
async function isolateWebviews(page: Page, port: number): Promise<void> {
  await page.addInitScript((ownPort) => {
    const parse = JSON.parse.bind(JSON);
    // The workbench reads so what it is to open. It puts the webview's own digest in the place of the braces, and
    // browsers know such a name as this machine.
    JSON.parse = (...args) => {
      const value: unknown = parse(...args);
      if (typeof value === 'object' && value !== null && 'webviewEndpoint' in value) {
        value.webviewEndpoint = `http://{{uuid}}.localhost:${ownPort}/${String(value.webviewEndpoint)}`;
      }
      return value;
    };
  }, port);
}

function workbenchAddress({ port }: RunningServer, workspaceDir: string): string {
  const folder = decodeURIComponent(pathToFileURL(workspaceDir).pathname);
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
}
