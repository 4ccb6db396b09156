import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../../core/base/disposable.ts';
import { CoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { isBenchMessage } from '../../core/bench/benchMessage.ts';
import type { BenchMessage, BenchReport, CaseResult } from '../../core/bench/report.ts';

/** What to run: whole suites, or single cases by their ids. */
export type BenchmarkSelection = { readonly mode: 'quick' | 'full' } & (
  | { readonly suites: readonly string[] }
  | { readonly ids: readonly string[] }
);

/** A case that can be run, and what it measures. */
export interface BenchmarkCase {
  readonly id: string;
  readonly note: string;
}

/** Who is told how a run goes. */
export interface RunListener {
  readonly onProgress: (progress: Progress) => void;
  /** One case or floor has ended. */
  readonly onResult?: (result: CaseResult) => void;
}

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly id: string;
}

/** What runs benchmarks. */
export interface BenchmarkProgram {
  /** The terminal program, as a file system path. */
  readonly entry: string;
  readonly logger: Logger;
  /** How the terminal program is told whom to ask, where the editor's settings name a server. */
  readonly modelArguments: () => readonly string[];
}

/** A cancelled run ends by itself within this time; then it is ended. */
const CANCEL_GRACE_MS = 700;
const KEPT_OUTPUT = 4_000;

/** One benchmark run in a process of its own, so that the editor's thread neither waits for it nor disturbs it. */
export class BenchmarkProcess implements Disposable {
  readonly #entry: string;
  readonly #logger: Logger;
  readonly #modelArguments: () => readonly string[];
  #child: ChildProcess | undefined;
  #killTimer: NodeJS.Timeout | undefined;
  #isCancelled = false;
  #output = '';
  #failure: string | undefined;

  constructor(options: BenchmarkProgram) {
    this.#entry = options.entry;
    this.#logger = options.logger;
    this.#modelArguments = options.modelArguments;
  }

  /** Resolves with the report once the process has ended; rejects with an `AbortError` after a cancel. */
  async run(selection: BenchmarkSelection, listener: RunListener, signal: AbortSignal): Promise<BenchReport> {
    let report: BenchReport | undefined;
    const what =
      'ids' in selection ? selection.ids.flatMap((id) => ['--case', id]) : ['--suite', selection.suites.join(',')];
    const whom = asksModel(selection) ? this.#modelArguments() : [];
    const onMessage = (message: BenchMessage): void => {
      if (message.type === 'progress') {
        listener.onProgress({ done: message.done, total: message.total, id: message.id });
      } else if (message.type === 'result') listener.onResult?.(message.result);
      else if (message.type === 'report') report = message.report;
    };
    const args = [...(selection.mode === 'quick' ? ['--quick'] : []), ...what, ...whom];
    const ended = await this.#bench(args, onMessage, signal);
    return report ?? this.#fail(ended);
  }

  /** Every case of every suite. */
  async list(signal: AbortSignal): Promise<readonly BenchmarkCase[]> {
    let cases: readonly BenchmarkCase[] | undefined;
    const onMessage = (message: BenchMessage): void => {
      if (message.type === 'cases') cases = message.cases;
    };
    const ended = await this.#bench(['--suite', 'all', '--list'], onMessage, signal);
    return cases ?? this.#fail(ended);
  }

  /** Resolves to how the process ended. */
  #bench(args: readonly string[], onMessage: (message: BenchMessage) => void, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const child = fork(this.#entry, ['bench', ...args], {
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#logger.info(`Benchmarks: ${args.join(' ')}, process ${child.pid}.`);
    const onAbort = (): void => this.cancel();
    signal.addEventListener('abort', onAbort, { once: true });
    return new Promise<string>((resolve, reject) => {
      const keep = (chunk: Buffer): void => {
        this.#output = (this.#output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
      };
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      child.on('message', (message: unknown) => {
        if (!isBenchMessage(message)) return;
        if (message.type === 'error') this.#failure = message.message;
        else onMessage(message);
      });
      child.once('error', (cause) => {
        reject(new CoreError('bench-start', `The benchmark process could not be started: ${cause.message}`, { cause }));
      });
      child.once('close', (code, killedBy) => {
        clearTimeout(this.#killTimer);
        this.#child = undefined;
        this.#logger.info(`Benchmark process ended (${killedBy ?? code}).`);
        if (this.#isCancelled) reject(new DOMException('The benchmark run was cancelled.', 'AbortError'));
        else resolve(String(killedBy ?? code));
      });
    }).finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** Asks the process to end, and ends it if it does not. */
  cancel(): void {
    const child = this.#child;
    if (child === undefined || this.#isCancelled) return;
    this.#isCancelled = true;
    if (child.connected) child.send({ type: 'cancel' } satisfies ToBench, () => {});
    this.#killTimer = setTimeout(() => child.kill('SIGKILL'), CANCEL_GRACE_MS);
  }

  dispose(): void {
    this.#isCancelled = true;
    clearTimeout(this.#killTimer);
    this.#child?.kill('SIGKILL');
  }

  #fail(ended: string): never {
    const words = this.#output.trim();
    const death = `The benchmark process ended without a result (${ended}).${words === '' ? '' : ` Its last words: ${words}`}`;
    throw new CoreError('bench-failed', this.#failure ?? death);
  }
}

function asksModel(selection: BenchmarkSelection): boolean {
  return 'ids' in selection ? selection.ids.some((id) => id.startsWith('model/')) : selection.suites.includes('model');
}

/** What the editor tells a running benchmark. */
type ToBench = { readonly type: 'cancel' };
