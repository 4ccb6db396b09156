import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientSnapshot } from '../../src/core/clientSnapshot.ts';
import type { Editor } from '../host/editor.ts';
import { findHost } from '../host/host.ts';
import { type LaunchOptions, launchEditor } from '../host/launch.ts';
import { type ProcessInfo, stillRunning } from '../host/processTree.ts';
import type { Opened } from '../host/session.ts';
import { waitFor } from '../host/waitFor.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** Screenshots of the editor tests; git ignores the folder. */
const OUTPUT_DIR = path.join(ROOT, 'out', 'editor');

/** The extension that reads what Planscope's API and the editor say. */
const PROBE = path.join(import.meta.dirname, 'probe');

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

/** The extension host that Planscope runs in. */
interface ExtensionHost {
  readonly pid: number;
  readonly runsIn: 'UI' | 'Workspace';
  readonly remote?: string;
  readonly isTrusted: boolean;
}

/** What Planscope's own code made in the extension host (with where), and what that process has open. */
export interface Held {
  readonly made: readonly string[];
  readonly resources: readonly string[];
  /** Of ours, as all that follows on Linux only. */
  readonly files: readonly string[];
  readonly remotePorts: readonly number[];
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
  /** Asks the probe extension; see `probe.cjs` for what it knows. */
  probe(what: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  host(): Promise<ExtensionHost>;
  /** Starts and ends a Planscope that is wrapped (`handles/`), and says what is held then. */
  control(what: 'held' | 'start' | 'end'): Promise<Held>;
  /** The processes that run Planscope's own program now: benchmarks and simulators. */
  programs(): readonly ProcessInfo[];
  /** Generates a plan for a file as a person does, and waits until the client has counted the request. */
  generatePlan(file: string): Promise<void>;
  /** Reloads the window; `snapshot` is that of the new one from then on. */
  reload(): Promise<void>;
  /** Another window of this VS Code, on the same folder where nothing else is said. It ends with this one at the latest. */
  openWindow(opens?: Opened): Promise<PlanscopeEditor>;
  dispose(): Promise<void>;
}

/** How it is launched where not as usual: on the sample workspace, with the sources' extension, all of it trusted. */
export type PlanscopeOptions = Partial<Pick<LaunchOptions, 'workspaceTrust' | 'extensionDirs' | 'vsixFiles'>> & {
  /** False: no sample is in the workspace. */
  readonly hasSamples?: boolean;
  /** False: a window without a folder. */
  readonly hasFolder?: boolean;
  /** Adds to the workspace before it is opened. */
  readonly prepare?: (workspaceDir: string) => Promise<void>;
};

/** Launches it with the given user settings. */
export async function launchPlanscope(
  settings: Readonly<Record<string, unknown>>,
  { prepare, hasFolder = true, hasSamples = true, ...options }: PlanscopeOptions = {},
): Promise<PlanscopeEditor> {
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const folder = await mkdtemp(path.join(tmpdir(), 'planscope-editor-'));
  const workspaceDir = path.join(folder, 'sample-workspace');
  const probeFile = path.join(folder, 'probe-port');
  if (hasSamples) await cp(path.join(ROOT, 'media', 'sample-workspace'), workspaceDir, { recursive: true });
  else await mkdir(workspaceDir);
  await prepare?.(workspaceDir);
  const host = await findHost({ cacheDir: path.join(ROOT, '.vscode-test'), log, signal });
  const editor = await launchEditor({
    host,
    workspaceDir: hasFolder ? workspaceDir : undefined,
    ...options,
    extensionDirs: [...(options.extensionDirs ?? [ROOT]), PROBE],
    env: { PLANSCOPE_PROBE_FILE: probeFile },
    userSettings: settings,
    outputDir: OUTPUT_DIR,
    log,
    signal,
  });
  const end = async (): Promise<void> => {
    await editor.dispose();
    await rm(folder, { recursive: true, force: true });
    lifetime.abort(new Error('The test is over.'));
  };
  return new PlanscopeWindow({ editor, workspaceDir, probeFile, signal, end });
}

interface WindowParts {
  readonly editor: Editor;
  readonly workspaceDir: string;
  /** The probe of the extension host that started last writes its port there. */
  readonly probeFile: string;
  readonly signal: AbortSignal;
  readonly end: () => Promise<void>;
}

class PlanscopeWindow implements PlanscopeEditor {
  readonly #parts: WindowParts;
  #port: string | undefined;

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  get editor(): Editor {
    return this.#parts.editor;
  }

