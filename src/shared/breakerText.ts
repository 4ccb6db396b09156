import type { BreakerSnapshot } from '../core/clientSnapshot.ts';
import { formatCountdown } from './format.ts';
import type { Tone } from './tree/treeNode.ts';

/** A breaker's state in words, with what it waits for: "open, next trial in 12 s". */
export function breakerStateText(breaker: BreakerSnapshot, nowMs: number): string {
  switch (breaker.state) {
    case 'closed':
      return 'closed';
    case 'open':
      return breaker.nextTrialAtMs === undefined
        ? 'open'
        : `open, next trial ${formatCountdown(breaker.nextTrialAtMs - nowMs)}`;
    case 'half-open':
      return breaker.trials === undefined ? 'half-open' : `half-open, ${trialsText(breaker.trials)}`;
    case 'isolated':
      return 'isolated by hand';
  }
}

/** "1 of 2 trials succeeded". */
export function trialsText(trials: NonNullable<BreakerSnapshot['trials']>): string {
  return `${trials.succeeded} of ${trials.needed} trials succeeded`;
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
