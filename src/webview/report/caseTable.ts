import * as l10n from '@vscode/l10n';
import type { CaseResult, Interval } from '../../core/bench/report.ts';
import { formatCount, formatNs, formatRatio, notEstimable } from '../../shared/format.ts';
import { intervalText } from '../../shared/measurementText.ts';
import type { ToReport } from '../../shared/messages.ts';
import { caseName } from '../../shared/reportSummary.ts';
import { breakable, h, setAttribute } from '../dom.ts';
import { icon } from '../icons.ts';
import { caseDetails } from './caseDetails.ts';
import { nextSorting, type SortColumn, type Sorting, sortedCases } from './caseOrder.ts';
import { smallHistogram } from './histogram.ts';

interface Column {
  readonly label: string;
  readonly sort?: SortColumn;
  readonly isFigure?: true;
}

function columns(): readonly Column[] {
  return [
    { label: l10n.t('Case'), sort: 'case' },
    { label: l10n.t('Status'), sort: 'status' },
    { label: 'p50', sort: 'p50', isFigure: true },
    { label: 'p95', sort: 'p95', isFigure: true },
    { label: 'p99', sort: 'p99', isFigure: true },
    { label: l10n.t('Mean'), sort: 'mean', isFigure: true },
    { label: l10n.t('Samples'), sort: 'samples', isFigure: true },
    { label: l10n.t('× floor'), sort: 'ratio', isFigure: true },
    { label: l10n.t('Distribution') },
  ];
}

export interface CaseTableOptions {
  readonly caption: string;
  readonly cases: readonly CaseResult[];
  readonly sorting: Sorting;
  readonly openIds: ReadonlySet<string>;
  readonly trends: NonNullable<ToReport['trends']>;
  /** Absent where a case cannot be measured again from here. */
  readonly onRerun: ((id: string) => void) | undefined;
  readonly onSort: (sorting: Sorting) => void;
  readonly onOpen: (id: string, isOpen: boolean) => void;
}

/** One suite as a table: sortable, each row opening into its details, in a container that scrolls by itself. */
export function caseTable(options: CaseTableOptions): HTMLElement {
  const rows = new Map(options.cases.map((result) => [result, caseRows(result, options)]));
  const body = h('tbody');
  const shown = columns();
  const headings = shown.map((column) => heading(column, (sort) => sortBy(nextSorting(sorting, sort))));
  let sorting = options.sorting;

  const show = (): void => {
    body.append(...sortedCases(options.cases, sorting).flatMap((result) => rows.get(result) ?? []));
    shown.forEach(({ sort }, index) => {
      const direction = sort !== undefined && sorting?.column === sort ? sorting.direction : undefined;
      const cell = headings[index];
      if (cell !== undefined) setAttribute(cell, 'aria-sort', direction);
    });
  };
  const sortBy = (next: Sorting): void => {
    sorting = next;
    show();
    options.onSort(next);
  };
  show();
  return h(
    'div',
    { class: 'table-scroller' },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, options.caption),
      h('thead', {}, h('tr', {}, ...headings)),
      body,
    ),
  );
}

function heading({ label, sort, isFigure }: Column, onSort: (column: SortColumn) => void): HTMLElement {
  const className = isFigure ? 'figure' : undefined;
  if (sort === undefined) return h('th', { scope: 'col', class: className }, label);
  const button = h('button', { type: 'button', onclick: () => onSort(sort) }, label, icon('chevron'));
  return h('th', { scope: 'col', class: className }, button);
}

function caseRows(result: CaseResult, options: CaseTableOptions): [HTMLElement, HTMLElement] {
  const isOpen = options.openIds.has(result.id);
  const detailsId = `details-${result.id}`;
  const details = h(
    'tr',
    { class: 'details', id: detailsId },
    h('td', { colspan: columns().length }, caseDetails(result, options.trends[result.id], options.onRerun)),
  );
  details.hidden = !isOpen;
  const toggle = h(
    'button',
    { type: 'button', class: 'toggle', 'aria-expanded': String(isOpen), 'aria-controls': detailsId, title: result.id },
    icon('chevron'),
    h('span', {}, breakable(caseName(result.id))),
  );
  toggle.addEventListener('click', () => {
    details.hidden = !details.hidden;
    setAttribute(toggle, 'aria-expanded', String(!details.hidden));
    options.onOpen(result.id, !details.hidden);
  });
  const row = h(
    'tr',
    { id: `case-${result.id}`, 'data-status': result.status },
    h('th', { scope: 'row' }, toggle, ...noteOf(result)),
    h('td', {}, statusMark(result.status)),
    figureCell(result.p50, result.intervals?.p50),
    figureCell(result.p95, result.intervals?.p95),
    figureCell(result.p99, result.intervals?.p99),
    figureCell(result.mean),
    h('td', { class: 'figure' }, samplesText(result)),
    floorCell(result),
    h('td', {}, smallHistogram(result)),
  );
  return [row, details];
}

function noteOf({ error, note }: CaseResult): HTMLElement[] {
  const lines = [h('p', { class: 'note' }, note)];
  return error === undefined ? lines : [h('p', { class: 'note error-text' }, error), ...lines];
}

/** A status in a word and a sign of its own, so that it does not hang on colour. */
export function statusMark(status: CaseResult['status']): HTMLElement {
  return h(
    'span',
    { class: 'status', 'data-tone': status === 'ok' ? 'ok' : 'error' },
    icon(status === 'ok' ? 'ok' : 'error'),
    status === 'ok' ? l10n.t('held') : l10n.t('failed'),
  );
}

function figureCell(ns: number | null, interval: Interval | null = null): HTMLElement {
  if (ns === null) return h('td', { class: 'figure absent' }, formatNs(ns));
  return h('td', { class: 'figure' }, formatNs(ns), interval === null ? undefined : intervalLine(interval));
}

function intervalLine(interval: Interval): HTMLElement {
  return h(
    'span',
    { class: 'below' },
    h('span', { class: 'visually-hidden' }, `, ${l10n.t('95 % interval')} `),
    intervalText(interval),
  );
}

function samplesText({ samples, batch }: CaseResult): string {
  return batch === 1 ? formatCount(samples) : `${formatCount(samples)} × ${formatCount(batch)}`;
}

function floorCell({ floor }: CaseResult): HTMLElement {
  if (floor === undefined) return h('td', { class: 'figure absent' }, '–');
  const text = Number.isFinite(floor.ratio) ? formatRatio(floor.ratio) : notEstimable();
  return h('td', { class: 'figure' }, text, h('span', { class: 'below' }, floor.id.replace(/^floor\//, '')));
}
