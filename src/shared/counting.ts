import type { ClientSnapshot } from '../core/clientSnapshot.ts';

/** Whether something shown of it changes by time alone: an open breaker counts down, a load counts up. */
export function isCounting({ model, breakers }: ClientSnapshot): boolean {
  const isLoading = model.kind !== 'none' && model.loadingSinceAtMs !== undefined;
  return isLoading || breakers.some(({ nextTrialAtMs }) => nextTrialAtMs !== undefined);
}
