import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../support/fakeClock.ts';
import { fruit, openStore, storeFile, type TestStore } from '../../../support/stores.ts';

/** A store of 200 entries that was closed in order. */
function filledFile(clock = new FakeClock()): string {
  const { store, file } = openStore({ clock, maxEntries: 1_000 });
  for (let i = 0; i < 200; i++) store.set(fruit(`${i}`, clock));
  store.dispose();
  return file;
}

function sql(file: string, text: string): void {
  const database = new DatabaseSync(file);
  database.exec(text);
  database.close();
}

function sqlAnew(file: string, text: string): void {
  rmSync(file);
  sql(file, text);
}

function toFolder(file: string): void {
  rmSync(file);
  mkdirSync(path.join(file, 'inside'), { recursive: true });
}

/** What is beside the store, without the store itself and its log. */
function besides(file: string): readonly string[] {
  const own = ['', '-wal', '-shm'].map((suffix) => path.basename(file) + suffix);
  return readdirSync(path.dirname(file)).filter((name) => !own.includes(name));
}

function expectToWork({ store, clock }: TestStore): void {
  store.set(fruit('new', clock));
  expect(store.get('new')).toEqual(fruit('new', clock));
  expect(store.stats()).toMatchObject({ state: 'open', entries: 1 });
}

/** Overwrites part of a file. */
function scribble(file: string, from: number, to: number): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x5a, from, to));
}

const SCHEMA = 'PRAGMA application_id = 1347179331; PRAGMA user_version = 2;';

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['text', (file) => writeFileSync(file, 'This is no database at all. '.repeat(400))],
  ['a few bytes', (file) => writeFileSync(file, 'SQLite')],
  ['a folder', toFolder],
  ['a file that was cut to its first pages', (file) => truncateSync(file, 8_192)],
  ['a file that was cut within a page', (file) => truncateSync(file, 30_001)],
  ['a scribbled header', (file) => scribble(file, 0, 16)],
  ['a scribbled first page', (file) => scribble(file, 100, 4_000)],
  ['scribbled pages', (file) => scribble(file, 16_384, 32_768)],
  ['another program’s database', (file) => sqlAnew(file, 'CREATE TABLE theirs (a); PRAGMA user_version = 1')],
  ['a store without its tables', (file) => sql(file, 'DROP TABLE notes2')],
  ['a store that is wrong about its size', (file) => sql(file, 'UPDATE totals2 SET entries = entries + 1')],
  ['a store with other columns', (file) => sqlAnew(file, `CREATE TABLE entries2 (a); ${SCHEMA}`)],
];

