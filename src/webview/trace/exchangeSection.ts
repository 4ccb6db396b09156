import * as l10n from '@vscode/l10n';
import type { TraceView } from '../../shared/messages.ts';
import { h } from '../dom.ts';

/** What was sent and answered, attempt by attempt; where that was not kept, how to have it kept. */
export function exchangeSection(view: TraceView, onKeepTexts: () => void): HTMLElement {
  const { exchanges } = view;
  return h(
    'section',
    { class: 'texts' },
    h('h2', {}, l10n.t('What was sent and answered')),
    ...(exchanges === undefined ? noTexts(view, onKeepTexts) : exchanged(exchanges)),
  );
}

function noTexts({ trace, keepsTexts }: TraceView, onKeepTexts: () => void): HTMLElement[] {
  // The answer of another request's call is an answer too.
  const wasAsked = trace.spans.some(({ name }) => name === 'attempt' || name === 'join');
  if (!wasAsked) return [quiet(l10n.t('The model was not asked.'))];
  if (keepsTexts)
    return [quiet(l10n.t('The texts of this request were not kept, or are not any longer: the newest are.'))];
  return [
    quiet(l10n.t('Planscope keeps no texts unless you allow it. They would stay in this window’s memory only.')),
    h('button', { type: 'button', class: 'button secondary', onclick: onKeepTexts }, l10n.t('Open the Setting')),
  ];
}

function exchanged(exchanges: NonNullable<TraceView['exchanges']>): HTMLElement[] {
  return exchanges.map(({ sent, answered }, index) =>
    h(
      'div',
      { class: 'exchange' },
      h('h3', {}, exchanges.length === 1 ? l10n.t('Asked once') : l10n.t('Attempt {0}', index + 1)),
      ...sent.map(({ role, content }) => text(l10n.t('Sent as “{0}”', role), content, false)),
      answered === undefined ? quiet(l10n.t('No complete answer came.')) : text(l10n.t('Answered'), answered, true),
    ),
  );
}

function text(label: string, content: string, isOpen: boolean): HTMLElement {
  return h('details', { open: isOpen }, h('summary', {}, label), h('pre', { tabindex: 0 }, content));
}

function quiet(words: string): HTMLElement {
  return h('p', { class: 'quiet' }, words);
}
