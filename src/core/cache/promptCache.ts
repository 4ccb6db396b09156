import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { CacheWorth, EntryStore, StoredEntry } from './entryStore.ts';
import { FrequencySketch } from './frequencySketch.ts';
import { NearIndex } from './nearIndex.ts';

/** Limits of a cache. An entry above `maxBytes` alone is not kept. */
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
  readonly evictions: number;
  readonly expirations: number;
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
  readonly value: V;
  readonly madeAtMs: number;
}

interface Entry<V> {
  readonly key: string;
  readonly value: V;
  readonly worth: CacheWorth;
  /** Monotonic time of the insertion, for its age. */
  readonly startMs: number;
  /** Accesses lately, halved once per era of the sketch. */
  frequency: number;
  era: number;
  /** What the near index knows it by, if it does. */
  near: { readonly group: string; readonly features: Uint32Array } | undefined;
}

/** Reading the clock costs more than a lookup, so expiry looks at one reading per this many milliseconds. */
const EXPIRY_RESOLUTION_MS = 100;

/**
 * Values by key in `lru-cache`, bounded by entries, bytes and age, behind an admission filter: when the cache is
 * full, a new entry is kept only if its key was asked for more often lately than that of the entry it would evict.
 * A stream of one-time questions so leaves the frequent ones alone. Synchronous throughout.
 *
 * With a store behind it, which is the caller's, every value is kept there too, and what is not in memory is looked
 * for there; the filter governs memory alone. An entry's age goes on across both, and the cache's limit holds for both.
 *
 * Keys must be digests (see `FrequencySketch`).
 */
