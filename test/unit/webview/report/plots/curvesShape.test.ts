import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurvesPlot } from '../../../../../src/core/bench/plots.ts';
import { curvesShape, type Frame } from '../../../../../src/webview/report/plots/curvesShape.ts';

const FRAME: Frame = { left: 40, right: 440, top: 10, bottom: 210 };

function plot(series: CurvesPlot['series'], scales: Partial<Record<'x' | 'y', 'linear' | 'log'>> = {}): CurvesPlot {
  return {
    type: 'curves',
    title: 'Hit ratio by capacity',
    text: 'It grows.',
    x: { label: 'Capacity', name: 'entries', scale: scales.x ?? 'log' },
    y: { label: 'Hit ratio', name: 'hitRatio', scale: scales.y ?? 'linear' },
    series,
  };
}

describe('curves', () => {
  it('lie between their frame’s corners', () => {
    const shape = curvesShape(
      plot([
        {
          name: 'LRU',
          points: [
            [10, 0],
            [100, 0.5],
            [1_000, 1],
          ],
        },
      ]),
      FRAME,
    );
    expect(shape?.curves[0]?.path).toBe('M40 210L240 110L440 10');
    expect(shape?.x.ticks).toEqual([10, 20, 50, 100, 200, 500, 1_000]);
    expect(shape?.curves[0]?.marks).toHaveLength(3);
  });

  it('have marks that do not touch, the last point always among them', () => {
    const points = Array.from({ length: 401 }, (_, index) => [index, index] as const);
    const marks = curvesShape(plot([{ name: 'a', points }], { x: 'linear' }), FRAME)?.curves[0]?.marks ?? [];
    expect(marks.length).toBeLessThan(32);
    expect(marks.at(-1)).toEqual([440, 10]);
  });

  it('carry their names behind their ends, apart from one another', () => {
    const ends = [0.9, 0.91, 0.9];
    const shape = curvesShape(
      plot(
        ends.map((y, index) => ({
          name: `s${index}`,
          points: [
            [1, 0],
            [9, y],
          ],
        })),
      ),
      FRAME,
    );
    const heights = shape?.curves.flatMap(({ labelY }) => (labelY === undefined ? [] : [labelY])) ?? [];
    expect(heights).toHaveLength(3);
    const sorted = [...heights].sort((a, b) => a - b);
    for (const [index, height] of sorted.entries()) {
      if (index > 0) expect(height - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(14);
    }
  });

  it('leave long names to the legend, and a single curve to its title', () => {
    const points = [
      [1, 1],
      [2, 2],
    ] as const;
    const long = 'an adaptive policy with a very long name';
    for (const series of [
      [
        { name: long, points },
        { name: 'b', points },
      ],
      [{ name: 'a', points }],
    ]) {
      const curves = curvesShape(plot(series), FRAME)?.curves;
      expect(curves?.every(({ labelY }) => labelY === undefined)).toBe(true);
    }
  });

  it('leave out what a logarithmic axis cannot hold', () => {
    const shape = curvesShape(
      plot([
        {
          name: 'a',
          points: [
            [0, 0.1],
            [10, 0.2],
            [100, 0.3],
          ],
        },
      ]),
      FRAME,
    );
    expect(shape?.curves[0]?.path).toBe('M40 210L440 10');
  });

  it('are not drawn without a point', () => {
    expect(curvesShape(plot([]), FRAME)).toBeUndefined();
    expect(curvesShape(plot([{ name: 'a', points: [] }]), FRAME)).toBeUndefined();
    expect(curvesShape(plot([{ name: 'a', points: [[-1, 2]] }]), FRAME)).toBeUndefined();
  });

  it('have no coordinate outside their frame or that is not a number', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const scale = fc.constantFrom('linear', 'log');
    const points = fc.array(fc.tuple(number, number), { maxLength: 6 });
    const series = fc.array(fc.record({ name: fc.string({ maxLength: 12 }), points }), { maxLength: 4 });
    fc.assert(
      fc.property(series, scale, scale, (some, x, y) => {
        for (const { path, marks, labelY } of curvesShape(plot(some, { x, y }), FRAME)?.curves ?? []) {
          expect(path).not.toMatch(/NaN|Infinity/);
          for (const [px, py] of marks) {
            expect(px).toBeGreaterThanOrEqual(FRAME.left);
            expect(px).toBeLessThanOrEqual(FRAME.right);
            expect(py).toBeGreaterThanOrEqual(FRAME.top);
            expect(py).toBeLessThanOrEqual(FRAME.bottom);
          }
          expect(labelY ?? 0).toBeLessThanOrEqual(FRAME.bottom);
        }
      }),
    );
  });
});
