import * as l10n from '@vscode/l10n';
import type { BenchReport, CaseResult } from '../../core/bench/report.ts';
import type { ToReport } from '../../shared/messages.ts';
import { reportSummary } from '../../shared/reportSummary.ts';
import { breakable, h } from '../dom.ts';
import { caseTable } from './caseTable.ts';
import { comparisonSection } from './comparisonSection.ts';
import { environmentOf } from './environmentSection.ts';
import { adviceSection, findingsOf } from './findings.ts';
import { headOf, type ReportActions } from './reportHead.ts';
import type { ReportState } from './reportState.ts';
import { targetsOf } from './targetTable.ts';

export interface ReportViewOptions {
  readonly report: BenchReport;
  readonly state: ReportState;
  readonly onStateChange: (change: Partial<ReportState>) => void;
  /** Absent where nothing can be asked for: in a file that is an export itself. */
  readonly actions: ReportActions | undefined;
  /** By case, how its median went over the kept runs. */
  readonly trends: ToReport['trends'];
}

const FLOORS = 'floors';

/** A report as elements, verdict first. */
export function reportView(options: ReportViewOptions): HTMLElement[] {
  const { report } = options;
  const summary = reportSummary(report);
  const tables = new Tables(options);
  return [
    headOf(report, summary, options.actions),
    ...(summary.failed.length === 0 ? [] : [failuresOf(summary.failed)]),
    ...(report.comparison === undefined ? [] : [comparisonSection(report.comparison)]),
    ...adviceSection(report.cases),
    ...(report.targets === undefined ? [] : [targetsOf(report.targets, summary.targets ?? '')]),
    ...summary.suites.map(({ suite, title, verdict, cases }, index) =>
      h(
        'section',
        {},
        h('h2', {}, suite, h('span', { class: 'subtitle' }, title)),
        h('p', { class: 'suite-verdict' }, verdict),
        tables.of(suite, cases),
        ...findingsOf(cases, `plot-${index}`),
      ),
    ),
    ...(report.floors.length === 0 ? [] : [floorsOf(report.floors, tables)]),
    environmentOf(report, summary.command),
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
      caption: l10n.t('Cases of {0}. Each row opens into its details.', suite === FLOORS ? l10n.t('floors') : suite),
      cases,
      sorting: this.#sortings[suite],
      openIds: this.#openIds,
      trends: this.#options.trends ?? {},
      // What the machine costs is measured with whatever names it, not by itself.
      onRerun: suite === FLOORS ? undefined : this.#options.actions?.rerun,
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

function failuresOf(failed: readonly CaseResult[]): HTMLElement {
  return h(
    'section',
    { class: 'failures' },
    h('h2', {}, l10n.t('Failed')),
    h(
      'ul',
      {},
      ...failed.map((result) =>
        h(
          'li',
          {},
          h('a', { href: `#${encodeURIComponent(`case-${result.id}`)}` }, breakable(result.id)),
          ': ',
          h('span', { class: 'error-text' }, result.error ?? l10n.t('no reason was given')),
        ),
      ),
    ),
  );
}

function floorsOf(floors: readonly CaseResult[], tables: Tables): HTMLElement {
  return h(
    'section',
    {},
    h(
      'h2',
      {},
      l10n.t('floors'),
      h('span', { class: 'subtitle' }, l10n.t('What the machine itself costs, in the same run')),
    ),
    tables.of(FLOORS, floors),
  );
}
