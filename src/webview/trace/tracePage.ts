import * as l10n from '@vscode/l10n';
import { formatMs, formatTimeOfDay } from '../../shared/format.ts';
import type { TraceAction, TraceView } from '../../shared/messages.ts';
import { modelLabel } from '../../shared/modelLabel.ts';
import { OUTCOME_LOOKS, outcomeText } from '../../shared/outcomeText.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { exchangeSection } from './exchangeSection.ts';
import { Waterfall } from './waterfall.ts';

export interface TracePageOptions {
  readonly app: HTMLElement;
  /** The rows that an earlier page had open, by key. */
  readonly openRows: readonly string[];
  readonly onOpenRowsChange: (open: readonly string[]) => void;
  readonly onAction: (action: TraceAction) => void;
}

/** One request: how it ended, where its time went, and what can be done with it. */
export class TracePage {
  readonly #options: TracePageOptions;

  constructor(options: TracePageOptions) {
    this.#options = options;
    options.app.replaceChildren(h('p', { class: 'quiet' }, l10n.t('Waiting for Planscope…')));
  }

  /** The request is not remembered any more. */
  showGone(): void {
    const words = l10n.t('This request is not remembered any more: only the newest are.');
    this.#options.app.replaceChildren(h('p', { class: 'quiet' }, words));
  }

  show(view: TraceView): void {
    const { app, openRows, onOpenRowsChange, onAction } = this.#options;
    const waterfall = new Waterfall({ trace: view.trace, openRows, onOpenRowsChange });
    app.replaceChildren(
      ...head(view),
      toolbar(view, onAction),
      h('h2', {}, l10n.t('Where the time went')),
      waterfall.element,
      ...listSection(l10n.t('The plan'), 'ol', view.steps),
      ...listSection(l10n.t('Findings'), 'ul', view.problems),
      exchangeSection(view, () => onAction('keepTexts')),
    );
  }
}

function head({ row }: TraceView): HTMLElement[] {
  const { tone } = OUTCOME_LOOKS[row.outcome];
  const facts = [
    [l10n.t('Model'), modelLabel({ kind: row.answerer, name: row.model })],
    [l10n.t('Tier'), row.tier],
    [l10n.t('Started'), formatTimeOfDay(row.startedAtMs)],
    [l10n.t('Took'), formatMs(row.totalMs)],
    [l10n.t('Request'), String(row.id)],
  ] as const;
  return [
    h('h1', {}, row.scenario),
    h(
      'p',
      { class: 'outcome', 'data-tone': tone },
      icon(OUTCOME_LOOKS[row.outcome].icon),
      h('strong', {}, outcomeText(row.outcome)),
      row.reason === undefined ? undefined : h('span', { class: 'reason' }, row.reason),
    ),
    h('dl', { class: 'facts' }, ...facts.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
  ];
}

function toolbar({ isKept }: TraceView, onAction: (action: TraceAction) => void): HTMLElement {
  const button = (action: TraceAction, label: string, needsWorld: boolean): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        class: action === 'replay' ? 'button' : 'button secondary',
        disabled: needsWorld && !isKept,
        title:
          needsWorld && !isKept
            ? l10n.t('The world of this request is not kept any more: only those of the newest requests are.')
            : label,
        onclick: () => onAction(action),
      },
      label,
    );
  return h(
    'div',
    { class: 'toolbar' },
    button('replay', l10n.t('Ask Again'), true),
    button('openScenario', l10n.t('Open Scenario'), true),
    button('saveAsTest', l10n.t('Save as Plan Test…'), true),
    button('copyOtlp', l10n.t('Copy as OTLP JSON'), false),
  );
}

function listSection(title: string, list: 'ol' | 'ul', items: readonly string[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [h('h2', {}, title), h(list, { class: 'items' }, ...items.map((item) => h('li', {}, item)))];
}
