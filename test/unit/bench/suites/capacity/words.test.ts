import { describe, expect, it } from 'vitest';
import type { CapacityPoint } from '../../../../../bench/suites/capacity/curves.ts';
import {
  type CapacityFigures,
  capacityAdvice,
  capacityText,
  currentPoint,
  enoughEntries,
} from '../../../../../bench/suites/capacity/words.ts';
import { SETTINGS } from '../../../../../src/core/settings/settings.ts';

const point = (capacity: number, planscope: number, lru = planscope, optimum = planscope): CapacityPoint => ({
  capacity,
  planscope,
  lru,
  optimum,
});
const figures = (points: readonly CapacityPoint[], current: number, requests = 1_000): CapacityFigures => ({
  requests,
  questions: 300,
  current,
  points,
});

describe('the size that is enough', () => {
  it('is the smallest within 1 % of the hits of the largest', () => {
    expect(enoughEntries([point(10, 500), point(100, 891), point(200, 895), point(1_000, 900)])).toBe(100);
    expect(enoughEntries([point(10, 500), point(100, 890), point(200, 895), point(1_000, 900)])).toBe(200);
    expect(enoughEntries([point(10, 500), point(100, 600)])).toBe(100);
  });
});

describe('the advice', () => {
  it('is to take more entries where that pays, by how much, by the name of the setting', () => {
    expect(capacityAdvice(figures([point(100, 300), point(1_000, 500), point(2_000, 700)], 1_000))).toEqual([
      'For traffic like this set planscope.cache.maxEntries to 2000: 200 of 1,000 requests more would be answered from memory (50.0 % with 1,000, 70.0 % with 2,000 entries).',
    ]);
  });

  it('names the memory that they need where the default does not hold them', () => {
    const [, memory] = capacityAdvice(figures([point(1_000, 500), point(5_000, 700)], 1_000));
    expect(memory).toBe('So many plans take about 20 MB: planscope.cache.maxBytes must be at least 20000000.');
  });

  it('is to leave it where more would not pay, and says what would do', () => {
    expect(capacityAdvice(figures([point(100, 300), point(200, 499), point(1_000, 500)], 1_000))).toEqual([
      'A larger planscope.cache.maxEntries than 1000 would not pay for traffic like this (50.0 % with 1,000). 200 would do as well (49.9 % with 200).',
    ]);
    expect(capacityAdvice(figures([point(100, 300), point(1_000, 500)], 1_000))).toEqual([
      'A larger planscope.cache.maxEntries than 1000 would not pay for traffic like this (50.0 % with 1,000).',
    ]);
  });

  it('is another one where nothing comes back', () => {
    const [only, ...more] = capacityAdvice(figures([point(100, 0), point(1_000, 0)], 1_000));
    expect(only).toContain('no cache of any size helps');
    expect(more).toEqual([]);
  });

  it('says so when there are few requests', () => {
    expect(capacityAdvice(figures([point(10, 30), point(100, 30)], 100, 60)).at(-1)).toBe(
      'These are only 60 requests: record more before you rely on it.',
    );
  });

  it('names settings that there are', () => {
    const all = [
      ...capacityAdvice(figures([point(1_000, 500), point(5_000, 700)], 1_000)),
      capacityText(figures([point(1_000, 500)], 1_000)),
    ].join(' ');
    const keys = all.match(/planscope\.[a-zA-Z.]+[a-zA-Z]/g) ?? [];
    expect(new Set(keys)).toEqual(
      new Set(['planscope.cache.maxEntries', 'planscope.cache.maxBytes', 'planscope.cache.persist']),
    );
    for (const key of keys) expect(Object.keys(SETTINGS)).toContain(key);
  });
});

describe('the words of the plot', () => {
  it('say every size, the share of the optimum, and how plain LRU does', () => {
    const points = [point(10, 100, 50, 200), point(100, 400, 450, 500), point(1_000, 600, 600, 800)];
    expect(capacityText(figures(points, 1_000))).toBe(
      "1,000 requests, 300 different questions. Planscope's cache answers 10.0 % with 10, 40.0 % with 100 and 60.0 % with 1,000 entries. With the 1,000 of planscope.cache.maxEntries that is 75.0 % of what the best possible cache could answer (80.0 %). Compared with a plain LRU cache that is up to 5.0 % of the requests (10 entries) more and up to 5.0 % of the requests (100 entries) less. All of this is the cache in memory: with planscope.cache.persist the editor keeps more plans on disk and looks there before it asks the model.",
    );
  });

  it('say that plain LRU does as well where it does', () => {
    expect(capacityText(figures([point(10, 100)], 10))).toContain('A plain LRU cache answers as many.');
  });

  it('need the size in use among the sizes', () => {
    expect(() => currentPoint({ points: [point(10, 1)], current: 20 })).toThrow(RangeError);
  });
});
