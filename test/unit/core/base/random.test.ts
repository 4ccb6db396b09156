import { describe, expect, it } from 'vitest';
import { pick, randomInt, seededRandom, shuffled } from '../../../../src/core/base/random.ts';

describe('the seeded generator', () => {
  it('gives the same sequence for the same seed, on every machine', () => {
    const random = seededRandom(42);
    const numbers = [random.next(), random.next(), random.next()].map((number) => number.toFixed(9));
    expect(numbers).toEqual(['0.601103752', '0.448290559', '0.852465793']);
  });

  it('stays in [0, 1) and is spread evenly', () => {
    const random = seededRandom(7);
    const perTenth = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const tenth = Math.floor(random.next() * 10);
      perTenth[tenth] = (perTenth[tenth] ?? Number.NaN) + 1;
    }
    for (const count of perTenth) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('shuffles without losing or doubling anything, and leaves the original alone', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const copy = shuffled(seededRandom(1), items);
    expect(copy).not.toEqual(items);
    expect([...copy].sort((a, b) => a - b)).toEqual(items);
  });

  it('reaches every whole number below the limit and no other', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 500 }, () => randomInt(random, 6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('picks every item', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 100 }, () => pick(random, ['a', 'b', 'c'])));
    expect(seen.size).toBe(3);
  });
});
