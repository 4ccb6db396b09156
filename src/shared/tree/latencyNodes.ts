import type { ClientSnapshot } from '../../core/clientSnapshot.ts';
import type { Latency } from '../../core/telemetry/figures.ts';
import { formatMs, formatPlural } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

/** "Latency": whole requests, answered by the cache and by the model apart. */
export function latencyNodes(latency: ClientSnapshot['latency']): TreeNode {
  return {
    id: 'latency',
    label: 'Latency',
    description: latency.model.count === 0 ? 'no model answer yet' : `model p50 ${formatMs(latency.model.p50Ms)}`,
    icon: 'latency',
    tone: 'neutral',
    children: [sourceNode('model', 'From model', latency.model), sourceNode('cache', 'From cache', latency.cache)],
  };
}

function sourceNode(source: 'model' | 'cache', label: string, latency: Latency): TreeNode {
  const id = `latency/${source}`;
  return {
    id,
    label,
    description: latency.count === 0 ? 'none yet' : formatPlural(latency.count, 'request'),
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
