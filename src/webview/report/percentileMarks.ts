import type { CaseResult } from '../../core/bench/report.ts';
import { formatNs } from '../../shared/format.ts';
import { intervalText } from '../../shared/measurementText.ts';
import { h, svg } from '../dom.ts';
import { marker } from './plots/marker.ts';

/** The percentiles that are named, each with the shape and the dashes of its mark. */
export const PERCENTILES = [
  { name: 'p50', share: 0.5, shape: 0, dash: undefined },
  { name: 'p95', share: 0.95, shape: 1, dash: '5 3' },
  { name: 'p99', share: 0.99, shape: 2, dash: '2 2' },
] as const;

export function lookOfPercentile(name: 'p50' | 'p95' | 'p99'): (typeof PERCENTILES)[number] {
  return PERCENTILES.find((one) => one.name === name) ?? PERCENTILES[0];
}

/** What the marks of both drawings mean: "● p50 8.31 µs (8.10–8.44 µs)". Undefined where none is estimable. */
export function percentileLegend(result: CaseResult): HTMLElement | undefined {
  const entries = PERCENTILES.flatMap(({ name, shape }) => {
    const ns = result[name];
    if (ns === null) return [];
    const interval = result.intervals?.[name] ?? null;
    const swatch = svg(
      'svg',
      { viewBox: '0 0 14 12', width: 14, height: 12, 'aria-hidden': 'true' },
      marker(shape, 7, 6, 'percentile'),
    );
    const text = interval === null ? formatNs(ns) : `${formatNs(ns)} (${intervalText(interval)})`;
    return [h('li', {}, swatch, `${name} ${text}`)];
  });
  return entries.length === 0 ? undefined : h('ul', { class: 'legend' }, ...entries);
}
