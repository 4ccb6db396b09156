import * as l10n from '@vscode/l10n';
import type { ClientFigures } from '../../core/clientSnapshot.ts';
import type { Latency } from '../../core/telemetry/figures.ts';
import { formatCount, formatMs } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

/** "Latency": whole requests, answered by the cache and by the model apart, and the model's newest one by one. */
export function latencyNodes({ latency, trends }: Pick<ClientFigures, 'latency' | 'trends'>): TreeNode {
  return {
    id: 'latency',
    label: l10n.t('Latency'),
    description:
      latency.model.count === 0
        ? l10n.t('no model answer yet')
        : l10n.t('model p50 {0}', formatMs(latency.model.p50Ms)),
    icon: 'latency',
    tone: 'neutral',
    children: [
      sourceNode('model', l10n.t('From model'), latency.model),
      sourceNode('cache', l10n.t('From cache'), latency.cache),
    ],
    ...recentLine(trends.modelMs),
  };
}

function sourceNode(source: 'model' | 'cache', label: string, latency: Latency): TreeNode {
  const id = `latency/${source}`;
  const count =
    latency.count === 0
      ? l10n.t('none yet')
      : latency.count === 1
        ? l10n.t('1 request')
        : l10n.t('{0} requests', formatCount(latency.count));
  return {
    id,
    label,
    description: count,
    icon: `from-${source}`,
    tone: 'neutral',
    initiallyOpen: true,
    children: [
      figure(`${id}/p50`, 'p50', formatMs(latency.p50Ms)),
      figure(`${id}/p95`, 'p95', formatMs(latency.p95Ms)),
      figure(`${id}/p99`, 'p99', formatMs(latency.p99Ms)),
    ],
  };
}

/** Drawn from the second answer on: one point is no line. */
function recentLine(ms: readonly number[]): Pick<TreeNode, 'graphic' | 'tooltip'> {
  if (ms.length < 2) return {};
  const max = Math.max(...ms);
  const last = ms.at(-1) ?? 0;
  return {
    graphic: { type: 'line', values: ms, max },
    tooltip: l10n.t(
      'The newest {0} answers of the model: the last took {1}, the longest {2}',
      formatCount(ms.length),
      formatMs(last),
      formatMs(max),
    ),
  };
}
