import * as l10n from '@vscode/l10n';
import type { GridPlot } from '../../../core/bench/plots.ts';
import { metricText } from '../../../shared/metricText.ts';
import { h } from '../../dom.ts';
import { icon } from '../../icons.ts';

/** A table of figures, the row to take marked with an icon and in words. Undefined without a row. */
export function gridDrawing({ title, rowLabel, columns, rows }: GridPlot): Element[] | undefined {
  if (rows.length === 0) return undefined;
  const headings = columns.map((name) => h('th', { scope: 'col', class: 'figure' }, metricText(name, null).label));
  const body = rows.map(({ label, values, isBest }) =>
    h(
      'tr',
      { 'data-best': isBest === true },
      h(
        'th',
        { scope: 'row' },
        label,
        isBest === true ? h('span', { class: 'best' }, icon('ok'), l10n.t('the one to take')) : undefined,
      ),
      ...columns.map((name, index) => cellOf(name, values[index] ?? null)),
    ),
  );
  return [
    h(
      'div',
      { class: 'grid-scroller', role: 'region', 'aria-label': title, tabindex: 0 },
      h(
        'table',
        { class: 'grid' },
        h('caption', { class: 'visually-hidden' }, title),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, capitalised(rowLabel)), ...headings)),
        h('tbody', {}, ...body),
      ),
    ),
  ];
}

function cellOf(name: string, value: number | string | null): HTMLElement {
  return h('td', { class: value === null ? 'figure absent' : 'figure' }, metricText(name, value).value);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
