import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../../support/fakeClock.ts';
import { fruit, openStore, storeFile } from '../../../support/stores.ts';

/** Another window in the middle of a write. */
function holder(file: string): { readonly release: () => void } {
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  const release = (): void => {
    if (database.isOpen) database.close();
  };
  onTestFinished(release);
  return { release };
}

describe('a store that another window holds', () => {
  it('keeps changes in memory, where they count, and writes them a little later', () => {
    const { store, clock, logger, file } = openStore();
    for (const key of ['old', 'gone']) store.set(fruit(key, clock));
    clock.elapse(1_000);
    const other = holder(file);
    store.set(fruit('a', clock));
    store.set(fruit('b', clock));
    store.delete('gone');
    store.setNote('n', { level: 2 });
    store.setNote('m', 1);
    expect(store.get('a')).toEqual(fruit('a', clock));
    expect([store.get('gone'), store.get('old'), store.note('n')]).toEqual([
      undefined,
      expect.anything(),
      { level: 2 },
    ]);
    expect(
      store
        .newest(9)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['a', 'b', 'old']);
    expect(store.stats()).toMatchObject({ state: 'open', entries: 2, waiting: 5 });
    clock.elapse(200);
    expect(store.stats().waiting).toBe(5);

    other.release();
    clock.elapse(400);
    expect(store.stats()).toMatchObject({ entries: 3, waiting: 0 });
    const { store: second } = openStore({ clock, file });
    expect([second.get('a'), second.get('b'), second.get('gone'), second.note('n')]).toEqual([
      expect.anything(),
      expect.anything(),
      undefined,
      { level: 2 },
    ]);
    expect([logger.lines, clock.pendingTimers]).toEqual([[], 1]);
  });

  it('takes a change behind those that wait, so that the last one holds', () => {
    const { store, clock, file } = openStore();
    store.get('open it');
    const other = holder(file);
    store.set(fruit('a', clock, { value: { fruit: 'first' } }));
    other.release();
    store.set(fruit('a', clock, { value: { fruit: 'second' } }));
    clock.elapse(1_000);
    expect(store.get('a')?.value).toEqual({ fruit: 'second' });
    expect(openStore({ clock, file }).store.get('a')?.value).toEqual({ fruit: 'second' });
  });

  it('is cleared in memory first', () => {
    const { store, clock, file } = openStore();
    store.set(fruit('old', clock));
    const other = holder(file);
    store.set(fruit('a', clock));
    expect(store.clear()).toBe(2);
    store.set(fruit('b', clock));
    expect([store.get('old'), store.get('a'), store.newest(9).length]).toEqual([undefined, undefined, 1]);
    other.release();
    store.dispose();
    const { store: again } = openStore({ clock, file });
    expect(again.newest(9).map(({ key }) => key)).toEqual(['b']);
  });

  it('is written at dispose once it is free, and no timer is left', () => {
    const { store, clock, file } = openStore();
    store.get('open it');
    const other = holder(file);
    store.set(fruit('a', clock));
    expect(clock.pendingTimers).toBe(1);
    other.release();
    store.dispose();
    expect(clock.pendingTimers).toBe(0);
    expect(openStore({ clock, file }).store.get('a')).toBeDefined();
  });

  it('to the end costs the changes that wait, and says how many', () => {
    const { store, clock, logger, file } = openStore();
    store.get('open it');
    holder(file);
    for (const key of ['a', 'b']) store.set(fruit(key, clock));
    clock.elapse(60_000);
    store.dispose();
    expect(logger.lines).toEqual([expect.stringMatching(/^warn: Another window held .* last changes \(2\) are lost/)]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps no more changes in memory than entries on disk', () => {
    const { store, clock, file } = openStore({ maxEntries: 5 });
    store.get('open it');
    holder(file);
    for (let i = 0; i < 20; i++) store.set(fruit(`${i}`, clock));
    expect(store.stats().waiting).toBe(5);
    expect([store.get('14'), store.get('15')]).toEqual([undefined, expect.anything()]);
  });

  it('while it is made is opened later', () => {
    const { file, store, clock, logger } = openStore();
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(store.get('a')).toBeUndefined();
    store.set(fruit('a', clock));
    expect(store.get('a')).toBeDefined();
    expect(store.stats()).toMatchObject({ state: 'closed', waiting: 1 });
    other.exec('ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema');
    clock.elapse(5_000);
    expect(store.stats()).toMatchObject({ state: 'open', entries: 1, waiting: 0 });
    expect(logger.lines).toEqual([]);
  });
});

describe('a store that another window holds altogether', () => {
  it('is not asked again at once, for each time might hold up the editor', () => {
    let opens = 0;
    class Counted extends DatabaseSync {
      constructor(file: string) {
        super(file);
        opens++;
      }
    }
    const { file, store, clock } = openStore({ sqlite: { DatabaseSync: Counted } });
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    for (let i = 0; i < 10; i++) store.get('a');
    expect(opens).toBe(1);
    clock.skip(1_000);
    store.get('a');
    expect(opens).toBe(2);
  });
});

describe('two windows', () => {
  it('see what the other one kept', () => {
    const clock = new FakeClock();
    const { store: a, file } = openStore({ clock });
    const { store: b } = openStore({ clock, file });
    for (let i = 0; i < 20; i++) {
      a.set(fruit(`a ${i}`, clock));
      b.set(fruit(`b ${i}`, clock));
    }
    for (let i = 0; i < 20; i++) expect([a.get(`b ${i}`), b.get(`a ${i}`)]).not.toContain(undefined);
    a.clear();
    expect(b.get('b 1')).toBeUndefined();
  });
});

class ReadOnlyDisk extends DatabaseSync {
  constructor(file: string) {
    super(file, { readOnly: true });
  }
}

/** As on some network shares: SQLite keeps its old journal. */
class NoSharedMemory extends DatabaseSync {
  override prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    return super.prepare(sql.replace('journal_mode = WAL', 'journal_mode'));
  }
}

