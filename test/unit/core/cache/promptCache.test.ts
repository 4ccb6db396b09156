import { describe, expect, it } from 'vitest';
import type { CacheWorth } from '../../../../src/core/cache/entryStore.ts';
import { type CacheLimits, PromptCache } from '../../../../src/core/cache/promptCache.ts';
import { digest } from '../../../support/digests.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const worth: CacheWorth = { bytes: 100, savedMs: 40, savedTokens: 7 };

function makeCache(limits: Partial<CacheLimits> = {}, clock = new FakeClock()): PromptCache<string> {
  return new PromptCache({ clock, expiryResolutionMs: 0, maxEntries: 4, maxBytes: 10_000, ttlMs: 60_000, ...limits });
}

/** Looks `name` up and keeps it when it is not there, as the planner does. */
function ask(cache: PromptCache<string>, name: string | number, bytes = worth.bytes): 'hit' | 'kept' | 'rejected' {
  const key = digest(name);
  if (cache.get(key) !== undefined) return 'hit';
  return cache.set(key, `plan of ${name}`, { ...worth, bytes }) ? 'kept' : 'rejected';
}

describe('a prompt cache', () => {
  it('gives back what was put in and counts hits and misses', () => {
    const cache = makeCache();
    expect(cache.get(digest('a'))).toBeUndefined();
    cache.set(digest('a'), 'plan', worth);
    expect(cache.get(digest('a'))).toBe('plan');
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, insertions: 1, entries: 1, bytes: 100 });
  });

  it('adds up what its hits saved', () => {
    const cache = makeCache();
    ask(cache, 'a');
    ask(cache, 'a');
    ask(cache, 'a');
    expect(cache.stats()).toMatchObject({ savedMs: 80, savedTokens: 14 });
  });

  it('counts nothing for a look', () => {
    const cache = makeCache();
    ask(cache, 'a');
    const before = cache.stats();
    expect([cache.has(digest('a')), cache.has(digest('b'))]).toEqual([true, false]);
    expect(cache.stats()).toEqual(before);
  });

  it('replaces a value under its key', () => {
    const cache = makeCache();
    cache.set(digest('a'), 'old', worth);
    cache.set(digest('a'), 'new', { ...worth, bytes: 250 });
    expect(cache.get(digest('a'))).toBe('new');
    expect(cache.stats()).toMatchObject({ entries: 1, bytes: 250, insertions: 2, evictions: 0 });
  });

  it('forgets everything at a clear, its counts too, and says how much it was', () => {
    const cache = makeCache();
    for (const name of ['a', 'b', 'a']) ask(cache, name);
    expect(cache.clear()).toBe(2);
    expect(cache.get(digest('a'))).toBeUndefined();
    expect(cache.stats()).toEqual({
      entries: 0,
      maxEntries: 4,
      bytes: 0,
      maxBytes: 10_000,
      hits: 0,
      restored: 0,
      misses: 1,
      insertions: 0,
      evictions: 0,
      expirations: 0,
      rejections: 0,
      savedMs: 0,
      savedTokens: 0,
      nearHits: 0,
      shadowHits: 0,
      shadowWrong: 0,
    });
  });

  it('forgets at a clear how often keys were asked for', () => {
    const cache = makeCache({ maxEntries: 1 });
    for (let i = 0; i < 5; i++) cache.get(digest('once loved'));
    cache.clear();
    ask(cache, 'new');
    expect(ask(cache, 'once loved')).toBe('rejected');
  });
});

describe('the age of an entry', () => {
  it('ends its service when the time to live is over, and is counted as an expiry', () => {
    const clock = new FakeClock();
    const cache = makeCache({ ttlMs: 1_000 }, clock);
    ask(cache, 'a');
    clock.skip(1_000);
    expect(cache.get(digest('a'))).toBe('plan of a');
    clock.skip(1);
    expect(cache.has(digest('a'))).toBe(false);
    expect(cache.get(digest('a'))).toBeUndefined();
    expect(cache.stats()).toMatchObject({ entries: 0, hits: 1, misses: 2, expirations: 1, evictions: 0 });
  });

  it('is not renewed by hits: a plan is served no longer than promised', () => {
    const clock = new FakeClock();
    const cache = makeCache({ ttlMs: 1_000 }, clock);
    ask(cache, 'a');
    clock.skip(600);
    ask(cache, 'a');
    clock.skip(600);
    expect(cache.get(digest('a'))).toBeUndefined();
  });

  it('does not follow the calendar', () => {
    const clock = new FakeClock();
    const cache = makeCache({ ttlMs: 1_000 }, clock);
    ask(cache, 'a');
    clock.jumpWall(86_400_000);
    expect(cache.get(digest('a'))).toBe('plan of a');
  });

  it('makes room: dead entries keep no new one out', () => {
    const clock = new FakeClock();
    const cache = makeCache({ maxEntries: 2, ttlMs: 1_000 }, clock);
    ask(cache, 'dead');
    clock.skip(900);
    for (let i = 0; i < 9; i++) ask(cache, 'alive and frequent');
    clock.skip(200);
    expect(ask(cache, 'new')).toBe('kept');
    expect(ask(cache, 'alive and frequent')).toBe('hit');
  });
});

