import * as l10n from '@vscode/l10n';
import type { Outcome } from '../core/telemetry/figures.ts';
import type { IconName, Tone } from './tree/treeNode.ts';

/** The outcomes of a request, in the order in which they are listed. */
export const OUTCOMES = [
  'cache',
  'model',
  'fallback',
  'unavailable',
  'cancelled',
] as const satisfies readonly Outcome[];

/** An outcome in words, alone or behind a number. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case 'cache':
      return l10n.t('from cache');
    case 'model':
      return l10n.t('from model');
    case 'fallback':
      return l10n.t('fallback');
    case 'unavailable':
      return l10n.t('no plan');
    case 'cancelled':
      return l10n.t('cancelled');
  }
}

/** What an outcome looks like. */
export const OUTCOME_LOOKS = {
  cache: { icon: 'from-cache', tone: 'ok' },
  model: { icon: 'from-model', tone: 'ok' },
  fallback: { icon: 'fallback', tone: 'warning' },
  unavailable: { icon: 'error', tone: 'error' },
  cancelled: { icon: 'cancelled', tone: 'neutral' },
} as const satisfies Record<Outcome, { readonly icon: IconName; readonly tone: Tone }>;
