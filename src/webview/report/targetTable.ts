import * as l10n from '@vscode/l10n';
import type { TargetResult } from '../../core/bench/report.ts';
import { formatRatio } from '../../shared/format.ts';
import { h } from '../dom.ts';
import { statusMark } from './caseTable.ts';

/** The project's targets beside what was measured. */
export function targetsOf(targets: readonly TargetResult[], verdict: string): HTMLElement {
  const headings = [
    h('th', { scope: 'col' }, l10n.t('What')),
    h('th', { scope: 'col' }, l10n.t('Target')),
    h('th', { scope: 'col', class: 'figure' }, l10n.t('Figure')),
    h('th', { scope: 'col', class: 'figure' }, l10n.t('Floor')),
    h('th', { scope: 'col', class: 'figure' }, l10n.t('Ratio')),
    h('th', { scope: 'col' }, l10n.t('Result')),
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
    h('h2', {}, l10n.t('Targets')),
    h('p', { class: 'suite-verdict' }, verdict),
    h(
      'div',
      { class: 'table-scroller' },
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, l10n.t('Targets of the project beside what was measured')),
        h('thead', {}, h('tr', {}, ...headings)),
        h('tbody', {}, ...rows),
      ),
    ),
  );
}
