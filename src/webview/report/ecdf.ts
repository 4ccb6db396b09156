import * as l10n from '@vscode/l10n';
import type { CaseResult } from '../../core/bench/report.ts';
import type { Cumulative } from '../../shared/cumulative.ts';
import { svg } from '../dom.ts';
import { ecdfShape, type PercentileMark } from './ecdfShape.ts';
import { DISTRIBUTION_HEIGHT, DISTRIBUTION_LEFT, DISTRIBUTION_RIGHT, DISTRIBUTION_TOP } from './largeHistogram.ts';
import { lookOfPercentile } from './percentileMarks.ts';
import { belowOf, horizontalAxis, verticalAxis } from './plots/axes.ts';
import { marker } from './plots/marker.ts';
import { tightScale } from './plots/scale.ts';

/** The cumulative distribution of a case over an axis that it shares, its percentiles marked with their intervals. */
export function ecdfDrawing(
  result: CaseResult,
  points: readonly Cumulative[],
  domain: readonly [number, number],
  width: number,
): Element {
  const frame = {
    left: DISTRIBUTION_LEFT,
    right: width - DISTRIBUTION_RIGHT,
    top: DISTRIBUTION_TOP,
    bottom: DISTRIBUTION_HEIGHT - belowOf(true),
  };
  const x = tightScale({ kind: 'log', values: domain, from: frame.left, to: frame.right });
  const y = tightScale({ kind: 'linear', values: [0, 1], from: frame.bottom, to: frame.top, mostTicks: 6 });
  const shape = x && y && ecdfShape(result, points, { x, y });
  return svg(
    'svg',
    {
      class: 'plot ecdf',
      role: 'img',
      'aria-label': shape?.text ?? '',
      viewBox: `0 0 ${width} ${DISTRIBUTION_HEIGHT}`,
      width,
      height: DISTRIBUTION_HEIGHT,
    },
    y && verticalAxis({ scale: y, name: 'share' }, frame),
    x && horizontalAxis({ scale: x, name: 'timeNs', label: l10n.t('Time per call, logarithmic') }, frame),
    shape && svg('path', { class: 'steps', d: shape.path }),
    ...(shape?.marks ?? []).map((mark) => percentile(mark, frame.right)),
  );
}

/** Right below a cumulative curve nothing is ever drawn, so there the names stand; p99 has its own above p95. */
function percentile({ name, x, y, interval }: PercentileMark, right: number): SVGElement {
  const isAbove = name === 'p99';
  return svg(
    'g',
    { class: 'percentile-mark' },
    interval &&
      svg('path', {
        class: 'whisker',
        d: `M${interval[0]} ${y}H${interval[1]}M${interval[0]} ${y - 4}v8M${interval[1]} ${y - 4}v8`,
      }),
    marker(lookOfPercentile(name).shape, x, y, 'percentile'),
    svg('text', { x: Math.min(x + (isAbove ? 2 : 8), right - 20), y: y + (isAbove ? -7 : 16) }, name),
  );
}
