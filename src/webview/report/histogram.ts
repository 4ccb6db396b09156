import type { CaseResult } from '../../core/bench/report.ts';
import { svg } from '../dom.ts';
import { histogramShape } from './histogramShape.ts';

const WIDTH = 96;
const HEIGHT = 22;

/** The distribution of a case as a drawing for a table's cell, with its median marked. */
export function smallHistogram({ distribution, p50 }: CaseResult): Element | undefined {
  const shape = distribution && histogramShape(distribution, WIDTH, HEIGHT);
  if (shape === undefined) return undefined;
  const at = p50 === null ? undefined : shape.xOf(p50);
  return svg(
    'svg',
    {
      class: 'histogram',
      role: 'img',
      'aria-label': shape.text,
      viewBox: `0 0 ${WIDTH} ${HEIGHT + 2}`,
      width: WIDTH,
      height: HEIGHT + 2,
    },
    svg('title', {}, shape.text),
    ...shape.bars.map(({ x, y, width, height }) => svg('rect', { class: 'bar', x, y, width, height })),
    svg('line', { class: 'base', x1: 0, x2: WIDTH, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5 }),
    at === undefined ? undefined : svg('line', { class: 'mark', x1: at, x2: at, y1: 0, y2: HEIGHT }),
  );
}
