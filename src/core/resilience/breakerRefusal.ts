import { CoreError } from '../base/errors.ts';
import type { BreakerState } from './breakerTimeline.ts';

/** A call was refused because the breaker is open, isolated, or half-open with its trials under way. */
export class BreakerOpenError extends CoreError {
  constructor(message: string) {
    super('breaker-open', message, { retryable: false });
  }
}

/** Why a breaker refuses calls, for people. `cause` is why it opened. */
export function breakerRefusalText(state: BreakerState, cause: string, untilTrialMs: number): string {
  if (state === 'isolated') return 'The circuit breaker was isolated by hand. Reset it to send requests again.';
  if (state === 'half-open') return 'The circuit breaker is half-open and its trial call is still under way.';
  const waitS = Math.ceil(untilTrialMs / 1000);
  return `The circuit breaker is open after ${cause}. The next trial is in ${waitS} s; reset it to try at once.`;
}
