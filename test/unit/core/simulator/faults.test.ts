import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import { FaultDealer } from '../../../../src/core/simulator/faultDealer.ts';
import {
  defaultFaultTimes,
  type FaultKind,
  type FaultPlan,
  faultMeanings,
  isFaultKind,
  noFaults,
  refusesEverything,
} from '../../../../src/core/simulator/faults.ts';

function deal(plan: FaultPlan, seed: number, requests: number): (FaultKind | undefined)[] {
  const dealer = new FaultDealer(plan, seed);
  return Array.from({ length: requests }, () => dealer.next()?.kind);
}

const kinds = Object.keys(faultMeanings).filter(isFaultKind);

/** Rates that leave room for success: each at most its share of 1. */
const rates = fc
  .uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 5 })
  .chain((chosen) =>
    fc
      .tuple(...chosen.map(() => fc.double({ min: 0, max: 1 / chosen.length, noNaN: true })))
      .map((values) => chosen.map((kind, index) => ({ kind, rate: values[index] ?? 0 }))),
  );

describe('fault dealer', () => {
  it('deals the same faults for the same plan and seed', () => {
    fc.assert(
      fc.property(rates, fc.integer(), (rates, seed) => {
        const plan: FaultPlan = { type: 'rates', rates };
        expect(deal(plan, seed, 50)).toEqual(deal(plan, seed, 50));
      }),
    );
  });

  it('deals other faults for another seed', () => {
    const plan: FaultPlan = { type: 'rates', rates: [{ kind: 'error', rate: 0.5 }] };
    expect(deal(plan, 1, 64)).not.toEqual(deal(plan, 2, 64));
  });

  it('deals only kinds whose rate is above zero', () => {
    fc.assert(
      fc.property(rates, fc.integer(), (rates, seed) => {
        const possible = rates.filter(({ rate }) => rate > 0).map(({ kind }) => kind);
        for (const kind of deal({ type: 'rates', rates }, seed, 50)) {
          if (kind !== undefined) expect(possible).toContain(kind);
        }
      }),
    );
  });

  it('keeps to the rates over many requests', () => {
    const plan: FaultPlan = {
      type: 'rates',
      rates: [
        { kind: 'error', rate: 0.1 },
        { kind: 'busy', rate: 0.3 },
      ],
    };
    const dealt = deal(plan, 7, 10_000);
    // Five standard deviations of a binomial share at this size are below 0.025.
    expect(dealt.filter((kind) => kind === 'error').length / 10_000).toBeCloseTo(0.1, 1);
    expect(dealt.filter((kind) => kind === 'busy').length / 10_000).toBeCloseTo(0.3, 1);
  });

  it('fails every request at rate 1 and none at rate 0', () => {
    expect(new Set(deal({ type: 'rates', rates: [{ kind: 'busy', rate: 1 }] }, 3, 200))).toEqual(new Set(['busy']));
    expect(new Set(deal({ type: 'rates', rates: [{ kind: 'busy', rate: 0 }] }, 3, 200))).toEqual(new Set([undefined]));
    expect(new Set(deal(noFaults, 3, 200))).toEqual(new Set([undefined]));
  });

  it('plays a script request by request and then nothing', () => {
    const plan: FaultPlan = { type: 'script', sequence: ['reset', 'none', 'empty'] };
    expect(deal(plan, 1, 5)).toEqual(['reset', undefined, 'empty', undefined, undefined]);
  });

  it('gives each fault a random source of its own, the same on every run', () => {
    const draw = (): number[] => {
      const dealer = new FaultDealer({ type: 'script', sequence: ['empty', 'empty', 'empty'] }, 11);
      return [1, 2, 3].map(() => dealer.next()?.random.next() ?? Number.NaN);
    };
    expect(draw()).toEqual(draw());
    expect(new Set(draw()).size).toBe(3);
  });

  it('takes its own times where the plan names none', () => {
    expect(new FaultDealer(noFaults, 1).times).toEqual(defaultFaultTimes);
    const times = { loadingMs: 25, retryAfterS: 7, dripMs: 0.5 };
    expect(new FaultDealer({ ...noFaults, ...times }, 1).times).toEqual(times);
    expect(new FaultDealer({ ...noFaults, retryAfterS: 0 }, 1).times).toEqual({ ...defaultFaultTimes, retryAfterS: 0 });
  });
});

describe('fault plan', () => {
  const bad: [string, FaultPlan, RegExp][] = [
    ['a rate above 1', { type: 'rates', rates: [{ kind: 'busy', rate: 1.5 }] }, /"busy" is 1\.5/],
    ['a negative rate', { type: 'rates', rates: [{ kind: 'busy', rate: -0.1 }] }, /"busy" is -0\.1/],
    ['a rate that is no number', { type: 'rates', rates: [{ kind: 'busy', rate: Number.NaN }] }, /NaN/],
    [
      'rates above 1 in sum',
      {
        type: 'rates',
        rates: [
          { kind: 'busy', rate: 0.6 },
          { kind: 'error', rate: 0.6 },
        ],
      },
      /add up to 1\.2/,
    ],
    ['a negative cold start', { ...noFaults, loadingMs: -1 }, /loadingMs is -1/],
    ['a cold start without end', { ...noFaults, loadingMs: Number.POSITIVE_INFINITY }, /loadingMs is Infinity/],
    ['a broken second', { ...noFaults, retryAfterS: 0.5 }, /retryAfterS is 0\.5; it must be whole seconds/],
    ['a negative wait', { ...noFaults, retryAfterS: -1 }, /retryAfterS is -1/],
    ['a drip without a pause', { ...noFaults, dripMs: 0 }, /dripMs is 0; it must be more than 0/],
    ['a drip that is no number', { ...noFaults, dripMs: Number.NaN }, /dripMs is NaN/],
  ];
  it.each(bad)('refuses %s', (_what, plan, message) => {
    expect(() => new FaultDealer(plan, 1)).toThrow(InputError);
    expect(() => new FaultDealer(plan, 1)).toThrow(message);
  });

  it('refuses an unknown kind and lists the known ones', () => {
    const plan = JSON.parse('{"type":"script","sequence":["none","meteor"]}') as FaultPlan;
    expect(() => new FaultDealer(plan, 1)).toThrow(/"meteor".*refuse,.* error/);
  });

  it('allows rates that add up to 1 but for rounding', () => {
    const rates = [0.1, 0.2, 0.7].map((rate, index) => ({ kind: kinds[index] ?? 'busy', rate }));
    expect(() => new FaultDealer({ type: 'rates', rates }, 1)).not.toThrow();
  });

  it('refuses everything only where refusal has rate 1', () => {
    expect(refusesEverything({ type: 'rates', rates: [{ kind: 'refuse', rate: 1 }] })).toBe(true);
    expect(refusesEverything({ type: 'rates', rates: [{ kind: 'refuse', rate: 0.9 }] })).toBe(false);
    expect(refusesEverything({ type: 'rates', rates: [{ kind: 'busy', rate: 1 }] })).toBe(false);
    expect(refusesEverything({ type: 'script', sequence: ['refuse'] })).toBe(false);
  });
});
