import * as l10n from '@vscode/l10n';
import type { CaseComparison, ChangeVerdict, Comparison, QuantileComparison } from '../../core/bench/report.ts';
import { formatNs, notEstimable } from '../../shared/format.ts';
import { breakable, h } from '../dom.ts';
import { icon } from '../icons.ts';

const ORDER: readonly ChangeVerdict[] = ['regressed', 'improved', 'no change', 'not estimable'];

/** Cases of one run alone that are named in a sentence. */
const MOST_NAMED = 3;

const MARKS = {
  regressed: { icon: 'error', tone: 'error' },
  improved: { icon: 'ok', tone: 'ok' },
  'no change': { icon: 'same', tone: 'neutral' },
  'not estimable': { icon: 'unknown', tone: 'neutral' },
} as const;

/** Two runs side by side: the verdict, what makes them unlike, and a row for each case, changed ones first. */
export function comparisonSection(comparison: Comparison): HTMLElement {
  const { a, b, cases, differences, onlyA, onlyB } = comparison;
  const hasIntervals = cases.some(({ p50, p95 }) => (p50.interval ?? p95.interval) !== null);
  const rows = [...cases].sort((x, y) => ORDER.indexOf(x.verdict) - ORDER.indexOf(y.verdict));
  return h(
    'section',
    { class: 'comparison' },
    h('h2', {}, l10n.t('Compared'), h('span', { class: 'subtitle' }, l10n.t('{0} with {1}', a, b))),
    h('p', { class: 'suite-verdict' }, comparison.verdict),
    differences.length === 0
      ? undefined
      : h(
          'div',
          { class: 'unlike', role: 'note' },
          h('p', {}, icon('warning'), l10n.t('The two are unlike, so a difference may not be the code’s:')),
          h('ul', {}, ...differences.map((one) => h('li', {}, one))),
        ),
    h(
      'p',
      { class: 'explanation' },
      comparison.reading,
      hasIntervals ? ` ${l10n.t('The small figures are the intervals.')}` : '',
    ),
    h(
      'div',
      { class: 'table-scroller' },
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, l10n.t('Each case in A and in B')),
        h('thead', {}, headings()),
        h('tbody', {}, ...rows.map(row)),
      ),
    ),
    ...only(l10n.t('Only in A'), onlyA),
    ...only(l10n.t('Only in B'), onlyB),
  );
}

function headings(): HTMLElement {
  const figure = (label: string): HTMLElement => h('th', { scope: 'col', class: 'figure' }, label);
  return h(
    'tr',
    {},
    h('th', { scope: 'col' }, l10n.t('Case')),
    h('th', { scope: 'col' }, l10n.t('Verdict')),
    ...['p50 A', 'p50 B', 'B / A', 'p95 A', 'p95 B', 'B / A'].map(figure),
  );
}

function row({ id, verdict, p50, p95 }: CaseComparison): HTMLElement {
  return h(
    'tr',
    { 'data-verdict': verdict },
    h('th', { scope: 'row' }, breakable(id)),
    h('td', {}, verdictMark(verdict)),
    ...quantileCells(p50),
    ...quantileCells(p95),
  );
}

function quantileCells({ a, b, ratio, interval }: QuantileComparison): readonly HTMLElement[] {
  const figure = (ns: number | null): HTMLElement =>
    h('td', { class: ns === null ? 'figure absent' : 'figure' }, formatNs(ns));
  if (ratio === null || interval === null)
    return [figure(a), figure(b), h('td', { class: 'figure absent' }, notEstimable())];
  const below = h('span', { class: 'below' }, interval.map((bound) => bound.toFixed(2)).join('–'));
  return [figure(a), figure(b), h('td', { class: 'figure' }, `${ratio.toFixed(2)}×`, below)];
}

function verdictMark(verdict: ChangeVerdict): HTMLElement {
  const { icon: name, tone } = MARKS[verdict];
  return h('span', { class: 'status', 'data-tone': tone }, icon(name), verdictText(verdict));
}

function verdictText(verdict: ChangeVerdict): string {
  switch (verdict) {
    case 'regressed':
      return l10n.t('regressed');
    case 'improved':
      return l10n.t('improved');
    case 'no change':
      return l10n.t('no change');
    case 'not estimable':
      return notEstimable();
  }
}

/** A long list is folded: whoever compares one case with a run of all sees that one. */
function only(what: string, ids: readonly string[]): readonly HTMLElement[] {
  if (ids.length === 0) return [];
  const names = ids.flatMap((id, i) => [i === 0 ? '' : ', ', breakable(id)]);
  if (ids.length <= MOST_NAMED) return [h('p', { class: 'explanation' }, `${what}: `, ...names, '.')];
  const summary = h('summary', { class: 'explanation' }, l10n.t('{0}: {1} cases', what, ids.length));
  return [h('details', {}, summary, h('p', { class: 'explanation' }, ...names))];
}
