import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanRunReport } from '../../core/planRun.ts';
import { formatMs } from '../../shared/format.ts';
import { isNumber, isNumberOrNull, isString, shape } from '../../shared/guards/guard.ts';

const KEY = 'planscope.lastRuns';
/** The newest; older ones go. */
const KEPT = 200;

/** What came of the last benchmark of a scenario. */
interface LastRun {
  readonly model: string;
  readonly runs: number;
  /** How many requests gave an executable plan of the model's own. */
  readonly planned: number;
  /** Milliseconds; null where there were too few plans to say. */
  readonly p50Ms: number | null;
}

/** Remembers the last benchmark of each scenario of the workspace, across reloads. */
export class LastRuns implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changes = new vscode.EventEmitter<void>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get onDidChange(): vscode.Event<void> {
    return this.#changes.event;
  }

  /** In a line, or undefined where it was not measured: "p50 2.10 s, 5 of 6 planned by phi3". */
  textOf(uri: vscode.Uri): string | undefined {
    const last = this.#all()[uri.toString()];
    if (last === undefined) return undefined;
    const { model, runs, planned, p50Ms } = last;
    return l10n.t('p50 {0}, {1} of {2} planned by {3}', formatMs(p50Ms), planned, runs, model);
  }

  async keep(uri: vscode.Uri, report: PlanRunReport): Promise<void> {
    const { runs, outcomes, timesMs } = report;
    const model = report.answerer === 'simulator' ? l10n.t('the simulator') : report.model;
    const last: LastRun = { model, runs, planned: outcomes.model, p50Ms: timesMs.p50 };
    const { [uri.toString()]: _, ...others } = this.#all();
    const newest = [...Object.entries(others), [uri.toString(), last] as const].slice(-KEPT);
    await this.#memory.update(KEY, Object.fromEntries(newest));
    this.#changes.fire();
  }

  dispose(): void {
    this.#changes.dispose();
  }

  /** What another version kept otherwise is as good as not there. */
  #all(): Readonly<Record<string, LastRun>> {
    const kept = Object.entries(this.#memory.get<object>(KEY) ?? {});
    return Object.fromEntries(kept.filter((entry): entry is [string, LastRun] => isLastRun(entry[1])));
  }
}

const isLastRun = shape<LastRun>({ model: isString, runs: isNumber, planned: isNumber, p50Ms: isNumberOrNull }, {});
