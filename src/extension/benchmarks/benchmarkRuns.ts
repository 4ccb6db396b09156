import * as l10n from '@vscode/l10n';
import type { Disposable } from '../../core/base/disposable.ts';
import { CoreError, toCoreError } from '../../core/base/errors.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import type { Progress } from '../../core/bench/runner.ts';
import { demandTrust, type WorkspaceTrust } from '../workspaceTrust.ts';
import {
  type BenchmarkCase,
  BenchmarkProcess,
  type BenchmarkProgram,
  type BenchmarkSelection,
  type RunListener,
} from './benchmarkProcess.ts';
import type { KeptReport, ReportStore } from './reportStore.ts';
import type { RunMarks } from './runMarks.ts';

/** The window's benchmark runs: one at a time, each in a process of its own, each report kept. */
export class BenchmarkRuns implements Disposable {
  readonly #logger: Logger;
  readonly #program: BenchmarkProgram;
  readonly #reports: ReportStore;
  readonly #marks: RunMarks;
  readonly #trust: WorkspaceTrust;
  readonly #changes: Emitter<void>;
  readonly #keptChanges: Emitter<void>;
  #process: BenchmarkProcess | undefined;
  #mark: Disposable | undefined;
  #progress: Progress | undefined;

  constructor(options: {
    readonly program: BenchmarkProgram;
    readonly reports: ReportStore;
    readonly marks: RunMarks;
    readonly trust: WorkspaceTrust;
  }) {
    this.#program = options.program;
    this.#logger = options.program.logger;
    this.#reports = options.reports;
    this.#marks = options.marks;
    this.#trust = options.trust;
    const failed = (error: unknown): void => this.#logger.error(`A benchmark listener failed: ${String(error)}`);
    this.#changes = new Emitter(failed);
    this.#keptChanges = new Emitter(failed);
  }

  /** A run began, went on or ended. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** A report was kept, or some were deleted. */
  get onDidChangeKept(): Event<void> {
    return this.#keptChanges.event;
  }

  /** The run under way, or undefined. */
  get progress(): Progress | undefined {
    return this.#progress;
  }

  /**
   * Runs the selection and keeps its report. Rejects with the signal's reason when cancelled, and with a
   * `CoreError` when a run is under way already, its process fails, or the workspace is not trusted.
   */
  async run(selection: BenchmarkSelection, listener: RunListener, signal: AbortSignal): Promise<KeptReport> {
    demandTrust(this.#trust);
    if (this.#process !== undefined) {
      throw new CoreError('bench-running', l10n.t('A benchmark run is under way. Wait for it or cancel it.'));
    }
    const running = new BenchmarkProcess(this.#program);
    this.#process = running;
    const mark = this.#marks.begin(selection);
    this.#mark = mark;
    const onCancel = (): void => mark.dispose();
    signal.addEventListener('abort', onCancel, { once: true });
    try {
      const onProgress = (progress: Progress): void => this.#onProgress(progress, listener.onProgress);
      const report = await running.run(selection, { ...listener, onProgress }, signal);
      return await this.#keep(report);
    } finally {
      signal.removeEventListener('abort', onCancel);
      mark.dispose();
      this.#process = undefined;
      this.#progress = undefined;
      this.#changes.fire();
    }
  }

  /** Every case that can be run, from a process of its own. */
  async list(signal: AbortSignal): Promise<readonly BenchmarkCase[]> {
    demandTrust(this.#trust);
    const listing = new BenchmarkProcess(this.#program);
    try {
      return await listing.list(signal);
    } finally {
      listing.dispose();
    }
  }

  /** Deletes kept runs for good. */
  async delete(ids: readonly string[]): Promise<void> {
    await this.#reports.delete(ids);
    this.#keptChanges.fire();
  }

  /** Ends the run under way, if there is one. */
  cancel(): void {
    // The user knows from here on, whatever becomes of the window.
    this.#mark?.dispose();
    this.#process?.cancel();
  }

  dispose(): void {
    this.#process?.dispose();
    this.#changes.dispose();
    this.#keptChanges.dispose();
  }

  #onProgress(progress: Progress, onProgress: (progress: Progress) => void): void {
    this.#progress = progress;
    this.#changes.fire();
    onProgress(progress);
  }

  async #keep(report: BenchReport): Promise<KeptReport> {
    try {
      const id = await this.#reports.save(report);
      this.#keptChanges.fire();
      return { id, report };
    } catch (error) {
      // Minutes of measuring are worth showing, kept or not.
      this.#logger.error(`The benchmark report could not be kept: ${toCoreError(error).message}`);
      return { id: report.startedAt, report };
    }
  }
}
