import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientSnapshot } from '../../src/core/clientSnapshot.ts';
import type { Editor } from '../host/editor.ts';
import { findHost } from '../host/host.ts';
import { launchEditor } from '../host/launch.ts';
import { waitFor } from '../host/waitFor.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** Screenshots of the editor tests; git ignores the folder. */
const OUTPUT_DIR = path.join(ROOT, 'out', 'editor');

/** An address of this machine at which nobody listens: port 9 is the discard service, which nothing runs. */
export const NOBODY = 'http://127.0.0.1:9';

/** A problem on a line of a document. */
export interface ShownProblem {
  readonly code: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly severity: string;
  /** What it marks. */
  readonly text: string;
}

/** What Planscope did in its extension host. */
export interface Footprint {
  /** The bundles of its own that are loaded. */
  readonly modules: readonly string[];
  /** The files below its folders that were opened. */
  readonly files: readonly string[];
  readonly sockets: number;
}

/** A real VS Code with Planscope on a copy of the sample workspace, and a second extension that reads its API. */
export interface PlanscopeEditor {
  readonly editor: Editor;
  readonly workspaceDir: string;
  /** What Planscope's public API says now. */
  snapshot(): Promise<ClientSnapshot>;
  /** What it has loaded, opened and contacted so far in its extension host. */
  footprint(): Promise<Footprint>;
  /** Planscope's problems as the editor has them, by the names of their files. */
  problems(): Promise<Readonly<Record<string, readonly ShownProblem[]>>>;
  /** Applies a fix of the first problem with this code, and says which fixes it has. */
  fix(file: string, code: string, title: string): Promise<readonly string[]>;
  /** Generates a plan for a file as a person does, and waits until the client has counted the request. */
  generatePlan(file: string): Promise<void>;
  /** Reloads the window; `snapshot` is that of the new one from then on. */
  reload(): Promise<void>;
  dispose(): Promise<void>;
}

/** Launches it with the given user settings, on the sample workspace unless an empty one is asked for. */
export async function launchPlanscope(
  settings: Readonly<Record<string, unknown>>,
  workspace: 'samples' | 'empty' = 'samples',
): Promise<PlanscopeEditor> {
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const folder = await mkdtemp(path.join(tmpdir(), 'planscope-editor-'));
  const workspaceDir = path.join(folder, 'sample-workspace');
  const probeFile = path.join(folder, 'probe-port');
  if (workspace === 'empty') await mkdir(workspaceDir);
  else await cp(path.join(ROOT, 'media', 'sample-workspace'), workspaceDir, { recursive: true });
  const host = await findHost({ cacheDir: path.join(ROOT, '.vscode-test'), log, signal });
  const editor = await launchEditor({
    host,
    workspaceDir,
    extensionDirs: [ROOT, path.join(import.meta.dirname, 'probe')],
    env: { PLANSCOPE_PROBE_FILE: probeFile },
    userSettings: settings,
    outputDir: OUTPUT_DIR,
    log,
    signal,
  });
  const readPort = async (): Promise<string | undefined> => await readFile(probeFile, 'utf8').catch(() => undefined);
  const askProbe = async (what: string): Promise<unknown> => {
    const port = await waitFor({ what: 'The port of the probe extension', limitMs: 20_000 }, readPort, signal);
    return await (await fetch(`http://127.0.0.1:${port}/${what}`)).json();
  };
  const readSnapshot = async (): Promise<ClientSnapshot> => {
    const { snapshot } = (await askProbe('')) as { readonly snapshot: ClientSnapshot };
    return snapshot;
  };
  return {
    editor,
    workspaceDir,
    snapshot: readSnapshot,
    async footprint() {
      return (await askProbe('footprint')) as Footprint;
    },
    async problems() {
      return (await askProbe('problems')) as Readonly<Record<string, readonly ShownProblem[]>>;
    },
    async fix(file, code, title) {
      const { titles } = (await askProbe(`fix?${new URLSearchParams({ file, code, title })}`)) as {
        readonly titles: readonly string[];
      };
      return titles;
    },
    async generatePlan(file) {
      const { requests } = (await readSnapshot()).counters;
      await editor.openFile(file);
      await editor.runCommand('Planscope: Generate Plan');
      const isCounted = async (): Promise<boolean> => (await readSnapshot()).counters.requests === requests + 1;
      await waitFor({ what: `The plan for ${file}`, limitMs: 15_000 }, isCounted, signal);
    },
    async reload() {
      await rm(probeFile, { force: true });
      await editor.reloadWindow();
    },
    async dispose() {
      await editor.dispose();
      await rm(folder, { recursive: true, force: true });
      lifetime.abort(new Error('The test is over.'));
    },
  };
}
