import * as l10n from '@vscode/l10n';
import { breakerStateText } from './breakerText.ts';
import type { DashboardModel } from './messages.ts';

/**
 * What a screen reader says of an update without being asked: a breaker that changed its state, a run that ended.
 * Empty when nothing of that kind happened; figures that move all the time are never announced.
 */
export function announcement(before: DashboardModel | undefined, after: DashboardModel): string {
  if (before === undefined) return '';
  const said: string[] = [];
  for (const breaker of after.client.breakers) {
    const earlier = before.client.breakers.find((candidate) => candidate.model === breaker.model);
    if (earlier !== undefined && earlier.state !== breaker.state) {
      said.push(l10n.t('Circuit breaker of {0}: {1}.', breaker.model, breakerStateText(breaker, after.client.atMs)));
    }
  }
  if (before.running === undefined && after.running !== undefined) said.push(l10n.t('Benchmarks started.'));
  if (before.running !== undefined && after.running === undefined) said.push(l10n.t('Benchmarks ended.'));
  return said.join(' ');
}
