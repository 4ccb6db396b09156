import { describe, expect, it } from 'vitest';
import { hash32 } from '../../../../src/core/base/hash32.ts';

describe('hash32', () => {
  it('is a whole number of 32 bits, the same for the same text and seed', () => {
    for (const text of ['', 'a', 'me/ammo', 'é\ud800', 'x'.repeat(10_000)]) {
      const hashed = hash32(text, 7);
      expect(hashed).toBe(hash32(text, 7));
      expect(Number.isInteger(hashed) && hashed >= 0 && hashed < 2 ** 32).toBe(true);
    }
  });

  it('tells 20,000 cells apart that differ in a digit', () => {
    const hashes = new Set<number>();
    for (let x = 0; x < 100; x++) for (let y = 0; y < 200; y++) hashes.add(hash32(`obstacles/${x},${y}`));
    // By chance one pair in twenty such sets would be equal.
    expect(hashes.size).toBeGreaterThanOrEqual(19_999);
  });

  it('sets every bit about half the time, however alike the texts are', () => {
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < 2_000; i++) {
      const hashed = hash32(String(i));
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] ?? 0) + ((hashed >>> bit) & 1);
    }
    for (const count of ones) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('goes on from a seed, so that where one text ends and the next begins counts', () => {
    expect(hash32('c', hash32('ab'))).not.toBe(hash32('bc', hash32('a')));
    expect(hash32('a', 1)).not.toBe(hash32('a', 2));
  });
});
