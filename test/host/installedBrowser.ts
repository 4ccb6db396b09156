import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';

const LINUX_NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable'];
const MAC_NAMES = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PATHS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/** The path of a Chrome, Chromium or Edge on this machine, or of the one that `PLANSCOPE_BROWSER` names. */
export function installedBrowser(): string | undefined {
  const named = process.env['PLANSCOPE_BROWSER'];
  if (named === undefined || named === '') return candidates().find((file) => isExecutable(file) && !isSnap(file));
  if (isExecutable(named)) return named;
  throw new Error(`PLANSCOPE_BROWSER is "${named}", which is no executable file. Set it to a Chromium, or unset it.`);
}

function candidates(): string[] {
  switch (process.platform) {
    case 'darwin':
      return MAC_NAMES.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((key) => {
        const root = process.env[key];
        return root === undefined ? [] : WINDOWS_PATHS.map((file) => path.join(root, file));
      });
    default: {
      const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
      return LINUX_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
    }
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A snap sees another /tmp than Playwright, which keeps the browser's profile there. */
function isSnap(file: string): boolean {
  return file.startsWith('/snap/') || realpathSync(file).includes('/snap');
}
