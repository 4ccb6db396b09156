import type { DatabaseSync } from 'node:sqlite';

/** The part of `node:sqlite` that is used. */
export interface SqliteModule {
  readonly DatabaseSync: new (file: string) => DatabaseSync;
}

/**
 * Node's own SQLite, or undefined where this Node was built without it, as those of some editors are. Asked for at
 * run time, since an import of a missing module would end the program.
 *
 * Node 22 calls the module experimental in a warning on the terminal, once a process. A user can do nothing about
 * it, so that one warning is held back while the module loads, which is synchronous; every other one goes through.
 */
export function loadSqlite(): SqliteModule | undefined {
  const { emitWarning } = process;
  const emitOthers = (warning: string | Error, ...rest: unknown[]): void => {
    if (!String(warning).includes('SQLite is an experimental')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    process.emitWarning = emitOthers;
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
