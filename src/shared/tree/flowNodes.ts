import * as l10n from '@vscode/l10n';
import type { Counters, FunnelCounts } from '../../core/telemetry/figures.ts';
import { formatCount, formatShare } from '../format.ts';
import { modelCallsText } from '../modelCallsText.ts';
import { figure, type TreeNode } from './treeNode.ts';

function stages(): readonly { readonly key: keyof FunnelCounts; readonly label: string }[] {
  return [
    { key: 'sent', label: l10n.t('Sent') },
    { key: 'answered', label: l10n.t('Answered') },
    { key: 'parsed', label: l10n.t('Parsed') },
    { key: 'schemaValid', label: l10n.t('Valid shape') },
    { key: 'knownTools', label: l10n.t('Known tools') },
    { key: 'executable', label: l10n.t('Executable') },
    { key: 'goalReached', label: l10n.t('Goal reached') },
    { key: 'inTime', label: l10n.t('In time') },
  ];
}

/** "Funnel": how far the model's answers got, stage by stage. */
export function funnelNodes(funnel: FunnelCounts): TreeNode {
  return {
    id: 'funnel',
    label: l10n.t('Funnel'),
    description:
      funnel.sent === 0
        ? l10n.t('nothing sent yet')
        : l10n.t('{0} executable', formatShare(funnel.executable, funnel.sent)),
    icon: 'funnel',
    tone: 'neutral',
    children: [
      ...stages().map(({ key, label }) => {
        const count = formatCount(funnel[key]);
        const share =
          funnel.sent === 0 || key === 'sent' ? count : `${count} (${formatShare(funnel[key], funnel.sent)})`;
        return figure(`funnel/${key}`, label, share);
      }),
      ...(funnel.goalUnknown === 0
        ? []
        : [figure('funnel/goalUnknown', l10n.t('Goal names no place'), formatCount(funnel.goalUnknown))]),
    ],
  };
}

/** "Attempts": how often the model had to be asked, and what went wrong. */
export function attemptNodes(counters: Counters): TreeNode {
  const failures = Object.entries(counters.failures)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return {
    id: 'attempts',
    label: l10n.t('Attempts'),
    description: l10n.t('{0}, {1}', modelCallsText(counters.attempts), retriesText(counters.retries)),
    icon: 'attempts',
    tone: 'neutral',
    children: [
      figure('attempts/requests', l10n.t('Requests'), formatCount(counters.requests)),
      figure('attempts/joined', l10n.t('Shared a running call'), formatCount(counters.joined)),
      figure(
        'attempts/fallbacks',
        l10n.t('Fallback plans'),
        formatCount(counters.fallbackPlans),
        counters.fallbackPlans > 0 ? 'warning' : 'neutral',
      ),
      figure(
        'attempts/unavailable',
        l10n.t('Without a plan'),
        formatCount(counters.unavailable),
        counters.unavailable > 0 ? 'error' : 'neutral',
      ),
      figure('attempts/cancelled', l10n.t('Cancelled'), formatCount(counters.cancelled)),
      figure('attempts/attempts', l10n.t('Calls to the model'), formatCount(counters.attempts)),
      figure('attempts/retries', l10n.t('Of these retries'), formatCount(counters.retries)),
      ...(counters.retriesDenied === 0
        ? []
        : [figure('attempts/denied', l10n.t('Retries over budget'), formatCount(counters.retriesDenied), 'warning')]),
      ...failures.map(([code, count]) =>
        figure(`attempts/failure:${code}`, l10n.t('Failed: {0}', code), formatCount(count), 'error'),
      ),
    ],
  };
}

function retriesText(count: number): string {
  return count === 1 ? l10n.t('1 retry') : l10n.t('{0} retries', formatCount(count));
}
