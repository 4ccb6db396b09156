import type { DashboardModel } from './messages.ts';
import { benchmarkNodes } from './tree/benchmarkNodes.ts';
import { cacheNodes } from './tree/cacheNodes.ts';
import { attemptNodes, funnelNodes } from './tree/flowNodes.ts';
import { latencyNodes } from './tree/latencyNodes.ts';

import { type Absence, modelNodes } from './tree/modelNodes.ts';
import { type ListedRequests, requestNodes } from './tree/requestNodes.ts';

import type { TreeNode } from './tree/treeNode.ts';

/**
 * The dashboard as a tree of rows, in the order in which a person asks: is it there, does the cache help, what
 * happened, how long did it take, did it get better. Pure; ids are unique and stay the same between updates.
 *
 * @param requests what is listed of the finished requests: the page keeps them, since updates bring the new ones alone.
 * @param nowMs calendar time that countdowns count from, on the clock of the model's `atMs`.
 */
export function dashboardTree(model: DashboardModel, requests: ListedRequests, nowMs: number): TreeNode[] {
  const { client } = model;
  return [
    modelNodes(client, absenceOf(model), nowMs),
    cacheNodes(client.cache, client.trends),
    requestNodes(requests, client.running, nowMs),
    latencyNodes(client),
    funnelNodes(client.funnel),
    attemptNodes(client.counters),
    benchmarkNodes(model),
  ];
}

function absenceOf({ isRestricted, isLooking }: DashboardModel): Absence {
  if (isRestricted === true) return 'restricted';
  return isLooking === true ? 'looking' : 'none found';
}
