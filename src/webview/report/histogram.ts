import type { CaseResult } from '../../core/bench/report.ts';
import { formatNs } from '../../shared/format.ts';
import { h, svg } from '../dom.ts';
import { histogramShape } from './histogramShape.ts';

const SMALL = { width: 96, height: 22 };
const LARGE = { width: 420, height: 90 };

/** The distribution of a case as a drawing for a table's cell, with its median marked. */
export function smallHistogram(result: CaseResult): Element | undefined {
  return drawing(result, SMALL, 'histogram');
}

/** The same, large, with its axis and percentiles; the words that describe it stand below for everybody. */
export function largeHistogram(result: CaseResult): Element | undefined {
  const plot = drawing(result, LARGE, 'histogram large');
  const { distribution } = result;
  if (plot === undefined || distribution === undefined) return undefined;
  const shape = histogramShape(distribution, LARGE.width, LARGE.height);
  return h(
    'figure',
    {},
    plot,
    h(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      h('span', {}, formatNs(distribution.edgesNs[0] ?? null)),
      h('span', {}, 'logarithmic'),
      h('span', {}, formatNs(distribution.edgesNs.at(-1) ?? null)),
    ),
    h('figcaption', {}, `${shape?.text ?? ''}. The lines mark p50, p95 and p99 where they are estimable.`),
  );
}

function drawing(result: CaseResult, size: { width: number; height: number }, className: string): Element | undefined {
  const shape = result.distribution && histogramShape(result.distribution, size.width, size.height);
  if (shape === undefined) return undefined;
  const marks = className === 'histogram' ? [result.p50] : [result.p50, result.p95, result.p99];
  return svg(
    'svg',
    {
      class: className,
      role: 'img',
      'aria-label': shape.text,
      viewBox: `0 0 ${size.width} ${size.height + 2}`,
      width: size.width,
      height: size.height + 2,
    },
    svg('title', {}, shape.text),
    ...shape.bars.map(({ x, y, width, height }) => svg('rect', { class: 'bar', x, y, width, height })),
    svg('line', { class: 'base', x1: 0, x2: size.width, y1: size.height + 0.5, y2: size.height + 0.5 }),
    ...marks
      .filter((mark) => mark !== null)
      .map((mark) => svg('line', { class: 'mark', x1: shape.xOf(mark), x2: shape.xOf(mark), y1: 0, y2: size.height })),
  );
}
