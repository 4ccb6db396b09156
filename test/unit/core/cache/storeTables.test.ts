import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREATE_TABLES, StoreTables } from '../../../../src/core/cache/storeTables.ts';

/** The tables of a database in memory, and every statement that they prepared. */
function openTables(): {
  readonly database: DatabaseSync;
  readonly tables: StoreTables;
  readonly statements: readonly string[];
} {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  database.exec(CREATE_TABLES);
  const statements: string[] = [];
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    statements.push(sql);
    return prepare(sql);
  };
  const tables = new StoreTables(database);
  database.prepare = prepare;
  return { database, tables, statements };
}

function put(tables: StoreTables, key: string, atMs: number, bytes = 10): void {
  const row = { key, value: '{}', bytes, savedMs: 1, savedTokens: 1, savedAtMs: atMs, checksum: 0 };
  tables.apply({ type: 'put', key, row, usedAtMs: atMs });
}

describe('the tables of a store', () => {
  it('are read by an index throughout, never row by row and never sorted', () => {
    const { database, statements } = openTables();
    const plans = statements.flatMap((sql) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail)),
    );
    expect(plans).toContain('SCAN entries2 USING INDEX entries2_by_age');
    expect(plans.filter((plan) => /SCAN (entries2|notes2)$|TEMP B-TREE/.test(plan))).toEqual([]);
  });

  it('know their size through every kind of change', () => {
    const { tables } = openTables();
    for (let i = 0; i < 9; i++) put(tables, `${i}`, i);
    put(tables, '3', 20, 35);
    tables.apply({ type: 'delete', key: '4' });
    tables.apply({ type: 'delete', key: 'none' });
    tables.touch('5', 30);
    expect([tables.size(), tables.isSizeRight()]).toEqual([{ entries: 8, bytes: 105 }, true]);
    tables.clear();
    expect([tables.size(), tables.isSizeRight()]).toEqual([{ entries: 0, bytes: 0 }, true]);
  });

  it('are trimmed sixteen rows at a time: times to come, what has expired, and what is too much', () => {
    const { database, tables } = openTables();
    const limits = { nowMs: 1_000, ttlMs: 500, maxEntries: 10, maxBytes: 1e6 };
    for (let i = 0; i < 20; i++) put(tables, `to come ${i}`, 2_000);
    for (let i = 0; i < 20; i++) put(tables, `expired ${i}`, 10 + i);
    const toCome = database.prepare('SELECT count(*) AS n FROM entries2 WHERE usedAtMs > 1000 OR savedAtMs > 1000');
    const states: unknown[] = [];
    let isDone = false;
    while (!isDone && states.length < 99) {
      isDone = tables.trim(limits);
      states.push([Number(toCome.get()?.['n']), tables.size().entries]);
    }
    expect(states).toEqual([
      [20, 40],
      [8, 40],
      [0, 32],
      [0, 16],
      [0, 10],
    ]);
    expect(tables.trim(limits)).toBe(true);
    expect(tables.isSizeRight()).toBe(true);
  });
});
