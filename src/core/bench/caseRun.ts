import { abortReason, delay, raceAbort } from '../base/abort.ts';
import { toCoreError } from '../base/errors.ts';
import { type BenchMode, type CaseContext, CaseFailure, type ExperimentOutcome, type Subject } from './benchCase.ts';
import { blocksOf } from './blocks.ts';
import { type Budget, budgetFor, sideBudget } from './budget.ts';
import { distributionOf } from './distribution.ts';
import type { FixtureScope } from './fixtures.ts';
import { type MeasurePorts, measure } from './measure.ts';
import { type Measurement, type ProcessTimes, pooled } from './measurement.ts';
import { outliersOf } from './outliers.ts';
import { widenedByProcesses } from './processes.ts';
import { percentileIntervals } from './quantileInterval.ts';
import type { CaseResult } from './report.ts';
import { summarize } from './statistics.ts';

/** What every case of a run shares. */
export interface RunScope<Fixtures> extends MeasurePorts {
  readonly mode: BenchMode;
  readonly seed: number;
  readonly fixtures: FixtureScope<Fixtures>;
  /** How many processes measure what is repeated in this run. */
  readonly processes: number;
  /** Which of them this one is, from 0; the last one makes the report. */
  readonly process: number;
  /** What the ones before it measured. */
  readonly earlier: readonly ProcessTimes[];
}

/** What a case gave, with its times in stretches where it ended as it should. */
type TimedOutcome = ExperimentOutcome & Pick<CaseResult, 'blocks' | 'ended'>;

/** How a subject's own times become those of the whole run. */
type Pooling = (own: Measurement) => Measurement;

/** After an abort a case has this long to clear up before the run goes on without it. */
const GRACE_MS = 400;

/**
 * Runs one case or floor. Whatever goes wrong in it, here or in an earlier process, is its result (`failed`, with what
 * was measured until then); it rejects only when `signal` aborts, with the signal's reason.
 */
export async function runSubject<Fixtures>(
  subject: Subject<Fixtures>,
  scope: RunScope<Fixtures>,
  signal: AbortSignal,
): Promise<CaseResult> {
  const earlier = scope.earlier.filter(({ id }) => id === subject.id);
  const sound = earlier.flatMap((one) => ('error' in one ? [] : [one])).sort((a, b) => a.process - b.process);
  const pool: Pooling = (own) => pooled([...sound, { process: scope.process, measurement: own }]);
  try {
    const outcome = await withinLimit(scope, signal, (context) => runToOutcome(subject, context, scope, pool));
    for (const times of earlier) {
      if ('error' in times)
        throw new CaseFailure(`In process ${times.process + 1} of ${scope.processes}: ${times.error}`, outcome);
    }
    return resultOf(subject, outcome);
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    return failedResult(subject, error);
  }
}

/**
 * The times alone of one case or floor, for a later process. Rejects only when `signal` aborts, with its reason.
 */
export async function timeSubject<Fixtures>(
  subject: Subject<Fixtures>,
  scope: RunScope<Fixtures>,
  signal: AbortSignal,
): Promise<ProcessTimes> {
  const { id } = subject;
  const { process } = scope;
  try {
    return {
      id,
      process,
      measurement: await withinLimit(scope, signal, (context) => timesOf(subject, context, scope)),
    };
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    return { id, process, error: toCoreError(error).message };
  }
}

/** Whether every process of a run measures it. */
export function isRepeated(subject: Pick<Subject<never>, 'kind'> & { readonly isRepeated?: boolean }): boolean {
  return subject.kind === 'measured' || subject.isRepeated === true;
}

/** Runs `run` until it ends, the case's time is over or `signal` aborts; then it has a moment to clear up. */
async function withinLimit<Fixtures, T>(
  scope: RunScope<Fixtures>,
  signal: AbortSignal,
  run: (context: CaseContext<Fixtures>) => Promise<T>,
): Promise<T> {
  const { caseLimitMs } = budgetFor(scope.mode);
  const limit = new AbortController();
  const limitTimer = scope.clock.setTimer(caseLimitMs, () =>
    limit.abort(new CaseFailure(`The case did not end within ${caseLimitMs / 1_000} s and was stopped.`)),
  );
  const caseSignal = AbortSignal.any([signal, limit.signal]);
  const running = run(contextOf(scope, caseSignal));
  try {
    return await raceAbort(running, caseSignal);
  } catch (error) {
    if (caseSignal.aborted) await settledWithin(running, GRACE_MS, scope);
    throw error;
  } finally {
    limitTimer.dispose();
  }
}

function contextOf<Fixtures>(scope: RunScope<Fixtures>, signal: AbortSignal): CaseContext<Fixtures> {
  return {
    mode: scope.mode,
    seed: scope.seed,
    clock: scope.clock,
    signal,
    fixture: (name) => raceAbort(scope.fixtures.get(name), signal),
    measure: (timed) => measure(timed, sideBudget(budgetFor(scope.mode)), scope, signal),
  };
}

