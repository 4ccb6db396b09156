import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page, type Browser as RunningBrowser } from 'playwright-core';
import type { Browser } from './browser.ts';
import { cleanEnvironment, type EditorSession, type Opened, type SessionOptions } from './session.ts';
import { installPackages, type RunningServer, startServer } from './vscodeServer.ts';
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
  await installPackages(installation.serverMain, options);
  const server = await startServer(installation.serverMain, options);
  let window: RunningBrowser | undefined;
  const close = async (): Promise<void> => {
    if (window !== undefined) await atMost(CLOSE_LIMIT_MS, window.close());
    await server.end();
  };
  try {
    window = await launchBrowser(browser, options);
    const context = await newContext(window, options);
    return { ...(await openWindow(context, server, options.opens, options.isolateWebviews)), close };
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

async function openWindow(
  context: BrowserContext,
  server: RunningServer,
  opens: Opened,
  isolates = false,
): Promise<EditorSession> {
  const page = await context.newPage();
  const address = workbenchAddress(server, opens);
  if (isolates) await isolateWebviews(page, server.port);
  await page.goto(address, { timeout: LAUNCH_LIMIT_MS });
  return {
    page,
    rootPid: server.pid,
    address,
    openWindow: (others) => openWindow(context, server, others, isolates),
    resize: (size) => page.setViewportSize(size),
    close: () => page.close(),
  };
}

async function newContext(
  window: RunningBrowser,
  { headed, size, isolateWebviews: isolates = false }: SessionOptions,
): Promise<BrowserContext> {
  const context = await window.newContext({
    viewport: headed ? null : size,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    // The workbench's own allows frames of its own address only.
    bypassCSP: isolates,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
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

function workbenchAddress({ port }: RunningServer, opens: Opened): string {
  return `http://127.0.0.1:${port}/?${new URLSearchParams(queryOf(opens))}`;
}

function queryOf(opens: Opened): Record<string, string> {
  const pathOf = (file: string): string => decodeURIComponent(pathToFileURL(file).pathname);
  if (opens === 'nothing') return { ew: 'true' };
  return 'folder' in opens ? { folder: pathOf(opens.folder) } : { workspace: pathOf(opens.workspaceFile) };
}
