import type { Clock } from '../base/clock.ts';
import type { CacheWorth, EntryStore, StoredEntry } from './entryStore.ts';
import { NearIndex } from './nearIndex.ts';
import { type Leaving, WindowTinyLfu } from './windowTinyLfu.ts';

/** Limits of a cache. An entry above `maxBytes` alone is not kept in memory. */
export interface CacheLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** How long an entry may be served, milliseconds. */
  readonly ttlMs: number;
}

/** Totals since the start or the last clear, and what is held now. */
export interface CacheStats {
  readonly entries: number;
  readonly maxEntries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** `restored` among them. */
  readonly hits: number;
  /** Hits that came from the store, not from memory. */
  readonly restored: number;
  readonly misses: number;
  readonly insertions: number;
  /** Entries that left memory to make room, some of them soon after they came. */
  readonly evictions: number;
  readonly expirations: number;
  /** Values that memory did not take in. */
  readonly rejections: number;
  readonly savedMs: number;
  readonly savedTokens: number;
  /** Misses that were answered with the plan of a similar question. */
  readonly nearHits: number;
  /** Misses that would have been answered so, had the model not been asked all the same; and how many wrongly. */
  readonly shadowHits: number;
  readonly shadowWrong: number;
  /** Entries on disk; absent without a store, and as long as it is not open. */
  readonly stored?: number;
}

/** What a similar question was answered with. `similarity` is the exact Jaccard index of the features, 0..1. */
export interface NearValue<V> {
  readonly key: string;
  readonly value: V;
  readonly similarity: number;
}

/** A value that is cached, and when it was made: calendar time, milliseconds since the epoch. */
export interface KnownValue<V> {
  readonly key: string;
  readonly value: V;
  readonly worth: CacheWorth;
  readonly madeAtMs: number;
}

interface Entry<V> {
  readonly value: V;
  readonly worth: CacheWorth;
}

/** Reading the clock costs more than a lookup, so expiry looks at one reading per this many milliseconds. */
const EXPIRY_RESOLUTION_MS = 100;

/**
 * Values by key, bounded by entries, bytes and age, with the counts of what came of them. What is held when there is not
 * room for all is up to `WindowTinyLfu`. Synchronous throughout.
 *
 * With a store behind it, which is the caller's, every value is kept there too, and what is not in memory is looked
 * for there; what memory gives up is there still. An entry's age goes on across both, and the cache's limit holds for both.
 *
 * Keys must be digests (see `FrequencySketch`).
 */
export class PromptCache<V> {
  readonly #clock: Clock;
  readonly #store: EntryStore<V> | undefined;
  readonly #limits: CacheLimits;
  readonly #memory: WindowTinyLfu<Entry<V>>;
  #hits = 0;
  #restored = 0;
  #misses = 0;
  #insertions = 0;
  #evictions = 0;
  #expirations = 0;
  #rejections = 0;
  #savedMs = 0;
  #savedTokens = 0;
  /** Made at the first use: who matches equal questions alone pays nothing for it. */
  #near: NearIndex<string> | undefined;
  #nearHits = 0;
  #shadowHits = 0;
  #shadowWrong = 0;

