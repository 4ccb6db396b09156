/**
 * What an error of SQLite's asks for. `busy`: later; `damaged`: a new file; `changed`: opening the file anew, another
 * version has put its own tables there; `failed`: no way to go on, such as a full disk or a folder that is read-only.
 */
export type StoreFault = 'busy' | 'damaged' | 'changed' | 'failed';

/** By SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const FAULTS: ReadonlyMap<number, StoreFault> = new Map([
  [1, 'changed'], // SQLITE_ERROR: the statements are fixed, so a table is missing or another
  [5, 'busy'], // SQLITE_BUSY
  [6, 'busy'], // SQLITE_LOCKED
  [11, 'damaged'], // SQLITE_CORRUPT
  [15, 'busy'], // SQLITE_PROTOCOL: lost a race for the locks
  [17, 'busy'], // SQLITE_SCHEMA: another window is changing it
  [26, 'damaged'], // SQLITE_NOTADB
]);

export function faultOf(error: unknown): StoreFault {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return 'failed';
  // The higher bytes only refine the code.
  return FAULTS.get(error.errcode & 0xff) ?? 'failed';
}

/** The reason in words, without a stop. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
