import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanResult } from '../../core/planResult.ts';
import { formatMs } from '../../shared/format.ts';
import { originText } from '../../shared/planText.ts';
import { mention, warn } from '../notices.ts';

/**
 * Tells the user where each plan came from: in the status bar, and as a warning when a fallback begins. While plans
 * keep falling back for the same reason the warning is not repeated.
 */
export class PlanNotices {
  #warnedOf: string | undefined;

  /** `offer` shows a warning with what can be done about a missing model. */
  async tell(result: PlanResult, connectionMessage: string, offer: (message: string) => Promise<void>): Promise<void> {
    const text = sentence(result);
    mention(`Planscope: ${text}`);
    const { reason } = result;
    const isNews = reason !== undefined && reason.code !== this.#warnedOf;
    this.#warnedOf = reason?.code;
    if (!isNews) return;
    if (reason.code === 'no-model') await offer(`${connectionMessage} ${text}`);
    else void warnWithDashboard(`Planscope: ${text} ${reason.message}`);
  }
}

/** The dashboard has the request with its attempts, and the breaker with its reset. */
async function warnWithDashboard(message: string): Promise<void> {
  const open = l10n.t('Open Dashboard');
  if ((await warn(message, open)) === open) await vscode.commands.executeCommand('planscope.openDashboard');
}

function sentence(result: PlanResult): string {
  const { length } = result.plan.steps;
  const repairs = result.problems.filter((problem) => problem.code === 'repaired');
  const [origin, time] = [originText(result), formatMs(result.trace.totalMs)];
  const made =
    length === 1
      ? l10n.t('Plan with 1 step, {0} ({1}).', origin, time)
      : l10n.t('Plan with {0} steps, {1} ({2}).', length, origin, time);
  if (repairs.length === 0) return made;
  return `${made} ${l10n.t('Repaired: {0}', repairs.map((repair) => repair.message).join(' '))}`;
}
