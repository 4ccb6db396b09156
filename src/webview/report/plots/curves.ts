import * as l10n from '@vscode/l10n';
import type { CurvesPlot } from '../../../core/bench/plots.ts';
import { metricText } from '../../../shared/metricText.ts';
import { h, svg } from '../../dom.ts';
import { belowOf, horizontalAxis, leftOf, verticalAxis } from './axes.ts';
import { type CurveShape, curvesShape, type Frame } from './curvesShape.ts';
import { lookOf, marker } from './marker.ts';
import type { Numbers } from './numbers.ts';
import { responsive } from './responsive.ts';
import { roundScale } from './scale.ts';

const HEIGHT = 260;
const TOP = 26;
const RIGHT = 14;

/** Curves with their axes and a legend. Undefined where there is nothing to draw. */
export function curvesDrawing(plot: CurvesPlot): Element[] | undefined {
  const frame = (width: number): Frame => ({
    left: leftOf(plot.y.name, yTicks(plot)),
    right: width - RIGHT,
    top: TOP,
    bottom: HEIGHT - belowOf(true),
  });
  if (curvesShape(plot, frame(HEIGHT)) === undefined) return undefined;
  return [responsive((width) => drawing(plot, frame(width), width)), legend(plot)];
}

function drawing(plot: CurvesPlot, outer: Frame, width: number): Element {
  const shape = curvesShape(plot, outer);
  const { frame = outer, curves = [] } = shape ?? {};
  return svg(
    'svg',
    {
      class: 'plot',
      role: 'img',
      'aria-label': `${plot.title}. ${plot.text}`,
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
    },
    ...(shape === undefined
      ? []
      : [
          verticalAxis({ scale: shape.y, name: plot.y.name, label: plot.y.label }, frame),
          horizontalAxis({ scale: shape.x, name: plot.x.name, label: axisLabel(plot.x) }, frame),
        ]),
    ...curves.map((curve, index) => curveOf(curve, index, frame)),
  );
}

function curveOf({ name, path, marks, labelY }: CurveShape, index: number, { right }: Frame): SVGElement {
  const { color, dash, shape } = lookOf(index);
  return svg(
    'g',
    { class: `series ${color}` },
    svg('path', { class: 'curve', d: path, 'stroke-dasharray': dash }),
    ...marks.map(([x, y]) => marker(shape, x, y)),
    labelY === undefined ? undefined : svg('text', { x: right + 10, y: labelY + 4 }, name),
  );
}

/** Each series with its dashes and its mark. */
function legend({ series }: CurvesPlot): HTMLElement {
  return h(
    'ul',
    { class: 'legend' },
    ...series.map(({ name }, index) => {
      const { color, dash, shape } = lookOf(index);
      const swatch = svg(
        'svg',
        { class: `series ${color}`, viewBox: '0 0 36 12', width: 36, height: 12, 'aria-hidden': 'true' },
        svg('path', { class: 'curve', d: 'M1 6H35', 'stroke-dasharray': dash }),
        marker(shape, 18, 6),
      );
      return h('li', {}, swatch, name);
    }),
  );
}

function axisLabel({ label, scale }: CurvesPlot['x']): string {
  return scale === 'log' ? l10n.t('{0}, logarithmic', label) : label;
}

/** The ticks depend on the height alone, and the room at the left on the ticks. */
function yTicks({ y, series }: CurvesPlot): readonly number[] {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  return roundScale({ kind: y.scale, values, from: 1, to: 0, mostTicks: 6 })?.ticks ?? [];
}

/** One row per x, one column per series. */
export function curvesNumbers({ title, x, y, series }: CurvesPlot): Numbers {
  const places = [...new Set(series.flatMap(({ points }) => points.map(([place]) => place)))].sort((a, b) => a - b);
  return {
    caption: l10n.t('{0}: {1} by {2}', title, y.label, x.label),
    headings: [x.label, ...series.map(({ name }) => name)],
    rows: places.map((place) => [
      metricText(x.name, place).value,
      ...series.map(({ points }) => {
        const point = points.find(([at]) => at === place);
        return point === undefined ? '–' : metricText(y.name, point[1]).value;
      }),
    ]),
  };
}
