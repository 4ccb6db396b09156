import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundScale, tightScale } from '../../../../../src/webview/report/plots/scale.ts';

const ends = { from: 100, to: 0 };

describe('a scale', () => {
  it('gives each decade the same room on a logarithmic axis', () => {
    const scale = tightScale({ kind: 'log', values: [10, 1_000], ...ends });
    expect([10, 100, 1_000].map((value) => scale?.of(value))).toEqual([100, 50, 0]);
  });

  it('begins at zero where that takes no more than half of it, and ends at a round value', () => {
    expect(roundScale({ kind: 'linear', values: [3, 9.2], ...ends })).toMatchObject({ low: 0, high: 10 });
    expect(roundScale({ kind: 'linear', values: [0.71, 0.94], ...ends })).toMatchObject({ low: 0.7, high: 0.95 });
    expect(roundScale({ kind: 'log', values: [1.3, 31], ...ends })).toMatchObject({ low: 1, high: 50 });
  });

  it('marks no halves of what is counted', () => {
    expect(tightScale({ kind: 'linear', values: [1, 2, 3, 4], ...ends })?.ticks).toEqual([1, 2, 3, 4]);
    expect(tightScale({ kind: 'linear', values: [1, 2, 3.5, 4], ...ends })?.ticks).toContain(1.5);
    expect(tightScale({ kind: 'linear', values: [0, 1], ...ends })?.ticks).toContain(0.4);
  });

  it('puts what is outside at its end', () => {
    const scale = tightScale({ kind: 'log', values: [10, 1_000], ...ends });
    expect([0, -1, 1e9, Number.NaN].map((value) => scale?.of(value))).toEqual([100, 100, 0, 100]);
  });

  it('has room around a single value', () => {
    for (const kind of ['linear', 'log'] as const) {
      const at = tightScale({ kind, values: [7, 7], ...ends })?.of(7);
      expect(at).toBeCloseTo(50);
    }
  });

  it('is none without a value that can stand on it', () => {
    expect(tightScale({ kind: 'linear', values: [], ...ends })).toBeUndefined();
    expect(roundScale({ kind: 'log', values: [0, -3, Number.NaN], ...ends })).toBeUndefined();
  });

  it('keeps every finite value within the drawing, and its ticks ascending', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('linear', 'log'),
        (values, kind) => {
          for (const scale of [
            tightScale({ kind, values, from: 0, to: 100 }),
            roundScale({ kind, values, from: 0, to: 100 }),
          ]) {
            if (scale === undefined) continue;
            for (const value of [...values, ...scale.ticks]) {
              expect(scale.of(value)).toBeGreaterThanOrEqual(0);
              expect(scale.of(value)).toBeLessThanOrEqual(100.000001);
            }
            expect(scale.ticks.length).toBeGreaterThanOrEqual(3);
            expect(scale.ticks).toEqual([...new Set(scale.ticks)].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
