import type { PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import type { FinishedRequest } from './planRequest.ts';
import { explainMiss, type MissExplanation } from './prompt/explainMiss.ts';
import type { KeyParts } from './prompt/keyParts.ts';
import { RecentItems } from './telemetry/recentItems.ts';

/** A request of late that the cache did not answer. */
export interface Miss {
  readonly requestId: number;
  readonly scenario: string;
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Why a request missed: the nearest cached question, and the cache as it is now. */
export interface ExplainedMiss {
  readonly explanation: MissExplanation;
  /** How many cached plans there were to compare with. */
  readonly cached: number;
  /** Why there were none: all were cleared, or too old. Absent where nothing had been kept yet. */
  readonly gone?: 'cleared' | 'expired';
}

const REMEMBERED = 50;
/** Plans on disk that are compared too: those of an earlier window are not in memory before they are asked for. */
const MAX_STORED = 500;

/** The misses of late, and what each of them lacked. Keeps their scenarios, and works only when it is asked. */
export class MissLog {
  readonly #misses = new RecentItems<Miss & { readonly asked: () => KeyParts }>(REMEMBERED);
  #wasCleared = false;

  add({ scenario, trace, missed }: FinishedRequest): void {
    if (missed === undefined) return;
    const { requestId, startedAtMs } = trace;
    this.#misses.add({ requestId, scenario: scenario.name, atMs: startedAtMs, asked: missed });
  }

  /** The cache was cleared by hand. */
  cleared(): void {
    this.#wasCleared = true;
  }

  /** Newest first, at most 50. */
  list(): readonly Miss[] {
    return this.#misses.list().map(({ requestId, scenario, atMs }) => ({ requestId, scenario, atMs }));
  }

  /** Compares a miss with what is cached now; undefined for a request that is not among the misses of late. */
  explain(requestId: number, cache: PromptCache<CachedPlan>): ExplainedMiss | undefined {
    const miss = this.#misses.list().find((one) => one.requestId === requestId);
    if (miss === undefined) return undefined;
    const candidates = Array.from(cache.known(MAX_STORED), ({ asked }) => asked);
    const explanation = explainMiss(miss.asked(), candidates);
    const { insertions, expirations } = cache.stats();
    const cached = candidates.length;
    if (cached > 0) return { explanation, cached };
    if (this.#wasCleared && insertions === 0) return { explanation, cached, gone: 'cleared' };
    return expirations > 0 ? { explanation, cached, gone: 'expired' } : { explanation, cached };
  }
}
