import { systemClock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/disposable.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Secret } from '../../core/base/secret.ts';
import { type BenchProcessEnd, endedWithoutResult, runBenchProcess } from '../../core/bench/benchProcess.ts';
import type { BenchMessage, BenchReport, CaseResult } from '../../core/bench/report.ts';
import type { Progress } from '../../core/bench/runner.ts';
import type { AskedModel } from './askedModel.ts';

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

/** What runs benchmarks. */
export interface BenchmarkProgram {
  /** The terminal program, as a file system path. */
  readonly entry: string;
  readonly logger: Logger;
  /** Whom the suite `model` asks. */
  readonly model: () => Promise<AskedModel>;
}

/** It has processes of its own, which it ends first. */
const CANCEL_GRACE_MS = 2_000;

/** One benchmark run in a process of its own, so that the editor's thread neither waits for it nor disturbs it. */
export class BenchmarkProcess implements Disposable {
  readonly #entry: string;
  readonly #logger: Logger;
  readonly #model: () => Promise<AskedModel>;
  readonly #cancel = new AbortController();

  constructor(options: BenchmarkProgram) {
    this.#entry = options.entry;
    this.#logger = options.logger;
    this.#model = options.model;
  }

  /** Resolves with the report once the process has ended; rejects with an `AbortError` after a cancel. */
  async run(selection: BenchmarkSelection, listener: RunListener, signal: AbortSignal): Promise<BenchReport> {
    let report: BenchReport | undefined;
    const what =
      'ids' in selection ? selection.ids.flatMap((id) => ['--case', id]) : ['--suite', selection.suites.join(',')];
    const whom = asksModel(selection) ? await this.#model() : undefined;
    const onMessage = (message: BenchMessage): void => {
      if (message.type === 'progress') {
        listener.onProgress({ done: message.done, total: message.total, id: message.id });
      } else if (message.type === 'result') listener.onResult?.(message.result);
      else if (message.type === 'report') report = message.report;
    };
    const end = await this.#bench(
      [...(selection.mode === 'quick' ? ['--quick'] : []), ...what, ...(whom?.args ?? [])],
      onMessage,
      signal,
      whom?.apiKey,
    );
    if (report === undefined) throw endedWithoutResult(end);
    return report;
  }

  /** Every case of every suite. */
  async list(signal: AbortSignal): Promise<readonly BenchmarkCase[]> {
    let cases: readonly BenchmarkCase[] | undefined;
    const onMessage = (message: BenchMessage): void => {
      if (message.type === 'cases') cases = message.cases;
    };
    const end = await this.#bench(['--suite', 'all', '--list'], onMessage, signal);
    if (cases === undefined) throw endedWithoutResult(end);
    return cases;
  }

  async #bench(
    args: readonly string[],
    onMessage: (message: BenchMessage) => void,
    signal: AbortSignal,
    apiKey?: Secret,
  ): Promise<BenchProcessEnd> {
    const onStarted = (pid: number | undefined): void =>
      this.#logger.info(`Benchmarks: ${args.join(' ')}, process ${pid}.`);
    const options = { clock: systemClock, entry: this.#entry, args, apiKey, graceMs: CANCEL_GRACE_MS, onStarted };
    const end = await runBenchProcess(options, onMessage, AbortSignal.any([signal, this.#cancel.signal]));
    this.#logger.info(`Benchmark process ended (${end.how}).`);
    return end;
  }

  /** Asks the process to end, and ends it if it does not. */
  cancel(): void {
    this.#cancel.abort(new DOMException('The benchmark run was cancelled.', 'AbortError'));
  }

  dispose(): void {
    this.cancel();
  }
}

function asksModel(selection: BenchmarkSelection): boolean {
  return 'ids' in selection ? selection.ids.some((id) => id.startsWith('model/')) : selection.suites.includes('model');
}
