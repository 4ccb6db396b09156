import type { Graphic } from '../shared/tree/treeNode.ts';
import { svg } from './dom.ts';

const WIDTH = 100;
const HEIGHT = 14;
const LINE_TOP = 2;
const LINE_BOTTOM = 13;
/** The shortest stretch that can be seen, in units of the width. */
const MIN_PART = 1.5;

/** A small drawing in theme colours. It says nothing to a screen reader; the text beside it must. */
export function graphicElement(graphic: Graphic): SVGSVGElement {
  return svg(
    'svg',
    {
      class: `graphic ${graphic.type}`,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    ...(graphic.type === 'line' ? lines(graphic) : strip(graphic)),
  );
}

function strip({ parts }: Extract<Graphic, { readonly type: 'strip' }>): SVGRectElement[] {
  return parts.map(({ start, end, tone }) => {
    const width = Math.max(MIN_PART, (end - start) * WIDTH);
    const x = Math.min(start * WIDTH, WIDTH - width);
    return svg('rect', { class: 'part', 'data-tone': tone, x: round(x), y: 4, width: round(width), height: 6 });
  });
}

/** One line for each stretch without a gap; a single figure between two gaps is a dot. */
function lines({ values, max }: Extract<Graphic, { readonly type: 'line' }>): SVGPathElement[] {
  const x = (index: number): number => round((index / Math.max(1, values.length - 1)) * WIDTH);
  const y = (value: number): number => round(LINE_BOTTOM - (max <= 0 ? 0 : value / max) * (LINE_BOTTOM - LINE_TOP));
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === null) isDrawing = false;
    else {
      path += `${isDrawing ? 'L' : 'M'}${x(index)} ${y(value)}`;
      if (!isDrawing) path += 'h0.1';
      isDrawing = true;
    }
  });
  return [svg('path', { d: path })];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
