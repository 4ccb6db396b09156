import * as vscode from 'vscode';
import { systemClock } from '../../core/base/clock.ts';
import { DisposableStore } from '../../core/base/disposable.ts';
import { toCoreError } from '../../core/base/errors.ts';
import type { Event } from '../../core/base/events.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { BenchReport } from '../../core/bench/report.ts';
import type { Progress } from '../../core/bench/runner.ts';
import { trendPlots } from '../../core/bench/trend.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { BenchRunSummary } from '../../shared/messages.ts';
import { complaining } from '../commands/registerCommands.ts';
import { speakEditorLanguage } from '../editorTranslation.ts';
import type { TestSource } from '../testPlace.ts';
import type { Tools } from '../toolsLoader.ts';
import type { WorkspaceTrust } from '../workspaceTrust.ts';
import { type AskedModel, askedModel } from './askedModel.ts';
import type { BenchCommand } from './benchCommands.ts';
import { benchmarkHandlers, reportHandler, runBenchmarks } from './benchmarkHandlers.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';
import { BenchmarkRuns } from './benchmarkRuns.ts';
import { BenchmarkTests } from './benchmarkTests.ts';
import { tellOfLostRun } from './lostRuns.ts';
import { ReportPanels } from './reportPanels.ts';
import { ReportStore } from './reportStore.ts';
import { isProcessAlive, RunMarks } from './runMarks.ts';

/** What the benchmark tools need of the rest of the extension. */
export interface BenchToolPorts {
  readonly extensionUri: vscode.Uri;
  /** Where the reports of this workspace are kept. */
  readonly storageUri: vscode.Uri;
  /** The editor's, of all windows: it says which runs are under way. */
  readonly memory: vscode.Memento;
  /** The terminal program, which runs benchmarks, as a file system path. */
  readonly cli: string;
  /** Where the benchmarks are shown as tests. */
  readonly tests: vscode.TestController;
  /** The editor's, as they are now. */
  readonly settings: () => Settings;
  /** The key of a model server that wants one. */
  readonly keyFor: (endpoint: string) => Promise<Secret | undefined>;
  readonly trust: WorkspaceTrust;
  readonly logger: Logger;
}

/** Benchmark runs and what is kept of them, put together by hand: a program of its own, loaded at the first use. */
export interface BenchTools extends Tools<BenchCommand> {
  readonly tests: TestSource<BenchmarkSelection['mode']>;
  /** A run began, went on or ended. */
  readonly onDidChange: Event<void>;
  /** The kept runs are others. */
  readonly onDidChangeKept: Event<void>;
  /** The run under way, or undefined. */
  progress(): Progress | undefined;
  cancel(): void;
  /** One line for each kept run, newest first. */
  runs(): Promise<readonly BenchRunSummary[]>;
}

export function createBenchTools(ports: BenchToolPorts): BenchTools {
  speakEditorLanguage();
  const { extensionUri, storageUri, cli, settings, keyFor, trust, logger } = ports;
  const model = (): Promise<AskedModel> => askedModel(settings(), keyFor);
  const owned = new DisposableStore();
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  const reports = new ReportStore({ folder: vscode.Uri.joinPath(storageUri, 'reports'), logger });
  const marks = new RunMarks({
    memory: ports.memory,
    workspace: storageUri.toString(),
    clock: systemClock,
    pid: process.pid,
    isAlive: isProcessAlive,
  });
  const runs = own(new BenchmarkRuns({ program: { entry: cli, model, logger }, reports, marks, trust }));
  const tests = own(new BenchmarkTests({ controller: ports.tests, runs, trust, logger }));
  const panels: ReportPanels = own(
    new ReportPanels({
      extensionUri,
      trendsOf: async ({ report }) => trendPlots([report, ...(await earlierThan(report, reports))]),
      onRequest: (kept, request) =>
        void complaining(`report: ${request.type}`, logger, () => reportHandler(options)(kept, request)),
    }),
  );
  const options = { runs, reports, panels, extensionUri, cli, trust, logger };
  // Ends first: what the end of the others does to a run is the end of its window.
  own(marks);
  const runAgain = (selection: BenchmarkSelection): void =>
    void complaining('benchmarks again', logger, () => runBenchmarks(options, selection));
  const failed = (error: unknown): void =>
    logger.error(`A benchmark run that ended with its window could not be told of: ${toCoreError(error).message}`);
  marks.findLost((lost) => void tellOfLostRun(lost, { reports, runAgain }).catch(failed));
  return {
    commands: benchmarkHandlers(options),
    tests,
    onDidChange: runs.onDidChange,
    onDidChangeKept: runs.onDidChangeKept,
    progress: () => runs.progress,
    cancel: () => runs.cancel(),
    runs: () => reports.list(),
    dispose: () => owned.dispose(),
  };
}

/** So many runs make a trend; more would take long to read. */
const TREND_RUNS = 20;

async function earlierThan(report: BenchReport, reports: ReportStore): Promise<readonly BenchReport[]> {
  const kept = await reports.newestReports(TREND_RUNS);
  return kept.filter(({ startedAt }) => startedAt < report.startedAt);
}
