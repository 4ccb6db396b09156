import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../../src/core/bench/report.ts';
import { cumulativeOf, timeAt } from '../../../../src/shared/cumulative.ts';
import { ecdfShape } from '../../../../src/webview/report/ecdfShape.ts';
import { type Scale, tightScale } from '../../../../src/webview/report/plots/scale.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const blocks: fc.Arbitrary<Block[]> = fc.array(
  fc.record({ samplesNs: fc.array(finite, { maxLength: 8 }), count: fc.nat(500), paceNs: fc.constant(null) }),
  { maxLength: 5 },
);

function block(count: number, ...samplesNs: number[]): Block {
  return { samplesNs, count, paceNs: null };
}

function axes(values: readonly number[]): { x: Scale; y: Scale } | undefined {
  const x = tightScale({ kind: 'log', values, from: 0, to: 100 });
  const y = tightScale({ kind: 'linear', values: [0, 1], from: 50, to: 0 });
  return x && y && { x, y };
}

function shapeOf(of: readonly Block[], result: Partial<Parameters<typeof ecdfShape>[0]> = {}) {
  const points = cumulativeOf(of);
  const scales = axes(points.map(({ ns }) => ns));
  return scales && ecdfShape({ p50: null, p95: null, p99: null, ...result }, points, scales);
}

describe('the distribution of several stretches', () => {
  it('weighs a stretch by its samples, not by its order statistics', () => {
    const points = cumulativeOf([block(30, 10, 20), block(10, 40)]);
    expect(points).toEqual([
      { ns: 10, share: 0.375 },
      { ns: 20, share: 0.75 },
      { ns: 40, share: 1 },
    ]);
  });

  it('merges what took equally long', () => {
    expect(cumulativeOf([block(2, 10, 20), block(2, 10, 20)])).toEqual([
      { ns: 10, share: 0.5 },
      { ns: 20, share: 1 },
    ]);
  });

  it('ends at the slowest sample, also where no stretch kept it', () => {
    expect(cumulativeOf([block(8, 10, 20)], 90)).toEqual([
      { ns: 10, share: 0.5 },
      { ns: 20, share: 0.75 },
      { ns: 90, share: 1 },
    ]);
    expect(cumulativeOf([block(8, 10, 20)], 20)).toEqual(cumulativeOf([block(8, 10, 20)]));
    expect(cumulativeOf([], 90)).toEqual([]);
  });

  it('is empty without samples', () => {
    expect([cumulativeOf([]), cumulativeOf([block(0, 5)]), cumulativeOf([block(7)])]).toEqual([[], [], []]);
    expect(timeAt([], 0.5)).toBeUndefined();
  });

  it('ascends in both directions and ends at 1', () => {
    fc.assert(
      fc.property(blocks, (some) => {
        const points = cumulativeOf(some);
        points.forEach((point, index) => {
          const before = points[index - 1] ?? { ns: Number.NEGATIVE_INFINITY, share: 0 };
          expect(point.ns).toBeGreaterThan(before.ns);
          expect(point.share).toBeGreaterThan(before.share);
        });
        expect(points.at(-1)?.share ?? 1).toBe(1);
      }),
    );
  });
});

describe('a cumulative curve', () => {
  it('is a stair from the low corner to the high one', () => {
    expect(shapeOf([block(2, 10, 1_000)])?.path).toBe('M0 50H0V25H100V0H100');
  });

  it('marks a percentile and its interval at the height of the percentile', () => {
    const intervals = { p50: [10, 1_000], p95: null, p99: null } as const;
    const shape = shapeOf([block(3, 10, 100, 1_000)], { p50: 100, p95: 1_000, intervals });
    expect(shape?.marks).toEqual([
      { name: 'p50', x: 50, y: 25, interval: [0, 100] },
      { name: 'p95', x: 100, y: expect.closeTo(2.5), interval: undefined },
    ]);
  });

  it('says the same in words', () => {
    expect(shapeOf([block(100, 10, 20, 30)])?.text).toBe(
      'Half of the samples took 20.0 ns or less, 95 % took 30.0 ns or less, and none more than 30.0 ns',
    );
  });

  it('is not drawn without samples', () => {
    const scales = axes([1, 10]);
    expect(scales && ecdfShape({ p50: 3, p95: null, p99: null }, [], scales)).toBeUndefined();
  });

  it('has no coordinate that is not a number, whatever was measured', () => {
    fc.assert(
      fc.property(blocks, finite, fc.tuple(finite, finite), (some, p50, interval) => {
        const shape = shapeOf(some, { p50, intervals: { p50: interval, p95: null, p99: null } });
        expect(shape?.path ?? '').not.toMatch(/NaN|Infinity/);
        for (const { x, y, interval: ends } of shape?.marks ?? []) {
          expect([x, y, ...(ends ?? [])].every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });
});
