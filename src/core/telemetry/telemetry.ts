import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

import type { Counters, FunnelCounts, Latency, Outcome, Trends } from './figures.ts';
import { Funnel } from './funnel.ts';
import { HitHistory } from './hitHistory.ts';
import { RecentNumbers } from './recentNumbers.ts';
import { Traffic } from './traffic.ts';

const NS_PER_MS = 1e6;
/** 1 µs to 60 min, two significant digits: 15 KiB, 30 ns a record. */
const LOWEST_NS = 1_000;
const HIGHEST_NS = 3_600_000 * NS_PER_MS;
/** Samples that a one-sided 95 % bound of the quantile needs: ⌈ln 0.05 / ln q⌉. */
const MIN_SAMPLES = { p50: 5, p95: 59, p99: 299 };

/** How many of the model's newest answers have their time listed one by one. */
const RECENT_ANSWERS = 60;

/** Counts and times what the client does. Holds numbers only: no prompt, no answer. */
export class Telemetry {
  readonly #cacheTimes = timeHistogram();
  readonly #modelTimes = timeHistogram();
  readonly #recentModelMs = new RecentNumbers(RECENT_ANSWERS);
  readonly #failures = new Map<string, number>();
  #requests = 0;
  #cacheHits = 0;
  #joined = 0;
  #modelPlans = 0;
  #fallbackPlans = 0;
  #cancelled = 0;
  #unavailable = 0;
  #attempts = 0;
  #retries = 0;
  #retriesDenied = 0;
  #tokens = 0;
  /** How far the answers of all requests got. */
  readonly answers = new Funnel();
  /** What the cache was asked of late. */
  readonly traffic = new Traffic();
  /** How often the cache had the answer over the last minutes. */
  readonly hits = new HitHistory();

  /**
   * Records one finished request: three counters (requests, its outcome, tokens) and one histogram value.
   * `durationMs` is the whole request, `tokens` what the server counted for it (0 when it said nothing).
   */
  recordRequest(outcome: Outcome, durationMs: number, tokens: number): void {
    this.#requests++;
    this.#tokens += tokens;
    switch (outcome) {
      case 'cache':
        this.#cacheHits++;
        record(this.#cacheTimes, durationMs);
        break;
      case 'model':
        this.#modelPlans++;
        record(this.#modelTimes, durationMs);
        this.#recentModelMs.add(durationMs);
        break;
      case 'fallback':
        this.#fallbackPlans++;
        break;
      case 'cancelled':
        this.#cancelled++;
        break;
      case 'unavailable':
        this.#unavailable++;
        break;
    }
  }

  /** One look into the cache: `key` as `Traffic.add` takes it, calendar time, and whether it was a hit. */
  recordLookup(key: string, atMs: number, isHit: boolean): void {
    this.traffic.add(key, atMs, isHit);
    this.hits.add(atMs, isHit);
  }

  recordJoin(): void {
    this.#joined++;
  }

  recordAttempt(): void {
    this.#attempts++;
  }

  recordRetry(): void {
    this.#retries++;
  }

  /** A retry that the budget did not allow. */
  recordDeniedRetry(): void {
    this.#retriesDenied++;
  }

  /** A failed attempt, by its error's code. */
  recordFailure(code: string): void {
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
  }

  counters(): Counters {
    return {
      requests: this.#requests,
      cacheHits: this.#cacheHits,
      joined: this.#joined,
      modelPlans: this.#modelPlans,
      fallbackPlans: this.#fallbackPlans,
      cancelled: this.#cancelled,
      unavailable: this.#unavailable,
      attempts: this.#attempts,
      retries: this.#retries,
      retriesDenied: this.#retriesDenied,
      failures: Object.fromEntries(this.#failures),
    };
  }

  /** Tokens that servers counted, prompts and answers. */
  get tokens(): number {
    return this.#tokens;
  }

  funnel(): FunnelCounts {
    return this.answers.counts();
  }

  /** How the hit ratio and the model's time went of late; `nowMs` is calendar time. */
  trends(nowMs: number): Trends {
    return { hitRatios: this.hits.ratios(nowMs), modelMs: this.#recentModelMs.list() };
  }

  latency(of: 'cache' | 'model'): Latency {
    const histogram = of === 'cache' ? this.#cacheTimes : this.#modelTimes;
    const { count } = histogram;
    const quantile = (percent: number, minSamples: number): number | null =>
      count >= minSamples ? histogram.percentile(percent) / NS_PER_MS : null;
    return {
      count,
      p50Ms: quantile(50, MIN_SAMPLES.p50),
      p95Ms: quantile(95, MIN_SAMPLES.p95),
      p99Ms: quantile(99, MIN_SAMPLES.p99),
    };
  }
}

function timeHistogram(): RecordableHistogram {
  return createHistogram({ lowest: LOWEST_NS, highest: HIGHEST_NS, figures: 2 });
}

/** The histogram takes whole numbers from 1 up, and loses what is above its highest. */
function record(histogram: RecordableHistogram, durationMs: number): void {
  histogram.record(Math.min(HIGHEST_NS, Math.max(1, Math.round(durationMs * NS_PER_MS))));
}
