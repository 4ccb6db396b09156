import type { ClientFigures } from '../core/clientSnapshot.ts';

/** Whether something shown of it changes by time alone: an open breaker counts down, a load and what is under way count up. */
export function isCounting({ model, breakers, running }: ClientFigures): boolean {
  const isLoading = model.kind !== 'none' && model.loadingSinceAtMs !== undefined;
  return isLoading || running.length > 0 || breakers.some(({ nextTrialAtMs }) => nextTrialAtMs !== undefined);
}
