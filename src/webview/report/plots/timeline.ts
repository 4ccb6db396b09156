import * as l10n from '@vscode/l10n';
import type { TimelinePlot } from '../../../core/bench/plots.ts';
import { formatCount, formatDuration } from '../../../shared/format.ts';
import { h, svg } from '../../dom.ts';
import { belowOf, horizontalAxis } from './axes.ts';
import { hatching, stateLook } from './hatching.ts';
import type { Numbers } from './numbers.ts';
import { responsive } from './responsive.ts';
import {
  LANE_HEIGHT,
  type LaneShape,
  MARK_ROW_HEIGHT,
  type MarkShape,
  type TimelineShape,
  timelineShape,
} from './timelineShape.ts';

const SIDE = 8;

/** Lanes of states over time, with marks above them and a legend. Undefined where nothing happened. */
export function timelineDrawing(plot: TimelinePlot, id: string): Element[] | undefined {
  const shape = timelineShape(plot, 0, 1);
  if (shape === undefined) return undefined;
  return [responsive((width) => drawing(plot, id, width)), legend(shape.states, id)];
}

function drawing(plot: TimelinePlot, id: string, width: number): Element {
  const shape = timelineShape(plot, SIDE, width - SIDE);
  const bottom = (shape?.bottom ?? 0) + 4;
  const height = bottom + belowOf(true);
  return svg(
    'svg',
    {
      class: 'plot',
      role: 'img',
      'aria-label': `${plot.title}. ${plot.text}`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    ...(shape === undefined ? [] : content(shape, { id, width, bottom })),
  );
}

function content(
  shape: TimelineShape,
  { id, width, bottom }: { readonly id: string; readonly width: number; readonly bottom: number },
): SVGElement[] {
  const frame = { left: SIDE, right: width - SIDE, top: 0, bottom };
  return [
    ...shape.marks.map((mark) => markLine(mark, shape, bottom)),
    ...shape.marks.flatMap(({ label, labelX, row }) =>
      row === undefined ? [] : [svg('text', { class: 'cased', x: labelX, y: labelHeight(row, shape) }, label)],
    ),
    ...shape.lanes.map((lane) => laneOf(lane, shape.states, id)),
    horizontalAxis({ scale: shape.x, name: 'elapsedMs', label: l10n.t('Time since the beginning') }, frame),
  ];
}

function laneOf({ name, y, spans }: LaneShape, states: readonly string[], id: string): SVGElement {
  return svg(
    'g',
    { class: 'lane' },
    svg('text', { class: 'lane-name cased', x: SIDE, y: y - 5 }, name),
    ...spans.flatMap(({ state, x, width, hasLabel }) => {
      const look = stateLook(state, states);
      const place = { x, y, width, height: LANE_HEIGHT };
      return [
        svg('rect', { class: `state ${look.color}`, ...place }, svg('title', {}, state)),
        svg('rect', {
          class: 'hatch',
          ...place,
          fill: look.pattern === undefined ? 'none' : `url(#${id}-${look.pattern})`,
        }),
        hasLabel ? svg('text', { class: 'cased', x: x + 6, y: y + LANE_HEIGHT / 2 + 4 }, state) : undefined,
      ].filter((part) => part !== undefined);
    }),
  );
}

function markLine({ label, x, row }: MarkShape, shape: TimelineShape, bottom: number): SVGElement {
  const top = row === undefined ? shape.top : labelHeight(row, shape) + 3;
  return svg(
    'g',
    { class: 'event' },
    svg('title', {}, label),
    svg('line', { x1: x, x2: x, y1: top, y2: bottom }),
    svg('path', { d: `M${x - 4} ${bottom}h8l-4-6z` }),
  );
}

function labelHeight(row: number, { rows }: TimelineShape): number {
  return (rows - 1 - row) * MARK_ROW_HEIGHT + 11;
}

function legend(states: readonly string[], id: string): HTMLElement {
  return h(
    'ul',
    { class: 'legend' },
    ...states.map((state, index) => {
      const look = stateLook(state, states);
      const place = { x: 0.5, y: 0.5, width: 27, height: 13 };
      const swatch = svg(
        'svg',
        { viewBox: '0 0 28 14', width: 28, height: 14, 'aria-hidden': 'true' },
        // The patterns of the figure live in its legend: they are drawn once, whatever is drawn again.
        index === 0 ? hatching(id) : undefined,
        svg('rect', { class: `state ${look.color}`, ...place }),
        svg('rect', {
          class: 'hatch',
          ...place,
          fill: look.pattern === undefined ? 'none' : `url(#${id}-${look.pattern})`,
        }),
      );
      return h('li', {}, swatch, state);
    }),
  );
}

export function timelineNumbers({ title, lanes, marks }: TimelinePlot): Numbers[] {
  return [
    {
      caption: l10n.t('{0}: states', title),
      headings: [l10n.t('Lane and state'), l10n.t('From'), l10n.t('To'), l10n.t('Lasted')],
      rows: lanes.flatMap(({ name, spans }) =>
        spans.map(({ state, fromMs, toMs }) => [
          `${name}: ${state}`,
          formatDuration(fromMs),
          formatDuration(toMs),
          formatDuration(toMs - fromMs),
        ]),
      ),
    },
    ...(marks.length === 0
      ? []
      : [
          {
            caption: marksText(title, marks.length),
            headings: [l10n.t('What happened'), l10n.t('At')],
            rows: marks.map(({ label, atMs }) => [label, formatDuration(atMs)]),
          },
        ]),
  ];
}

function marksText(title: string, count: number): string {
  return count === 1 ? l10n.t('{0}: 1 mark', title) : l10n.t('{0}: {1} marks', title, formatCount(count));
}
