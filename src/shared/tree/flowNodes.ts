import type { Counters, FunnelCounts } from '../../core/telemetry/figures.ts';
import { formatCount, formatPlural, formatShare } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

const STAGES = [
  { key: 'sent', label: 'Sent' },
  { key: 'answered', label: 'Answered' },
  { key: 'parsed', label: 'Parsed' },
  { key: 'schemaValid', label: 'Valid shape' },
  { key: 'knownTools', label: 'Known tools' },
  { key: 'executable', label: 'Executable' },
  { key: 'goalReached', label: 'Goal reached' },
  { key: 'inTime', label: 'In time' },
] as const satisfies readonly { readonly key: keyof FunnelCounts; readonly label: string }[];

/** "Funnel": how far the model's answers got, stage by stage. */
export function funnelNodes(funnel: FunnelCounts): TreeNode {
  return {
    id: 'funnel',
    label: 'Funnel',
    description: funnel.sent === 0 ? 'nothing sent yet' : `${formatShare(funnel.executable, funnel.sent)} executable`,
    icon: 'funnel',
    tone: 'neutral',
    children: [
      ...STAGES.map(({ key, label }) => {
        const count = formatCount(funnel[key]);
        const share =
          funnel.sent === 0 || key === 'sent' ? count : `${count} (${formatShare(funnel[key], funnel.sent)})`;
        return figure(`funnel/${key}`, label, share);
      }),
      ...(funnel.goalUnknown === 0
        ? []
        : [figure('funnel/goalUnknown', 'Goal names no place', formatCount(funnel.goalUnknown))]),
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
    label: 'Attempts',
    description: `${formatPlural(counters.attempts, 'call')}, ${formatPlural(counters.retries, 'retry', 'retries')}`,
    icon: 'attempts',
    tone: 'neutral',
    children: [
      figure('attempts/requests', 'Requests', formatCount(counters.requests)),
      figure('attempts/joined', 'Shared a running call', formatCount(counters.joined)),
      figure(
        'attempts/fallbacks',
        'Fallback plans',
        formatCount(counters.fallbackPlans),
        counters.fallbackPlans > 0 ? 'warning' : 'neutral',
      ),
      figure(
        'attempts/unavailable',
        'Without a plan',
        formatCount(counters.unavailable),
        counters.unavailable > 0 ? 'error' : 'neutral',
      ),
      figure('attempts/cancelled', 'Cancelled', formatCount(counters.cancelled)),
      figure('attempts/attempts', 'Calls to the model', formatCount(counters.attempts)),
      figure('attempts/retries', 'Of these retries', formatCount(counters.retries)),
      ...(counters.retriesDenied === 0
        ? []
        : [figure('attempts/denied', 'Retries over budget', formatCount(counters.retriesDenied), 'warning')]),
      ...failures.map(([code, count]) =>
        figure(`attempts/failure:${code}`, `Failed: ${code}`, formatCount(count), 'error'),
      ),
    ],
  };
}