describe('in the place of a store', () => {
  it.each(damages)('%s is set aside with one warning, and a new one is begun', (_name, damage) => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    damage(file);
    const opened = openStore({ clock, file });
    expectToWork(opened);
    const stamp = new Date(clock.wallMs()).toISOString().replaceAll(/[:.]/g, '-');
    const aside = `${path.basename(file)}.damaged-${stamp}`;
    expect(besides(file)).toEqual([aside]);
    expect(opened.logger.lines).toHaveLength(1);
    expect(opened.logger.lines[0]).toContain(`warn: The kept prompt cache ${file} was damaged (`);
    expect(opened.logger.lines[0]).toContain(`set aside as ${path.join(path.dirname(file), aside)}, and a new one`);
    opened.store.dispose();
    const again = openStore({ clock, file });
    expect(again.store.get('new')).toBeDefined();
    expect(again.logger.lines).toEqual([]);
  });

  it('another program’s database is called so, and stays as it was', () => {
    const file = storeFile();
    sql(file, 'CREATE TABLE theirs (a)');
    const before = readFileSync(file);
    const { store, logger } = openStore({ file });
    store.get('a');
    expect(logger.lines).toEqual([expect.stringContaining('(it is the database of another program)')]);
    const [aside = ''] = besides(file);
    expect(readFileSync(path.join(path.dirname(file), aside))).toEqual(before);
  });

  it('a file that another window still holds is set aside with its log, and both windows go on with the new one', () => {
    const clock = new FakeClock();
    const { store: holder, file } = openStore({ clock });
    holder.set(fruit('old', clock));
    sql(file, 'PRAGMA application_id = 5');
    const { store } = openStore({ clock, file });
    store.set(fruit('new', clock));
    expect(besides(file).map((name) => name.replace(/.*Z/, ''))).toEqual(['', '-shm', '-wal']);
    holder.set(fruit('newer', clock));
    expect([holder.get('new'), store.get('newer'), store.get('old')]).toEqual([
      fruit('new', clock),
      fruit('newer', clock),
      undefined,
    ]);
  });

  it('a damaged file that cannot be renamed stays, and the store is off', () => {
    // With the new name's ending it is longer than a name may be.
    const file = path.join(path.dirname(storeFile()), 'c'.repeat(240));
    writeFileSync(file, 'This is no database at all. '.repeat(400));
    const { store, clock, logger } = openStore({ file });
    store.set(fruit('a', clock));
    expect([store.get('a'), store.stats().state, existsSync(file)]).toEqual([undefined, 'off', true]);
    expect(logger.lines).toEqual([expect.stringMatching(/it is damaged .* could not be set aside: ENAMETOOLONG/)]);
  });

  it('an empty file becomes a store', () => {
    const file = storeFile();
    writeFileSync(file, '');
    const opened = openStore({ file });
    expectToWork(opened);
    expect([besides(file), opened.logger.lines]).toEqual([[], []]);
  });

  it('a second damaged file of the same moment gets a name of its own', () => {
    const clock = new FakeClock();
    const file = storeFile();
    for (const text of ['first', 'second']) {
      writeFileSync(file, `${text} is no database, and long enough to be looked at `.repeat(99));
      const { store } = openStore({ clock, file });
      store.get('a');
      store.dispose();
    }
    expect(besides(file).map((name) => name.replace(/.*Z/, ''))).toEqual(['', '-2']);
  });

  it('the log of a deleted store is not taken for the new one’s', () => {
    const clock = new FakeClock();
    const file = storeFile();
    const { store: first } = openStore({ clock, file });
    first.set(fruit('a', clock));
    copyFileSync(`${file}-wal`, `${file}.wal-copy`);
    first.dispose();
    rmSync(file);
    renameSync(`${file}.wal-copy`, `${file}-wal`);
    writeFileSync(`${file}-shm`, 'x'.repeat(32_768));
    const opened = openStore({ clock, file });
    expectToWork(opened);
    expect(opened.logger.lines).toEqual([]);
  });

  it('a log of noise beside a whole store costs nothing', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    writeFileSync(`${file}-wal`, 'noise '.repeat(9_999));
    writeFileSync(`${file}-shm`, 'noise '.repeat(9_999));
    const { store, logger } = openStore({ clock, file });
    expect(store.get('17')).toEqual(fruit('17', clock));
    expect(logger.lines).toEqual([]);
  });
});

describe('a store of another version', () => {
  it('that is newer is left as it is, and this one is kept beside it', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    sql(file, 'PRAGMA user_version = 3; ALTER TABLE entries2 RENAME TO entries3');
    const before = readFileSync(file);
    const opened = openStore({ clock, file });
    expectToWork(opened);
    opened.store.dispose();
    expect(readFileSync(file)).toEqual(before);
    expect(besides(file)).toEqual([`${path.basename(file)}.v2`]);
    expect(opened.logger.lines).toEqual([expect.stringMatching(/^info: .* is of a newer version .*\.v2\.$/)]);
    expect(openStore({ clock, file }).store.get('new')).toBeDefined();
  });

  it('that becomes newer while it is open is left then', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    const { store, logger } = openStore({ clock, file });
    expect(store.get('3')).toBeDefined();
    sql(file, 'ALTER TABLE entries2 RENAME TO entries3; PRAGMA user_version = 3');
    store.set(fruit('late', clock));
    expect(store.get('late')).toBeDefined();
    store.dispose();
    expect(besides(file)).toEqual([`${path.basename(file)}.v2`]);
    expect(logger.lines).toEqual([expect.stringMatching(/^info: .* newer version/)]);
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT count(*) AS n FROM entries3').get()).toEqual({ n: 200 });
    database.close();
  });

  it('that is older is emptied', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    sql(file, 'PRAGMA user_version = 1; ALTER TABLE entries2 RENAME TO entries1');
    const opened = openStore({ clock, file });
    expectToWork(opened);
    expect([besides(file), opened.logger.lines]).toEqual([[], []]);
  });
});

