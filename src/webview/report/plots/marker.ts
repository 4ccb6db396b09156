import { svg } from '../../dom.ts';

/** Shapes that are told apart without colour, each about as heavy as the others. */
const SHAPES = [
  'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  'M-3.2-3.2h6.4v6.4h-6.4z',
  'M0-4.2L4 3H-4z',
  'M0-4.6L4.4 0 0 4.6-4.4 0z',
  'M0 4.2L4-3H-4z',
  'M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5',
] as const;

const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '4 2'] as const;
const COLORS = 6;

/** What a series looks like: the first thirty differ in marks or dashes, whatever colours are seen. */
export interface SeriesLook {
  readonly shape: number;
  readonly dash: string | undefined;
  readonly color: string;
}

export function lookOf(index: number): SeriesLook {
  return { shape: index % SHAPES.length, dash: DASHES[index % DASHES.length], color: `series-${index % COLORS}` };
}

/** A mark with its middle at a place. */
export function marker(shape: number, x: number, y: number, className = 'marker'): SVGElement {
  return svg('path', {
    class: className,
    d: SHAPES[shape % SHAPES.length] ?? SHAPES[0],
    transform: `translate(${x} ${y})`,
  });
}
