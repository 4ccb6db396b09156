import type { FetchOptions } from './codeServerInstall.ts';
import { installedBrowser } from './installedBrowser.ts';
import { installSparticuz } from './sparticuz.ts';

/** A Chromium to be started by Playwright. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
  /** What it needs in its environment beside the usual. */
  readonly env: Readonly<Record<string, string>>;
  /** False for a headless-only build. */
  readonly canShowWindow: boolean;
}

/**
 * Finds a Chromium: `PLANSCOPE_BROWSER` (a path), else an installed Chrome, Chromium or Edge, else a headless one
 * fetched into the cache (Linux x64 only).
 */
export async function findBrowser(options: FetchOptions): Promise<Browser> {
  const installed = installedBrowser();
  if (installed !== undefined) {
    options.log(`Browser: ${installed}`);
    return { executablePath: installed, args: [], env: {}, canShowWindow: true };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return await installSparticuz(options);
  throw new Error('No Chrome, Chromium or Edge was found. Install one, or set PLANSCOPE_BROWSER to the path of one.');
}
