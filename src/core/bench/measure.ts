import { Bench } from 'tinybench';
import { abortReason, raceAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { BlockRecorder } from './blocks.ts';
import { type Budget, budgetFor } from './budget.ts';
import { type CallLoop, callLoop } from './callLoop.ts';
import type { Measurement } from './measurement.ts';
import { isNarrow } from './narrow.ts';
import { paceNs } from './pace.ts';
import { quantile } from './statistics.ts';

/** Something that is called again and again, each call timed. */
export type Timed = {
  /**
   * Calls per sample. Without it one call, or as many as the timer needs when a call takes less than 1 µs.
   * Percentiles are then of batch means, and the report says so.
   */
  readonly batch?: number;
} & (
  | { readonly call: 'sync'; readonly run: () => unknown; readonly beforeEach?: never }
  | { readonly call: 'async'; readonly run: () => Promise<unknown>; readonly beforeEach?: never }
  /** `beforeEach` is not timed and runs before each sample, so a sample is one call. */
  | { readonly call: 'sync'; readonly run: () => unknown; readonly beforeEach: () => void | Promise<void> }
  | { readonly call: 'async'; readonly run: () => Promise<unknown>; readonly beforeEach: () => void | Promise<void> }
);

export interface MeasurePorts {
  readonly clock: Clock;
  /** Lets the event loop turn once, so that a cancel can arrive between two samples that never wait. */
  readonly turn: () => Promise<void>;
}

/** A call below this is batched: the timer itself costs about 70 ns. */
const BATCH_BELOW_MS = 0.001;
/** A batch is this long, so that the timer's cost is below 0.2 %. */
const BATCH_MS = 0.05;
const MAX_BATCH = 100_000;
/** The pilot looks at the time in bursts of about this length. */
const BURST_MS = 2;
const PRIME_BATCH = 500;
const PRIME_BUDGET: Budget = { ...budgetFor('quick'), warmupMs: 1, timeMs: 5, maxSamples: 100 };
/** The event loop turns at least this often while samples are taken, and the machine's pace is looked at. */
const TURN_EVERY_MS = 50;
/** Whether the interval is narrow enough is looked at again at so many times the samples: often, and never for long. */
const CHECK_AGAIN_AT = 1.3;
/** Until the work of the pace is compiled to the end; a look takes some 0.3 ms. */
const PRIME_PACES = 500;

/**
 * Samples `timed` with tinybench within `budget`, until its median is known well enough or the budget's time is over.
 * Rejects promptly with the signal's reason when it aborts (a call under way must end by itself), and with whatever a
 * call throws.
 */
export async function measure(
  timed: Timed,
  budget: Budget,
  ports: MeasurePorts,
  signal: AbortSignal,
): Promise<Measurement> {
  return raceAbort(batchAndSample(timed, budget, ports, signal), signal);
}

async function batchAndSample(
  timed: Timed,
  budget: Budget,
  ports: MeasurePorts,
  signal: AbortSignal,
): Promise<Measurement> {
  const loop = callLoop();
  if (timed.batch !== undefined) return sample(timed, loop, timed.batch, budget, ports, signal);
  const batch = await pilotBatch(timed, loop, budget, ports, signal);
  const measurement = await sample(timed, loop, batch, budget, ports, signal);
  // The compiler may have made the call faster only after the pilot: then each sample was mostly the timer.
  const medianMs = (quantile(measurement.samplesNs, 0.5) ?? 0) / 1e6;
  if (batch > 1 || timed.beforeEach !== undefined || medianMs >= BATCH_BELOW_MS) return measurement;
  return sample(timed, loop, batchFor(medianMs), budget, ports, signal);
}

async function sample(
  timed: Timed,
  timeSync: CallLoop,
  batch: number,
  budget: Budget,
  ports: MeasurePorts,
  signal: AbortSignal,
): Promise<Measurement> {
  const { clock, turn } = ports;
  const stop = new AbortController();
  const startMs = clock.nowMs();
  let turnedMs = startMs;
  let chargedMs = startMs;
  /** When the first sample that counts was taken; undefined while it warms up. */
  let sampledMs: number | undefined;
  let nextCheck = budget.minSamples;
  const recorder = new BlockRecorder();

  // tinybench's time budget counts timed windows only and keeps every sample. Charging the time between samples
  // as well, and at least a maxSamples-th of the budget for each, bounds both the run and the memory.
  const smallestChargeMs = budget.timeMs / (budget.maxSamples - 1);
  const charge = (elapsedMs: number): { overriddenDuration: number; overriddenIterationCost: number } => {
    const nowMs = clock.nowMs();
    const sinceMs = nowMs - chargedMs;
    chargedMs = nowMs;
    recorder.sample((elapsedMs / batch) * 1e6);
    return { overriddenDuration: elapsedMs / batch, overriddenIterationCost: Math.max(sinceMs, smallestChargeMs) };
  };

  const isEnough = (nowMs: number): boolean => {
    if (sampledMs === undefined || recorder.count < nextCheck || nowMs - sampledMs < budget.leastMs) return false;
    nextCheck = Math.ceil(recorder.count * CHECK_AGAIN_AT);
    return isNarrow(recorder);
  };

  const bench = new Bench({
    now: () => clock.nowMs(),
    time: budget.timeMs,
    iterations: budget.minSamples,
    warmupTime: budget.warmupMs,
    warmupIterations: budget.warmupSamples,
    setup: (_, mode) => {
      if (mode !== 'run') return;
      recorder.clear();
      recorder.pace(paceNs(clock));
      sampledMs = clock.nowMs();
    },
  });
  const body =
    timed.call === 'sync'
      ? () => charge(timeSync(timed.run, batch, clock))
      : async () => charge(await timeAsync(timed.run, batch, clock));
  bench.add('subject', body, {
    async: timed.call === 'async',
    signal: AbortSignal.any([signal, stop.signal]),
    beforeEach: async () => {
      const nowMs = clock.nowMs();
      if (nowMs - startMs > budget.capMs || isEnough(nowMs)) stop.abort();
      if (nowMs - turnedMs > TURN_EVERY_MS) {
        await turn();
        recorder.pace(paceNs(clock));
        turnedMs = clock.nowMs();
      }
      await timed.beforeEach?.();
    },
  });

  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state === 'errored') throw result.error;
  if (signal.aborted) throw abortReason(signal);
  if (result?.state !== 'completed' && result?.state !== 'aborted-with-statistics') {
    throw new Error(`tinybench ended in the state "${result?.state ?? 'none'}" without samples.`);
  }
  recorder.pace(paceNs(clock));
  return {
    samplesNs: recorder.ascending(),
    batch,
    blocks: recorder.blocks(budget.stretches),
    ended: isNarrow(recorder) ? 'narrow' : 'limit',
  };
}

