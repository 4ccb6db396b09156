import { setImmediate as turn } from 'node:timers/promises';
import { allSuites } from '../../bench/allSuites.ts';
import { floors } from '../../bench/floors.ts';
import { type BenchFixtures, benchFixtures } from '../../bench/support/fixtures.ts';
import { answererWords, identityOf, type ModelChoice, profileChoice } from '../../bench/support/modelServer.ts';
import { systemClock } from '../core/base/clock.ts';
import { InputError, toCoreError } from '../core/base/errors.ts';
import type { Logger } from '../core/base/logger.ts';
import type { BenchCase } from '../core/bench/benchCase.ts';
import { selectCases, wholeSuites } from '../core/bench/caseFilter.ts';
import { isRepeated } from '../core/bench/caseRun.ts';
import { compareReports } from '../core/bench/compare.ts';
import { readEnvironment } from '../core/bench/environment.ts';
import { PROCESSES } from '../core/bench/processCounts.ts';
import { changeBetweenRuns } from '../core/bench/quantileChange.ts';
import type { BenchReport, CaseResult, ModelIdentity } from '../core/bench/report.ts';
import { type MeasuringOptions, measureTimes, type Progress, runBenchmarks, subjectsOf } from '../core/bench/runner.ts';
import { checkTargets } from '../core/bench/targets.ts';
import { textReport } from '../core/bench/writers/textReport.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import { simulatorModelName } from '../core/simulator/models.ts';
import { parseTraffic } from '../core/telemetry/trafficFile.ts';
import { expectAlike, hasFailed, type NamedReport, readNamedReport } from './baseline.ts';
import { chooseModelServer } from './benchModel.ts';
import { BENCH_HELP, type BenchOptions, MODEL_SUITE, parseBenchOptions } from './benchOptions.ts';
import { prepareOutputs } from './benchOutputs.ts';
import { type BenchParent, connectParent } from './benchParent.ts';
import { inShare, measureInEarlierProcesses } from './benchProcesses.ts';
import { type BenchProgram, benchProgram } from './benchProgram.ts';
import { garbageCollector } from './garbageCollector.ts';
import { readInputFile } from './inputFile.ts';
import type { CliIo } from './io.ts';

const EXIT = { held: 0, failed: 1, wrongInput: 2, cancelled: 130 } as const;

/** What the command stands on: the built program, and the process that started this one. */
export interface BenchHost {
  program(): BenchProgram;
  /** Undefined when there is no parent with a message channel. */
  connectParent(onCancel: () => void): BenchParent | undefined;
}

/**
 * `planscope bench`: runs the suites in this process and, what is repeated, in others before it, the simulator in one of
 * its own, and prints the report; progress goes to standard error. Under a parent with a message channel it sends
 * `BenchMessage`s as well, and a message `{ type: 'cancel' }` or the parent's end cancels it. Resolves to the exit code.
 */
export function runBench(argv: readonly string[], io: CliIo): Promise<number> {
  return bench(argv, io, {
    program: () => benchProgram(process.execPath, process.argv[1] ?? ''),
    connectParent,
  });
}

/** `runBench` on `host`. */
export async function bench(argv: readonly string[], io: CliIo, host: BenchHost): Promise<number> {
  const cancel = new AbortController();
  const parent = host.connectParent(() =>
    cancel.abort(new DOMException('The benchmarks were cancelled.', 'AbortError')),
  );
  const signal = AbortSignal.any([io.signal, cancel.signal]);
  try {
    const options = parseBenchOptions(argv);
    if (options === 'help') {
      io.out(BENCH_HELP);
      return EXIT.held;
    }
    const program = host.program();
    const { all, casesWith } = await casesOf(options, program, signal);
    const listed = casesWith();
    if (options.listOnly) {
      io.out(caseList(listed));
      await parent?.send({ type: 'cases', cases: listed.map(({ id, note }) => ({ id, note })) });
      return EXIT.held;
    }
    const outputs = await prepareOutputs(options.outputs, program);
    const asksModel = listed.some(({ suite }) => suite === MODEL_SUITE);
    const model = asksModel
      ? await chooseModelServer(options.model, { err: io.err, signal })
      : profileChoice(defaultSettings());
    const cases = casesWith(answererWords(model));
    const run = { options, program, cases, wholeSuites: wholeSuites(all, cases), model, io, parent };
    if (options.timesOnly !== undefined) {
      if (parent === undefined) throw new InputError('option', '--times-only is told to a parent, and there is none.');
      await sendTimes(run, options.timesOnly, signal);
      return EXIT.held;
    }
    const baseline = await readBaseline(run, signal);
    const report = withComparison(await runSelected(run, signal), baseline, options);
    io.out(textReport(report));
    await parent?.send({ type: 'report', report });
    for (const line of await outputs.write(report)) io.err(`${line}\n`);
    const { comparison } = report;
    const isRefused = options.failOnRegression && comparison !== undefined && hasFailed(comparison, io);
    return allHeld(report) && !isRefused ? EXIT.held : EXIT.failed;
  } catch (error) {
    if (signal.aborted) {
      io.err('Cancelled. No report was made.\n');
      return EXIT.cancelled;
    }
    const { message } = toCoreError(error);
    io.err(`planscope bench: ${message}\n`);
    await parent?.send({ type: 'error', message });
    return error instanceof InputError ? EXIT.wrongInput : EXIT.failed;
  } finally {
    parent?.dispose();
  }
}

