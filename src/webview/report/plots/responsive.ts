import { h } from '../../dom.ts';

const NARROWEST = 160;
const WIDEST = 640;
/** What a drawing is as wide as until it is seen, and on paper if it never was. */
const DEFAULT_WIDTH = 480;
/** Redrawing for less would only flicker. */
const STEP = 20;

/**
 * A drawing that is drawn again when its place changes its width, so that its text keeps its size. The observer goes
 * with the element.
 */
export function responsive(draw: (width: number) => Element): HTMLElement {
  const holder = h('div', { class: 'drawing' }, draw(DEFAULT_WIDTH));
  let drawn = DEFAULT_WIDTH;
  new ResizeObserver(([entry]) => {
    const available = entry?.contentRect.width ?? 0;
    if (available === 0) return;
    const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(available / STEP) * STEP));
    if (width === drawn) return;
    drawn = width;
    holder.replaceChildren(draw(width));
  }).observe(holder);
  return holder;
}
