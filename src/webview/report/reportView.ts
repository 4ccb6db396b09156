import type { BenchReport, CaseResult, TargetResult } from '../../core/bench/report.ts';
import { formatBytes, formatDuration, formatPlural, formatRatio, formatUtcDateTime } from '../../shared/format.ts';
import { type ReportSummary, reportSummary } from '../../shared/reportSummary.ts';
import { breakable, h } from '../dom.ts';
import { icon } from '../icons.ts';
import { definitionList } from './caseDetails.ts';
import { caseTable, statusMark } from './caseTable.ts';
import type { ReportState } from './reportState.ts';

export interface ReportViewOptions {
  readonly report: BenchReport;
  readonly state: ReportState;
  readonly onStateChange: (change: Partial<ReportState>) => void;
  /** Absent where nothing can be exported: in a file that is an export itself. */
  readonly onExport: ((format: 'html' | 'json') => void) | undefined;
}

/** A report as elements, verdict first. */
export function reportView(options: ReportViewOptions): HTMLElement[] {
  const { report } = options;
  const summary = reportSummary(report);
  const tables = new Tables(options);
  return [
    headOf(report, summary, options.onExport),
    ...(summary.failed.length === 0 ? [] : [failuresOf(summary.failed)]),
    ...(report.targets === undefined ? [] : [targetsOf(report.targets, summary.targets ?? '')]),
    ...summary.suites.map(({ suite, title, verdict, cases }) =>
      h(
        'section',
        {},
        h('h2', {}, suite, h('span', { class: 'subtitle' }, title)),
        h('p', { class: 'suite-verdict' }, verdict),
        tables.of(suite, cases),
      ),
    ),
    ...(report.floors.length === 0 ? [] : [floorsOf(report.floors, tables)]),
    environmentOf(report, summary),
  ];
}

/** Makes the tables and gathers what they tell of themselves into one state. */
class Tables {
  readonly #options: ReportViewOptions;
  readonly #openIds: Set<string>;
  #sortings: ReportState['sortings'];

  constructor(options: ReportViewOptions) {
    this.#options = options;
    this.#openIds = new Set(options.state.openIds);
    this.#sortings = options.state.sortings;
  }

  of(suite: string, cases: readonly CaseResult[]): HTMLElement {
    return caseTable({
      caption: `Cases of ${suite}. Each row opens into its details.`,
      cases,
      sorting: this.#sortings[suite],
      openIds: this.#openIds,
      onSort: (sorting) => {
        this.#sortings = { ...this.#sortings, [suite]: sorting };
        this.#options.onStateChange({ sortings: this.#sortings });
      },
      onOpen: (id, isOpen) => {
        if (isOpen) this.#openIds.add(id);
        else this.#openIds.delete(id);
        this.#options.onStateChange({ openIds: [...this.#openIds] });
      },
    });
  }
}

function headOf(report: BenchReport, summary: ReportSummary, onExport: ReportViewOptions['onExport']): HTMLElement {
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

function explanationOf({ model, mode }: BenchReport): string {
  const source =
    model.kind === 'simulator'
      ? 'Plans came from Planscope’s simulator, a local server that plans by rules: these times are the client’s and the machine’s own, not those of a language model.'
      : `Plans came from ${model.name} on a local server.`;
  const depth =
    mode === 'quick' ? ' A quick run checks that every case holds; its few samples are no measure of speed.' : '';
  return `${source}${depth}`;
}

function failuresOf(failed: readonly CaseResult[]): HTMLElement {
  return h(
    'section',
    { class: 'failures' },
    h('h2', {}, 'Failed'),
    h(
      'ul',
      {},
      ...failed.map((result) =>
        h(
          'li',
          {},
          h('a', { href: `#${encodeURIComponent(`case-${result.id}`)}` }, breakable(result.id)),
          ': ',
          h('span', { class: 'error-text' }, result.error ?? 'no reason was given'),
        ),
      ),
    ),
  );
}

function targetsOf(targets: readonly TargetResult[], verdict: string): HTMLElement {
  const headings = [
    h('th', { scope: 'col' }, 'What'),
    h('th', { scope: 'col' }, 'Target'),
    h('th', { scope: 'col', class: 'figure' }, 'Figure'),
    h('th', { scope: 'col', class: 'figure' }, 'Floor'),
    h('th', { scope: 'col', class: 'figure' }, 'Ratio'),
    h('th', { scope: 'col' }, 'Result'),
  ];
  const rows = targets.map((target) =>
    h(
      'tr',
      { 'data-status': target.holds ? 'ok' : 'failed' },
      h('th', { scope: 'row' }, target.what),
      h('td', {}, target.target),
      h('td', { class: 'figure' }, target.figure),
      h('td', { class: 'figure' }, target.floor ?? '–'),
      h('td', { class: 'figure' }, target.ratio === undefined ? '–' : formatRatio(target.ratio)),
      h('td', {}, statusMark(target.holds ? 'ok' : 'failed')),
    ),
  );
  return h(
    'section',
    {},
    h('h2', {}, 'Targets'),
    h('p', { class: 'suite-verdict' }, verdict),
    h(
      'div',
      { class: 'table-scroller' },
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, 'Targets of the project beside what was measured'),
        h('thead', {}, h('tr', {}, ...headings)),
        h('tbody', {}, ...rows),
      ),
    ),
  );
}

function floorsOf(floors: readonly CaseResult[], tables: Tables): HTMLElement {
  return h(
    'section',
    {},
    h('h2', {}, 'floors', h('span', { class: 'subtitle' }, 'What the machine itself costs, in the same run')),
    tables.of('floors', floors),
  );
}

function environmentOf({ environment, seed }: BenchReport, { command }: ReportSummary): HTMLElement {
  return h(
    'section',
    { class: 'environment' },
    h('h2', {}, 'Environment'),
    definitionList([
      { label: 'Processor', value: `${environment.cpu}, ${formatPlural(environment.cores, 'core')}` },
      { label: 'Memory', value: formatBytes(environment.memoryBytes) },
      { label: 'System', value: `${environment.platform} ${environment.arch}` },
      { label: 'Node', value: environment.node },
      { label: 'Planscope', value: environment.planscope },
      { label: 'Seed', value: String(seed) },
    ]),
    h('h2', {}, 'Run it again'),
    h('pre', {}, h('code', {}, command)),
  );
}
