import type { Clock } from '../base/clock.ts';
import { CoreError } from '../base/errors.ts';
import type { BenchCase, BenchMode, Floor, Subject } from './benchCase.ts';
import { isRepeated, type RunScope, runSubject, timeSubject } from './caseRun.ts';
import { type FixtureMakers, FixtureStore } from './fixtures.ts';
import { primeMeasuring } from './measure.ts';
import type { ProcessTimes } from './measurement.ts';
import type { BenchReport, CaseResult, Environment } from './report.ts';
import { timerOf } from './timer.ts';

/** What a process measures, and with what. */
export interface MeasuringOptions<Fixtures> {
  readonly clock: Clock;
  /** Lets the event loop turn once: `setImmediate` as a promise. */
  readonly turn: () => Promise<void>;
  /** Collects garbage, so that what one case leaves is not collected in the time of the next. */
  readonly collectGarbage?: () => void;
  readonly fixtures: FixtureMakers<Fixtures>;
  /** What to run, already selected; see `selectCases`. */
  readonly cases: readonly BenchCase<Fixtures>[];
  /** Every floor that a case may name; only the named ones run. */
  readonly floors: readonly Floor<Fixtures>[];
  readonly mode: BenchMode;
  readonly seed: number;
  /** How many processes measure what is repeated, and which of them this one is; the only one where it is left out. */
  readonly processes?: number;
  readonly process?: number;
  /** Told before each floor and case, and once more at the end with `done` equal to `total`. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly id: string;
}

export interface RunOptions<Fixtures> extends MeasuringOptions<Fixtures> {
  readonly environment: Environment;
  readonly model: BenchReport['model'];
  /** What the other processes of the run measured before this one; each gave the times of every repeated subject. */
  readonly earlier?: readonly ProcessTimes[];
  /** The most that this process was resident until now, bytes. */
  readonly peakMemoryBytes?: () => number;
  /** Told what each floor and case gave as soon as it has ended. */
  readonly onResult?: (result: CaseResult) => void;
}

/**
 * Runs the floors and then the cases, one after another, and makes the report.
 * A case that fails is a row of the report and the run goes on. When `signal` aborts it rejects with the signal's
 * reason, promptly unless a synchronous call is under way; fixtures are ended before it settles, either way.
 */
export async function runBenchmarks<Fixtures>(
  options: RunOptions<Fixtures>,
  signal: AbortSignal,
): Promise<BenchReport> {
  signal.throwIfAborted();
  const { clock, mode, seed } = options;
  const startMs = clock.nowMs();
  const startedAt = new Date(clock.wallMs()).toISOString();
  const floors = namedFloors(options);
  const results: CaseResult[] = [];
  const timer = timerOf(clock);
  let runnerBytes: number | undefined;
  await eachSubject(
    subjectsOf(options),
    options,
    async (subject, scope) => {
      if (results.length === floors.length) runnerBytes = options.peakMemoryBytes?.();
      const own = await runSubject(subject, scope, signal);
      const result = 'floor' in subject ? withRatio(own, subject.floor, results) : own;
      results.push(result);
      options.onResult?.(result);
    },
    signal,
  );
  const peakBytes = options.peakMemoryBytes?.();
  return {
    schemaVersion: 1,
    startedAt,
    durationMs: clock.nowMs() - startMs,
    mode,
    processes: options.processes ?? 1,
    seed,
    environment: { ...options.environment, ...(timer === undefined ? {} : { timer }) },
    model: options.model,
    ...(runnerBytes === undefined || peakBytes === undefined ? {} : { memory: { runnerBytes, peakBytes } }),
    cases: results.slice(floors.length),
    floors: results.slice(0, floors.length),
  };
}

/**
 * Measures the times alone of what every process of a run repeats, floors first, for a later process to report.
 * Rejects as `runBenchmarks` does.
 */
export async function measureTimes<Fixtures>(
  options: MeasuringOptions<Fixtures> & { readonly only: (subject: Subject<Fixtures>) => boolean },
  onTimes: (times: ProcessTimes) => void,
  signal: AbortSignal,
): Promise<void> {
  await eachSubject(
    subjectsOf(options).filter((one) => isRepeated(one) && options.only(one)),
    options,
    async (subject, scope) => onTimes(await timeSubject(subject, scope, signal)),
    signal,
  );
}

async function eachSubject<Fixtures>(
  subjects: readonly (Floor<Fixtures> | BenchCase<Fixtures>)[],
  options: MeasuringOptions<Fixtures> & { readonly earlier?: readonly ProcessTimes[] },
  run: (subject: Floor<Fixtures> | BenchCase<Fixtures>, scope: RunScope<Fixtures>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { clock, turn, mode, seed, processes = 1, process = processes - 1, earlier = [] } = options;
  const ended = new AbortController();
  const fixtures = new FixtureStore(options.fixtures, AbortSignal.any([signal, ended.signal]));
  const scope: RunScope<Fixtures> = { clock, turn, mode, seed, fixtures, processes, process, earlier };
  try {
    await primeMeasuring(scope, signal);
    for (const [done, subject] of subjects.entries()) {
      options.onProgress?.({ done, total: subjects.length, id: subject.id });
      await turn();
      options.collectGarbage?.();
      await run(subject, scope);
    }
    options.onProgress?.({ done: subjects.length, total: subjects.length, id: subjects.at(-1)?.id ?? '' });
  } finally {
    ended.abort();
    await fixtures.dispose();
  }
}

/** What is run, in this order: the floors that the cases name, and the cases. */
export function subjectsOf<Fixtures>(
  options: Pick<MeasuringOptions<Fixtures>, 'cases' | 'floors'>,
): readonly (Floor<Fixtures> | BenchCase<Fixtures>)[] {
  return [...namedFloors(options), ...options.cases];
}

function namedFloors<Fixtures>(
  options: Pick<MeasuringOptions<Fixtures>, 'cases' | 'floors'>,
): readonly Floor<Fixtures>[] {
  const named = new Set(options.cases.map((one) => one.floor));
  for (const { id, floor } of options.cases) {
    if (options.floors.some((one) => one.id === floor)) continue;
    throw new CoreError('unknown-floor', `The case ${id} names the floor "${floor}", which the program does not have.`);
  }
  return options.floors.filter((one) => named.has(one.id));
}

/**
 * A ratio is claimed only of two medians; in a run with too few samples for one there is none. A case whose floor failed has
 * failed too: what it takes cannot be told from what the machine does.
 */
function withRatio(result: CaseResult, floorId: string, floors: readonly CaseResult[]): CaseResult {
  const floor = floors.find((one) => one.id === floorId);
  if (floor?.status === 'failed' && result.status === 'ok') {
    return { ...result, status: 'failed', error: `Its floor ${floorId} failed: ${floor.error ?? 'no reason given'}` };
  }
  if (result.p50 === null || floor === undefined || floor.p50 === null || floor.p50 <= 0) return result;
  return { ...result, floor: { id: floorId, ratio: result.p50 / floor.p50 } };
}