  get workspaceDir(): string {
    return this.#parts.workspaceDir;
  }

  async snapshot(): Promise<ClientSnapshot> {
    const { snapshot } = (await this.#ask('')) as { readonly snapshot: ClientSnapshot };
    return snapshot;
  }

  async probe(what: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return await this.#ask(`${what}?${new URLSearchParams(query)}`);
  }

  async problems(): Promise<Readonly<Record<string, readonly ShownProblem[]>>> {
    return (await this.#ask('problems')) as Readonly<Record<string, readonly ShownProblem[]>>;
  }

  async fix(file: string, code: string, title: string): Promise<readonly string[]> {
    const answer = await this.#ask(`fix?${new URLSearchParams({ file, code, title })}`);
    return (answer as { readonly titles: readonly string[] }).titles;
  }

  async footprint(): Promise<Footprint> {
    return (await this.#ask('footprint')) as Footprint;
  }

  async host(): Promise<ExtensionHost> {
    return (await this.#ask('host')) as ExtensionHost;
  }

  async control(what: 'held' | 'start' | 'end'): Promise<Held> {
    return (await this.#ask(`control?${new URLSearchParams({ what })}`)) as Held;
  }

  programs(): readonly ProcessInfo[] {
    return this.editor.serverProcessTree().filter(({ command }) => command.includes('cli.cjs'));
  }

  async generatePlan(file: string): Promise<void> {
    const { requests } = (await this.snapshot()).counters;
    await this.editor.openFile(file);
    await this.editor.runCommand('Planscope: Generate Plan');
    const isCounted = async (): Promise<boolean> => (await this.snapshot()).counters.requests === requests + 1;
    await waitFor({ what: `The plan for ${file}`, limitMs: 30_000 }, isCounted, this.#parts.signal);
  }

  async reload(): Promise<void> {
    await rm(this.#parts.probeFile, { force: true });
    this.#port = undefined;
    await this.editor.reloadWindow();
  }

  async openWindow(opens: Opened = { folder: this.workspaceDir }): Promise<PlanscopeEditor> {
    await this.#askedPort();
    await rm(this.#parts.probeFile, { force: true });
    const editor = await this.editor.openWindow(opens);
    const opened = new PlanscopeWindow({ ...this.#parts, editor, end: () => editor.dispose() });
    await opened.#askedPort();
    return opened;
  }

  async dispose(): Promise<void> {
    await this.#parts.end();
  }

  async #ask(what: string): Promise<unknown> {
    const address = `http://127.0.0.1:${await this.#askedPort()}/${what}`;
    // No connection is kept, which would be another socket of the extension host.
    return await (await fetch(address, { headers: { connection: 'close' } })).json();
  }

  async #askedPort(): Promise<string> {
    const { probeFile, signal } = this.#parts;
    const read = async (): Promise<string | undefined> => await readFile(probeFile, 'utf8').catch(() => undefined);
    this.#port ??= await waitFor({ what: 'The port of the probe extension', limitMs: 60_000 }, read, signal);
    return this.#port;
  }
}

/** Resolves once none of these processes runs any more, whoever owns it by then. */
export async function waitForEnd(processes: readonly ProcessInfo[], limitMs: number): Promise<void> {
  const what = `The end of ${processes.map(({ pid }) => pid).join(', ')}`;
  await waitFor({ what, limitMs }, () => stillRunning(processes).length === 0, new AbortController().signal);
}
