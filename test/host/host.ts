import { type Browser, findBrowser } from './browser.ts';
import type { CodeServerInstallation, FetchOptions } from './codeServerInstall.ts';
import type { DesktopInstallation } from './desktopInstall.ts';
import { findEditor } from './installation.ts';

/** All that is needed to start editors. Plain data: one process can find it for others. */
export type EditorHost =
  | { readonly kind: 'desktop'; readonly installation: DesktopInstallation }
  | { readonly kind: 'code-server'; readonly installation: CodeServerInstallation; readonly browser: Browser };

/** Finds an editor, and a browser where it needs one, fetching what is missing into the cache. */
export async function findHost(options: FetchOptions): Promise<EditorHost> {
  const installation = await findEditor(options);
  switch (installation.kind) {
    case 'desktop':
      return { kind: 'desktop', installation };
    case 'code-server':
      return { kind: 'code-server', installation, browser: await findBrowser(options) };
  }
}

/** Whether its editors can show themselves to a person, on a machine that has a display. */
export function canShowWindow(host: EditorHost): boolean {
  return host.kind === 'desktop' || host.browser.canShowWindow;
}
