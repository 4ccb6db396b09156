import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelinePlot } from '../../../../../src/core/bench/plots.ts';
import { timelineShape } from '../../../../../src/webview/report/plots/timelineShape.ts';

function plot(change: Partial<TimelinePlot>): TimelinePlot {
  return { type: 'timeline', title: 'Breaker', text: 'It opened.', endMs: 1_000, lanes: [], marks: [], ...change };
}

const BREAKER = {
  name: 'phi3',
  spans: [
    { state: 'closed', fromMs: 0, toMs: 500 },
    { state: 'open', fromMs: 500, toMs: 510 },
    { state: 'half-open', fromMs: 510, toMs: 1_000 },
  ],
};

describe('a timeline', () => {
  it('gives each state its share of the time, and a name where there is room', () => {
    const shape = timelineShape(plot({ lanes: [BREAKER] }), 0, 400);
    expect(shape?.lanes[0]?.spans).toEqual([
      { state: 'closed', x: 0, width: 200, hasLabel: true },
      { state: 'open', x: 200, width: 4, hasLabel: false },
      { state: 'half-open', x: 204, width: 196, hasLabel: true },
    ]);
    expect(shape?.states).toEqual(['closed', 'open', 'half-open']);
  });

  it('shows a state that lasted no time', () => {
    const lanes = [{ name: 'a', spans: [{ state: 'open', fromMs: 1_000, toMs: 1_000 }] }];
    expect(timelineShape(plot({ lanes }), 0, 400)?.lanes[0]?.spans[0]).toMatchObject({ x: 399, width: 1 });
  });

  it('puts labels that would touch in rows, and leaves those out that find none', () => {
    const marks = ['first fault', 'second fault', 'third fault', 'fourth fault', 'much later'].map((label, index) => ({
      label,
      atMs: index === 4 ? 900 : index * 5,
    }));
    const shape = timelineShape(plot({ lanes: [BREAKER], marks }), 0, 400);
    expect(shape?.marks.map(({ row }) => row)).toEqual([0, 1, 2, undefined, 0]);
    expect(shape?.rows).toBe(3);
    expect(shape?.marks.at(-1)?.labelX).toBeLessThan(360);
  });

  it('is not drawn where nothing happened', () => {
    expect(timelineShape(plot({}), 0, 400)).toBeUndefined();
    expect(timelineShape(plot({ lanes: [{ name: 'a', spans: [] }] }), 0, 400)).toBeUndefined();
    const backwards = [{ name: 'a', spans: [{ state: 'open', fromMs: 5, toMs: 2 }] }];
    expect(timelineShape(plot({ lanes: backwards }), 0, 400)).toBeUndefined();
  });

  it('has no coordinate outside itself, and no two labels of a row touch', () => {
    const time = fc.double({ noNaN: true, noDefaultInfinity: true });
    const span = fc.record({ state: fc.string({ maxLength: 9 }), fromMs: time, toMs: time });
    const lane = fc.record({ name: fc.string(), spans: fc.array(span, { maxLength: 5 }) });
    const mark = fc.record({ atMs: time, label: fc.string({ maxLength: 20 }) });
    fc.assert(
      fc.property(fc.array(lane, { maxLength: 3 }), fc.array(mark), time, (lanes, marks, endMs) => {
        const shape = timelineShape(plot({ lanes, marks, endMs }), 0, 400);
        for (const { x, width } of shape?.lanes.flatMap((one) => one.spans) ?? []) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(400.000001);
        }
        const ends = new Map<number, number>();
        for (const { x, row, labelX, label } of shape?.marks ?? []) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(400.000001);
          if (row === undefined) continue;
          expect(labelX).toBeGreaterThanOrEqual(ends.get(row) ?? 0);
          ends.set(row, labelX + label.length * 6);
        }
      }),
    );
  });
});
