import { describe, expect, it } from 'vitest';
import { type Random, randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { BANDS, MinHash, WIDE_BANDS } from '../../../../src/core/cache/minHash.ts';

const SHARED = 45;
/** In each of the two sets beside what they share: so their Jaccard index is 45 / 55. */
const OWN = 5;
const SIMILARITY = SHARED / (SHARED + 2 * OWN);

function randomSet(random: Random, size: number): number[] {
  return Array.from({ length: size }, () => randomInt(random, 2 ** 32));
}

describe('the band hashes of two sets', () => {
  it('are equal as often as the similarity to the power of the rows', () => {
    const random = seededRandom(3);
    const minHash = new MinHash();
    const trials = 400;
    let [wide, narrow] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const shared = randomSet(random, SHARED);
      const [a, b] = [0, 1].map(() => {
        const bands = new Uint32Array(BANDS);
        minHash.hash('group', Uint32Array.from([...shared, ...randomSet(random, OWN)]), bands);
        return bands;
      });
      for (let band = 0; band < BANDS; band++) {
        if (a?.[band] !== b?.[band]) continue;
        if (band < WIDE_BANDS) wide++;
        else narrow++;
      }
    }
    expect(narrow / (trials * (BANDS - WIDE_BANDS))).toBeCloseTo(SIMILARITY ** 4, 1);
    expect(wide / (trials * WIDE_BANDS)).toBeCloseTo(SIMILARITY ** 16, 1);
  });

  it('differ by group', () => {
    const minHash = new MinHash();
    const features = Uint32Array.from(randomSet(seededRandom(1), 10));
    const [one, other] = [new Uint32Array(BANDS), new Uint32Array(BANDS)];
    minHash.hash('one', features, one);
    minHash.hash('other', features, other);
    expect([...one].filter((hash, band) => hash === other[band])).toEqual([]);
  });

  it('are the same in every index, and take no heed of order', () => {
    const features = randomSet(seededRandom(1), 10);
    const [one, other] = [new Uint32Array(BANDS), new Uint32Array(BANDS)];
    new MinHash().hash('group', Uint32Array.from(features), one);
    new MinHash().hash('group', Uint32Array.from(features.toReversed()), other);
    expect(one).toEqual(other);
    expect(new Set(one).size).toBe(BANDS);
  });
});
