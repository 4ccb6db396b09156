import * as l10n from '@vscode/l10n';
import type { CurvesPlot } from '../../core/bench/plots.ts';
import type { CaseResult } from '../../core/bench/report.ts';
import { formatCount, formatNs } from '../../shared/format.ts';
import { type Fact, measurementFacts, modelFacts } from '../../shared/measurementText.ts';
import { metricText } from '../../shared/metricText.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { distributionFigures } from './distributionFigures.ts';
import { findingsId, hasFindings } from './findings.ts';
import { plotFigure } from './plots/plotFigure.ts';

/** What a row opens into: the range, how it was measured, the case's own figures, and the distribution, large. */
export function caseDetails(
  result: CaseResult,
  trend: CurvesPlot | undefined,
  onRerun: ((id: string) => void) | undefined,
): HTMLElement {
  const facts = [
    { label: l10n.t('Fastest'), value: formatNs(result.min) },
    { label: l10n.t('Slowest'), value: formatNs(result.max) },
    ...measurementFacts(result),
    ...(result.model === undefined ? [] : modelFacts(result.model)),
    ...Object.entries(result.metrics ?? {}).map(([name, value]) => metricText(name, value)),
  ];
  return h(
    'div',
    { class: 'case-details' },
    definitionList(facts),
    hasFindings(result) ? findingsLink(result) : undefined,
    onRerun === undefined ? undefined : rerunButton(result.id, onRerun),
    distributionFigures(result),
    trend === undefined ? undefined : plotFigure(trend, `trend-${result.id}`),
  );
}

function rerunButton(id: string, onRerun: (id: string) => void): HTMLElement {
  return h(
    'button',
    { type: 'button', class: 'button secondary rerun', onclick: () => onRerun(id) },
    icon('refresh'),
    l10n.t('Measure again'),
  );
}

function findingsLink({ id, plots = [], advice = [] }: CaseResult): HTMLElement {
  const [figures, sentences] = [figuresText(plots.length), adviceText(advice.length)];
  const text =
    plots.length > 0 && advice.length > 0
      ? l10n.t('{0} and {1} below the table', figures, sentences)
      : l10n.t('{0} below the table', plots.length > 0 ? figures : sentences);
  return h('p', { class: 'findings-link' }, h('a', { href: `#${encodeURIComponent(findingsId(id))}` }, text));
}

function figuresText(count: number): string {
  return count === 1 ? l10n.t('1 figure') : l10n.t('{0} figures', formatCount(count));
}

function adviceText(count: number): string {
  return count === 1 ? l10n.t('1 piece of advice') : l10n.t('{0} pieces of advice', formatCount(count));
}

/** Labels and values in pairs. */
export function definitionList(entries: readonly Fact[]): HTMLElement {
  return h('dl', {}, ...entries.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value))));
}
