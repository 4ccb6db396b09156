import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramShape } from '../../../../src/webview/report/histogramShape.ts';

const WIDTH = 100;
const HEIGHT = 20;

describe('a histogram', () => {
  it('gives each decade the same width', () => {
    const shape = histogramShape({ counts: [1, 2], edgesNs: [10, 100, 1_000] }, WIDTH, HEIGHT);
    expect(shape?.bars).toEqual([
      { x: 0, y: 10, width: 50, height: 10 },
      { x: 50, y: 0, width: 50, height: 20 },
    ]);
    expect(shape?.xOf(100)).toBeCloseTo(50);
  });

  it('can share the axis of a wider drawing', () => {
    const shape = histogramShape({ counts: [4], edgesNs: [10, 100] }, WIDTH, HEIGHT, [1, 10_000]);
    expect(shape?.bars).toEqual([{ x: 25, y: 0, width: 25, height: 20 }]);
    expect(shape?.tallest).toBe(1);
  });

  it('says the same in words', () => {
    const shape = histogramShape({ counts: [0, 3, 1, 0], edgesNs: [1, 10, 100, 1_000, 10_000] }, WIDTH, HEIGHT);
    expect(shape?.text).toBe('From 10.0 ns to 1.00 µs; most often 10.0 ns to 100 ns, 75.0 % of the samples');
  });

  it('lets a single outlier be seen', () => {
    const shape = histogramShape({ counts: [100_000, 1], edgesNs: [1, 9_999, 10_000] }, WIDTH, HEIGHT);
    expect(shape?.bars[1]).toMatchObject({ x: 99, width: 1, height: 1 });
  });

  it('draws nothing where there is nothing, or nothing that fits together', () => {
    for (const distribution of [
      { counts: [], edgesNs: [] },
      { counts: [0, 0], edgesNs: [1, 2, 3] },
      { counts: [1, 1], edgesNs: [1, 2] },
    ]) {
      expect(histogramShape(distribution, WIDTH, HEIGHT)).toBeUndefined();
    }
  });

  it('draws a distribution of one value', () => {
    expect(histogramShape({ counts: [40], edgesNs: [5, 5] }, WIDTH, HEIGHT)?.bars).toEqual([
      { x: 50, y: 0, width: 1, height: 20 },
    ]);
  });

  it('never draws outside itself', () => {
    const edges = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(edges, fc.array(fc.nat(1_000), { minLength: 11, maxLength: 11 }), (times, counts) => {
        const edgesNs = times.sort((a, b) => a - b);
        const shape = histogramShape({ counts: counts.slice(0, edgesNs.length - 1), edgesNs }, WIDTH, HEIGHT);
        for (const bar of shape?.bars ?? []) {
          expect(bar.x).toBeGreaterThanOrEqual(0);
          expect(bar.x + bar.width).toBeLessThanOrEqual(WIDTH + 1e-6);
          expect(bar.y).toBeGreaterThanOrEqual(0);
          expect(bar.y + bar.height).toBeCloseTo(HEIGHT);
        }
      }),
    );
  });
});