describe('a full cache', () => {
  it('evicts the entry that was not used for longest, for a key asked for more often', () => {
    const cache = makeCache({ maxEntries: 2 });
    for (const name of ['a', 'b']) ask(cache, name);
    cache.get(digest('c'));
    expect(ask(cache, 'c')).toBe('kept');
    expect(['a', 'b', 'c'].map((name) => cache.has(digest(name)))).toEqual([false, true, true]);
    expect(cache.stats()).toMatchObject({ entries: 2, evictions: 1, rejections: 0, insertions: 3 });
  });

  it('turns a newcomer away that is asked for no more often, and holds the next one against another entry', () => {
    const cache = makeCache({ maxEntries: 2 });
    for (const name of ['a', 'b']) ask(cache, name);
    expect(ask(cache, 'c')).toBe('rejected');
    expect(ask(cache, 'c')).toBe('kept');
    expect(['a', 'b', 'c'].map((name) => cache.has(digest(name)))).toEqual([true, false, true]);
    expect(cache.stats()).toMatchObject({ entries: 2, evictions: 1, rejections: 1, insertions: 3 });
  });

  it('loses nothing when a large newcomer fits only in the place of a frequent entry', () => {
    const cache = makeCache({ maxBytes: 400 });
    ask(cache, 'rare');
    for (let i = 0; i < 5; i++) ask(cache, 'frequent');
    for (let i = 0; i < 2; i++) ask(cache, 'large', 350);
    expect(['rare', 'frequent', 'large'].map((name) => cache.has(digest(name)))).toEqual([true, true, false]);
    expect(cache.stats()).toMatchObject({ bytes: 200, evictions: 0, rejections: 2 });
  });

  it('gives an entry no second life with its second chance', () => {
    const clock = new FakeClock();
    const cache = makeCache({ maxEntries: 1, ttlMs: 1_000 }, clock);
    ask(cache, 'a');
    clock.skip(900);
    expect(ask(cache, 'b')).toBe('rejected');
    clock.skip(101);
    expect(cache.get(digest('a'))).toBeUndefined();
  });

  it('keeps its frequent entries against a stream of one-time questions', () => {
    const cache = makeCache({ maxEntries: 10 });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 8; i++) ask(cache, `frequent ${i}`);
    }
    for (let i = 0; i < 80; i++) ask(cache, `once ${i}`);
    const kept = Array.from({ length: 8 }, (_, i) => cache.has(digest(`frequent ${i}`)));
    expect(kept).toEqual(new Array(8).fill(true));
    // The last two are new still.
    expect(cache.stats()).toMatchObject({ rejections: 0, evictions: 78, insertions: 88, entries: 10 });
  });

  it('takes an evicted key back sooner, for its count goes with it', () => {
    const cache = makeCache({ maxEntries: 1 });
    for (let i = 0; i < 4; i++) ask(cache, 'returning');
    for (let i = 0; i < 5; i++) ask(cache, 'rising');
    expect(cache.has(digest('rising'))).toBe(true);
    expect(ask(cache, 'returning')).toBe('rejected');
    expect(ask(cache, 'returning')).toBe('kept');
  });

  it('lets yesterday’s favourites go when today’s are others', () => {
    const cache = makeCache({ maxEntries: 10 });
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 10; i++) ask(cache, `yesterday ${i}`);
    }
    for (let round = 0; round < 60; round++) {
      for (let i = 0; i < 10; i++) ask(cache, `today ${i}`);
    }
    const kept = Array.from({ length: 10 }, (_, i) => cache.has(digest(`today ${i}`)));
    expect(kept).toEqual(new Array(10).fill(true));
  });
});

describe('the bytes of a cache', () => {
  it('are bounded as its entries are', () => {
    const cache = makeCache({ maxBytes: 1_000 });
    expect(ask(cache, 'a', 600)).toBe('kept');
    ask(cache, 'b', 600);
    expect(ask(cache, 'b', 600)).toBe('kept');
    expect(cache.stats()).toMatchObject({ entries: 1, bytes: 600, evictions: 1 });
  });

  it('turn away an entry larger than all of them, and nothing is lost for it', () => {
    const cache = makeCache({ maxBytes: 1_000 });
    ask(cache, 'a');
    expect(ask(cache, 'huge', 1_001)).toBe('rejected');
    expect(cache.set(digest('a'), 'grown', { ...worth, bytes: 1_001 })).toBe(false);
    expect(cache.get(digest('a'))).toBe('plan of a');
    expect(cache.stats()).toMatchObject({ entries: 1, rejections: 2, evictions: 0 });
  });

  it('take an entry that fits exactly', () => {
    const cache = makeCache({ maxBytes: 1_000 });
    expect(ask(cache, 'a', 1_000)).toBe('kept');
  });
});

describe('dropping one entry', () => {
  it('takes it away and leaves the others, their counts and the room that they have', () => {
    const cache = makeCache();
    for (const name of ['a', 'b', 'c']) ask(cache, name);
    ask(cache, 'a');
    const { entries, bytes, ...counts } = cache.stats();
    expect(cache.drop(digest('a'))).toBe(true);
    expect(cache.stats()).toEqual({ ...counts, entries: entries - 1, bytes: bytes - worth.bytes });
    expect([cache.has(digest('a')), cache.has(digest('b'))]).toEqual([false, true]);
    expect(cache.drop(digest('a'))).toBe(false);
    for (const name of ['d', 'e', 'f']) expect(ask(cache, name)).not.toBe('hit');
    expect(cache.stats().entries).toBe(4);
  });
});
