import * as l10n from '@vscode/l10n';
import type { CaseResult } from '../../core/bench/report.ts';
import { caseName } from '../../shared/reportSummary.ts';
import { breakable, h } from '../dom.ts';
import { icon } from '../icons.ts';
import { plotFigure } from './plots/plotFigure.ts';

/** Whether a case says more than its times: figures, or what follows from them. */
export function hasFindings({ plots, advice }: CaseResult): boolean {
  return (plots ?? []).length > 0 || (advice ?? []).length > 0;
}

/** The place of a case's figures on the page. */
export function findingsId(id: string): string {
  return `findings-${id}`;
}

/**
 * Below a suite's table: advice in words and the figures it rests on, a case each, all of it in sight. `prefix` begins
 * the figures' ids, which no other suite has.
 */
export function findingsOf(cases: readonly CaseResult[], prefix: string): HTMLElement[] {
  return cases.filter(hasFindings).map((result, index) => caseFindings(result, `${prefix}-${index}`));
}

function caseFindings(result: CaseResult, plotId: string): HTMLElement {
  const { id, note, plots = [], advice = [] } = result;
  return h(
    'article',
    { class: 'findings', id: findingsId(id) },
    h('h3', {}, breakable(caseName(id))),
    h('p', { class: 'note' }, note),
    advice.length === 0 ? undefined : adviceList(advice),
    plots.length === 0
      ? undefined
      : h('div', { class: 'figures' }, ...plots.map((plot, index) => plotFigure(plot, `${plotId}-${index}`))),
  );
}

function adviceList(advice: readonly string[]): HTMLElement {
  return h(
    'div',
    { class: 'advice' },
    icon('report'),
    h(
      'div',
      {},
      h('p', { class: 'advice-title' }, l10n.t('What follows')),
      h('ul', {}, ...advice.map((sentence) => h('li', {}, sentence))),
    ),
  );
}

/** Every piece of advice of a report at its beginning, each leading to the figures that it rests on. */
export function adviceSection(cases: readonly CaseResult[]): HTMLElement[] {
  const entries = cases.flatMap(({ id, advice }) => (advice ?? []).map((sentence) => ({ id, sentence })));
  if (entries.length === 0) return [];
  return [
    h(
      'section',
      { class: 'conclusions' },
      h('h2', {}, l10n.t('What follows')),
      h(
        'ul',
        {},
        ...entries.map(({ id, sentence }) =>
          h('li', {}, sentence, ' ', h('a', { href: `#${encodeURIComponent(findingsId(id))}` }, breakable(id))),
        ),
      ),
    ),
  ];
}
