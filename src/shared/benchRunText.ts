import * as l10n from '@vscode/l10n';
import type { BenchReport } from '../core/bench/report.ts';
import type { BenchRunSummary } from './messages.ts';

/** How thorough a benchmark run was, in a word. */
export function modeText(mode: BenchReport['mode']): string {
  return mode === 'quick' ? l10n.t('quick') : l10n.t('full');
}

/** How many of a run's cases held, or failed where some did. */
export function runOutcomeText({ cases, failed }: Pick<BenchRunSummary, 'cases' | 'failed'>): string {
  return failed === 0 ? l10n.t('{0} of {1} held', cases, cases) : l10n.t('{0} of {1} failed', failed, cases);
}