interface Run {
  readonly options: BenchOptions;
  readonly program: BenchProgram;
  readonly cases: readonly BenchCase<BenchFixtures>[];
  /** The suites of which every case is among `cases`. */
  readonly wholeSuites: readonly string[];
  readonly model: ModelChoice;
  readonly io: CliIo;
  readonly parent: BenchParent | undefined;
}

/** The run that was asked for; for the targets of a full run with a quick one after it, whose duration is one of them. */
async function runSelected(run: Run, signal: AbortSignal): Promise<BenchReport> {
  const report = await runOnce(run, signal);
  if (!run.options.checkTargets) return report;
  // After it, not before: what it teaches the compiler would show in the figures.
  run.io.err('A quick run as well, for its target.\n');
  const quick = await runOnce(
    { ...run, options: { ...run.options, mode: 'quick', processes: PROCESSES.quick } },
    signal,
  );
  return { ...report, targets: checkTargets(report, quick.durationMs) };
}

/**
 * Every case there is, and what was asked for, the standard suites where none is named; of a model once it is known who
 * answers.
 */
async function casesOf(
  { selection, trafficFile }: BenchOptions,
  program: BenchProgram,
  signal: AbortSignal,
): Promise<{
  readonly all: readonly BenchCase<BenchFixtures>[];
  readonly casesWith: (answerer?: string) => readonly BenchCase<BenchFixtures>[];
}> {
  const traffic =
    trafficFile === undefined ? undefined : parseTraffic(await readInputFile(trafficFile, signal), trafficFile);
  const allWith = (answerer?: string) =>
    allSuites(program.workerEntry, { traffic, ...(answerer === undefined ? {} : { answerer }) });
  const casesWith = (answerer?: string) => selectCases(allWith(answerer), selection);
  if (traffic !== undefined && !casesWith().some(({ id }) => id === 'capacity/recorded')) {
    throw new InputError('option', '--traffic is for capacity/recorded, which is not chosen: add --suite capacity.');
  }
  return { all: allWith(), casesWith };
}

async function runOnce(run: Run, signal: AbortSignal): Promise<BenchReport> {
  const { cases, model, parent, program, io } = run;
  const { processes } = run.options;
  const measuring = measuringOptions(run);
  const repeatedCases = cases.filter(isRepeated);
  const repeated = subjectsOf({ ...measuring, cases: repeatedCases }).filter(isRepeated);
  const earlierTotal = (processes - 1) * repeated.length;
  const total = earlierTotal + subjectsOf(measuring).length;
  const [startMs, startedAt] = [systemClock.nowMs(), new Date(systemClock.wallMs()).toISOString()];
  const onProgress = ({ done, id }: Pick<Progress, 'done' | 'id'>): void => {
    if (done < total) io.err(`[${String(done + 1).padStart(String(total).length)}/${total}] ${id}\n`);
    void parent?.send({ type: 'progress', done, total, id });
  };
  const earlier = await measureInEarlierProcesses(
    { clock: systemClock, program, processes, args: argumentsFor(run, repeatedCases), repeated, onProgress },
    signal,
  );
  const report = await runBenchmarks(
    {
      ...measuring,
      earlier,
      environment: readEnvironment(program.version),
      peakMemoryBytes: () => process.resourceUsage().maxRSS * 1_024,
      model: reportModel(cases, model),
      onProgress: ({ done, id }) => onProgress({ done: earlierTotal + done, id }),
      onResult: (result) => void parent?.send({ type: 'result', result }),
    },
    signal,
  );
  return { ...report, wholeSuites: run.wholeSuites, startedAt, durationMs: systemClock.nowMs() - startMs };
}

