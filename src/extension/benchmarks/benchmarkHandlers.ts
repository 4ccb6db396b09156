import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import { STANDARD_SUITES } from '../../core/bench/suiteNames.ts';
import { reportSummary } from '../../shared/reportSummary.ts';
import { type CommandHandler, signalOf } from '../commands/registerCommands.ts';
import { inform, warn } from '../notices.ts';
import type { BenchCommand } from './benchCommands.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';
import type { BenchmarkRuns } from './benchmarkRuns.ts';
import type { ReportPanels } from './reportPanels.ts';
import type { KeptReport, ReportStore } from './reportStore.ts';

interface Options {
  readonly runs: BenchmarkRuns;
  readonly reports: ReportStore;
  readonly panels: ReportPanels;
}

const MODES = [
  { label: 'Quick', description: 'every case a few times, under a minute', mode: 'quick' },
  { label: 'Full', description: 'enough samples for p99, a few minutes', mode: 'full' },
] as const satisfies readonly (vscode.QuickPickItem & { readonly mode: BenchmarkSelection['mode'] })[];

const SUITE_TEXTS: Readonly<Record<string, string>> = {
  llm: 'what a request costs',
  cache: 'what the cache is worth',
  resilience: 'what a failing model does to you',
};

/** Run benchmarks, and look at what was kept of earlier runs. */
export function benchmarkHandlers(options: Options): Readonly<Record<BenchCommand, CommandHandler>> {
  const { reports, panels } = options;
  return {
    'planscope.runBenchmarks': async () => {
      const mode = await pickMode();
      const suites = mode === undefined ? undefined : await pickSuites();
      if (mode !== undefined && suites !== undefined) await run(options, { mode, suites });
    },
    'planscope.runBenchmarkSuite': async () => {
      const suite = await vscode.window.showQuickPick(suiteItems(), { title: 'Run Benchmark Suite' });
      const mode = suite === undefined ? undefined : await pickMode();
      if (suite !== undefined && mode !== undefined) await run(options, { mode, suites: [suite.label] });
    },
    'planscope.openLastReport': async (id) => {
      const kept = await keptReport(reports, id);
      if (kept !== undefined) panels.show(kept);
    },
    'planscope.exportReport': async (id) => {
      const kept = await keptReport(reports, id);
      if (kept !== undefined) await panels.export(kept);
    },
  };
}

async function run({ runs, panels }: Options, selection: BenchmarkSelection): Promise<void> {
  const kept = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Planscope benchmarks', cancellable: true },
    async (progress, token) => {
      const cancellation = signalOf(token);
      let shown = 0;
      try {
        return await runs.run(
          selection,
          ({ done, total, id }) => {
            const increment = ((done - shown) / total) * 100;
            shown = done;
            progress.report({ increment, message: `${done} of ${total}: ${id}` });
          },
          cancellation.signal,
        );
      } finally {
        cancellation.dispose();
      }
    },
  );
  panels.show(kept);
  const failed = kept.report.cases.some((one) => one.status === 'failed');
  if (failed) void warn(`Planscope: ${reportSummary(kept.report).verdict}`);
}

async function pickMode(): Promise<BenchmarkSelection['mode'] | undefined> {
  const picked = await vscode.window.showQuickPick(MODES, { title: 'Run LLM Benchmarks: how thoroughly?' });
  return picked?.mode;
}

/** The suites to run; undefined when the user left, or chose none. */
async function pickSuites(): Promise<readonly string[] | undefined> {
  const items = suiteItems().map((item) => ({ ...item, picked: true }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Run LLM Benchmarks: which suites?',
    canPickMany: true,
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map((item) => item.label);
}

function suiteItems(): vscode.QuickPickItem[] {
  return STANDARD_SUITES.map((suite) => ({ label: suite, description: SUITE_TEXTS[suite] ?? '' }));
}

/** The report asked for, or the newest; says so when there is none. */
async function keptReport(reports: ReportStore, id: unknown): Promise<KeptReport | undefined> {
  if (typeof id === 'string') {
    const report = await reports.load(id);
    if (report !== undefined) return { id, report };
    throw new InputError('report-missing', 'This report can no longer be read; the output channel says why.');
  }
  const newest = await reports.newest();
  if (newest === undefined) {
    const runNow = 'Run LLM Benchmarks';
    const chosen = await inform('Planscope: there is no benchmark report yet.', runNow);
    if (chosen === runNow) await vscode.commands.executeCommand('planscope.runBenchmarks');
  }
  return newest;
}