describe('a store that cannot be written', () => {
  it('says so once and is empty from then on: a full disk', () => {
    let opens = 0;
    class FullDisk extends DatabaseSync {
      constructor(file: string) {
        super(file);
        this.exec('PRAGMA max_page_count = 12');
        opens++;
      }
    }
    const { store, clock, logger } = openStore({ sqlite: { DatabaseSync: FullDisk } });
    for (let i = 0; i < 200; i++) store.set(fruit(`${i}`, clock, { value: { fruit: 'pear'.repeat(99) } }));
    expect([store.get('0'), store.newest(3), store.clear(), store.stats().state]).toEqual([undefined, [], 0, 'off']);
    expect(logger.lines).toEqual([
      expect.stringMatching(/^warn: The prompt cache cannot be kept in .*\(database or disk is full\)/),
    ]);
    expect(opens).toBe(1);
    expect([clock.pendingTimers, store.stats().waiting]).toEqual([1, 0]);
    clock.elapse(1_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['a disk that is read-only', { DatabaseSync: ReadOnlyDisk }, /readonly/],
    ['a file system without shared memory', { DatabaseSync: NoSharedMemory }, /cannot share it among windows/],
  ])('or never begins: %s', (_name, sqlite, reason) => {
    const file = storeFile();
    writeFileSync(file, '');
    const { store, clock, logger } = openStore({ file, sqlite });
    store.set(fruit('a', clock));
    store.set(fruit('b', clock));
    expect([store.get('a'), store.stats().state]).toEqual([undefined, 'off']);
    expect(logger.lines).toEqual([expect.stringMatching(reason)]);
  });

  it('a store on a disk that is read-only is not set aside', () => {
    const clock = new FakeClock();
    const { store: first, file } = openStore({ clock });
    first.set(fruit('a', clock));
    const { store, logger } = openStore({ clock, file, sqlite: { DatabaseSync: ReadOnlyDisk } });
    expect(store.get('a')).toBeDefined();
    store.set(fruit('b', clock));
    expect(store.stats().state).toBe('off');
    expect(logger.lines).toHaveLength(1);
    expect(first.get('a')).toBeDefined();
  });

  it('a folder that cannot be made is named', () => {
    const file = storeFile();
    writeFileSync(file, 'in the way');
    const { store, clock, logger } = openStore({ file: path.join(file, 'below', 'cache.sqlite') });
    store.set(fruit('a', clock));
    expect(store.get('a')).toBeUndefined();
    expect(logger.lines).toEqual([expect.stringMatching(/cannot be kept in .*below.*ENOTDIR/)]);
  });
});
