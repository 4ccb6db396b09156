import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { openSqliteStore } from '../../../../src/core/cache/sqliteStore.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';
import { fruit, isFruit, openStore, storeFile } from '../../../support/stores.ts';

describe('a store in a file', () => {
  it('gives back what was kept, after it was opened anew too', () => {
    const { store, clock, file } = openStore();
    const kept = fruit('a', clock);
    expect(store.get('a')).toBeUndefined();
    store.set(kept);
    expect(store.get('a')).toEqual(kept);
    store.dispose();
    expect(openStore({ clock, file }).store.get('a')).toEqual(kept);
  });

  it('replaces, deletes and clears, and says how many entries it cleared', () => {
    const { store, clock } = openStore();
    store.set(fruit('a', clock));
    store.set(fruit('a', clock, { value: { fruit: 'plum' } }));
    store.set(fruit('b', clock));
    store.set(fruit('c', clock));
    expect(store.get('a')?.value).toEqual({ fruit: 'plum' });
    store.delete('c');
    expect([store.get('c'), store.stats().entries]).toEqual([undefined, 2]);
    expect(store.clear()).toBe(2);
    expect([store.get('a'), store.get('b'), store.stats().entries]).toEqual([undefined, undefined, 0]);
  });

  it('keeps notes apart from entries, through a clear and a reload', () => {
    const { store, clock, file } = openStore();
    const breaker = { state: 'open', until: 17 };
    store.setNote('breaker', breaker);
    store.setNote('ladder', ['json']);
    store.set(fruit('breaker', clock));
    store.clear();
    store.setNote('ladder', undefined);
    store.dispose();
    const { store: again } = openStore({ clock, file });
    expect([again.note('breaker'), again.note('ladder'), again.note('other')]).toEqual([breaker, undefined, undefined]);
  });

  it('lists what was made last, newest first', () => {
    const { store, clock } = openStore();
    for (const key of ['a', 'b', 'c', 'd']) {
      store.set(fruit(key, clock));
      clock.skip(1_000);
    }
    store.set(fruit('a', clock));
    store.delete('c');
    expect(store.newest(2).map(({ key }) => key)).toEqual(['a', 'd']);
    expect(store.newest(9).map(({ key }) => key)).toEqual(['a', 'd', 'b']);
    expect(store.newest(0)).toEqual([]);
  });

  it('touches no file before its first use', () => {
    const { store, file } = openStore();
    expect(store.stats()).toEqual({ state: 'closed', entries: 0, bytes: 0, waiting: 0, dropped: 0 });
    store.dispose();
    expect(existsSync(file)).toBe(false);
  });

  it('makes the folder', () => {
    const { store, clock } = openStore({ file: `${storeFile()}/deep/er/cache.sqlite` });
    store.set(fruit('a', clock));
    expect(store.stats()).toMatchObject({ state: 'open', entries: 1, bytes: 100 });
  });

  it('is empty and keeps nothing once it is disposed, and leaves no timer', () => {
    const { store, clock, logger } = openStore();
    store.set(fruit('a', clock));
    store.get('a');
    store.dispose();
    store.dispose();
    expect(clock.pendingTimers).toBe(0);
    store.set(fruit('b', clock));
    store.setNote('n', 1);
    expect([store.get('a'), store.get('b'), store.note('n'), store.newest(5)]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
    expect(store.clear()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    expect(logger.lines).toEqual([]);
  });

  it('does not keep what is no JSON or no number, nor what stood under that key', () => {
    const { store, clock, logger } = openStore();
    const circle: { fruit: string; self?: unknown } = { fruit: 'round' };
    circle.self = circle;
    store.set(fruit('a', clock));
    store.set(fruit('a', clock, { value: circle }));
    store.set(fruit('b', clock, { worth: { bytes: 1, savedMs: Number.NaN, savedTokens: 1 } }));
    store.setNote('n', 1);
    store.setNote('n', circle);
    expect([store.get('a'), store.get('b'), store.note('n')]).toEqual([undefined, undefined, undefined]);
    expect(logger.lines).toEqual([]);
  });

  it('says so where Node has no SQLite', () => {
    const spy = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    const logger = new RecordingLogger();
    const limits = { ttlMs: 1, maxEntries: 1, maxBytes: 1 };
    const store = openSqliteStore({
      clock: new FakeClock(),
      logger,
      file: storeFile(),
      isValue: isFruit,
      ...limits,
    });
    spy.mockRestore();
    expect(store).toBeUndefined();
    expect(logger.lines).toEqual([
      'info: The prompt cache is kept in memory only: the Node.js of this program has no SQLite.',
    ]);
  });
});

describe('the age of an entry', () => {
  it('is limited, by the calendar', () => {
    const { store, clock } = openStore({ ttlMs: 5_000 });
    store.set(fruit('a', clock));
    clock.skip(5_000);
    expect(store.get('a')).toBeDefined();
    clock.skip(1);
    expect([store.get('a'), store.newest(9)]).toEqual([undefined, []]);
  });

  it('goes on while nothing runs', () => {
    const { store, clock, file } = openStore({ ttlMs: 5_000 });
    store.set(fruit('a', clock));
    store.dispose();
    const later = new FakeClock();
    later.jumpWall(4_000);
    const { store: again } = openStore({ clock: later, file, ttlMs: 5_000 });
    expect(again.get('a')?.savedAtMs).toBe(clock.wallMs());
    later.jumpWall(1_001);
    expect(again.get('a')).toBeUndefined();
  });

  it('is 0 when the calendar jumped back, and counts from there', () => {
    const { store, clock } = openStore({ ttlMs: 5_000 });
    store.set(fruit('a', clock));
    store.set(fruit('b', clock));
    clock.jumpWall(-86_400_000);
    expect(store.get('a')?.savedAtMs).toBe(clock.wallMs());
    clock.elapse(5_300);
    expect([store.get('a'), store.get('b')]).toEqual([undefined, undefined]);
  });
});

describe('the bounds of a store', () => {
  it('are kept now and then by deleting what was used longest ago', () => {
    const { store, clock } = openStore({ maxEntries: 10 });
    store.set(fruit('loved', clock));
    let most = 0;
    for (let i = 0; i < 150; i++) {
      clock.elapse(300);
      if (i % 5 === 0) expect(store.get('loved')).toBeDefined();
      store.set(fruit(`once ${i}`, clock));
      most = Math.max(most, store.stats().entries);
    }
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(10 + 64);
    expect([store.get('once 60'), store.get('loved')]).toEqual([undefined, expect.anything()]);
  });

  it('hold for bytes too', () => {
    const { store, clock, file } = openStore({ maxBytes: 1_000 });
    for (let i = 0; i < 64; i++) {
      clock.skip(1);
      store.set(fruit(`${i}`, clock, { worth: { bytes: 300, savedMs: 1, savedTokens: 1 } }));
    }
    clock.elapse(1_000);
    const { store: again } = openStore({ clock, file, maxBytes: 1_000 });
    again.set(fruit('last', clock));
    again.dispose();
    const rest = openStore({ clock, file }).store;
    expect(rest.newest(99).map(({ key }) => key)).toEqual(['last', '63', '62', '61']);
  });

  it('take what has expired first', () => {
    const { store, clock, file } = openStore({ ttlMs: 1_000 });
    for (const key of ['a', 'b']) store.set(fruit(key, clock));
    clock.elapse(200);
    store.dispose();
    clock.skip(1_001);
    const { store: again } = openStore({ clock, file, ttlMs: 1_000 });
    again.set(fruit('c', clock));
    expect(again.stats().entries).toBe(3);
    clock.elapse(200);
    expect(again.stats().entries).toBe(1);
  });

  it('are reached in short steps with rests between them, however much there is to delete', () => {
    const { store: wide, clock, file } = openStore({ maxEntries: 1_000 });
    for (let i = 0; i < 100; i++) wide.set(fruit(`${i}`, clock));
    wide.dispose();
    const { store } = openStore({ clock, file, maxEntries: 10 });
    store.set(fruit('new', clock));
    const sizes: number[] = [];
    for (let step = 0; step < 8; step++) {
      clock.elapse(step === 0 ? 200 : 25);
      sizes.push(store.stats().entries);
    }
    expect(sizes).toEqual([85, 69, 53, 37, 21, 10, 10, 10]);
    expect([clock.pendingTimers, store.get('new')]).toEqual([0, expect.anything()]);
  });

  it('keep nothing that is larger than the whole store', () => {
    const { store, clock } = openStore({ maxBytes: 99 });
    store.set(fruit('a', clock));
    expect(store.get('a')).toBeUndefined();
  });
});

describe('a damaged row', () => {
  const damages: readonly (readonly [string, string])[] = [
    ['a changed letter', `UPDATE entries2 SET value = replace(value, 'pear', 'bear')`],
    ['half a value', 'UPDATE entries2 SET value = substr(value, 1, 5)'],
    ['another worth', 'UPDATE entries2 SET savedTokens = 1e9'],
    ['a changed checksum', 'UPDATE entries2 SET checksum = 9223372036854775807'],
  ];

  it.each(damages)('(%s) is dropped, counted and said once', (_name, sql) => {
    const { store, clock, logger, file } = openStore();
    for (const key of ['a', 'b', 'c']) store.set(fruit(key, clock));
    const database = new DatabaseSync(file);
    database.exec(`${sql} WHERE key <> 'c'`);
    database.close();
    expect([store.get('a'), store.get('b')]).toEqual([undefined, undefined]);
    expect(store.get('c')).toEqual(fruit('c', clock));
    expect(store.stats()).toMatchObject({ entries: 1, dropped: 2 });
    expect(logger.lines).toEqual([expect.stringMatching(/^warn: An entry .*cache\.sqlite was damaged/)]);
  });

  it('is dropped when its value is not what the cache keeps', () => {
    const { store, clock, file } = openStore();
    store.set(fruit('a', clock));
    store.dispose();
    const never = (value: unknown): value is { fruit: string } => value === 'never';
    const { store: again } = openStore({ clock, file, isValue: never });
    expect(again.newest(5)).toEqual([]);
    expect(again.stats()).toMatchObject({ entries: 0, dropped: 1 });
  });

  it('of notes is no note', () => {
    const { store, file } = openStore();
    store.setNote('n', { a: 1 });
    const database = new DatabaseSync(file);
    database.exec(`UPDATE notes2 SET value = '{"a":2}'`);
    database.close();
    expect(store.note('n')).toBeUndefined();
  });
});
