import { describe, expect, it } from 'vitest';
import type { EntryStore } from '../../../../src/core/cache/entryStore.ts';
import { type CacheLimits, PromptCache } from '../../../../src/core/cache/promptCache.ts';
import { digest } from '../../../support/digests.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type Fruit, openStore } from '../../../support/stores.ts';

const worth = { bytes: 100, savedMs: 40, savedTokens: 7 };
const pear: Fruit = { fruit: 'pear' };

function makeCache(clock: FakeClock, store: EntryStore<Fruit>, limits: Partial<CacheLimits> = {}): PromptCache<Fruit> {
  const usual = { maxEntries: 4, maxBytes: 10_000, ttlMs: 60_000 };
  return new PromptCache({ clock, store, expiryResolutionMs: 0, ...usual, ...limits });
}

/** A store that counts what is asked of it. */
function watched(store: EntryStore<Fruit>): { readonly store: EntryStore<Fruit>; readonly gets: string[] } {
  const gets: string[] = [];
  const spy: EntryStore<Fruit> = {
    get: (key) => {
      gets.push(key);
      return store.get(key);
    },
    set: (entry) => store.set(entry),
    delete: (key) => store.delete(key),
    clear: () => store.clear(),
    newest: (limit) => store.newest(limit),
    note: (name) => store.note(name),
    setNote: (name, value) => store.setNote(name, value),
    stats: () => store.stats(),
    dispose: () => store.dispose(),
  };
  return { store: spy, gets };
}

describe('a prompt cache with a store', () => {
  it('finds after a reload what was kept before, once on disk and then in memory', () => {
    const { store: first, clock, file } = openStore();
    makeCache(clock, first).set(digest('a'), pear, worth);
    first.dispose();

    const { store, gets } = watched(openStore({ clock, file }).store);
    const cache = makeCache(clock, store);
    expect([cache.get(digest('a')), cache.get(digest('a')), cache.get(digest('a'))]).toEqual([pear, pear, pear]);
    expect(gets).toEqual([digest('a')]);
    expect(cache.stats()).toMatchObject({
      ...{ hits: 3, restored: 1, misses: 0, insertions: 0, entries: 1, stored: 1 },
      ...{ bytes: 100, savedMs: 120, savedTokens: 21 },
    });
  });

  it('counts a miss of both once', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store);
    expect(cache.get(digest('a'))).toBeUndefined();
    expect(cache.stats()).toMatchObject({ hits: 0, restored: 0, misses: 1, stored: 0 });
  });

  it('keeps on disk what memory turned away, and serves it', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store, { maxEntries: 1 });
    cache.set(digest('loved'), pear, worth);
    for (let i = 0; i < 5; i++) cache.get(digest('loved'));
    expect(cache.set(digest('rare'), { fruit: 'rare' }, worth)).toBe(false);
    expect(cache.get(digest('rare'))).toEqual({ fruit: 'rare' });
    expect(cache.stats()).toMatchObject({ entries: 1, stored: 2, restored: 1, rejections: 1, evictions: 0 });
    expect(cache.has(digest('rare'))).toBe(true);
  });

  it('takes an entry into memory once it is asked for more often than another', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store, { maxEntries: 1 });
    cache.set(digest('was loved'), pear, worth);
    cache.get(digest('was loved'));
    cache.set(digest('b'), { fruit: 'b' }, worth);
    for (let i = 0; i < 4; i++) expect(cache.get(digest('b'))).toEqual({ fruit: 'b' });
    const { restored, hits, evictions } = cache.stats();
    expect({ restored, hits, evictions }).toEqual({ restored: 2, hits: 5, evictions: 1 });
  });

  it('counts the age of an entry on across a reload', () => {
    const { store: first, clock, file } = openStore({ ttlMs: 5_000 });
    makeCache(clock, first).set(digest('a'), pear, worth);
    first.dispose();
    // A process that began a moment ago, four seconds later.
    const later = new FakeClock();
    later.jumpWall(4_000);
    const { store } = openStore({ clock: later, file, ttlMs: 5_000 });
    const cache = makeCache(later, store, { ttlMs: 5_000 });
    expect(cache.get(digest('a'))).toEqual(pear);
    later.skip(1_000);
    expect(cache.get(digest('a'))).toEqual(pear);
    later.skip(1);
    expect(cache.get(digest('a'))).toBeUndefined();
    expect(cache.stats()).toMatchObject({ restored: 1, expirations: 1, misses: 1 });
  });

  it('drops an entry from memory and disk, and one that is on disk alone', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store);
    cache.set(digest('a'), pear, worth);
    cache.set(digest('b'), pear, worth);
    expect(cache.drop(digest('a'))).toBe(true);
    expect([cache.get(digest('a')), store.get(digest('a')), cache.get(digest('b'))]).toEqual([
      undefined,
      undefined,
      pear,
    ]);
    const other = makeCache(clock, store);
    expect([other.drop(digest('b')), other.drop(digest('b')), store.get(digest('b'))]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  it('serves nothing that is too old for it, though the store keeps it, and serves it again once it may be older', () => {
    const { store, clock } = openStore();
    makeCache(clock, store).set(digest('a'), pear, worth);
    clock.skip(5_001);
    const strict = makeCache(clock, store, { ttlMs: 5_000 });
    expect([strict.get(digest('a')), strict.has(digest('a')), [...strict.known(9)]]).toEqual([undefined, false, []]);
    expect(strict.stats()).toMatchObject({ restored: 0, hits: 0, misses: 1, entries: 0 });
    expect(makeCache(clock, store, { ttlMs: 5_001 }).get(digest('a'))).toEqual(pear);
    clock.jumpWall(-3_600_000);
    expect(makeCache(clock, store, { ttlMs: 1 }).get(digest('a'))).toEqual(pear);
  });

  it('has no entry without an end where the age reaches back to the start of the clock', () => {
    const clock = new FakeClock();
    const { store } = openStore({ clock });
    makeCache(clock, store).set(digest('a'), pear, worth);
    const later = new FakeClock();
    later.jumpWall(1_000);
    const cache = makeCache(later, store, { ttlMs: 5_000 });
    // Made exactly at the reading 0 of this clock.
    expect(cache.get(digest('a'))).toEqual(pear);
    store.clear();
    later.skip(6_000);
    expect(cache.get(digest('a'))).toBeUndefined();
  });

  it('forgets both at a clear', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store, { maxEntries: 2 });
    for (const name of ['a', 'b', 'c']) cache.set(digest(name), pear, worth);
    expect(cache.clear()).toBe(3);
    for (const name of ['a', 'b', 'c']) expect(cache.get(digest(name))).toBeUndefined();
    expect(cache.stats()).toMatchObject({ entries: 0, stored: 0, restored: 0, misses: 3 });
  });

  it('says nothing of a disk before the store is open, and after it failed', () => {
    const { store, clock } = openStore();
    const cache = makeCache(clock, store);
    expect(cache.stats()).not.toHaveProperty('stored');
    cache.get(digest('a'));
    expect(cache.stats()).toMatchObject({ stored: 0 });
    store.dispose();
    expect(cache.stats()).not.toHaveProperty('stored');
    cache.set(digest('a'), pear, worth);
    expect([cache.get(digest('a')), cache.clear()]).toEqual([pear, 1]);
  });
});
