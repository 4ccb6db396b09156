import { svg } from '../../dom.ts';
import type { Frame } from './curvesShape.ts';
import type { Scale } from './scale.ts';
import { textWidth, tickTexts, withRoom } from './tickText.ts';

export interface DrawnAxis {
  readonly scale: Scale;
  /** As a metric's name, with the unit. */
  readonly name: string;
  /** What the axis shows, in words; left out where the figure's title says it. */
  readonly label?: string;
}

const TICK = 4;
const LINE = 13;

/** How much room a vertical axis needs at its left: its texts and a little air. */
export function leftOf(name: string, ticks: readonly number[]): number {
  return Math.ceil(Math.max(0, ...tickTexts(name, ticks).map(textWidth))) + TICK + 6;
}

/** How much room an horizontal axis needs below. */
export function belowOf(hasLabel: boolean): number {
  return TICK + LINE + 3 + (hasLabel ? LINE + 4 : 0);
}

/** The horizontal axis at the bottom of a frame: its line, ticks with their units, and below them what it shows. */
export function horizontalAxis({ scale, name, label }: DrawnAxis, { left, right, bottom }: Frame): SVGElement {
  const places = scale.ticks.map(scale.of);
  const texts = tickTexts(name, scale.ticks);
  const hasRoom = withRoom(places, texts);
  return svg(
    'g',
    { class: 'axis' },
    svg('line', { class: 'axis-line', x1: left, x2: right, y1: bottom, y2: bottom }),
    ...places.map((x) => svg('line', { class: 'axis-line', x1: x, x2: x, y1: bottom, y2: bottom + TICK })),
    ...places.flatMap((x, index) =>
      hasRoom[index]
        ? [svg('text', { x, y: bottom + TICK + LINE, 'text-anchor': anchorAt(x, texts[index] ?? '') }, texts[index])]
        : [],
    ),
    label === undefined
      ? undefined
      : svg('text', { class: 'axis-label', x: right, y: bottom + TICK + 2 * LINE + 5, 'text-anchor': 'end' }, label),
  );
}

/** The vertical axis at the left of a frame, with lines across it; what it shows stands above it. */
export function verticalAxis({ scale, name, label }: DrawnAxis, { left, right, top }: Frame): SVGElement {
  const texts = tickTexts(name, scale.ticks);
  return svg(
    'g',
    { class: 'axis' },
    ...scale.ticks.flatMap((tick, index) => {
      const y = scale.of(tick);
      return [
        svg('line', { class: 'grid-line', x1: left, x2: right, y1: y, y2: y }),
        svg('text', { x: left - 6, y: y + 4, 'text-anchor': 'end' }, texts[index]),
      ];
    }),
    label === undefined ? undefined : svg('text', { class: 'axis-label', x: 0, y: top - 10 }, label),
  );
}

/** A text at the very left would begin outside the drawing. */
function anchorAt(x: number, text: string): string {
  return x < textWidth(text) / 2 ? 'start' : 'middle';
}