/** How many calls make a sample: one, or enough to fill `BATCH_MS` when a call is too short for the timer. */
async function pilotBatch(
  timed: Timed,
  timeSync: CallLoop,
  budget: Budget,
  ports: MeasurePorts,
  signal: AbortSignal,
): Promise<number> {
  if (timed.beforeEach !== undefined) return 1;
  const { clock, turn } = ports;
  const startMs = clock.nowMs();
  for (let calls = 1; ; ) {
    signal.throwIfAborted();
    const elapsedMs =
      timed.call === 'sync' ? timeSync(timed.run, calls, clock) : await timeAsync(timed.run, calls, clock);
    // Long enough that the compiler has seen it; the cost of the last burst counts.
    if (clock.nowMs() - startMs >= budget.warmupMs || calls >= MAX_BATCH) return batchFor(elapsedMs / calls);
    if (elapsedMs < BURST_MS) calls *= 2;
    await turn();
  }
}

function batchFor(perCallMs: number): number {
  return perCallMs >= BATCH_BELOW_MS ? 1 : Math.min(MAX_BATCH, Math.ceil(BATCH_MS / perCallMs));
}

async function timeAsync(run: () => Promise<unknown>, calls: number, clock: Clock): Promise<number> {
  const startMs = clock.nowMs();
  for (let i = 0; i < calls; i++) await run();
  return clock.nowMs() - startMs;
}

/**
 * Measures several trivial functions before the first real one. Otherwise V8 specialises the measuring code for the
 * first subject (a floor), inlines that and calls every later one, and their difference would be the compiler's.
 */
export async function primeMeasuring(ports: MeasurePorts, signal: AbortSignal): Promise<void> {
  for (let i = 0; i < PRIME_PACES; i++) paceNs(ports.clock);
  for (const run of [() => 1, () => 'a', () => undefined, () => true]) {
    await measure({ call: 'sync', batch: PRIME_BATCH, run }, PRIME_BUDGET, ports, signal);
    await measure({ call: 'async', batch: PRIME_BATCH, run: async () => run() }, PRIME_BUDGET, ports, signal);
  }
}
