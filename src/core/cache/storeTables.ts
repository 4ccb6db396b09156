import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NoteRow, StoreRow } from './storeRow.ts';

/**
 * The tables of version 1. Their names carry the version: a later one that changes them must name its own anew, so
 * that the statements of an older window that still has the file open fail, and do not write rows of the old shape.
 *
 * Numbers are REAL throughout: whatever is read is then a number, also where a damaged row holds a huge integer.
 */
export const CREATE_TABLES = `
  CREATE TABLE entries1 (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    bytes REAL NOT NULL,
    savedMs REAL NOT NULL,
    savedTokens REAL NOT NULL,
    savedAtMs REAL NOT NULL,
    usedAtMs REAL NOT NULL,
    checksum REAL NOT NULL
  ) STRICT;
  CREATE INDEX entries1_by_use ON entries1 (usedAtMs, bytes);
  CREATE TABLE notes1 (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, checksum REAL NOT NULL) STRICT;
`;

const COLUMNS = 'key, value, bytes, savedMs, savedTokens, savedAtMs, checksum';

/** One change of the tables. */
export type StoreChange = EntryChange | NoteChange;

export type EntryChange =
  | { readonly type: 'put'; readonly key: string; readonly row: StoreRow; readonly usedAtMs: number }
  | { readonly type: 'delete'; readonly key: string };

export interface NoteChange {
  readonly type: 'note';
  readonly name: string;
  /** Undefined: the note goes. */
  readonly row: NoteRow | undefined;
}

/**
 * Reads and writes of an open store, a prepared statement each. Everything throws as SQLite does. Parameters are plain
 * question marks, for Node 22.15 cannot bind numbered ones.
 */
export class StoreTables {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #newest: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #touch: StatementSync;
  readonly #size: StatementSync;
  readonly #settleTimes: StatementSync;
  readonly #expire: StatementSync;
  readonly #oldest: StatementSync;
  readonly #deleteRow: StatementSync;
  readonly #findNote: StatementSync;
  readonly #putNote: StatementSync;
  readonly #forgetNote: StatementSync;
  #busyMs: number | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#find = prepare(`SELECT ${COLUMNS} FROM entries1 WHERE key = ?`);
    this.#newest = prepare(`SELECT ${COLUMNS} FROM entries1 ORDER BY savedAtMs DESC LIMIT ?`);
    this.#put = prepare(`INSERT OR REPLACE INTO entries1 (${COLUMNS}, usedAtMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#delete = prepare('DELETE FROM entries1 WHERE key = ?');
    this.#touch = prepare('UPDATE entries1 SET usedAtMs = ?, savedAtMs = min(savedAtMs, ?) WHERE key = ?');
    this.#size = prepare('SELECT count(*) AS entries, total(bytes) AS bytes FROM entries1');
    this.#settleTimes = prepare(
      'UPDATE entries1 SET usedAtMs = min(usedAtMs, ?), savedAtMs = min(savedAtMs, ?) WHERE max(usedAtMs, savedAtMs) > ?',
    );
    this.#expire = prepare('DELETE FROM entries1 WHERE savedAtMs < ?');
    this.#oldest = prepare('SELECT rowid, bytes FROM entries1 ORDER BY usedAtMs LIMIT ?');
    this.#deleteRow = prepare('DELETE FROM entries1 WHERE rowid = ?');
    this.#findNote = prepare('SELECT name, value, checksum FROM notes1 WHERE name = ?');
    this.#putNote = prepare('INSERT OR REPLACE INTO notes1 (name, value, checksum) VALUES (?, ?, ?)');
    this.#forgetNote = prepare('DELETE FROM notes1 WHERE name = ?');
  }

  /** How long a statement waits for another window before it fails as busy, milliseconds. */
  waitAtMost(busyMs: number): void {
    if (busyMs === this.#busyMs) return;
    this.#database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    this.#busyMs = busyMs;
  }

  /** Does all of `work` or none of it. */
  atomically(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      try {
        this.#database.exec('ROLLBACK');
      } catch {
        // Some errors have ended the transaction already.
      }
      throw error;
    }
  }

  /** The row under `key`, unchecked. */
  row(key: string): unknown {
    return this.#find.get(key);
  }

  /** The rows that were made last, newest first, unchecked. */
  newest(limit: number): readonly Readonly<Record<string, unknown>>[] {
    return this.#newest.all(limit);
  }

  note(name: string): NoteRow | undefined {
    const { value, checksum } = this.#findNote.get(name) ?? {};
    return typeof value === 'string' && typeof checksum === 'number' ? { name, value, checksum } : undefined;
  }

  apply(change: StoreChange): void {
    switch (change.type) {
      case 'put': {
        const { key, value, bytes, savedMs, savedTokens, savedAtMs, checksum } = change.row;
        this.#put.run(key, value, bytes, savedMs, savedTokens, savedAtMs, checksum, change.usedAtMs);
        return;
      }
      case 'delete':
        this.#delete.run(change.key);
        return;
      case 'note':
        if (change.row === undefined) this.#forgetNote.run(change.name);
        else this.#putNote.run(change.name, change.row.value, change.row.checksum);
        return;
    }
  }

  /** Deletes every entry. */
  clear(): void {
    this.#database.exec('DELETE FROM entries1');
  }

  /** Notes that the entry under `key` was served at `usedAtMs`; nothing in it is later than that. */
  touch(key: string, usedAtMs: number): void {
    this.#touch.run(usedAtMs, usedAtMs, key);
  }

  size(): { readonly entries: number; readonly bytes: number } {
    const { entries, bytes } = this.#size.get() ?? {};
    return { entries: Number(entries), bytes: Number(bytes) };
  }

  /** Deletes what has expired, then what was used longest ago until the rest is within the limits. */
  trim(limits: {
    readonly nowMs: number;
    readonly ttlMs: number;
    readonly maxEntries: number;
    readonly maxBytes: number;
  }): void {
    const { nowMs, ttlMs, maxEntries, maxBytes } = limits;
    // Times from before the calendar jumped back would otherwise be young for as long as the jump was wide.
    this.#settleTimes.run(nowMs, nowMs, nowMs);
    this.#expire.run(nowMs - ttlMs);
    let { entries, bytes } = this.size();
    while (entries > 0 && (entries > maxEntries || bytes > maxBytes)) {
      const oldest = this.#oldest.all(TRIM_BATCH);
      if (oldest.length === 0) return;
      for (const row of oldest) {
        if (entries <= maxEntries && bytes <= maxBytes) return;
        this.#deleteRow.run(row['rowid'] ?? null);
        entries--;
        bytes -= Number(row['bytes']);
      }
    }
  }

  close(): void {
    this.#database.close();
  }
}

const TRIM_BATCH = 64;
