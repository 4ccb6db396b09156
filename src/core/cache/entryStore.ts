import type { Disposable } from '../base/disposable.ts';

/** What a cached value costs and what finding it saves. */
export interface CacheWorth {
  /** Size in memory, bytes; at least 1. */
  readonly bytes: number;
  /** Model time that a hit does not spend again, milliseconds. */
  readonly savedMs: number;
  /** Tokens that a hit does not evaluate again. */
  readonly savedTokens: number;
}

/** A cached value as it is kept beyond the process. */
export interface StoredEntry<V> {
  readonly key: string;
  readonly value: V;
  readonly worth: CacheWorth;
  /** When the value was made, milliseconds since the Unix epoch; never later than now. */
  readonly savedAtMs: number;
}

/** What a store holds and how it fares. */
export interface StoreStats {
  /** `closed`: not opened yet, or busy so far; `off`: it failed and is not used until the next start. */
  readonly state: 'closed' | 'open' | 'off';
  /** Entries on disk, those of other windows and what has expired lately among them. */
  readonly entries: number;
  /** Their worth in bytes. */
  readonly bytes: number;
  /** Changes that wait for another window to let go of the store. */
  readonly waiting: number;
  /** Entries that were damaged and thrown away, since the start. */
  readonly dropped: number;
}

/**
 * Keeps cache entries, and a few small notes beside them, beyond the process. Several processes may share one.
 * Everything is synchronous and nothing throws: a store that fails says so once in the log, and from then on is
 * empty and keeps nothing.
 *
 * Values and notes go through JSON: what comes back is equal to what was kept, never the same object.
 */
export interface EntryStore<V> extends Disposable {
  /** The entry under `key`, or undefined when there is none, it has expired, or it is damaged. */
  get(key: string): StoredEntry<V> | undefined;
  /** Keeps `entry` in the place of any other under its key. What is too large, or no JSON, is not kept. */
  set(entry: StoredEntry<V>): void;
  delete(key: string): void;
  /** Forgets every entry, other windows' too; the notes stay. Returns how many entries there were. */
  clear(): number;
  /** The entries that were made last, newest first, at most `limit`. */
  newest(limit: number): readonly StoredEntry<V>[];
  /** What was last noted under `name`; undefined when nothing was. Unchecked: the caller guards it. */
  note(name: string): unknown;
  /** Notes `value`, which must be JSON, under `name`; undefined takes the note away. */
  setNote(name: string, value: unknown): void;
  stats(): StoreStats;
  /** Writes what still waits and lets go of the store. Afterwards it is empty and keeps nothing. */
  dispose(): void;
}
