import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/logger.ts';
import type { EntryStore, StoredEntry, StoreStats } from './entryStore.ts';
import { loadSqlite, type SqliteModule } from './sqliteModule.ts';
import { StoreConnection } from './storeConnection.ts';
import { fromNoteRow, fromRow, toNoteRow, toRow } from './storeRow.ts';
import type { StoreChange, StoreTables } from './storeTables.ts';
import { WaitingChanges } from './waitingChanges.ts';

export interface SqliteStoreOptions<V> {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Node's own unless a test passes another. */
  readonly sqlite?: SqliteModule;
  /** Where it is kept, on a local disk; SQLite puts `-wal` and `-shm` beside it. */
  readonly file: string;
  /** Whether what was read is such a value: an older version, or anybody, may have written it. */
  readonly isValue: (value: unknown) => value is V;
  /** Makes of a value that was read the one that is given back, an equal one that shares parts with others. */
  readonly revive?: (value: V) => V;
  /** How long an entry may be served, milliseconds by the calendar. */
  readonly ttlMs: number;
  /** Entries on disk; beyond it those that were read or written longest ago are deleted now and then. */
  readonly maxEntries: number;
  /** Their worth in bytes; likewise. An entry above it alone is not kept. */
  readonly maxBytes: number;
}

/** The longest that a call waits for another window, milliseconds. */
const BUSY_MS = 25;
/** The same for what still waits when the store is disposed. */
const LAST_BUSY_MS = 500;
/** After a read that found the store busy, none is tried for so long. */
const READ_REST_MS = 1_000;
/** Before waiting changes are tried first; doubled each time that the store is still busy, up to the longest. */
const FLUSH_MS = 200;
const MAX_FLUSH_MS = 5_000;
const WRITES_PER_TRIM = 64;
/** Between two steps of a trim, which is longer than a step takes: the thread is the editor's. */
const TRIM_REST_MS = 25;
/** How old the size in `stats` may be: other windows write too. */
const SIZE_AGE_MS = 1_000;

/**
 * A store in a SQLite file (WAL mode) that is opened at the first use; see `openStoreFile` for damaged files and
 * other versions. Undefined, with a line in the log, where Node has no SQLite.
 *
 * A write is in the file when the call returns, and survives the end of the process. While another window holds the
 * store, calls wait for 25 ms at most: changes are then kept in memory, where they already count, and written a little
 * later. A full disk, a read-only folder, or a file system that cannot share the file ends the use of the store, with
 * one warning. A file that was deleted or replaced is noticed at the next write.
 */
export function openSqliteStore<V>(options: SqliteStoreOptions<V>): EntryStore<V> | undefined {
  const sqlite = options.sqlite ?? loadSqlite();
  if (sqlite !== undefined) return new SqliteStore(options, sqlite);
  options.logger.info('The prompt cache is kept in memory only: the Node.js of this program has no SQLite.');
  return undefined;
}

class SqliteStore<V> implements EntryStore<V> {
  readonly #o: SqliteStoreOptions<V>;
  readonly #connection: StoreConnection;
  readonly #waiting: WaitingChanges;
  /** Monotonic. */
  #readsRestUntilMs = -Infinity;
  #writesUntilTrim = 1;
  #flushTimer: Disposable | undefined;
  #flushMs = FLUSH_MS;
  #dropped = 0;
  #size: { readonly entries: number; readonly bytes: number; readonly atMs: number } | undefined;
  #isDisposed = false;

  constructor(options: SqliteStoreOptions<V>, sqlite: SqliteModule) {
    const { clock, logger, file } = options;
    this.#o = options;
    this.#connection = new StoreConnection({ clock, logger, sqlite, file });
    this.#waiting = new WaitingChanges(options.maxEntries);
  }

