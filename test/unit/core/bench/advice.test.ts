import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Criterion, chooseTrial, gainOf, noiseOf, type Trial } from '../../../../src/core/bench/advice.ts';

const goodput: Criterion = { name: 'goodput', better: 'higher', leastGain: 0.5, tolerance: 3 };
const wasted: Criterion = { name: 'wasted', better: 'lower', leastGain: 1, tolerance: 5 };
const criteria = [goodput, wasted];

/** Four blocks around a mean, the same unrest in each trial but for their order. */
const around = (mean: number, unrest = 0.1, turn = 0): readonly number[] =>
  [-1, 1, -0.5, 0.5].map((_, i, all) => mean + unrest * (all[(i + turn) % 4] ?? 0));

const trial = (changes: number, goodputMean: number, wastedMean: number, unrest = 0.1): Trial => ({
  changes,
  figures: { goodput: around(goodputMean, unrest, changes), wasted: around(wastedMean, unrest, changes + 1) },
});

describe('the choice of settings', () => {
  it('takes the one with the best goodput and says what it gains', () => {
    const choice = chooseTrial([trial(0, 40, 100), trial(1, 45, 100), trial(1, 42, 10)], 0, criteria);
    expect(choice.best).toBe(1);
    expect(choice.decidedBy).toMatchObject({ criterion: 'goodput' });
    expect(choice.decidedBy?.gain).toBeCloseTo(5);
  });

  it('keeps the present settings when the best goodput is within noise', () => {
    const trials = [trial(0, 40, 100, 5), trial(1, 43, 100, 5), trial(2, 44, 100, 5)];
    expect(chooseTrial(trials, 0, criteria)).toEqual({ best: 0 });
  });

  it('keeps the present settings when a sure gain is too small to be worth it', () => {
    const trials = [trial(0, 40, 100, 0), trial(1, 40.4, 99.5, 0)];
    expect(chooseTrial(trials, 0, criteria)).toEqual({ best: 0 });
  });

  it('takes fewer wasted tokens where the goodput is the same', () => {
    const choice = chooseTrial([trial(0, 40, 100), trial(1, 40.1, 60), trial(1, 39.9, 50)], 0, criteria);
    expect(choice).toMatchObject({ best: 2, decidedBy: { criterion: 'wasted' } });
  });

  it('does not take fewer wasted tokens for less goodput', () => {
    expect(chooseTrial([trial(0, 40, 100), trial(1, 35, 0)], 0, criteria)).toEqual({ best: 0 });
  });

  it('does not call a loss nothing because the data are too few to be sure of it', () => {
    const restless = [
      trial(0, 60, 100, 0.1),
      { ...trial(1, 47, 50), figures: { goodput: [60, 30, 58, 40], wasted: around(50) } },
    ];
    expect(gainOf(restless, goodput, 1, 0)).toBeLessThan(-12);
    expect(noiseOf(restless, goodput, 1, 0)).toBeGreaterThan(13);
    expect(chooseTrial(restless, 0, criteria)).toEqual({ best: 0 });
  });

  it('does not take a small loss of what comes first either, when it is worth the name', () => {
    expect(chooseTrial([trial(0, 40, 100, 0), trial(1, 38, 50, 0)], 0, criteria)).toEqual({ best: 0 });
    expect(chooseTrial([trial(0, 40, 100, 0), trial(1, 39.6, 50, 0)], 0, criteria).best).toBe(1);
  });

  it('wants to be sure that nothing much is lost of what comes first', () => {
    const unsure = [trial(0, 40, 100, 5), trial(1, 40, 50, 5)];
    expect(chooseTrial(unsure, 0, criteria)).toEqual({ best: 0 });
  });

  it('takes fewer changes where the rest is the same', () => {
    const choice = chooseTrial([trial(0, 40, 100), trial(2, 50.1, 50), trial(1, 50, 50)], 0, criteria);
    expect(choice.best).toBe(2);
  });

  it('takes more changes where they gain more than noise', () => {
    expect(chooseTrial([trial(0, 40, 100), trial(1, 50, 100), trial(2, 50, 60)], 0, criteria).best).toBe(2);
  });

  it('takes fewer changes where nobody knows whether more of them gain anything', () => {
    const trials = [trial(0, 40, 100, 4), trial(1, 60, 100, 4), trial(2, 63, 90, 4)];
    expect(chooseTrial(trials, 0, criteria).best).toBe(1);
  });

  it('of as many changes takes the better one', () => {
    const choice = chooseTrial([trial(0, 40, 100), trial(1, 50, 50), trial(1, 50.1, 50)], 0, criteria);
    expect(choice.best).toBe(2);
  });

  it('advises nothing from two blocks', () => {
    const two = (mean: number, changes: number): Trial => ({
      changes,
      figures: { goodput: [mean, mean], wasted: [0, 0] },
    });
    expect(chooseTrial([two(1, 0), two(100, 1)], 0, criteria)).toEqual({ best: 0 });
  });

  it('takes what the blocks have in common out of the noise', () => {
    const hard = (mean: number): Trial => ({
      changes: mean,
      figures: { goodput: [mean + 100, mean - 100, mean + 50, mean - 50], wasted: [0, 0, 0, 0] },
    });
    expect(noiseOf([hard(0), hard(1), hard(2)], goodput, 0, 1)).toBe(goodput.leastGain);
  });

  it('does not lend the calm of other trials to two restless ones', () => {
    const calm = Array.from({ length: 20 }, () => trial(1, 40, 0, 0));
    const restless: Trial = { changes: 1, figures: { goodput: [20, 60, 70, 30], wasted: [0, 0, 0, 0] } };
    expect(chooseTrial([trial(0, 40, 0, 0), restless, ...calm], 0, criteria)).toEqual({ best: 0 });
  });
});

const trialsArbitrary = fc.array(
  fc.record({
    changes: fc.integer({ min: 0, max: 3 }),
    figures: fc.record({
      goodput: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
      wasted: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
    }),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('whatever was measured', () => {
  it('a change is advised only for a gain beyond noise, and never for a loss in what comes first', () => {
    fc.assert(
      fc.property(trialsArbitrary, (trials) => {
        const { best, decidedBy } = chooseTrial(trials, 0, criteria);
        expect(best === 0).toBe(decidedBy === undefined);
        if (decidedBy === undefined) return;
        for (const criterion of criteria) {
          const gain = gainOf(trials, criterion, best, 0);
          const noise = noiseOf(trials, criterion, best, 0);
          if (criterion.name === decidedBy.criterion) {
            expect(gain).toBeGreaterThan(noise);
            return;
          }
          expect(gain).toBeGreaterThanOrEqual(-criterion.leastGain);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('trials that all did the same change nothing', () => {
    fc.assert(
      fc.property(trialsArbitrary, fc.integer({ min: 2, max: 12 }), ([one], count) => {
        if (one === undefined) return;
        expect(
          chooseTrial(
            Array.from({ length: count }, () => one),
            0,
            criteria,
          ),
        ).toEqual({ best: 0 });
      }),
    );
  });
});
