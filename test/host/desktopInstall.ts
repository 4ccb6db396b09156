import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { cachedFolder } from './cachedFolder.ts';
import type { FetchOptions } from './codeServerInstall.ts';

const DESKTOP_VERSION = '1.139.1';
/** Longest silence of the update server, so that one out of reach costs a few seconds only. */
const SILENCE_LIMIT_MS = 5_000;

export interface DesktopInstallation {
  readonly kind: 'desktop';
  readonly executablePath: string;
  /** The version of VS Code. */
  readonly version: string;
}

/** Whether a desktop program can show a window here. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** Desktop VS Code from Microsoft's update server, in a cache folder of its own. */
export async function installDesktop({ cacheDir, log, signal }: FetchOptions): Promise<DesktopInstallation> {
  const download = (cachePath: string): Promise<string> =>
    downloadAndUnzipVSCode({
      version: DESKTOP_VERSION,
      cachePath,
      timeout: SILENCE_LIMIT_MS,
      reporter: new SilentReporter(),
    });
  const dir = await cachedFolder({
    cacheDir,
    name: `desktop-${DESKTOP_VERSION}`,
    what: `Desktop VS Code ${DESKTOP_VERSION} (350 MB)`,
    log,
    fill: async (making) => {
      await orAborted(download(making), signal);
    },
  });
  // A second call finds the download and only says where its executable is.
  return { kind: 'desktop', executablePath: await download(dir), version: DESKTOP_VERSION };
}

/** test-electron takes no signal: its download ends in the background, in a folder that is gone. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
