import { abortReason, delay, raceAbort } from '../base/abort.ts';
import { toCoreError } from '../base/errors.ts';
import { type BenchMode, type CaseContext, CaseFailure, type ExperimentOutcome, type Subject } from './benchCase.ts';
import { blocksOf } from './blocks.ts';
import { type Budget, budgetFor, sideBudget } from './budget.ts';
import { distributionOf } from './distribution.ts';
import type { FixtureScope } from './fixtures.ts';
import { type MeasurePorts, measure } from './measure.ts';
import { outliersOf } from './outliers.ts';
import { percentileIntervals } from './quantileInterval.ts';
import type { CaseResult } from './report.ts';
import { summarize } from './statistics.ts';

/** What every case of a run shares. */
export interface RunScope<Fixtures> extends MeasurePorts {
  readonly mode: BenchMode;
  readonly seed: number;
  readonly fixtures: FixtureScope<Fixtures>;
}

/** What a case gave, with its times in stretches where it ended as it should. */
type TimedOutcome = ExperimentOutcome & Pick<CaseResult, 'blocks' | 'ended'>;

/** After an abort a case has this long to clear up before the run goes on without it. */
const GRACE_MS = 400;

/**
 * Runs one case or floor. Whatever goes wrong in it is its result (`failed`, with what was measured until then);
 * it rejects only when `signal` aborts, with the signal's reason.
 */
export async function runSubject<Fixtures>(
  subject: Subject<Fixtures>,
  scope: RunScope<Fixtures>,
  signal: AbortSignal,
): Promise<CaseResult> {
  const { clock, mode } = scope;
  const budget = budgetFor(mode);
  const limit = new AbortController();
  const limitTimer = clock.setTimer(budget.caseLimitMs, () =>
    limit.abort(new CaseFailure(`The case did not end within ${budget.caseLimitMs / 1_000} s and was stopped.`)),
  );
  const caseSignal = AbortSignal.any([signal, limit.signal]);
  const running = runToOutcome(subject, contextOf(scope, budget, caseSignal), budget, scope);
  try {
    return resultOf(subject, await raceAbort(running, caseSignal));
  } catch (error) {
    if (caseSignal.aborted) await settledWithin(running, GRACE_MS, scope);
    if (signal.aborted) throw abortReason(signal);
    return failedResult(subject, error);
  } finally {
    limitTimer.dispose();
  }
}

function contextOf<Fixtures>(scope: RunScope<Fixtures>, budget: Budget, signal: AbortSignal): CaseContext<Fixtures> {
  return {
    mode: scope.mode,
    seed: scope.seed,
    clock: scope.clock,
    signal,
    fixture: (name) => raceAbort(scope.fixtures.get(name), signal),
    measure: (timed) => measure(timed, sideBudget(budget), scope, signal),
  };
}

async function runToOutcome<Fixtures>(
  subject: Subject<Fixtures>,
  context: CaseContext<Fixtures>,
  budget: Budget,
  ports: MeasurePorts,
): Promise<TimedOutcome> {
  if (subject.kind === 'experiment') return inStretches(await subject.run(context));
  const prepared = await subject.prepare(context);
  try {
    const measurement = await measure(prepared, budget, ports, context.signal);
    const { samplesNs, batch, blocks, ended } = measurement;
    const outcome = { timingsNs: samplesNs, batch, blocks, ended };
    const metrics = await keepingTimes(outcome, async () => prepared.metrics?.(measurement));
    return metrics === undefined ? outcome : { ...outcome, metrics };
  } finally {
    await prepared.dispose?.();
  }
}

/** An experiment in stretches of time. Of the machine's pace meanwhile nothing is known: what it does must not be disturbed. */
function inStretches(outcome: ExperimentOutcome): TimedOutcome {
  return { ...checked(outcome), blocks: blocksOf(outcome.timingsNs, () => null) };
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
    intervals: percentileIntervals(ascending),
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
