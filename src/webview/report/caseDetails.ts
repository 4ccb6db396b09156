import type { CaseResult } from '../../core/bench/report.ts';
import { formatCount, formatNs, formatPlural } from '../../shared/format.ts';
import { metricText } from '../../shared/metricText.ts';
import { h } from '../dom.ts';
import { largeHistogram } from './histogram.ts';

/** What a row opens into: the range, the case's own figures, and the distribution, large. */
export function caseDetails(result: CaseResult): HTMLElement {
  const figures = [
    { label: 'Fastest', value: formatNs(result.min) },
    { label: 'Slowest', value: formatNs(result.max) },
    { label: 'Samples', value: samplesSentence(result) },
    ...Object.entries(result.metrics ?? {}).map(([name, value]) => metricText(name, value)),
  ];
  return h('div', { class: 'case-details' }, definitionList(figures), largeHistogram(result));
}

function samplesSentence({ samples, batch }: CaseResult): string {
  return batch === 1
    ? formatPlural(samples, 'single call')
    : `${formatCount(samples)}, each the mean of ${formatCount(batch)} calls`;
}

/** Labels and values in pairs. */
export function definitionList(entries: readonly { readonly label: string; readonly value: string }[]): HTMLElement {
  return h('dl', {}, ...entries.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value))));
}
