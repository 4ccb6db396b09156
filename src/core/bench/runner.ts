import type { Clock } from '../base/clock.ts';
import { CoreError } from '../base/errors.ts';
import type { BenchCase, BenchMode, Floor } from './benchCase.ts';
import { type RunScope, runSubject } from './caseRun.ts';
import { type FixtureMakers, FixtureStore } from './fixtures.ts';
import { primeMeasuring } from './measure.ts';
import type { BenchReport, CaseResult, Environment } from './report.ts';
import { timerOf } from './timer.ts';

export interface RunOptions<Fixtures> {
  readonly clock: Clock;
  /** Lets the event loop turn once: `setImmediate` as a promise. */
  readonly turn: () => Promise<void>;
  readonly fixtures: FixtureMakers<Fixtures>;
  /** What to run, already selected; see `selectCases`. */
  readonly cases: readonly BenchCase<Fixtures>[];
  /** Every floor that a case may name; only the named ones run. */
  readonly floors: readonly Floor<Fixtures>[];
  readonly mode: BenchMode;
  readonly seed: number;
  readonly environment: Environment;
  readonly model: BenchReport['model'];
  /** Told before each floor and case, and once more at the end with `done` equal to `total`. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly id: string }) => void;
  /** Told what each floor and case gave as soon as it has ended; the ratio to the floor is only in the report. */
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
  const subjects = [...floors, ...options.cases];

  const ended = new AbortController();
  const fixtures = new FixtureStore(options.fixtures, AbortSignal.any([signal, ended.signal]));
  const scope: RunScope<Fixtures> = { clock, turn: options.turn, mode, seed, fixtures };
  const results: CaseResult[] = [];
  let timer: Environment['timer'];
  try {
    timer = timerOf(clock);
    await primeMeasuring(scope, signal);
    for (const subject of subjects) {
      options.onProgress?.({ done: results.length, total: subjects.length, id: subject.id });
      await options.turn();
      const result = await runSubject(subject, scope, signal);
      results.push(result);
      options.onResult?.(result);
    }
    options.onProgress?.({ done: subjects.length, total: subjects.length, id: subjects.at(-1)?.id ?? '' });
  } finally {
    ended.abort();
    await fixtures.dispose();
  }

  const floorResults = results.slice(0, floors.length);
  return {
    schemaVersion: 1,
    startedAt,
    durationMs: clock.nowMs() - startMs,
    mode,
    seed,
    environment: { ...options.environment, ...(timer === undefined ? {} : { timer }) },
    model: options.model,
    cases: options.cases.map((one, i) => withRatio(results[floors.length + i], one.floor, floorResults)),
    floors: floorResults,
  };
}

function namedFloors<Fixtures>(options: RunOptions<Fixtures>): readonly Floor<Fixtures>[] {
  const named = new Set(options.cases.map((one) => one.floor));
  for (const { id, floor } of options.cases) {
    if (options.floors.some((one) => one.id === floor)) continue;
    throw new CoreError('unknown-floor', `The case ${id} names the floor "${floor}", which the program does not have.`);
  }
  return options.floors.filter((one) => named.has(one.id));
}

/** A ratio is claimed only of two medians; in a run with too few samples for one there is none. */
function withRatio(result: CaseResult | undefined, floorId: string, floors: readonly CaseResult[]): CaseResult {
  if (result === undefined) throw new Error('A case has no result.');
  const floor = floors.find((one) => one.id === floorId);
  if (result.p50 === null || floor === undefined || floor.p50 === null || floor.p50 <= 0) return result;
  return { ...result, floor: { id: floorId, ratio: result.p50 / floor.p50 } };
}
