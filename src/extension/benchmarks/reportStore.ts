import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { parseReport } from '../../core/bench/jsonReport.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import type { BenchRunSummary } from '../../shared/messages.ts';

/** A report and the id under which it is kept. */
export interface KeptReport {
  readonly id: string;
  readonly report: BenchReport;
}

const KEPT_REPORTS = 50;
const SUFFIX = '.json';
/** An ISO time without the characters that file names cannot hold; ids also come from the dashboard's page. */
const REPORT_ID = /^[\dTZ-]+$/;

/** The newest reports of a workspace, each a JSON file named by its start. */
export class ReportStore {
  readonly #folder: vscode.Uri;
  readonly #logger: Logger;
  readonly #summaries = new Map<string, BenchRunSummary>();
  /** Ids of files that hold no report. */
  readonly #unreadable = new Set<string>();

  constructor(options: { readonly folder: vscode.Uri; readonly logger: Logger }) {
    this.#folder = options.folder;
    this.#logger = options.logger;
  }

  /** Keeps `report` and returns its id; the oldest beyond the limit go. */
  async save(report: BenchReport): Promise<string> {
    const id = idOf(report.startedAt);
    await vscode.workspace.fs.createDirectory(this.#folder);
    await vscode.workspace.fs.writeFile(this.#file(id), new TextEncoder().encode(JSON.stringify(report)));
    this.#unreadable.delete(id);
    // A clock that was ahead once has left reports that are newer than this one.
    const others = (await this.#ids()).filter((other) => other !== id);
    for (const old of others.slice(KEPT_REPORTS - 1)) {
      this.#summaries.delete(old);
      await this.#remove(old);
    }
    return id;
  }

  /** The kept report, or undefined when there is none under `id`, or it cannot be read. */
  async load(id: string): Promise<BenchReport | undefined> {
    if (!REPORT_ID.test(id)) return undefined;
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#file(id));
      return parseReport(new TextDecoder().decode(bytes), `${id}${SUFFIX}`);
    } catch (error) {
      this.#logger.warn(`The report ${id} could not be read: ${toCoreError(error).message}`);
      return undefined;
    }
  }

  /** The newest report, or undefined. */
  async newest(): Promise<KeptReport | undefined> {
    for (const id of await this.#ids()) {
      const report = await this.load(id);
      if (report !== undefined) return { id, report };
    }
    return undefined;
  }

  /** Whether one is kept that began in this span of calendar time. */
  async hasOneOf(fromMs: number, toMs: number): Promise<boolean> {
    const [from, to] = [fromMs, toMs].map((ms) => idOf(new Date(ms).toISOString()));
    return (await this.#ids()).some((id) => id >= (from ?? '') && id <= (to ?? ''));
  }

  /** One line for each kept report, newest first. Each file is read once. */
  async list(): Promise<readonly BenchRunSummary[]> {
    const summaries: BenchRunSummary[] = [];
    for (const id of await this.#ids()) {
      if (this.#unreadable.has(id)) continue;
      const known = this.#summaries.get(id) ?? (await this.#summarize(id));
      if (known === undefined) {
        this.#unreadable.add(id);
        continue;
      }
      this.#summaries.set(id, known);
      summaries.push(known);
    }
    return summaries;
  }

  /** The newest reports that can be read, newest first, read one after another so that the editor goes on meanwhile. */
  async newestReports(most: number): Promise<readonly BenchReport[]> {
    const reports: BenchReport[] = [];
    for (const id of (await this.#ids()).slice(0, most)) {
      const report = await this.load(id);
      if (report !== undefined) reports.push(report);
      await eventLoopTurn();
    }
    return reports;
  }

  /** Deletes these for good. */
  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids.filter((one) => REPORT_ID.test(one))) {
      this.#summaries.delete(id);
      await this.#remove(id);
    }
  }

  /** Where the report is kept, for another program to read. */
  pathOf(id: string): string {
    return this.#file(id).fsPath;
  }

  async #remove(id: string): Promise<void> {
    try {
      await vscode.workspace.fs.delete(this.#file(id));
    } catch (error) {
      this.#logger.warn(`The report ${id} could not be removed: ${toCoreError(error).message}`);
    }
  }

  async #summarize(id: string): Promise<BenchRunSummary | undefined> {
    const report = await this.load(id);
    if (report === undefined) return undefined;
    return {
      id,
      startedAt: report.startedAt,
      mode: report.mode,
      cases: report.cases.length,
      failed: report.cases.filter((one) => one.status === 'failed').length,
      model: report.model.name,
    };
  }

  async #ids(): Promise<string[]> {
    try {
      const names = await vscode.workspace.fs.readDirectory(this.#folder);
      const ids = names.map(([name]) => name).filter((name) => name.endsWith(SUFFIX));
      // Ids are times, so the order of the alphabet is the order of time. Other files are nothing of ours.
      return ids
        .map((name) => name.slice(0, -SUFFIX.length))
        .filter((id) => REPORT_ID.test(id))
        .sort()
        .reverse();
    } catch {
      // No run yet, so no folder.
      return [];
    }
  }

  #file(id: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}${SUFFIX}`);
  }
}

function idOf(isoTime: string): string {
  return isoTime.replace(/[:.]/g, '-');
}