  constructor(
    options: {
      readonly clock: Clock;
      readonly store?: EntryStore<V>;
      readonly expiryResolutionMs?: number;
    } & CacheLimits,
  ) {
    const { clock, store, maxEntries, maxBytes, ttlMs } = options;
    this.#clock = clock;
    this.#store = store;
    this.#limits = { maxEntries, maxBytes, ttlMs };
    this.#memory = new WindowTinyLfu({
      clock,
      maxEntries,
      maxBytes,
      ttlMs,
      expiryResolutionMs: options.expiryResolutionMs ?? EXPIRY_RESOLUTION_MS,
      onLeave: (key, why) => this.#forget(key, why),
    });
  }

  /**
   * The value under `key`, or undefined. Counts a hit or a miss. `accepts` judges a value that comes from the store: an
   * earlier version may have made it by other rules. One that is refused is deleted there.
   */
  get(key: string, accepts: (value: V) => boolean = anything): V | undefined {
    const entry = this.#memory.get(key);
    if (entry === undefined) return this.#restore(key, accepts);
    this.#hits++;
    this.#savedMs += entry.worth.savedMs;
    this.#savedTokens += entry.worth.savedTokens;
    return entry.value;
  }

  /** Whether `key` could be served now. Counts nothing. */
  has(key: string): boolean {
    return this.#memory.has(key) || this.#stored(key) !== undefined;
  }

  /**
   * Keeps `value` under `key`. False when memory turned it away, see `WindowTinyLfu.set`. The store keeps it all the same.
   */
  set(key: string, value: V, worth: CacheWorth): boolean {
    this.#store?.set({ key, value, worth, savedAtMs: this.#clock.wallMs() });
    const isKept = this.#keep(key, { value, worth }, this.#clock.nowMs());
    if (isKept) this.#insertions++;
    else this.#rejections++;
    return isKept;
  }

  /**
   * The values that could be served now, the latest used first, and then up to `maxStored` of those that are in the store
   * alone, the latest made first. Counts nothing.
   */
  *known(maxStored: number): Generator<KnownValue<V>, void, undefined> {
    // `startMs` is monotonic: this is where the calendar had its zero.
    const zeroAtMs = this.#clock.wallMs() - this.#clock.nowMs();
    for (const { key, value, startMs } of this.#memory.values())
      yield { key, value: value.value, worth: value.worth, madeAtMs: zeroAtMs + startMs };
    for (const { key, value, worth, savedAtMs } of this.#store?.newest(maxStored) ?? [])
      if (!this.#memory.has(key) && this.#isYoung(savedAtMs)) yield { key, value, worth, madeAtMs: savedAtMs };
  }

  /**
   * Lets `nearest` find the entry under `key` by its features (as `NearIndex.add` takes them), until it leaves the
   * cache or is set anew. Of a key that is not held nothing is kept. It takes up to 1 kB beside the features, which the
   * worth of the entry should count.
   */
  setNear(key: string, group: string, features: Uint32Array): void {
    if (!this.#memory.has(key)) return;
    this.#near ??= new NearIndex();
    this.#near.add(key, group, features);
  }

  /**
   * The most similar entry of `group` that is found at or above `minSimilarity`, see `NearIndex`. Counts nothing, for
   * whether its value will do is for the caller to judge: `recordNearHit`, `recordShadow`.
   */
  nearest(group: string, features: Uint32Array, minSimilarity: number): NearValue<V> | undefined {
    for (;;) {
      const found = this.#near?.nearest(group, features, minSimilarity);
      if (found === undefined) return undefined;
      const entry = this.#memory.peek(found.id);
      if (entry !== undefined) return { key: found.id, value: entry.value, similarity: found.similarity };
      // Expired, and not asked for since.
      this.#near?.remove(found.id);
    }
  }

  /** Counts that the entry under `key` answered a similar question: to the entry's merit as a hit is. */
  recordNearHit(key: string): void {
    this.#nearHits++;
    if (!this.#memory.has(key)) return;
    this.get(key);
    // The lookup of the question itself has been counted, as a miss.
    this.#hits--;
  }

  /** Counts that a similar question's value would have been served, and whether it would have been wrong. */
  recordShadow(isWrong: boolean): void {
    this.#shadowHits++;
    if (isWrong) this.#shadowWrong++;
  }

  /** Forgets the entry under `key`, the store's too. False when there was none. Counts nothing. */
  drop(key: string): boolean {
    const wasStored = this.#stored(key) !== undefined;
    this.#store?.delete(key);
    this.#near?.remove(key);
    return this.#memory.drop(key) || wasStored;
  }

  /** Forgets every entry, the store's too, and starts the counts anew. Returns how many entries there were. */
  clear(): number {
    // What memory holds is in the store too, unless the store has failed or is smaller.
    const entries = Math.max(this.#memory.size, this.#store?.clear() ?? 0);
    // At once; otherwise each entry would be taken out by itself.
    this.#near?.clear();
    this.#memory.clear();
    this.#hits = this.#misses = this.#insertions = this.#evictions = this.#expirations = this.#rejections = 0;
    this.#restored = this.#savedMs = this.#savedTokens = 0;
    this.#nearHits = this.#shadowHits = this.#shadowWrong = 0;
    return entries;
  }

  stats(): CacheStats {
    const store = this.#store?.stats();
    return {
      entries: this.#memory.size,
      maxEntries: this.#limits.maxEntries,
      bytes: this.#memory.bytes,
      maxBytes: this.#limits.maxBytes,
      hits: this.#hits,
      restored: this.#restored,
      misses: this.#misses,
      insertions: this.#insertions,
      evictions: this.#evictions,
      expirations: this.#expirations,
      rejections: this.#rejections,
      savedMs: this.#savedMs,
      savedTokens: this.#savedTokens,
      nearHits: this.#nearHits,
      shadowHits: this.#shadowHits,
      shadowWrong: this.#shadowWrong,
      ...(store?.state === 'open' ? { stored: store.entries } : {}),
    };
  }

  /** What the store has under `key`, which is taken into memory if it is admitted. Counts a hit or a miss. */
  #restore(key: string, accepts: (value: V) => boolean): V | undefined {
    const stored = this.#stored(key);
    if (stored === undefined || !accepts(stored.value)) {
      if (stored !== undefined) this.#store?.delete(key);
      this.#misses++;
      return undefined;
    }
    const { value, worth } = stored;
    this.#hits++;
    this.#restored++;
    this.#savedMs += worth.savedMs;
    this.#savedTokens += worth.savedTokens;
    this.#keep(key, { value, worth }, this.#startOf(stored));
    return value;
  }

  /** What the store has under `key`, if this cache may serve it: the store may keep entries for longer. */
  #stored(key: string): StoredEntry<V> | undefined {
    const stored = this.#store?.get(key);
    return stored !== undefined && this.#isYoung(stored.savedAtMs) ? stored : undefined;
  }

  #isYoung(savedAtMs: number): boolean {
    return this.#ageOf(savedAtMs) <= this.#limits.ttlMs;
  }

  /** By the calendar; 0 where that jumped back. */
  #ageOf(savedAtMs: number): number {
    return Math.max(0, this.#clock.wallMs() - savedAtMs);
  }

  /** Takes an entry into memory, or not. */
  #keep(key: string, entry: Entry<V>, startMs: number): boolean {
    const isKept = this.#memory.set(key, entry, entry.worth.bytes, startMs);
    // What its key was found by belonged to the value before.
    if (isKept) this.#near?.remove(key);
    return isKept;
  }

  #forget(key: string, why: Leaving): void {
    this.#near?.remove(key);
    if (why === 'expired') this.#expirations++;
    else this.#evictions++;
  }

  /** The monotonic time at which a stored entry was made; before this process began it is negative. */
  #startOf(stored: StoredEntry<V>): number {
    return this.#clock.nowMs() - this.#ageOf(stored.savedAtMs);
  }
}

function anything(): boolean {
  return true;
}