/** How an earlier process is told to measure the same. None of these cases asks a model that the user named. */
function argumentsFor({ options: { mode, seed } }: Run, cases: Run['cases']): readonly string[] {
  return [
    ...(mode === 'quick' ? ['--quick'] : []),
    '--seed',
    String(seed),
    ...cases.flatMap(({ id }) => ['--case', id]),
  ];
}

/** This process is an earlier one of a run: it measures times and tells them to the last. */
async function sendTimes(
  run: Run,
  { share, process }: NonNullable<BenchOptions['timesOnly']>,
  signal: AbortSignal,
): Promise<void> {
  const { parent } = run;
  const sent: Promise<void>[] = [];
  const onProgress = ({ done, total, id }: Progress): void => void parent?.send({ type: 'progress', done, total, id });
  await measureTimes(
    { ...measuringOptions(run), process, only: inShare(share), onProgress },
    (times) => sent.push(parent?.send({ type: 'times', times }) ?? Promise.resolve()),
    signal,
  );
  await Promise.all(sent);
}

function measuringOptions({ options, program, cases, model, io }: Run): MeasuringOptions<BenchFixtures> {
  const { execPath, cliEntry } = program;
  const { mode, seed, processes } = options;
  const collectGarbage = garbageCollector();
  const fixtures = benchFixtures({ clock: systemClock, logger: errorsTo(io), execPath, entry: cliEntry }, seed, model);
  return {
    clock: systemClock,
    turn: () => turn(),
    ...(collectGarbage === undefined ? {} : { collectGarbage }),
    fixtures,
    cases,
    floors: floors(),
    mode,
    seed,
    processes,
  };
}

/** Beside other suites the cases of the model's own say who answered them. */
function reportModel(cases: Run['cases'], model: ModelChoice): ModelIdentity {
  const isModelAlone = cases.every(({ suite }) => suite === MODEL_SUITE);
  return isModelAlone ? identityOf(model) : { kind: 'simulator', name: simulatorModelName };
}

/** The baseline, known to be comparable before minutes are spent. */
async function readBaseline(run: Run, signal: AbortSignal): Promise<NamedReport | undefined> {
  const { baselineFile, mode, seed, compareUnlike, failOnRegression } = run.options;
  if (baselineFile === undefined) return undefined;
  const baseline = await readNamedReport(baselineFile, signal);
  const conditions = {
    mode,
    processes: run.options.processes,
    seed,
    environment: readEnvironment(run.program.version),
    model: reportModel(run.cases, run.model),
    cases: [],
  };
  expectAlike(baseline.report, conditions, compareUnlike);
  if (failOnRegression && !baseline.report.cases.some((one) => canBeJudged(one, run.cases))) {
    throw new InputError(
      'baseline',
      `--fail-on-regression: ${baseline.name} has no case of this run that can be judged. Make it anew by a full run.`,
    );
  }
  return baseline;
}

/** Whether it is a case of this run, and a baseline's times of it are such that a change from them can be told. */
function canBeJudged({ id, status, blocks = [], yardstick = 'machine' }: CaseResult, cases: Run['cases']): boolean {
  if (status === 'failed' || !cases.some((one) => one.id === id)) return false;
  return changeBetweenRuns(blocks, blocks, { q: 0.5, yardstick }) !== null;
}

/** What only shows in the run, such as another model of one case, marks the comparison: the run is made by then. */
function withComparison(report: BenchReport, baseline: NamedReport | undefined, { mode }: BenchOptions): BenchReport {
  if (baseline === undefined) return report;
  const names = { a: baseline.name, b: `this ${mode} run` };
  return { ...report, comparison: compareReports(baseline.report, report, names) };
}

function allHeld({ cases, targets }: BenchReport): boolean {
  return cases.every((one) => one.status === 'ok') && (targets ?? []).every((one) => one.holds);
}

function caseList(cases: readonly BenchCase<BenchFixtures>[]): string {
  return cases.map(({ id, note }) => `${id}\n    ${note}\n`).join('');
}

function errorsTo(io: CliIo): Logger {
  const write = (message: string): void => io.err(`${message}\n`);
  return { debug() {}, info() {}, warn: write, error: write };
}
