import { describe, expect, it, vi } from 'vitest';
import { loadSqlite } from '../../../../src/core/cache/sqliteModule.ts';

describe('Node’s SQLite', () => {
  it('is found where there is one', () => {
    expect(loadSqlite()?.DatabaseSync).toBeTypeOf('function');
  });

  it.each([
    ['missing', () => undefined],
    [
      'refused',
      () => {
        throw new Error('No such built-in module: node:sqlite');
      },
    ],
  ])('is undefined where it is %s', (_how, load) => {
    const spy = vi.spyOn(process, 'getBuiltinModule').mockImplementation(load as never);
    expect(loadSqlite()).toBeUndefined();
    spy.mockRestore();
  });

  it('loads without its own warning; any other comes through, then and later', () => {
    const emitted: unknown[][] = [];
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation((...args: unknown[]) => void emitted.push(args));
    const load = vi.spyOn(process, 'getBuiltinModule').mockImplementation((() => {
      process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
      process.emitWarning('Something else is.', 'ExperimentalWarning');
      return undefined;
    }) as never);
    loadSqlite();
    process.emitWarning('SQLite is an experimental feature, said somebody else.');
    load.mockRestore();
    emit.mockRestore();
    expect(emitted).toEqual([
      ['Something else is.', 'ExperimentalWarning'],
      ['SQLite is an experimental feature, said somebody else.'],
    ]);
  });
});
