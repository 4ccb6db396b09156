import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunnelPlot } from '../../../../../src/core/bench/plots.ts';
import { funnelShape } from '../../../../../src/webview/report/plots/funnelShape.ts';

function plot(stages: FunnelPlot['stages']): FunnelPlot {
  return { type: 'funnel', title: 'Funnel', text: 'Fewer and fewer.', stages };
}

describe('a funnel', () => {
  it('gives each stage the length of its share, with its interval', () => {
    const shape = funnelShape(
      plot([
        { label: 'asked', count: 1_000, share: 1, low: 0.996, high: 1 },
        { label: 'valid', count: 800, share: 0.8, low: 0.774, high: 0.824 },
      ]),
      200,
    );
    expect(shape).toEqual([
      { label: 'asked', count: '1,000', share: '100 % (99.6–100 %)', width: 200, whisker: [199.2, 200] },
      {
        label: 'valid',
        count: '800',
        share: '80.0 % (77.4–82.4 %)',
        width: 160,
        whisker: [154.8, expect.closeTo(164.8)],
      },
    ]);
  });

  it('says only what it knows', () => {
    const shape = funnelShape(
      plot([
        { label: 'asked', count: 4, share: null, low: null, high: null },
        { label: 'valid', count: 1, share: 0.25, low: null, high: null },
      ]),
      200,
    );
    expect(shape?.map(({ share, width, whisker }) => ({ share, width, whisker }))).toEqual([
      { share: '', width: 200, whisker: undefined },
      { share: '25.0 %', width: 50, whisker: undefined },
    ]);
  });

  it('is not drawn where nothing came in', () => {
    expect(funnelShape(plot([]), 200)).toBeUndefined();
    expect(funnelShape(plot([{ label: 'asked', count: 0, share: null, low: null, high: null }]), 200)).toBeUndefined();
  });

  it('has no length outside its width', () => {
    const ratio = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
    const stage = fc.record({ label: fc.string(), count: fc.nat(), share: ratio, low: ratio, high: ratio });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 6 }), (stages) => {
        for (const { width, whisker } of funnelShape(plot(stages), 200) ?? []) {
          for (const length of [width, ...(whisker ?? [])]) {
            expect(length).toBeGreaterThanOrEqual(0);
            expect(length).toBeLessThanOrEqual(200);
          }
        }
      }),
    );
  });
});
