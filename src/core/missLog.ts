import type { PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import type { FinishedRequest } from './planRequest.ts';
import { differences, explainMiss, type MissExplanation } from './prompt/explainMiss.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import { RecentItems } from './telemetry/recentItems.ts';

/** A request of late that the cache did not answer. */
export interface Miss {
  readonly requestId: number;
  readonly scenario: string;
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Why a request missed: the nearest of the questions that were cached before it, as far as they still are. */
export interface ExplainedMiss {
  readonly miss: Miss;
  readonly explanation: MissExplanation;
  /** How many cached plans there were to compare with. */
  readonly cached: number;
  /** A plan for this very question has been kept since. */
  readonly isKeptNow: boolean;
  /** Why there were none: all were cleared, or too old. Absent where nothing had been kept yet. */
  readonly gone?: 'cleared' | 'expired';
}

const REMEMBERED = 50;
/** Plans on disk that are compared too: those of an earlier window are not in memory before they are asked for. */
const MAX_STORED = 100;
/** A request's time and a plan's come from two readings of two clocks. */
const CLOCK_SLACK_MS = 2;

/** The misses of late, and what each of them lacked. Keeps their scenarios, and works only when it is asked. */
export class MissLog {
  readonly #misses = new RecentItems<Miss & { readonly asked: () => KeyParts }>(REMEMBERED);
  /** Up to when the cache was empty because it had been cleared, calendar time; Infinity: no plan was kept since. */
  #clearedUntilMs = -Infinity;

  add({ scenario, outcome, trace, missed }: FinishedRequest): void {
    if (missed === undefined) return;
    const { requestId, startedAtMs, totalMs } = trace;
    if (outcome === 'model') this.#clearedUntilMs = Math.min(this.#clearedUntilMs, startedAtMs + totalMs);
    this.#misses.add({ requestId, scenario: scenario.name, atMs: startedAtMs, asked: missed });
  }

  /** The cache was cleared by hand. */
  cleared(): void {
    this.#clearedUntilMs = Infinity;
  }

  /** Newest first, at most 50. */
  list(): readonly Miss[] {
    return this.#misses.list().map(({ requestId, scenario, atMs }) => ({ requestId, scenario, atMs }));
  }

  /** Compares a miss with what was cached before it; undefined for a request that is not among the misses of late. */
  explain(requestId: number, cache: PromptCache<CachedPlan>): ExplainedMiss | undefined {
    const found = this.#misses.list().find((one) => one.requestId === requestId);
    if (found === undefined) return undefined;
    const { asked: askedOf, ...miss } = found;
    const asked = askedOf();
    const candidates: KeyParts[] = [];
    let isKeptNow = false;
    for (const { value, madeAtMs } of cache.known(MAX_STORED)) {
      if (isSameQuestion(asked, value.asked)) isKeptNow = true;
      else if (madeAtMs <= miss.atMs + CLOCK_SLACK_MS) candidates.push(value.asked);
    }
    const compared = { miss, explanation: explainMiss(asked, candidates), cached: candidates.length, isKeptNow };
    if (candidates.length > 0) return compared;
    if (miss.atMs <= this.#clearedUntilMs) return { ...compared, gone: 'cleared' };
    return cache.stats().expirations > 0 ? { ...compared, gone: 'expired' } : compared;
  }
}

function isSameQuestion(asked: KeyParts, known: KeyParts): boolean {
  return asked.question === known.question && differences(asked, known).length === 0;
}
