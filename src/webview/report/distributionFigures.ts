import * as l10n from '@vscode/l10n';
import type { CaseResult, Distribution } from '../../core/bench/report.ts';
import { type Cumulative, cumulativeOf, timeAt } from '../../shared/cumulative.ts';
import { formatCount, formatNs, formatPercent } from '../../shared/format.ts';
import { intervalText } from '../../shared/measurementText.ts';
import { h } from '../dom.ts';
import { ecdfDrawing } from './ecdf.ts';
import { cumulativeText } from './ecdfShape.ts';
import { histogramDrawing, histogramText } from './largeHistogram.ts';
import { PERCENTILES, percentileLegend } from './percentileMarks.ts';
import { type Numbers, numbersDisclosure } from './plots/numbers.ts';
import { responsive } from './plots/responsive.ts';

/** The distribution of a case, drawn twice over one axis: as a histogram and as a cumulative curve. */
export function distributionFigures(result: CaseResult): HTMLElement | undefined {
  const points = cumulativeOf(result.blocks ?? [], result.max);
  const domain = domainOf(result.distribution, points);
  const figures = [
    result.distribution && domain ? histogramFigure(result, result.distribution, domain) : undefined,
    points.length > 0 && domain ? ecdfFigure(result, points, domain) : undefined,
  ].filter((figure) => figure !== undefined);
  if (figures.length === 0) return undefined;
  return h(
    'div',
    { class: 'distribution' },
    h('div', { class: 'figures' }, ...figures),
    percentileLegend(result),
    numbersDisclosure(
      ...(points.length > 0 ? [sharesNumbers(result, points)] : []),
      ...(result.distribution ? [binsNumbers(result.distribution)] : []),
    ),
  );
}

type Domain = readonly [lowNs: number, highNs: number];

function domainOf(distribution: Distribution | undefined, points: readonly Cumulative[]): Domain | undefined {
  const all = [...(distribution?.edgesNs ?? []), ...points.map(({ ns }) => ns)].filter((ns) => ns > 0);
  return all.length === 0 ? undefined : [Math.min(...all), Math.max(...all)];
}

function histogramFigure(result: CaseResult, distribution: Distribution, domain: Domain): HTMLElement | undefined {
  const text = histogramText(distribution);
  if (text === undefined) return undefined;
  return h(
    'figure',
    {},
    h('h4', {}, l10n.t('How often a time was measured')),
    responsive((width) => histogramDrawing(result, distribution, domain, width)),
    h('figcaption', {}, `${text}.`),
  );
}

function ecdfFigure(result: CaseResult, points: readonly Cumulative[], domain: Domain): HTMLElement {
  return h(
    'figure',
    {},
    h('h4', {}, l10n.t('Share of samples that took no longer')),
    responsive((width) => ecdfDrawing(result, points, domain, width)),
    h('figcaption', {}, `${cumulativeText(points)}.`),
  );
}

const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

function sharesNumbers(result: CaseResult, points: readonly Cumulative[]): Numbers {
  return {
    caption: l10n.t('{0}: times by share of the samples', result.id),
    headings: [l10n.t('Share of samples'), l10n.t('Took at most'), l10n.t('95 % interval')],
    rows: SHARES.map((share) => {
      const name = PERCENTILES.find((one) => one.share === share)?.name;
      const interval = name === undefined ? null : (result.intervals?.[name] ?? null);
      const ns = (name === undefined ? null : result[name]) ?? timeAt(points, share) ?? null;
      return [`${share * 100} %`, formatNs(ns), interval === null ? '–' : intervalText(interval)];
    }),
  };
}

function binsNumbers({ counts, edgesNs }: Distribution): Numbers {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    caption: l10n.t('Samples by time'),
    headings: [l10n.t('From'), l10n.t('To'), l10n.t('Samples'), l10n.t('Share')],
    rows: counts.flatMap((count, index) =>
      count > 0
        ? [
            [
              formatNs(edgesNs[index] ?? null),
              formatNs(edgesNs[index + 1] ?? null),
              formatCount(count),
              formatPercent(count / total),
            ],
          ]
        : [],
    ),
  };
}
