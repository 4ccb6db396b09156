import * as l10n from '@vscode/l10n';
import type { BreakerSnapshot } from '../core/clientSnapshot.ts';
import { formatCountdown } from './format.ts';
import type { Tone } from './tree/treeNode.ts';

/** A breaker's state in words, with what it waits for: "open, next trial in 12 s". */
export function breakerStateText(breaker: BreakerSnapshot, nowMs: number): string {
  switch (breaker.state) {
    case 'closed':
      return breakerStateWord('closed');
    case 'open':
      return breaker.nextTrialAtMs === undefined
        ? breakerStateWord('open')
        : l10n.t('open, next trial {0}', formatCountdown(breaker.nextTrialAtMs - nowMs));
    case 'half-open':
      return breaker.trials === undefined
        ? breakerStateWord('half-open')
        : l10n.t('half-open, {0}', trialsText(breaker.trials));
    case 'isolated':
      return l10n.t('isolated by hand');
  }
}

/** A breaker's state in one word. */
export function breakerStateWord(state: BreakerSnapshot['state']): string {
  switch (state) {
    case 'closed':
      return l10n.t('closed');
    case 'open':
      return l10n.t('open');
    case 'half-open':
      return l10n.t('half-open');
    case 'isolated':
      return l10n.t('isolated');
  }
}

/** "1 of 2 trials succeeded". */
export function trialsText(trials: NonNullable<BreakerSnapshot['trials']>): string {
  return l10n.t('{0} of {1} trials succeeded', trials.succeeded, trials.needed);
}

/** How much a breaker's state wants to be looked at. */
export function breakerTone(state: BreakerSnapshot['state']): Tone {
  switch (state) {
    case 'closed':
      return 'ok';
    case 'open':
      return 'error';
    case 'half-open':
    case 'isolated':
      return 'warning';
  }
}

/** Why a breaker is in its state, or undefined while it never left the first one. */
export function breakerCause(breaker: BreakerSnapshot): string | undefined {
  return breaker.timeline.at(-1)?.cause;
}
