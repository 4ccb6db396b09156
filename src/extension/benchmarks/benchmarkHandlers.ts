import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Comparison } from '../../core/bench/report.ts';
import { STANDARD_SUITES, SUITES } from '../../core/bench/suiteNames.ts';
import { modeText, runOutcomeText } from '../../shared/benchRunText.ts';
import { formatLocalDateTime } from '../../shared/format.ts';
import type { BenchRunSummary } from '../../shared/messages.ts';
import { reportSummary } from '../../shared/reportSummary.ts';
import { type CommandHandler, signalOf } from '../commands/registerCommands.ts';
import { withLateProgress } from '../lateProgress.ts';
import { reached } from '../milestones.ts';
import { ask, inform, mention } from '../notices.ts';
import { demandTrust, type WorkspaceTrust } from '../workspaceTrust.ts';
import type { BenchCommand } from './benchCommands.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';
import type { BenchmarkRuns } from './benchmarkRuns.ts';
import { compareFiles } from './reportComparison.ts';
import { exportReport } from './reportExport.ts';
import type { ReportPanels, ReportRequest } from './reportPanels.ts';
import type { KeptReport, ReportStore } from './reportStore.ts';

interface Options {
  readonly runs: BenchmarkRuns;
  readonly reports: ReportStore;
  readonly panels: ReportPanels;
  readonly extensionUri: vscode.Uri;
  /** The terminal program, which compares reports. */
  readonly cli: string;
  readonly trust: WorkspaceTrust;
  readonly logger: Logger;
}

function modeItems(): (vscode.QuickPickItem & { readonly mode: BenchmarkSelection['mode'] })[] {
  return [
    { label: l10n.t('Quick'), description: l10n.t('every case a few times, under a minute'), mode: 'quick' },
    { label: l10n.t('Full'), description: l10n.t('enough samples for p99, a few minutes'), mode: 'full' },
  ];
}

function suiteTexts(): Readonly<Record<(typeof SUITES)[number], string>> {
  return {
    llm: l10n.t('what a request costs'),
    cache: l10n.t('what the cache is worth'),
    resilience: l10n.t('what a failing model does to you'),
    model: l10n.t('what the model itself takes; the simulator where none is found'),
    chaos: l10n.t('which breaker and retry settings to use, and why'),
    capacity: l10n.t('how large a cache should be'),
  };
}

/** Run benchmarks, compare them, and look at what was kept of earlier runs. */
export function benchmarkHandlers(options: Options): Readonly<Record<BenchCommand, CommandHandler>> {
  const { reports, panels } = options;
  return {
    'planscope.runBenchmarks': async () => {
      demandTrust(options.trust);
      const mode = await pickMode();
      const suites = mode === undefined ? undefined : await pickSuites();
      if (mode !== undefined && suites !== undefined) await runBenchmarks(options, { mode, suites });
    },
    'planscope.runBenchmarkSuite': async () => {
      demandTrust(options.trust);
      const suite = await vscode.window.showQuickPick(suiteItems(), { title: l10n.t('Run Benchmark Suite') });
      const mode = suite === undefined ? undefined : await pickMode();
      if (suite !== undefined && mode !== undefined) await runBenchmarks(options, { mode, suites: [suite.label] });
    },
    'planscope.openLastReport': async (id) => {
      const kept = await keptReport(reports, id);
      if (kept !== undefined) panels.show(kept);
    },
    'planscope.exportReport': async (id) => {
      const kept = await keptReport(reports, id);
      if (kept !== undefined) await exportReport({ ...options, report: kept.report, format: 'html' });
    },
    'planscope.compareWithBaseline': async (id) => {
      const kept = await keptReport(reports, id);
      if (kept !== undefined) await compareWithBaseline(options, kept);
    },
    'planscope.deleteReports': () => deleteReports(options),
  };
}

/** Does what was asked for in a report's page. */
export function reportHandler(options: Options): (kept: KeptReport, request: ReportRequest) => Promise<void> {
  return async (kept, request) => {
    switch (request.type) {
      case 'export':
        await exportReport({ ...options, report: kept.report, format: request.format });
        break;
      case 'compare':
        await compareWithBaseline(options, kept);
        break;
      case 'rerun':
        await runBenchmarks(options, { mode: kept.report.mode, ids: [request.id] }, kept);
        break;
    }
  };
}

/** Runs the selection and shows its report, beside what the same cases gave in `earlier`. */
export async function runBenchmarks(
  options: Options,
  selection: BenchmarkSelection,
  earlier?: KeptReport,
): Promise<void> {
  const { runs, panels } = options;
  const kept = await withProgress(l10n.t('Planscope benchmarks'), (signal, progress) => {
    let shown = 0;
    const onProgress = ({
      done,
      total,
      id,
    }: {
      readonly done: number;
      readonly total: number;
      readonly id: string;
    }) => {
      const increment = ((done - shown) / total) * 100;
      shown = done;
      progress.report({ increment, message: l10n.t('{0} of {1}: {2}', done, total, id) });
    };
    return runs.run(selection, { onProgress }, signal);
  });
  panels.show(kept);
  reached('hasRunBenchmarks');
  if (earlier !== undefined) await showComparison(options, { a: earlier, b: kept, allowUnlike: true });
  const failed = kept.report.cases.some((one) => one.status === 'failed');
  if (failed) mention(`Planscope: ${reportSummary(kept.report).verdict}`);
}

