import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../src/core/base/clock.ts';
import { assertCase } from '../../../src/core/bench/benchCase.ts';
import { makeCache, type Replay, replay } from '../../support/caches.ts';
import { optimalHits, withExpiry } from '../../workloads/belady.ts';
import type { Trace } from './trace.ts';

/** How many of a trace's requests caches of `capacity` entries answer. */
export interface CapacityPoint {
  readonly capacity: number;
  readonly planscope: number;
  readonly lru: number;
  readonly optimum: number;
}

/** Every 1, 2 and 5 of a decade. */
const STEPS = [1, 2, 5];

/**
 * The sizes to try, ascending: `count` of the series 1, 2, 5, 10 … that ends where every one of `questions` has room, and
 * `current`, which is the size in use.
 */
export function capacitiesFor(questions: number, current: number, count: number): readonly number[] {
  const series: number[] = [];
  for (let decade = 1; (series.at(-1) ?? 0) < questions; decade *= 10) {
    for (const step of STEPS) if ((series.at(-1) ?? 0) < questions) series.push(step * decade);
  }
  return [...new Set([...series.slice(-count), current])].sort((a, b) => a - b);
}

/**
 * Replays `trace` at each size, through the product's cache, `lru-cache` alone, and the best cache that there can be.
 * Throws `CaseFailure` when one of them does better than the best, and when a hit is another question's.
 */
export function hitsByCapacity(
  trace: Trace,
  capacities: readonly number[],
  clock: Clock,
  signal: AbortSignal,
): readonly CapacityPoint[] {
  const keys = trace.questions.map((_, i) => trace.keyOf(i));
  const keyed: Trace = { ...trace, keyOf: (i) => keys[i] ?? '' };
  const expiring =
    trace.timesMs === undefined ? trace.questions : withExpiry(trace.questions, trace.timesMs, trace.ttlMs);
  return capacities.map((capacity) => {
    const planscope = replayAt(capacity, keyed, clock, signal).hits;
    const lru = lruHits(capacity, keyed, keys);
    const optimum = optimalHits(expiring, capacity);
    const most = Math.max(planscope, lru);
    assertCase(most <= optimum, () => `${most} hits at ${capacity} entries cannot be: the optimum is ${optimum}.`);
    return { capacity, planscope, lru, optimum };
  });
}

/** One replay through the product's cache. `clock` times it; what expires is up to the trace's own time. */
export function replayAt(capacity: number, trace: Trace, clock: Clock, signal: AbortSignal): Replay {
  const time = new TraceTime(trace);
  const cache = makeCache<number>(time, capacity, { ttlMs: trace.ttlMs, expiryResolutionMs: 0 });
  const done = replay(
    {
      clock,
      cache,
      requests: Array.from(trace.questions.keys()),
      keyOf: trace.keyOf,
      answer: (i) => trace.questions[i] ?? -1,
      onRequest: (i) => time.goTo(i),
    },
    signal,
  );
  const { entries } = cache.stats();
  assertCase(entries <= capacity, () => `The cache of ${capacity} entries holds ${entries}.`);
  return done;
}

function lruHits(capacity: number, trace: Trace, keys: readonly string[]): number {
  const time = new TraceTime(trace);
  const lru = new LRUCache<string, true>({
    max: capacity,
    ttl: trace.ttlMs,
    ttlResolution: 0,
    perf: { now: () => time.nowMs() },
  });
  let hits = 0;
  for (const [i, key] of keys.entries()) {
    time.goTo(i);
    if (lru.get(key) === undefined) lru.set(key, true);
    else hits++;
  }
  return hits;
}

/** The time of the trace, which stands still between two requests. */
class TraceTime implements Clock {
  readonly #timesMs: readonly number[] | undefined;
  // To `lru-cache` 0 is no time at all.
  #nowMs = 1;

  constructor({ timesMs }: Trace) {
    this.#timesMs = timesMs;
  }

  goTo(request: number): void {
    this.#nowMs = this.#timesMs?.[request] ?? this.#nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  setTimer(): never {
    throw new Error('A replay waits for nothing.');
  }
}
