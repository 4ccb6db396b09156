import * as l10n from '@vscode/l10n';
import type { BenchReport } from '../../core/bench/report.ts';
import { formatDuration, formatUtcDateTime } from '../../shared/format.ts';
import type { ReportFormat } from '../../shared/messages.ts';
import type { ReportSummary } from '../../shared/reportSummary.ts';
import { breakable, h } from '../dom.ts';
import { icon } from '../icons.ts';

/** What a person can ask of the editor in the page. */
export interface ReportActions {
  readonly export: (format: ReportFormat) => void;
  /** With which baseline is asked by the editor. */
  readonly compare: () => void;
  readonly rerun: (id: string) => void;
}

const FORMATS: readonly { readonly format: ReportFormat; readonly label: string }[] = [
  { format: 'html', label: 'HTML' },
  { format: 'markdown', label: 'Markdown' },
  { format: 'json', label: 'JSON' },
  { format: 'csv', label: 'CSV' },
  { format: 'junit', label: 'JUnit XML' },
];

/** The top of the page: the verdict, what the run was, and how to export it where it can be. */
export function headOf(report: BenchReport, summary: ReportSummary, actions: ReportActions | undefined): HTMLElement {
  return h(
    'header',
    {},
    h('p', { class: 'eyebrow' }, l10n.t('Planscope benchmark report')),
    h(
      'h1',
      { 'data-tone': summary.holds ? 'ok' : 'error' },
      icon(summary.holds ? 'ok' : 'error'),
      h('span', {}, breakable(summary.verdict)),
    ),
    h(
      'p',
      { class: 'facts' },
      h('span', { class: 'badge' }, summary.model),
      h('span', {}, report.mode === 'quick' ? l10n.t('quick run') : l10n.t('full run')),
      h('span', {}, formatUtcDateTime(report.startedAt)),
      h('span', {}, l10n.t('took {0}', formatDuration(report.durationMs))),
      h('span', {}, l10n.t('seed {0}', report.seed)),
      summary.targets === undefined ? undefined : h('span', {}, summary.targets),
    ),
    h('p', { class: 'explanation' }, explanationOf(report)),
    actions === undefined ? undefined : toolbar(actions),
  );
}

function toolbar(actions: ReportActions): HTMLElement {
  const button = (label: string, name: 'compare' | 'export', onclick: () => void, isFirst = false): HTMLElement =>
    h('button', { type: 'button', class: isFirst ? 'button' : 'button secondary', onclick }, icon(name), label);
  return h(
    'div',
    { class: 'toolbar', role: 'group', 'aria-label': l10n.t('Compare and export') },
    button(l10n.t('Compare with baseline…'), 'compare', actions.compare, true),
    ...FORMATS.map(({ format, label }) => button(l10n.t('Export {0}…', label), 'export', () => actions.export(format))),
  );
}

function explanationOf({ model, mode, cases }: BenchReport): string {
  const source =
    model.kind === 'simulator'
      ? l10n.t(
          'Plans came from Planscope’s simulator, a local server that plans by rules: these times are the client’s and the machine’s own, not those of a language model.',
        )
      : l10n.t('Plans came from {0} on a local server.', model.name);
  const hasIntervals = cases.some((result) => result.intervals !== undefined);
  return [
    source,
    ...(mode === 'quick'
      ? [l10n.t('A quick run checks that every case holds; its few samples are no measure of speed.')]
      : []),
    ...(hasIntervals ? [l10n.t('The small figures below a percentile are its 95 % confidence interval.')] : []),
  ].join(' ');
}
