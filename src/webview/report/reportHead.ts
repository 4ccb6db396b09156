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
    h('p', { class: 'eyebrow' }, 'Planscope benchmark report'),
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
      h('span', {}, `${report.mode} run`),
      h('span', {}, formatUtcDateTime(report.startedAt)),
      h('span', {}, `took ${formatDuration(report.durationMs)}`),
      h('span', {}, `seed ${report.seed}`),
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
    { class: 'toolbar', role: 'group', 'aria-label': 'Compare and export' },
    button('Compare with baseline…', 'compare', actions.compare, true),
    ...FORMATS.map(({ format, label }) => button(`Export ${label}…`, 'export', () => actions.export(format))),
  );
}

function explanationOf({ model, mode, cases }: BenchReport): string {
  const source =
    model.kind === 'simulator'
      ? 'Plans came from Planscope’s simulator, a local server that plans by rules: these times are the client’s and the machine’s own, not those of a language model.'
      : `Plans came from ${model.name} on a local server.`;
  const depth =
    mode === 'quick' ? ' A quick run checks that every case holds; its few samples are no measure of speed.' : '';
  const intervals = cases.some((result) => result.intervals !== undefined)
    ? ' The small figures below a percentile are its 95 % confidence interval.'
    : '';
  return `${source}${depth}${intervals}`;
}
