import { type CodeServerInstallation, type FetchOptions, installCodeServer } from './codeServerInstall.ts';
import { type DesktopInstallation, hasDisplay, installDesktop } from './desktopInstall.ts';
import { messageOf } from './log.ts';

/** A VS Code that is ready to be started: the desktop program, or its server for a browser. */
export type EditorInstallation = DesktopInstallation | CodeServerInstallation;

/**
 * Finds a VS Code, fetching one into the cache if there is none: desktop where there is a display and Microsoft's
 * update server answers, code-server from npm otherwise. `PLANSCOPE_EDITOR=desktop|code-server` decides instead.
 */
export async function findEditor(options: FetchOptions): Promise<EditorInstallation> {
  switch (wish()) {
    case 'desktop':
      return await installDesktop(options);
    case 'code-server':
      return await installCodeServer(options);
    case 'any':
      return (await desktopIfPossible(options)) ?? (await installCodeServer(options));
  }
}

async function desktopIfPossible(options: FetchOptions): Promise<DesktopInstallation | undefined> {
  if (!hasDisplay()) return undefined;
  try {
    return await installDesktop(options);
  } catch (error) {
    options.signal.throwIfAborted();
    options.log(`${messageOf(error)}\nTaking code-server instead.`);
    return undefined;
  }
}

function wish(): 'desktop' | 'code-server' | 'any' {
  const value = process.env['PLANSCOPE_EDITOR'];
  if (value === undefined || value === '') return 'any';
  if (value === 'desktop' || value === 'code-server') return value;
  throw new Error(`PLANSCOPE_EDITOR is "${value}"; it can be "desktop", "code-server" or unset.`);
}
