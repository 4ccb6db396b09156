import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks } from '../../../../../src/webview/report/plots/ticks.ts';

/** Domains as axes have them: finite, and no narrower than a millionth of their height. */
const domain = fc
  .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.double({ min: 1e-6, max: 1e3, noNaN: true }))
  .map(([low, width]): [number, number] => [low, low + width * Math.max(1e-3, Math.abs(low))]);
const positive = fc
  .tuple(fc.double({ min: -9, max: 15, noNaN: true }), fc.double({ min: 1e-5, max: 25, noNaN: true }))
  .map(([at, decades]): [number, number] => [10 ** at, 10 ** (at + decades)]);

function isProper(ticks: readonly number[], [low, high]: readonly [number, number]): void {
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  expect(ticks.length).toBeLessThanOrEqual(8);
  expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
  expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? tick))).toBe(true);
}

describe('ticks of a linear axis', () => {
  it('stand at round values', () => {
    expect(linearTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(3, 47)).toEqual([10, 20, 30, 40]);
    expect(linearTicks(-1, 1)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it('are 3 to 8, ascending, within the domain', () => {
    fc.assert(fc.property(domain, (range) => isProper(linearTicks(...range), range)));
  });

  it('are none where there is no domain', () => {
    for (const [low, high] of [
      [1, 1],
      [2, 1],
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(linearTicks(low, high)).toEqual([]);
    }
  });
});

describe('ticks of a logarithmic axis', () => {
  it('go 1, 2, 5 where they fit', () => {
    expect(logTicks(900, 60_000)).toEqual([1_000, 2_000, 5_000, 10_000, 20_000, 50_000]);
  });

  it('are powers of ten where 1, 2, 5 are too many, and every second of them where those are', () => {
    expect(logTicks(1, 10_000)).toEqual([1, 10, 100, 1_000, 10_000]);
    expect(logTicks(1, 1e9)).toEqual([1, 100, 10_000, 1e6, 1e8]);
  });

  it('are linear over a part of a decade', () => {
    expect(logTicks(8_100, 8_500)).toEqual([8_100, 8_200, 8_300, 8_400, 8_500]);
  });

  it('are 3 to 8, ascending, within the domain', () => {
    fc.assert(fc.property(positive, (range) => isProper(logTicks(...range), range)));
  });

  it('are none where a logarithm has none', () => {
    expect([logTicks(0, 10), logTicks(-5, 5), logTicks(10, 10)]).toEqual([[], [], []]);
  });
});
