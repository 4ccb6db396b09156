import type { IconName } from '../shared/tree/treeNode.ts';
import { svg } from './dom.ts';

/** The pages' own further drawings. */
export type PageIcon = IconName | 'chevron' | 'export' | 'compare' | 'same' | 'unknown';

/** Strokes on a grid of 16, drawn for Planscope. What is filled stands after a `|`. */
const DRAWINGS = {
  model: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  endpoint: 'M6.5 9.5l3-3M7.5 4.8l1-1a2.6 2.6 0 0 1 3.7 3.7l-1 1M8.5 11.2l-1 1a2.6 2.6 0 0 1-3.7-3.7l1-1',
  'breaker-closed':
    'M1.5 8H4M12 8h2.5M5.5 8h5|M5.5 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  'breaker-open':
    'M1.5 9.5H4M12 9.5h2.5M5.8 8.7l5.2-5|M5.5 9.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 9.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  'breaker-half-open':
    'M1.5 9H4M12 9h2.5M6 8.6l4.6-2.1|M5.5 9m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 9m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  'breaker-isolated':
    'M1.5 8H4M12 8h2.5M8 3.5v9|M5.5 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  cache:
    'M3 4c0-1 2.2-1.8 5-1.8s5 .8 5 1.8-2.2 1.8-5 1.8S3 5 3 4zM3 4v8c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V4M3 8c0 1 2.2 1.8 5 1.8s5-.8 5-1.8',
  requests: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.6M2.5 8h.6M2.5 12h.6',
  funnel: 'M2 3h12l-4.6 5.4v4.1l-2.8 1.3V8.4z',
  attempts: 'M13.5 8a5.5 5.5 0 1 1-1.8-4.1M13.5 2v3h-3M8 5v3l2 1.5',
  latency: 'M8 4.5V8l2.3 1.5M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0',
  benchmarks: 'M2.3 11.5a6 6 0 1 1 11.4 0M8 10.5l2.8-3.8|M8 10.5m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0',
  timeline:
    'M4 2v12M7 4.5h6.5M7 8h4.5M7 11.5h5.5|M4 4.5m-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0M4 11.5m-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0',
  ok: 'M3 8.5l3.2 3.2L13 4.8',
  warning: 'M8 2.3L14.3 13.5H1.7zM8 6.3v3.4M8 11.3v.6',
  error: 'M2.3 8a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  dot: '|M8 8m-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0',
  span: 'M2.5 8h11M2.5 5.5v5M13.5 5.5v5',
  'from-cache': 'M9 1.8L3.8 9h3.7l-.6 5.2L12.2 7H8.4z',
  'from-model': 'M2.5 3.5h11v7.5h-6l-2.7 2.5V11H2.5zM5.5 7.3h.6M7.8 7.3h.6M10.1 7.3h.6',
  fallback: 'M3 3v4.5a3 3 0 0 0 3 3h7M10 7.5l3 3-3 3',
  cancelled: 'M2.3 8a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0M4 12l8-8',
  running: 'M13.5 8A5.5 5.5 0 1 1 8 2.5',
  play: 'M4.5 2.8v10.4L13 8z',
  stop: 'M3.8 3.8h8.4v8.4H3.8z',
  refresh: 'M13.2 6.5A5.5 5.5 0 1 0 13.5 8M13.5 2.5v4h-4',
  clear: 'M2.5 4.3h11M6 4.3V2.5h4v1.8M4 4.3l.7 9.2h6.6l.7-9.2M6.7 7v4M9.3 7v4',
  explain: 'M2.3 8a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0M6.2 6.5a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.6-.9 1.3M8 11.2v.1',
  reset: 'M2.8 6.5A5.5 5.5 0 1 1 2.5 8M2.5 2.5v4h4',
  report: 'M3.5 2h6l3 3v9h-9zM9.2 2v3.3h3.3M5.5 11.5v-2M8 11.5v-4M10.5 11.5v-3',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  unfilter: 'M2.5 4h11M4.5 8h3M9.5 9.5l4 4M13.5 9.5l-4 4',
  trace: 'M2.5 4h5M5 8h6M9 12h4.5',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  isolate: 'M3 3v10M13 3v10M6 8h4',
  chevron: 'M6 3.5L10.5 8 6 12.5',
  compare: 'M2.5 5.5h9M9 3l2.5 2.5L9 8M13.5 10.5h-9M7 8l-2.5 2.5L7 13',
  same: 'M3 6h10M3 10h10',
  unknown: 'M6 5.8a2 2 0 1 1 3 1.8c-.7.4-1 .7-1 1.5M8 11.6v.3',
  export: 'M8 2v8M5 7l3 3 3-3M2.5 11v2.5h11V11',
} as const satisfies Readonly<Record<PageIcon, string>>;

/** A drawing in the colour of the text around it. It says nothing to a screen reader; the text beside it must. */
export function icon(name: PageIcon): SVGSVGElement {
  const [strokes = '', fills = ''] = DRAWINGS[name].split('|');
  return svg(
    'svg',
    {
      class: 'icon',
      viewBox: '0 0 16 16',
      width: 16,
      height: 16,
      'aria-hidden': 'true',
      focusable: 'false',
      'data-icon': name,
    },
    svg('path', {
      d: strokes,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
    fills === '' ? undefined : svg('path', { d: fills, fill: 'currentColor' }),
  );
}
