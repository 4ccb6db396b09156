import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Editor } from '../../host/editor.ts';
import type { EditorHost } from '../../host/host.ts';
import { launchEditor } from '../../host/launch.ts';
import type { Log } from '../../host/log.ts';
import { waitFor } from '../../host/waitFor.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const START_LIMIT_MS = 60_000;

/** A real VS Code with the production build of Planscope, an extension that does nothing, and one that measures. */
export interface SpeedEditor {
  readonly editor: Editor;
  /** Asks the measuring extension. */
  ask<T>(what: string, parameters?: Readonly<Record<string, string>>): Promise<T>;
  /** A fresh window with a fresh extension host. */
  reload(): Promise<void>;
  dispose(): Promise<void>;
}

export async function launchSpeedEditor(options: {
  readonly host: EditorHost;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<SpeedEditor> {
  const { host, settings, env = {}, log, signal } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'planscope-speed-'));
  const workspaceDir = path.join(folder, 'sample-workspace');
  const probeFile = path.join(folder, 'probe-port');
  await cp(path.join(ROOT, 'media', 'sample-workspace'), workspaceDir, { recursive: true });
  const editor = await launchEditor({
    host,
    workspaceDir,
    extensionDirs: [ROOT, path.join(import.meta.dirname, 'probe'), path.join(import.meta.dirname, 'empty')],
    env: { ...env, PLANSCOPE_PROBE_FILE: probeFile },
    userSettings: settings,
    isolateWebviews: true,
    outputDir: path.join(ROOT, 'out', 'speed'),
    log,
    signal,
  });
  const readPort = async (): Promise<string | undefined> => await readFile(probeFile, 'utf8').catch(() => undefined);
  return {
    editor,
    async ask<T>(what: string, parameters: Readonly<Record<string, string>> = {}) {
      const wait = { what: 'The port of the measuring extension', limitMs: START_LIMIT_MS };
      const port = await waitFor(wait, readPort, signal);
      const response = await fetch(`http://127.0.0.1:${port}/${what}?${new URLSearchParams(parameters)}`, { signal });
      if (!response.ok) throw new Error(`The measuring extension failed: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async reload() {
      await rm(probeFile, { force: true });
      await editor.reloadWindow();
    },
    async dispose() {
      await editor.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