  get(key: string): StoredEntry<V> | undefined {
    const change = this.#waiting.entry(key);
    if (change !== undefined) return change.type === 'put' ? this.#served(key, change.row) : undefined;
    if (this.#waiting.clears) return undefined;
    const row = this.#read((tables) => tables.row(key));
    const entry = row === undefined ? undefined : this.#served(key, row);
    if (entry !== undefined) {
      this.#waiting.touch(key, this.#o.clock.wallMs());
      this.#flushLater();
    }
    return entry;
  }

  set(entry: StoredEntry<V>): void {
    const row = entry.worth.bytes > this.#o.maxBytes ? undefined : toRow(entry);
    if (row === undefined) this.delete(entry.key);
    else this.#write({ type: 'put', key: entry.key, row, usedAtMs: this.#o.clock.wallMs() });
  }

  delete(key: string): void {
    this.#write({ type: 'delete', key });
  }

  clear(): number {
    if (this.#waiting.size > 0) this.#flush(0);
    const waited = this.#waiting.clearEntries();
    this.#size = undefined;
    const { entries } = this.#currentSize();
    this.#flush(BUSY_MS);
    return entries + waited;
  }

  newest(limit: number): readonly StoredEntry<V>[] {
    const waiting = this.#waiting.entries();
    const overlaid = new Set(waiting.map((change) => change.key));
    const kept = this.#waiting.clears ? [] : (this.#read((tables) => tables.newest(limit + overlaid.size)) ?? []);
    const entries: StoredEntry<V>[] = [];
    const take = (key: string, row: unknown): void => {
      const entry = this.#served(key, row);
      if (entry !== undefined) entries.push(entry);
    };
    for (const change of waiting) if (change.type === 'put') take(change.key, change.row);
    for (const row of kept) {
      const key = String(row['key']);
      if (!overlaid.has(key)) take(key, row);
    }
    return entries.sort((a, b) => b.savedAtMs - a.savedAtMs).slice(0, limit);
  }

  note(name: string): unknown {
    const change = this.#waiting.note(name);
    const row = change === undefined ? this.#read((tables) => tables.note(name)) : change.row;
    return row === undefined ? undefined : fromNoteRow(row);
  }

  setNote(name: string, value: unknown): void {
    this.#write({ type: 'note', name, row: toNoteRow(name, value) });
  }

  stats(): StoreStats {
    const { state } = this.#connection;
    const { entries, bytes } = state === 'open' ? this.#currentSize() : { entries: 0, bytes: 0 };
    return { state, entries, bytes, waiting: this.#waiting.size, dropped: this.#dropped };
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#flushTimer?.dispose();
    if (!this.#waiting.isEmpty || this.#writesUntilTrim <= 0) this.#flush(this.#waiting.size > 0 ? LAST_BUSY_MS : 0);
    if (this.#waiting.size > 0) {
      this.#o.logger.warn(
        `Another window held the kept prompt cache ${this.#o.file} to the end; the last changes (${this.#waiting.size}) are lost.`,
      );
    }
    this.#waiting.forget();
    this.#connection.dispose();
  }

  /** The entry in `row` if it is whole and young enough. */
  #served(key: string, row: unknown): StoredEntry<V> | undefined {
    const entry = fromRow(row, this.#o.isValue);
    if (entry === undefined) {
      this.#drop(key);
      return undefined;
    }
    const nowMs = this.#o.clock.wallMs();
    if (nowMs - entry.savedAtMs > this.#o.ttlMs) return undefined;
    const { revive = (same) => same } = this.#o;
    // Later than now: the calendar jumped back.
    return { ...entry, value: revive(entry.value), savedAtMs: Math.min(entry.savedAtMs, nowMs) };
  }

  #drop(key: string): void {
    if (this.#dropped++ === 0) {
      this.#o.logger.warn(
        `An entry of the kept prompt cache ${this.#o.file} was damaged and is thrown away; further ones are only counted.`,
      );
    }
    this.delete(key);
  }

  #read<T>(work: (tables: StoreTables) => T): T | undefined {
    const nowMs = this.#o.clock.nowMs();
    if (nowMs < this.#readsRestUntilMs) return undefined;
    const use = this.#connection.read(work, BUSY_MS);
    if (use.state === 'busy') this.#readsRestUntilMs = nowMs + READ_REST_MS;
    return use.state === 'done' ? use.value : undefined;
  }

  /** Makes the change now, or behind those that wait already. */
  #write(change: StoreChange): void {
    if (this.#waiting.size === 0) {
      const { state } = this.#connection.write((tables) => tables.apply(change), BUSY_MS);
      if (state === 'done') {
        this.#size = undefined;
        if (--this.#writesUntilTrim <= 0) this.#flushLater();
      }
      if (state !== 'busy') return;
    }
    this.#waiting.add(change);
    this.#flushLater();
  }

  #flushLater(delayMs = this.#flushMs): void {
    if (this.#isDisposed) return;
    this.#flushTimer ??= this.#o.clock.setTimer(delayMs, () => {
      this.#flushTimer = undefined;
      // What is late already need not hold up the editor.
      this.#flush(0);
    });
  }

  /** Writes all that waits, or nothing; and trims the store a step further where it is time for it. */
  #flush(busyMs: number): void {
    const { clock, ttlMs, maxEntries, maxBytes } = this.#o;
    const isTrim = this.#writesUntilTrim <= 0;
    let isTrimmed = true;
    const { state } = this.#connection.write((tables) => {
      tables.atomically(() => {
        this.#waiting.applyTo(tables);
        if (isTrim) isTrimmed = tables.trim({ nowMs: clock.wallMs(), ttlMs, maxEntries, maxBytes });
      });
    }, busyMs);
    if (state === 'busy') {
      this.#flushMs = Math.min(MAX_FLUSH_MS, this.#flushMs * 2);
      this.#flushLater();
      return;
    }
    if (!isTrim) this.#writesUntilTrim -= this.#waiting.size;
    else if (isTrimmed) this.#writesUntilTrim = WRITES_PER_TRIM;
    this.#waiting.forget();
    this.#flushMs = FLUSH_MS;
    this.#size = undefined;
    if (!isTrimmed) this.#flushLater(TRIM_REST_MS);
  }

  #currentSize(): { readonly entries: number; readonly bytes: number } {
    const atMs = this.#o.clock.nowMs();
    if (this.#size === undefined || atMs - this.#size.atMs > SIZE_AGE_MS) {
      const size = this.#read((tables) => tables.size());
      if (size === undefined) return this.#size ?? { entries: 0, bytes: 0 };
      this.#size = { ...size, atMs };
    }
    return this.#size;
  }
}
