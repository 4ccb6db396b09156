import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { changePoints } from '../../../../src/core/bench/changePoints.ts';
import { gaussian } from '../../../support/draws.ts';

const SEED = 5;

function series(levels: readonly number[], count: number, noise: number, seed: number): number[] {
  const random = seededRandom(seed);
  return levels.flatMap((level) => Array.from({ length: count }, () => level * Math.exp(noise * gaussian(random))));
}

describe('the change points of a series', () => {
  it('are where its level changes, with both levels', () => {
    const [point, ...more] = changePoints(series([100, 120], 8, 0.02, SEED));
    expect(more).toEqual([]);
    expect(point?.at).toBe(8);
    expect((point?.after ?? 0) / (point?.before ?? 1)).toBeCloseTo(1.2, 1);
  });

  it('are several where there are several', () => {
    expect(changePoints(series([100, 130, 90], 6, 0.01, SEED)).map(({ at }) => at)).toEqual([6, 12]);
  });

  it('are found in nine of ten series with a step of 20 %, and claimed in at most one of ten without', () => {
    let found = 0;
    let claimed = 0;
    for (let seed = 0; seed < 200; seed++) {
      if (changePoints(series([100, 120], 10, 0.04, seed)).some(({ at }) => Math.abs(at - 10) <= 1)) found++;
      if (changePoints(series([100], 20, 0.04, seed)).length > 0) claimed++;
    }
    expect(found / 200).toBeGreaterThanOrEqual(0.9);
    expect(claimed / 200).toBeLessThanOrEqual(0.1);
  });

  it('are none in a single outlier, in few values, and beside one that is no time', () => {
    expect(changePoints([...series([100], 8, 0.01, SEED), 300, ...series([100], 8, 0.01, SEED)])).toEqual([]);
    expect(changePoints([1, 1, 1, 9, 9])).toEqual([]);
    expect(changePoints([1, 1, 1, 0, 9, 9, 9])).toEqual([]);
  });

  it('do not depend on the unit', () => {
    const values = fc.array(fc.double({ min: 1, max: 1e3, noNaN: true }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(values, (one) => {
        const places = (factor: number): number[] => changePoints(one.map((v) => v * factor)).map(({ at }) => at);
        expect(places(1_024)).toEqual(places(1));
      }),
    );
  });
});