export class PromptCache<V> {
  readonly #clock: Clock;
  readonly #store: EntryStore<V> | undefined;
  readonly #limits: CacheLimits;
  readonly #lru: LRUCache<string, Entry<V>>;
  readonly #sketch: FrequencySketch;
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
    this.#sketch = new FrequencySketch(maxEntries);
    this.#lru = new LRUCache<string, Entry<V>>({
      max: maxEntries,
      maxSize: maxBytes,
      ttl: ttlMs,
      ttlResolution: options.expiryResolutionMs ?? EXPIRY_RESOLUTION_MS,
      perf: { now: () => clock.nowMs() },
      sizeCalculation: (entry) => entry.worth.bytes,
      dispose: (_entry, key, reason) => {
        if (reason === 'expire') this.#expirations++;
        this.#near?.remove(key);
      },
    });
  }

  /**
   * The value under `key`, or undefined. Counts a hit or a miss. `accepts` judges a value that comes from the store: an
   * earlier version may have made it by other rules. One that is refused is deleted there.
   */
  get(key: string, accepts: (value: V) => boolean = anything): V | undefined {
    const entry = this.#lru.get(key);
    if (entry === undefined) return this.#restore(key, accepts);
    this.#hits++;
    this.#savedMs += entry.worth.savedMs;
    this.#savedTokens += entry.worth.savedTokens;
    entry.frequency = this.#frequencyOf(entry) + 1;
    entry.era = this.#sketch.era;
    this.#sketch.tick();
    return entry.value;
  }

  /** Whether `key` could be served now. Counts nothing. */
  has(key: string): boolean {
    return this.#lru.has(key) || this.#stored(key) !== undefined;
  }

  /**
   * Keeps `value` under `key`. False when memory turned it away: it is larger than the whole cache, or the cache is
   * full of entries that are asked for at least as often. The store keeps it all the same.
   */
  set(key: string, value: V, worth: CacheWorth): boolean {
    this.#store?.set({ key, value, worth, savedAtMs: this.#clock.wallMs() });
    const isKept = this.#admit(key, value, worth, this.#clock.nowMs());
    if (isKept) this.#insertions++;
    else this.#rejections++;
    return isKept;
  }

  /**
   * The values that could be served now, the latest used first, and then up to `maxStored` of those that are in the
   * store alone, the latest made first. Counts nothing.
   */
  *known(maxStored: number): Generator<KnownValue<V>, void, undefined> {
    // `startMs` is monotonic: this is where the calendar had its zero.
    const zeroAtMs = this.#clock.wallMs() - this.#clock.nowMs();
    for (const { value, startMs } of this.#lru.values()) yield { value, madeAtMs: zeroAtMs + startMs };
    for (const stored of this.#store?.newest(maxStored) ?? [])
      if (!this.#lru.has(stored.key) && this.#isYoung(stored))
        yield { value: stored.value, madeAtMs: stored.savedAtMs };
  }

  /**
   * Lets `nearest` find the entry under `key` by its features (as `NearIndex.add` takes them), until it leaves the
   * cache or is set anew. Of a key that is not held nothing is kept. It takes up to 1 kB beside the features, which the
   * worth of the entry should count.
   */
  setNear(key: string, group: string, features: Uint32Array): void {
    const entry = this.#lru.peek(key);
    if (entry === undefined) return;
    entry.near = { group, features };
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
      const entry = this.#lru.peek(found.id);
      if (entry !== undefined) return { key: found.id, value: entry.value, similarity: found.similarity };
      // Expired, and not asked for since.
      this.#near?.remove(found.id);
    }
  }

  /** Counts that the entry under `key` answered a similar question: to the entry's merit as a hit is. */
  recordNearHit(key: string): void {
    this.#nearHits++;
    if (!this.#lru.has(key)) return;
    this.get(key);
    // The lookup of the question itself has been counted, as a miss.
    this.#hits--;
  }

  /** Counts that a similar question's value would have been served, and whether it would have been wrong. */
  recordShadow(isWrong: boolean): void {
    this.#shadowHits++;
    if (isWrong) this.#shadowWrong++;
  }

  /** Forgets every entry, the store's too, and starts the counts anew. Returns how many entries there were. */
  clear(): number {
    // What memory holds is in the store too, unless the store has failed or is smaller.
    const entries = Math.max(this.#lru.size, this.#store?.clear() ?? 0);
    // At once; otherwise each entry would be taken out by itself.
    this.#near?.clear();
    this.#lru.clear();
    this.#sketch.clear();
    this.#hits = this.#misses = this.#insertions = this.#evictions = this.#expirations = this.#rejections = 0;
    this.#restored = this.#savedMs = this.#savedTokens = 0;
    this.#nearHits = this.#shadowHits = this.#shadowWrong = 0;
    return entries;
  }

  stats(): CacheStats {
    const store = this.#store?.stats();
    return {
      entries: this.#lru.size,
      maxEntries: this.#limits.maxEntries,
      bytes: this.#lru.calculatedSize,
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
    this.#sketch.add(key);
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
    this.#admit(key, value, worth, this.#startOf(stored));
    return value;
  }

  /** What the store has under `key`, if this cache may serve it: the store may keep entries for longer. */
  #stored(key: string): StoredEntry<V> | undefined {
    const stored = this.#store?.get(key);
    return stored !== undefined && this.#isYoung(stored) ? stored : undefined;
  }

  #isYoung(stored: StoredEntry<V>): boolean {
    return this.#ageOf(stored) <= this.#limits.ttlMs;
  }

  /** By the calendar; 0 where that jumped back. */
  #ageOf({ savedAtMs }: StoredEntry<V>): number {
    return Math.max(0, this.#clock.wallMs() - savedAtMs);
  }

  /** Takes a value into memory, or not. */
  #admit(key: string, value: V, worth: CacheWorth, startMs: number): boolean {
    const { era } = this.#sketch;
    const entry = { key, value, worth, startMs, frequency: this.#sketch.estimate(key), era, near: undefined };
    if (worth.bytes > this.#limits.maxBytes || !this.#makeRoomFor(entry)) return false;
    this.#lru.set(key, entry, { start: startMs });
    return true;
  }

  /** The monotonic time at which a stored entry was made; before this process began it is negative. */
  #startOf(stored: StoredEntry<V>): number {
    const startMs = this.#clock.nowMs() - this.#ageOf(stored);
    // To `lru-cache` 0 is no time at all.
    return startMs === 0 ? -1 : startMs;
  }

  /**
   * Takes out the least recently used entries until `entry` fits. False, with all of them back in, when one of them
   * is asked for at least as often; a second chance, so that the next newcomer is held against another entry. What
   * has expired goes in any case.
   */
  #makeRoomFor(entry: Entry<V>): boolean {
    if (this.#fits(entry) || this.#lru.has(entry.key)) return true;
    const nowMs = this.#clock.nowMs();
    const victims: Entry<V>[] = [];
    while (!this.#fits(entry)) {
      const victim = this.#lru.pop();
      if (victim === undefined) break;
      if (nowMs - victim.startMs > this.#limits.ttlMs) {
        this.#expirations++;
        continue;
      }
      if (this.#frequencyOf(victim) >= entry.frequency) {
        for (const kept of [victim, ...victims]) this.#putBack(kept);
        return false;
      }
      victims.push(victim);
    }
    for (const victim of victims) this.#sketch.raise(victim.key, this.#frequencyOf(victim));
    this.#evictions += victims.length;
    return true;
  }

  #putBack(entry: Entry<V>): void {
    const { key, startMs, near } = entry;
    this.#lru.set(key, entry, { start: startMs });
    if (near !== undefined) this.#near?.add(key, near.group, near.features);
  }

  #fits(entry: Entry<V>): boolean {
    const { maxEntries, maxBytes } = this.#limits;
    return this.#lru.size < maxEntries && this.#lru.calculatedSize + entry.worth.bytes <= maxBytes;
  }

  #frequencyOf(entry: Entry<V>): number {
    const erasPassed = this.#sketch.era - entry.era;
    return erasPassed === 0 ? entry.frequency : entry.frequency >>> Math.min(31, erasPassed);
  }
}

function anything(): boolean {
  return true;
}
