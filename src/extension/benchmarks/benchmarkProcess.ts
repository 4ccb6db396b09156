import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../../core/base/disposable.ts';
import { CoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { isBenchMessage } from '../../core/bench/benchMessage.ts';
import type { BenchReport } from '../../core/bench/report.ts';

/** What to run. */
export interface BenchmarkSelection {
  readonly mode: 'quick' | 'full';
  readonly suites: readonly string[];
}

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly id: string;
}

/** A cancelled run ends by itself within this time; then it is ended. */
const CANCEL_GRACE_MS = 700;
const KEPT_OUTPUT = 4_000;

/** One benchmark run in a process of its own, so that the editor's thread neither waits for it nor disturbs it. */
export class BenchmarkProcess implements Disposable {
  readonly #entry: string;
  readonly #logger: Logger;
  #child: ChildProcess | undefined;
  #killTimer: NodeJS.Timeout | undefined;
  #isCancelled = false;
  #output = '';

  constructor(options: { readonly entry: string; readonly logger: Logger }) {
    this.#entry = options.entry;
    this.#logger = options.logger;
  }

  /** Resolves with the report once the process has ended; rejects with an `AbortError` after a cancel. */
  run(
    selection: BenchmarkSelection,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<BenchReport> {
    signal.throwIfAborted();
    const args = ['bench', ...(selection.mode === 'quick' ? ['--quick'] : []), '--suite', selection.suites.join(',')];
    const child = fork(this.#entry, args, {
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#logger.info(`Benchmarks started (${selection.mode}; ${selection.suites.join(', ')}), process ${child.pid}.`);
    const onAbort = (): void => this.cancel();
    signal.addEventListener('abort', onAbort, { once: true });
    return new Promise<BenchReport>((resolve, reject) => {
      let report: BenchReport | undefined;
      let failure: string | undefined;
      const keep = (chunk: Buffer): void => {
        this.#output = (this.#output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
      };
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      child.on('message', (message: unknown) => {
        if (!isBenchMessage(message)) return;
        switch (message.type) {
          case 'progress':
            onProgress({ done: message.done, total: message.total, id: message.id });
            break;
          case 'report':
            report = message.report;
            break;
          case 'error':
            failure = message.message;
            break;
        }
      });
      child.once('error', (cause) => {
        reject(new CoreError('bench-start', `The benchmark process could not be started: ${cause.message}`, { cause }));
      });
      child.once('close', (code, killedBy) => {
        clearTimeout(this.#killTimer);
        this.#child = undefined;
        this.#logger.info(`Benchmark process ended (${killedBy ?? code}).`);
        if (this.#isCancelled) reject(new DOMException('The benchmark run was cancelled.', 'AbortError'));
        else if (report !== undefined) resolve(report);
        else reject(new CoreError('bench-failed', failure ?? this.#deathMessage(killedBy ?? code)));
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

  #deathMessage(how: string | number | null): string {
    const words = this.#output.trim();
    return `The benchmark process ended without a report (${how}).${words === '' ? '' : ` Its last words: ${words}`}`;
  }
}

/** What the editor tells a running benchmark. */
type ToBench = { readonly type: 'cancel' };
