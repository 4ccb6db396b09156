import { t } from '@vscode/l10n';
import type { Counters, FunnelCounts } from '../../core/telemetry/figures.ts';
import { formatCount, formatShare } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

function stages(): readonly { readonly key: keyof FunnelCounts; readonly label: string }[] {
  return [
    { key: 'sent', label: t('Sent') },
    { key: 'answered', label: t('Answered') },
    { key: 'parsed', label: t('Parsed') },
    { key: 'schemaValid', label: t('Valid shape') },
    { key: 'knownTools', label: t('Known tools') },
    { key: 'executable', label: t('Executable') },
    { key: 'goalReached', label: t('Goal reached') },
    { key: 'inTime', label: t('In time') },
  ];
}

/** "Funnel": how far the model's answers got, stage by stage. */
export function funnelNodes(funnel: FunnelCounts): TreeNode {
  return {
    id: 'funnel',
    label: t('Funnel'),
    description:
      funnel.sent === 0 ? t('nothing sent yet') : t('{0} executable', formatShare(funnel.executable, funnel.sent)),
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
        : [figure('funnel/goalUnknown', t('Goal names no place'), formatCount(funnel.goalUnknown))]),
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
    label: t('Attempts'),
    description: t('{0}, {1}', callsText(counters.attempts), retriesText(counters.retries)),
    icon: 'attempts',
    tone: 'neutral',
    children: [
      figure('attempts/requests', t('Requests'), formatCount(counters.requests)),
      figure('attempts/joined', t('Shared a running call'), formatCount(counters.joined)),
      figure(
        'attempts/fallbacks',
        t('Fallback plans'),
        formatCount(counters.fallbackPlans),
        counters.fallbackPlans > 0 ? 'warning' : 'neutral',
      ),
      figure(
        'attempts/unavailable',
        t('Without a plan'),
        formatCount(counters.unavailable),
        counters.unavailable > 0 ? 'error' : 'neutral',
      ),
      figure('attempts/cancelled', t('Cancelled'), formatCount(counters.cancelled)),
      figure('attempts/attempts', t('Calls to the model'), formatCount(counters.attempts)),
      figure('attempts/retries', t('Of these retries'), formatCount(counters.retries)),
      ...(counters.retriesDenied === 0
        ? []
        : [figure('attempts/denied', t('Retries over budget'), formatCount(counters.retriesDenied), 'warning')]),
      ...failures.map(([code, count]) =>
        figure(`attempts/failure:${code}`, t('Failed: {0}', code), formatCount(count), 'error'),
      ),
    ],
  };
}

function callsText(count: number): string {
  return count === 1 ? t('1 call') : t('{0} calls', formatCount(count));
}

function retriesText(count: number): string {
  return count === 1 ? t('1 retry') : t('{0} retries', formatCount(count));
}
