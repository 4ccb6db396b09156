import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import { isAbort, toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { CaseResult } from '../../core/bench/report.ts';
import { formatCount, formatNs } from '../../shared/format.ts';
import { metricText } from '../../shared/metricText.ts';
import { complaining, signalOf } from '../commands/registerCommands.ts';
import type { TestSource } from '../testPlace.ts';
import type { WorkspaceTrust } from '../workspaceTrust.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';
import type { BenchmarkRuns } from './benchmarkRuns.ts';

/**
 * The benchmarks in the editor's Test Explorer: suites with their cases, run one by one or whole, quick or full, with the
 * figures as output. A run is kept as every other and has its report.
 */
export class BenchmarkTests implements TestSource<BenchmarkSelection['mode']>, vscode.Disposable {
  readonly #runs: BenchmarkRuns;
  readonly #logger: Logger;
  readonly #controller: vscode.TestController;
  readonly #lifetime = new AbortController();
  readonly #trust: WorkspaceTrust;
  readonly #trustGrant: Disposable;
  /** They were to be listed while the workspace was not trusted. */
  #isMissed = false;

  constructor(options: {
    readonly controller: vscode.TestController;
    readonly runs: BenchmarkRuns;
    readonly trust: WorkspaceTrust;
    readonly logger: Logger;
  }) {
    this.#controller = options.controller;
    this.#runs = options.runs;
    this.#trust = options.trust;
    this.#logger = options.logger;
    this.#trustGrant = this.#trust.onDidGrant(() => {
      if (this.#isMissed) void this.list();
    });
  }

  async list(): Promise<void> {
    // A program of ours lists them.
    this.#isMissed = !this.#trust.isGranted();
    if (this.#isMissed) return;
    try {
      await this.#list();
    } catch (error) {
      if (!isAbort(error)) this.#logger.error(`The benchmarks could not be listed: ${toCoreError(error).message}`);
    }
  }

  dispose(): void {
    this.#lifetime.abort(new DOMException('The window closed.', 'AbortError'));
    this.#trustGrant.dispose();
  }

  async #list(): Promise<void> {
    const suites = new Map<string, vscode.TestItem>();
    for (const { id, note } of await this.#runs.list(this.#lifetime.signal)) {
      const suite = id.slice(0, id.indexOf('/'));
      const parent = suites.get(suite) ?? this.#controller.createTestItem(suite, suite);
      suites.set(suite, parent);
      const item = this.#controller.createTestItem(id, id.slice(suite.length + 1));
      item.description = note;
      parent.children.add(item);
    }
    this.#controller.items.replace([...suites.values()]);
  }

  async run(
    mode: BenchmarkSelection['mode'],
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    await complaining('benchmarks as tests', this.#logger, () => this.#run(mode, request, token));
  }

  /** What goes wrong is told by the items that wait for their result; rejects where there is none to tell it. */
  async #run(
    mode: BenchmarkSelection['mode'],
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const { signal, dispose } = signalOf(token);
    const waiting = new Map<string, vscode.TestItem>();
    try {
      if (this.#controller.items.size === 0) await this.#list();
      for (const item of this.#chosen(request)) waiting.set(item.id, item);
      if (waiting.size === 0) return;
      for (const item of waiting.values()) run.enqueued(item);
      await this.#runs.run(
        { mode, ids: [...waiting.keys()] },
        {
          onProgress: ({ id }) => {
            const item = waiting.get(id);
            if (item !== undefined) run.started(item);
          },
          onResult: (result) => {
            const item = waiting.get(result.id);
            waiting.delete(result.id);
            if (item !== undefined) report(run, item, result);
          },
        },
        signal,
      );
    } catch (error) {
      if (waiting.size === 0) throw error;
      for (const item of waiting.values()) {
        if (isAbort(error)) run.skipped(item);
        else run.errored(item, new vscode.TestMessage(toCoreError(error).message));
      }
    } finally {
      dispose();
      run.end();
    }
  }

  /** The cases that were asked for, by themselves or with their suite, without those left out. */
  #chosen(request: vscode.TestRunRequest): readonly vscode.TestItem[] {
    const excluded = new Set(request.exclude?.map(({ id }) => id));
    const casesOf = (item: vscode.TestItem): readonly vscode.TestItem[] =>
      excluded.has(item.id)
        ? []
        : item.children.size === 0
          ? [item]
          : [...item.children].flatMap(([, one]) => casesOf(one));
    const roots = request.include ?? [...this.#controller.items].map(([, item]) => item);
    return roots.flatMap(casesOf);
  }
}

function report(run: vscode.TestRun, item: vscode.TestItem, result: CaseResult): void {
  run.appendOutput(`${figuresOf(result).join('\r\n')}\r\n`, undefined, item);
  const durationMs = result.p50 === null ? undefined : result.p50 / 1e6;
  if (result.status === 'ok') run.passed(item, durationMs);
  else run.failed(item, new vscode.TestMessage(result.error ?? l10n.t('No reason was given.')), durationMs);
}

function figuresOf({ id, samples, batch, p50, p95, p99, intervals, metrics, advice }: CaseResult): readonly string[] {
  const interval = intervals?.p50;
  const sure = interval == null ? '' : ` (${l10n.t('{0} to {1}', formatNs(interval[0]), formatNs(interval[1]))})`;
  return [
    id,
    `  p50 ${formatNs(p50)}${sure}, p95 ${formatNs(p95)}, p99 ${formatNs(p99)}`,
    `  ${samplesText(samples, batch)}`,
    ...Object.entries(metrics ?? {}).map(([name, value]) => {
      const text = metricText(name, value);
      return `  ${text.label}: ${text.value}`;
    }),
    ...(advice ?? []).map((one) => `  ${one}`),
  ];
}

function samplesText(samples: number, batch: number): string {
  return batch === 1
    ? l10n.t('{0} samples', formatCount(samples))
    : l10n.t('{0} samples, each the mean of {1} calls', formatCount(samples), formatCount(batch));
}