describe('while a store is open', () => {
  it('damage that shows only then is set aside too', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    const opened = openStore({ clock, file });
    opened.store.note('nothing');
    // What has changed on disk is read anew.
    sql(file, "DELETE FROM entries2 WHERE key = '0'; PRAGMA wal_checkpoint(TRUNCATE)");
    scribble(file, 16_384, 36_864);
    for (let i = 0; i < 200; i++) opened.store.get(`${i}`);
    expectToWork(opened);
    expect(besides(file)).toHaveLength(1);
    expect(opened.logger.lines).toEqual([expect.stringMatching(/damaged \(it could no longer be read\)/)]);
  });

  it('its deletion is noticed at the next write', () => {
    const opened = openStore();
    const { store, clock, file } = opened;
    store.set(fruit('before', clock));
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
    store.set(fruit('after', clock));
    expect(existsSync(file)).toBe(true);
    store.dispose();
    const { store: again } = openStore({ clock, file });
    expect([again.get('before'), again.get('after')]).toEqual([undefined, fruit('after', clock)]);
    expect(opened.logger.lines).toEqual([]);
  });

  it('the deletion of its file alone is, though its log is left', () => {
    const { store, clock, file } = openStore();
    store.set(fruit('before', clock));
    rmSync(file);
    store.set(fruit('after', clock));
    store.dispose();
    expect(openStore({ clock, file }).store.get('after')).toEqual(fruit('after', clock));
  });

  it('the deletion of its file alone costs two windows what was in it, and nothing after that', () => {
    const clock = new FakeClock();
    const { store: a, file } = openStore({ clock });
    const { store: b } = openStore({ clock, file });
    for (let i = 0; i < 50; i++) a.set(fruit(`old ${i}`, clock));
    b.set(fruit('old', clock));
    rmSync(file);
    for (let i = 0; i < 50; i++) {
      a.set(fruit(`a ${i}`, clock));
      expect(b.get('old')).toBeDefined();
    }
    for (let i = 0; i < 50; i++) b.set(fruit(`b ${i}`, clock));
    for (const store of [a, b]) store.dispose();
    const { store, logger } = openStore({ clock, file });
    expect(store.newest(999)).toHaveLength(100);
    expect([logger.lines, besides(file)]).toEqual([[], []]);
  });

  it('another window that set it aside loses nothing of the new one when this one closes', () => {
    const clock = new FakeClock();
    const file = filledFile(clock);
    const { store: late } = openStore({ clock, file });
    late.set(fruit('late', clock));
    for (const suffix of ['-wal', '-shm', '']) renameSync(file + suffix, `${file}.aside${suffix}`);
    const { store: quick, logger } = openStore({ clock, file });
    quick.set(fruit('quick', clock));
    late.dispose();
    expect(existsSync(`${file}-wal`)).toBe(true);
    quick.set(fruit('quicker', clock));
    quick.dispose();
    const { store: again } = openStore({ clock, file });
    expect([again.get('quick'), again.get('quicker')]).toEqual([fruit('quick', clock), fruit('quicker', clock)]);
    expect(logger.lines).toEqual([]);
  });
});
