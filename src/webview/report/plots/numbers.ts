import * as l10n from '@vscode/l10n';
import { h } from '../../dom.ts';

/** A table of plain figures: the first column names the rows, the others are right-aligned. */
export interface Numbers {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The numbers of a drawing, folded away under "Show as table". */
export function numbersDisclosure(...tables: readonly Numbers[]): HTMLElement {
  return h(
    'details',
    { class: 'numbers' },
    h('summary', {}, l10n.t('Show as table')),
    h('div', { class: 'numbers-tables' }, ...tables.map(numbersTable)),
  );
}

/** In a container that scrolls by itself, also by keyboard. */
function numbersTable({ caption, headings, rows }: Numbers): HTMLElement {
  return h(
    'div',
    { class: 'numbers-scroller', role: 'region', 'aria-label': caption, tabindex: 0 },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...headings.map((text, index) => h('th', { scope: 'col', class: index > 0 ? 'figure' : undefined }, text)),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map(([first = '', ...figures]) =>
          h('tr', {}, h('th', { scope: 'row' }, first), ...figures.map((text) => h('td', { class: 'figure' }, text))),
        ),
      ),
    ),
  );
}
