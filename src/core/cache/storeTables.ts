import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NoteRow, StoreRow } from './storeRow.ts';

/**
 * The tables of version 2. Their names carry the version: a later one that changes them must name its own anew, so
 * that the statements of an older window that still has the file open fail, and do not write rows of the old shape.
 *
 * Numbers are REAL throughout: whatever is read is then a number, also where a damaged row holds a huge integer. The
 * value comes last, so that nothing has to be read past it, and `totals2` spares counting the entries.
 */
export const CREATE_TABLES = `
  CREATE TABLE entries2 (
    key TEXT PRIMARY KEY NOT NULL,
    bytes REAL NOT NULL,
    savedMs REAL NOT NULL,
    savedTokens REAL NOT NULL,
    savedAtMs REAL NOT NULL,
    usedAtMs REAL NOT NULL,
    checksum REAL NOT NULL,
    value TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entries2_by_use ON entries2 (usedAtMs, bytes);
  CREATE INDEX entries2_by_age ON entries2 (savedAtMs);
  CREATE TABLE totals2 (entries REAL NOT NULL, bytes REAL NOT NULL) STRICT;
  INSERT INTO totals2 VALUES (0, 0);
  CREATE TRIGGER entries2_added AFTER INSERT ON entries2 BEGIN
    UPDATE totals2 SET entries = entries + 1, bytes = bytes + new.bytes;
  END;
  CREATE TRIGGER entries2_changed AFTER UPDATE OF bytes ON entries2 BEGIN
    UPDATE totals2 SET bytes = bytes - old.bytes + new.bytes;
  END;
  CREATE TRIGGER entries2_removed AFTER DELETE ON entries2 BEGIN
    UPDATE totals2 SET entries = entries - 1, bytes = bytes - old.bytes;
  END;
  CREATE TABLE notes2 (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, checksum REAL NOT NULL) STRICT;
`;

const COLUMNS = 'key, value, bytes, savedMs, savedTokens, savedAtMs, checksum';
/** Rows that one step of a trim touches at most: a few milliseconds, since each takes its value's pages along. */
const TRIM_ROWS = 16;

/** What a store may hold, and the time its ages are counted from, milliseconds since the Unix epoch. */
export interface StoreLimits {
  readonly nowMs: number;
  readonly ttlMs: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
}

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
  readonly #isCounted: StatementSync;
  readonly #settleUse: StatementSync;
  readonly #settleAge: StatementSync;
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
    this.#find = prepare(`SELECT ${COLUMNS} FROM entries2 WHERE key = ?`);
    this.#newest = prepare(`SELECT ${COLUMNS} FROM entries2 ORDER BY savedAtMs DESC LIMIT ?`);
    // An update of what is there, for REPLACE would delete it without the trigger.
    this.#put = prepare(
      `INSERT INTO entries2 (${COLUMNS}, usedAtMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, bytes = excluded.bytes, savedMs = excluded.savedMs,
         savedTokens = excluded.savedTokens, savedAtMs = excluded.savedAtMs, checksum = excluded.checksum,
         usedAtMs = excluded.usedAtMs`,
    );
    this.#delete = prepare('DELETE FROM entries2 WHERE key = ?');
    this.#touch = prepare('UPDATE entries2 SET usedAtMs = ?, savedAtMs = min(savedAtMs, ?) WHERE key = ?');
    this.#size = prepare('SELECT entries, bytes FROM totals2');
    this.#isCounted = prepare(
      `SELECT totals2.entries = found.entries AND abs(totals2.bytes - found.bytes) < 1 AS isSo
       FROM totals2, (SELECT count(*) AS entries, total(bytes) AS bytes FROM entries2) AS found`,
    );
    const some = (condition: string): string => `rowid IN (SELECT rowid FROM entries2 WHERE ${condition} LIMIT ?)`;
    this.#settleUse = prepare(`UPDATE entries2 SET usedAtMs = ? WHERE ${some('usedAtMs > ?')}`);
    this.#settleAge = prepare(`UPDATE entries2 SET savedAtMs = ? WHERE ${some('savedAtMs > ?')}`);
    this.#expire = prepare(`DELETE FROM entries2 WHERE ${some('savedAtMs < ?')}`);
    this.#oldest = prepare('SELECT rowid, bytes FROM entries2 ORDER BY usedAtMs LIMIT ?');
    this.#deleteRow = prepare('DELETE FROM entries2 WHERE rowid = ?');
    this.#findNote = prepare('SELECT name, value, checksum FROM notes2 WHERE name = ?');
    this.#putNote = prepare('INSERT OR REPLACE INTO notes2 (name, value, checksum) VALUES (?, ?, ?)');
    this.#forgetNote = prepare('DELETE FROM notes2 WHERE name = ?');
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
    this.#database.exec('DELETE FROM entries2');
  }

  /** Notes that the entry under `key` was served at `usedAtMs`; nothing in it is later than that. */
  touch(key: string, usedAtMs: number): void {
    this.#touch.run(usedAtMs, usedAtMs, key);
  }

  size(): { readonly entries: number; readonly bytes: number } {
    const { entries, bytes } = this.#size.get() ?? {};
    return { entries: Number(entries), bytes: Number(bytes) };
  }

  /** Whether `size` is what there is. Counts every entry. */
  isSizeRight(): boolean {
    return this.#isCounted.get()?.['isSo'] === 1;
  }

  /**
   * One step of deleting what has expired, and then what was used longest ago, until the rest is within the limits.
   * Returns false when there may be more to do.
   */
  trim({ nowMs, ttlMs, maxEntries, maxBytes }: StoreLimits): boolean {
    let rows = TRIM_ROWS;
    // Times from before the calendar jumped back would otherwise be young for as long as the jump was wide.
    rows -= Number(this.#settleUse.run(nowMs, nowMs, rows).changes);
    rows -= Number(this.#settleAge.run(nowMs, nowMs, rows).changes);
    rows -= Number(this.#expire.run(nowMs - ttlMs, rows).changes);
    let { entries, bytes } = this.size();
    for (const row of this.#oldest.all(rows)) {
      if (entries <= maxEntries && bytes <= maxBytes) return true;
      this.#deleteRow.run(row['rowid'] ?? null);
      rows--;
      entries--;
      bytes -= Number(row['bytes']);
    }
    return rows > 0;
  }

  close(): void {
    this.#database.close();
  }
}