/** Asks with what, compares in a process of its own, and shows the report with the comparison in it. */
async function compareWithBaseline(options: Options, b: KeptReport): Promise<void> {
  demandTrust(options.trust);
  const others = (await options.reports.list()).filter(({ id }) => id !== b.id);
  const items = [
    ...others.map(runItem),
    { label: l10n.t('From a file…'), description: l10n.t('a report as JSON'), id: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Compare the run of {0} with which baseline?', formatLocalDateTime(b.report.startedAt)),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  if (picked.id !== undefined) {
    await compareAsked(options, { fileA: options.reports.pathOf(picked.id), nameA: picked.label }, b);
    return;
  }
  const fileA = await pickFile();
  if (fileA !== undefined) await compareAsked(options, { fileA }, b);
}

/** What the editor calls the two, where it knows better than the files' names. */
interface SideA {
  readonly fileA: string;
  readonly nameA?: string;
}

async function compareAsked(options: Options, { fileA, nameA }: SideA, b: KeptReport): Promise<void> {
  const fileB = options.reports.pathOf(b.id);
  const compare = (allowUnlike: boolean) =>
    withLateProgress(l10n.t('Planscope compares'), (_, signal) =>
      compareFiles({ entry: options.cli, fileA, fileB, allowUnlike }, signal),
    );
  const first = await compare(false);
  if (first.type === 'compared') return show(options, b, first.comparison, nameA);
  const allTheSame = l10n.t('Compare All the Same');
  const detail = first.why.replace(/\n?Add --compare-unlike[^\n]*/, '');
  const chosen = await ask(l10n.t('Planscope: these runs are unlike.'), detail, allTheSame);
  if (chosen !== allTheSame) return;
  const second = await compare(true);
  if (second.type === 'refused') throw new InputError('unlike-runs', second.why);
  show(options, b, second.comparison, nameA);
}

async function showComparison(
  options: Options,
  { a, b, allowUnlike }: { readonly a: KeptReport; readonly b: KeptReport; readonly allowUnlike: boolean },
): Promise<void> {
  const { reports, cli } = options;
  const compared = await withLateProgress(l10n.t('Planscope compares'), (_, signal) =>
    compareFiles({ entry: cli, fileA: reports.pathOf(a.id), fileB: reports.pathOf(b.id), allowUnlike }, signal),
  );
  if (compared.type === 'refused') throw new InputError('unlike-runs', compared.why);
  show(options, b, compared.comparison, formatLocalDateTime(a.report.startedAt));
}

function show({ panels }: Options, kept: KeptReport, comparison: Comparison, nameA = comparison.a): void {
  const named = { ...comparison, a: nameA, b: l10n.t('this run') };
  panels.update({ ...kept, report: { ...kept.report, comparison: named } });
}

async function pickFile(): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: l10n.t('A report as JSON'), filters: { JSON: ['json'] } })) ?? [];
  return file?.fsPath;
}

/** Deletes the runs that the user picks, after asking once more. */
async function deleteReports({
  runs,
  reports,
}: {
  readonly runs: BenchmarkRuns;
  readonly reports: ReportStore;
}): Promise<void> {
  const kept = await reports.list();
  if (kept.length === 0) {
    mention(l10n.t('Planscope: no benchmark runs are kept.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(kept.map(runItem), {
    title: l10n.t('Delete which benchmark runs?'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked === undefined || picked.length === 0) return;
  const question =
    picked.length === 1
      ? l10n.t('Delete this run for good?')
      : l10n.t('Delete these {0} runs for good?', picked.length);
  const answer = l10n.t('Delete');
  const sure = await ask(question, l10n.t('Their reports and trends go with them.'), answer);
  if (sure === answer) await runs.delete(picked.map(({ id }) => id));
}

function runItem(run: BenchRunSummary) {
  return {
    label: `${formatLocalDateTime(run.startedAt)}: ${runOutcomeText(run)}`,
    description: `${modeText(run.mode)} · ${run.model}`,
    id: run.id,
  };
}

/** Work behind a notification that cancels it. */
function withProgress<T>(
  title: string,
  work: (
    signal: AbortSignal,
    progress: vscode.Progress<{ readonly increment?: number; readonly message?: string }>,
  ) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const cancellation = signalOf(token);
    try {
      return await work(cancellation.signal, progress);
    } finally {
      cancellation.dispose();
    }
  });
}

async function pickMode(): Promise<BenchmarkSelection['mode'] | undefined> {
  const picked = await vscode.window.showQuickPick(modeItems(), {
    title: l10n.t('Run LLM Benchmarks: how thoroughly?'),
  });
  return picked?.mode;
}

/** The suites to run; undefined when the user left, or chose none. */
async function pickSuites(): Promise<readonly string[] | undefined> {
  const isStandard = ({ label }: vscode.QuickPickItem): boolean => STANDARD_SUITES.some((suite) => suite === label);
  const items = suiteItems().map((item) => ({ ...item, picked: isStandard(item) }));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Run LLM Benchmarks: which suites?'),
    canPickMany: true,
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map((item) => item.label);
}

function suiteItems(): vscode.QuickPickItem[] {
  const texts = suiteTexts();
  return SUITES.map((suite) => ({ label: suite, description: texts[suite] }));
}

/** The report asked for, or the newest; says so when there is none. */
async function keptReport(reports: ReportStore, id: unknown): Promise<KeptReport | undefined> {
  if (typeof id === 'string') {
    const report = await reports.load(id);
    if (report !== undefined) return { id, report };
    throw new InputError('report-missing', l10n.t('This report can no longer be read; the output channel says why.'));
  }
  const newest = await reports.newest();
  if (newest === undefined) {
    const runNow = l10n.t('Run LLM Benchmarks');
    const chosen = await inform(l10n.t('Planscope: there is no benchmark report yet.'), runNow);
    if (chosen === runNow) await vscode.commands.executeCommand('planscope.runBenchmarks');
  }
  return newest;
}
