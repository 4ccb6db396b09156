import { existsSync, mkdirSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SqliteModule } from './sqliteModule.ts';
import { faultOf, reasonOf } from './storeFault.ts';
import { CREATE_TABLES, StoreTables } from './storeTables.ts';

const VERSION = 2;
/** "PLSC": tells a store of another version from another program's database. */
const APPLICATION_ID = 0x504c_5343;
/** Up to here a file is checked whole when it is opened, which takes a few milliseconds; bytes. */
const CHECKED_BYTES = 8 * 1024 * 1024;
/** More files than this in the place of one store are not set aside in one go. */
const MAX_ATTEMPTS = 3;

export interface StoreFileOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sqlite: SqliteModule;
  /** Its folder is made when it is missing. */
  readonly file: string;
  /** How long to wait for another window, milliseconds. */
  readonly busyMs: number;
  /** The identity of a file that was found damaged while it was open. */
  readonly damaged?: string;
}

export type Opening =
  | { readonly state: 'open'; readonly tables: StoreTables; readonly file: string; readonly identity: string }
  | { readonly state: 'busy' }
  | { readonly state: 'failed'; readonly reason: string };

type Judgement = Opening | { readonly state: 'newer' } | { readonly state: 'damaged'; readonly reason: string };

/**
 * Opens the store in `file`, or makes one.
 *
 * - A damaged one, or anything else in its place, is renamed to `FILE.damaged-TIME` with what belongs to it, with
 *   one warning, and a new one is begun.
 * - One of an older version is emptied: its entries can be asked for again.
 * - One of a newer version is left as it is, since the newer window goes on with it. This one keeps its own beside
 *   it, in `FILE.v2`, so that going back to an older version costs the shared entries and nothing else.
 */
export function openStoreFile(options: StoreFileOptions): Opening {
  try {
    mkdirSync(path.dirname(options.file), { recursive: true });
    const opening = openOrReplace(options, options.file);
    if (opening.state !== 'newer') return opening;
    const own = `${options.file}.v${VERSION}`;
    options.logger.info(
      `The kept prompt cache ${options.file} is of a newer version of Planscope and is left to it; this one keeps its own in ${own}.`,
    );
    const beside = openOrReplace(options, own);
    return beside.state === 'newer' ? { state: 'failed', reason: 'it is of a newer version' } : beside;
  } catch (error) {
    return { state: 'failed', reason: reasonOf(error) };
  }
}

/** Which file is at a path now; undefined: none. Another one under the same name has another identity. */
export function fileIdentity(file: string): string | undefined {
  const stats = statsOf(file);
  return stats === undefined ? undefined : identityIn(stats);
}

function identityIn({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function statsOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

function openOrReplace(options: StoreFileOptions, file: string): Exclude<Judgement, { state: 'damaged' }> {
  for (let attempt = 1; ; attempt++) {
    // Looked for before the file, which every window makes first: without it they are of one that was deleted.
    const orphans = [`${file}-wal`, `${file}-shm`].filter((beside) => existsSync(beside));
    const stats = statsOf(file);
    const identity = stats === undefined ? undefined : identityIn(stats);
    if (identity === undefined) for (const orphan of orphans) rmSync(orphan, { force: true });
    const judgement = judge(options, file, stats);
    if (judgement.state !== 'damaged') return judgement;
    if (attempt === MAX_ATTEMPTS) return { state: 'failed', reason: judgement.reason };
    // Another window may have been quicker: what it has begun is not what was judged.
    if (identity !== fileIdentity(file)) continue;
    try {
      const aside = setAside(file, options.clock.wallMs());
      options.logger.warn(
        `The kept prompt cache ${file} was damaged (${judgement.reason}). It has been set aside as ${aside}, and a new one is begun.`,
      );
    } catch (error) {
      const isStillThere = identity === fileIdentity(file);
      const reason = `it is damaged (${judgement.reason}) and could not be set aside: ${reasonOf(error)}`;
      if (isStillThere) return { state: 'failed', reason };
    }
  }
}

function judge(options: StoreFileOptions, file: string, stats: Stats | undefined): Judgement {
  if (stats?.isFile() === false) return { state: 'damaged', reason: 'it is no file' };
  if (stats !== undefined && identityIn(stats) === options.damaged) {
    return { state: 'damaged', reason: 'it could no longer be read' };
  }
  let database: DatabaseSync | undefined;
  try {
    database = new options.sqlite.DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${options.busyMs}`);
    const judgement = prepare(database, file, stats?.size ?? 0);
    if (judgement.state === 'open') database = undefined;
    return judgement;
  } catch (error) {
    const fault = faultOf(error);
    return fault === 'busy'
      ? { state: 'busy' }
      : { state: fault === 'failed' ? 'failed' : 'damaged', reason: reasonOf(error) };
  } finally {
    database?.close();
  }
}

function prepare(database: DatabaseSync, file: string, sizeBytes: number): Judgement {
  const version = versionOf(database);
  if (version === 'foreign') return { state: 'damaged', reason: 'it is the database of another program' };
  if (version > VERSION) return { state: 'newer' };
  if (version === VERSION && sizeBytes <= CHECKED_BYTES) {
    const finding = pragma(database, 'quick_check(1)');
    if (finding !== 'ok') return { state: 'damaged', reason: String(finding) };
  }
  // Without it every write would wait for the disk, and readers for writers.
  if (pragma(database, 'journal_mode = WAL') !== 'wal') {
    return { state: 'failed', reason: 'the file system of its folder cannot share it among windows' };
  }
  // A crash of the process loses nothing, one of the machine the last entries at most.
  database.exec('PRAGMA synchronous = NORMAL');
  if (version < VERSION) beginAnew(database);
  const tables = new StoreTables(database);
  if (sizeBytes <= CHECKED_BYTES && !tables.isSizeRight()) return { state: 'damaged', reason: 'its totals are wrong' };
  const identity = fileIdentity(file);
  return identity === undefined ? { state: 'busy' } : { state: 'open', tables, file, identity };
}

/** The version of a store, 0 for an empty file. */
function versionOf(database: DatabaseSync): number | 'foreign' {
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  const version = Number(pragma(database, 'user_version'));
  const isOurs = pragma(database, 'application_id') === APPLICATION_ID;
  return isOurs || (isEmpty && version === 0) ? version : 'foreign';
}

/** Makes the tables in the place of an older version's, unless another window has just done so. */
function beginAnew(database: DatabaseSync): void {
  // Where this fails, closing the file, which follows, ends the transaction.
  database.exec('BEGIN IMMEDIATE');
  const version = versionOf(database);
  if (version !== 'foreign' && version < VERSION) {
    for (const { name } of database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()) {
      database.exec(`DROP TABLE "${String(name).replaceAll('"', '""')}"`);
    }
    database.exec(`${CREATE_TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
  }
  database.exec('COMMIT');
}

function pragma(database: DatabaseSync, text: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${text}`).get() ?? {})[0];
}

/** Renames `file` with what SQLite keeps beside it. Returns the new name. */
function setAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  let aside = `${file}.damaged-${stamp}`;
  for (let copy = 2; existsSync(aside); copy++) aside = `${file}.damaged-${stamp}-${copy}`;
  // The file itself last: as long as it is there, no window begins a new one beside an old log.
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}
