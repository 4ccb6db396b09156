import * as l10n from '@vscode/l10n';
import type { CaseResult, Distribution } from '../../core/bench/report.ts';
import { svg } from '../dom.ts';
import { histogramShape } from './histogramShape.ts';
import { PERCENTILES } from './percentileMarks.ts';
import { belowOf, horizontalAxis, verticalAxis } from './plots/axes.ts';
import { marker } from './plots/marker.ts';
import { tightScale } from './plots/scale.ts';

/** Both drawings of a distribution have the same frame, so that their axes are one. */
export const DISTRIBUTION_HEIGHT = 190;
export const DISTRIBUTION_TOP = 18;
export const DISTRIBUTION_LEFT = 46;
export const DISTRIBUTION_RIGHT = 14;

/** The distribution in words; undefined where there is nothing to draw. */
export function histogramText(distribution: Distribution): string | undefined {
  return histogramShape(distribution, 1, 1)?.text;
}

/** The histogram of a case over an axis that it shares, its percentiles marked. */
export function histogramDrawing(
  result: CaseResult,
  distribution: Distribution,
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
  const shared = x === undefined ? domain : ([x.low, x.high] as const);
  const shape = histogramShape(distribution, frame.right - frame.left, frame.bottom - frame.top, shared);
  const y = tightScale({
    kind: 'linear',
    values: [0, shape?.tallest ?? 1],
    from: frame.bottom,
    to: frame.top,
    mostTicks: 5,
  });
  return svg(
    'svg',
    {
      class: 'plot histogram large',
      role: 'img',
      'aria-label': shape?.text ?? '',
      viewBox: `0 0 ${width} ${DISTRIBUTION_HEIGHT}`,
      width,
      height: DISTRIBUTION_HEIGHT,
    },
    y && verticalAxis({ scale: y, name: 'share' }, frame),
    svg(
      'g',
      { transform: `translate(${frame.left} ${frame.top})` },
      ...(shape?.bars ?? []).map((bar) => svg('rect', { class: 'bar', ...bar })),
    ),
    x && horizontalAxis({ scale: x, name: 'timeNs', label: l10n.t('Time per call, logarithmic') }, frame),
    ...PERCENTILES.flatMap(({ name, shape: mark, dash }) => {
      const ns = result[name];
      if (ns === null || x === undefined) return [];
      const at = x.of(ns);
      return [
        svg('line', {
          class: 'percentile-line',
          x1: at,
          x2: at,
          y1: frame.top - 4,
          y2: frame.bottom,
          'stroke-dasharray': dash,
        }),
        marker(mark, at, frame.top - 8, 'percentile'),
        svg('text', { x: at + 6, y: frame.top - 4 }, hasRoom(result, name, x.of) ? name : ''),
      ];
    }),
  );
}

const NAME_WIDTH = 34;

/** A name stands right of its mark where the next mark leaves it room. */
function hasRoom(result: CaseResult, name: 'p50' | 'p95' | 'p99', place: (ns: number) => number): boolean {
  const ns = result[name];
  const next = name === 'p50' ? result.p95 : name === 'p95' ? result.p99 : null;
  return ns !== null && (next === null || place(next) - place(ns) >= NAME_WIDTH);
}