async function runToOutcome<Fixtures>(
  subject: Subject<Fixtures>,
  context: CaseContext<Fixtures>,
  scope: RunScope<Fixtures>,
  pool: Pooling,
): Promise<TimedOutcome> {
  if (subject.kind === 'experiment') return runExperiment(subject, context, scope, pool);
  const prepared = await subject.prepare(context);
  try {
    const measurement = pool(await measure(prepared, shareOf(subject, scope), scope, context.signal));
    const outcome = outcomeOf(measurement);
    const metrics = await keepingTimes(outcome, async () => prepared.metrics?.(measurement));
    return metrics === undefined ? outcome : { ...outcome, metrics };
  } finally {
    await prepared.dispose?.();
  }
}

async function timesOf<Fixtures>(
  subject: Subject<Fixtures>,
  context: CaseContext<Fixtures>,
  scope: RunScope<Fixtures>,
): Promise<Measurement> {
  if (subject.kind === 'experiment') return (await workloadTimes(subject, context, scope)).measurement;
  const prepared = await subject.prepare(context);
  try {
    return await measure(prepared, shareOf(subject, scope), scope, context.signal);
  } finally {
    await prepared.dispose?.();
  }
}

/** The whole budget for what no other process measures: a workload that runs once, and a floor of such ones alone. */
function shareOf(
  { id }: { readonly id: string },
  { mode, process, processes, earlier }: Pick<RunScope<never>, 'mode' | 'process' | 'processes' | 'earlier'>,
): Budget {
  const isShared = process < processes - 1 || earlier.some((one) => one.id === id);
  return budgetFor(mode, isShared ? processes : 1);
}

type Experiment<Fixtures> = Extract<Subject<Fixtures>, { kind: 'experiment' }>;

async function runExperiment<Fixtures>(
  subject: Experiment<Fixtures>,
  context: CaseContext<Fixtures>,
  scope: RunScope<Fixtures>,
  pool: Pooling,
): Promise<TimedOutcome> {
  const { outcome, measurement } = await workloadTimes(subject, context, scope);
  return { ...outcome, ...outcomeOf(pool(measurement)) };
}

/** A workload in stretches of time. Of the machine's pace meanwhile nothing is known: what runs must not be disturbed. */
async function workloadTimes<Fixtures>(
  subject: Experiment<Fixtures>,
  context: CaseContext<Fixtures>,
  scope: RunScope<Fixtures>,
): Promise<{ readonly outcome: ExperimentOutcome; readonly measurement: Measurement }> {
  const outcome = checked(await subject.run(context));
  const blocks = blocksOf(outcome.timingsNs, () => null, shareOf(subject, scope).stretches);
  const samplesNs = outcome.timingsNs.toSorted((a, b) => a - b);
  return { outcome, measurement: { samplesNs, batch: outcome.batch ?? 1, blocks } };
}

function outcomeOf({ samplesNs, batch, blocks, ended }: Measurement): TimedOutcome {
  return { timingsNs: samplesNs, batch, blocks, ...(ended === undefined ? {} : { ended }) };
}

/** Whatever fails after the last sample takes the samples along. */
async function keepingTimes<T>(outcome: TimedOutcome, rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    const failed = error instanceof CaseFailure ? error.outcome : undefined;
    throw new CaseFailure(toCoreError(error).message, { ...outcome, ...failed });
  }
}

/** A time that is no time is a defect of the case, not a figure. */
function checked(outcome: ExperimentOutcome): ExperimentOutcome {
  const wrong = outcome.timingsNs.findIndex((timing) => !(Number.isFinite(timing) && timing >= 0));
  if (wrong !== -1)
    throw new CaseFailure(`Timing ${wrong} of the case is ${outcome.timingsNs[wrong]}, which is no time.`);
  return outcome;
}

function resultOf<Fixtures>(subject: Subject<Fixtures>, outcome: TimedOutcome): CaseResult {
  const { timingsNs, batch = 1, metrics, plots, advice, model, blocks, ended } = outcome;
  const ascending = timingsNs.toSorted((a, b) => a - b);
  const distribution = distributionOf(ascending);
  return {
    id: subject.id,
    status: 'ok',
    unit: 'ns',
    batch,
    ...summarize(ascending),
    intervals: widenedByProcesses(percentileIntervals(ascending), blocks ?? []),
    outliers: outliersOf(ascending),
    note: subject.note,
    yardstick: subject.yardstick ?? 'machine',
    ...(metrics === undefined ? {} : { metrics }),
    ...(distribution === undefined ? {} : { distribution }),
    ...(ended === undefined ? {} : { ended }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(plots === undefined ? {} : { plots }),
    ...(advice === undefined ? {} : { advice }),
    ...(model === undefined ? {} : { model }),
  };
}

function failedResult<Fixtures>(subject: Subject<Fixtures>, error: unknown): CaseResult {
  const outcome = error instanceof CaseFailure ? error.outcome : undefined;
  return {
    ...resultOf(subject, outcome ?? { timingsNs: [] }),
    status: 'failed',
    error: toCoreError(error).message,
  };
}

async function settledWithin(running: Promise<unknown>, graceMs: number, { clock }: MeasurePorts): Promise<void> {
  const enough = new AbortController();
  const settled = running.then(
    () => enough.abort(),
    () => enough.abort(),
  );
  await Promise.race([settled, delay(clock, graceMs, enough.signal).catch(() => {})]);
}
