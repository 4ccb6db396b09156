import type { BenchReport } from '../../core/bench/report.ts';
import { formatDuration, formatUtcDateTime } from '../../shared/format.ts';
import type { ReportSummary } from '../../shared/reportSummary.ts';
import { breakable, h } from '../dom.ts';
import { icon } from '../icons.ts';

type Export = ((format: 'html' | 'json') => void) | undefined;

/** The top of the page: the verdict, what the run was, and how to export it where it can be. */
export function headOf(report: BenchReport, summary: ReportSummary, onExport: Export): HTMLElement {
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
    onExport === undefined
      ? undefined
      : h(
          'div',
          { class: 'toolbar', role: 'group', 'aria-label': 'Export' },
          h(
            'button',
            { type: 'button', class: 'button', onclick: () => onExport('html') },
            icon('export'),
            'Export HTML…',
          ),
          h(
            'button',
            { type: 'button', class: 'button secondary', onclick: () => onExport('json') },
            icon('export'),
            'Export JSON…',
          ),
        ),
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
