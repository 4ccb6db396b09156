import * as l10n from '@vscode/l10n';
import type { CacheStats } from '../../core/cache/promptCache.ts';
import type { Trends } from '../../core/telemetry/figures.ts';
import { formatBytes, formatCount, formatDuration, formatPercent, formatShare } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

/** "Cache": what it holds, how often it helped, what that saved. */
export function cacheNodes(cache: CacheStats, { hitRatios }: Trends): TreeNode {
  const lookups = cache.hits + cache.misses;
  const hitRatio = formatShare(cache.hits, lookups);
  const entries = entriesText(cache.entries);
  return {
    id: 'cache',
    label: l10n.t('Cache'),
    description: lookups === 0 ? entries : l10n.t('{0} hits · {1}', hitRatio, entries),
    icon: 'cache',
    tone: 'neutral',
    initiallyOpen: true,
    ...ratioLine(hitRatios),
    children: [
      figure(
        'cache/hit-ratio',
        l10n.t('Hit ratio'),
        lookups === 0
          ? l10n.t('no lookup yet')
          : l10n.t('{0} ({1} of {2} lookups)', hitRatio, formatCount(cache.hits), formatCount(lookups)),
      ),
      figure(
        'cache/entries',
        l10n.t('Entries'),
        l10n.t('{0} of {1}', formatCount(cache.entries), formatCount(cache.maxEntries)),
      ),
      figure(
        'cache/bytes',
        l10n.t('Size'),
        l10n.t('{0} of {1}', formatBytes(cache.bytes), formatBytes(cache.maxBytes)),
      ),
      ...(cache.stored === undefined ? [] : [storedNode(cache, cache.stored)]),
      figure('cache/saved-time', l10n.t('Model time saved'), formatDuration(cache.savedMs)),
      figure('cache/saved-tokens', l10n.t('Tokens saved'), formatCount(cache.savedTokens)),
      figure('cache/insertions', l10n.t('Insertions'), formatCount(cache.insertions)),
      figure('cache/evictions', l10n.t('Evictions'), formatCount(cache.evictions)),
      figure('cache/expirations', l10n.t('Expirations'), formatCount(cache.expirations)),
      {
        ...figure('cache/rejections', l10n.t('Not admitted'), formatCount(cache.rejections)),
        tooltip: l10n.t('New entries that were turned away in favour of more frequent ones'),
      },
      ...nearNodes(cache),
    ],
    actions: [
      { label: l10n.t('Show cached plans'), icon: 'list', action: { action: 'showCachedPlans' } },
      { label: l10n.t('Explain a cache miss'), icon: 'explain', action: { action: 'explainMiss' } },
      { label: l10n.t('Clear prompt cache'), icon: 'clear', action: { action: 'clearCache' } },
    ],
  };
}

function entriesText(count: number): string {
  return count === 1 ? l10n.t('1 entry') : l10n.t('{0} entries', formatCount(count));
}

/** The hit ratio of the last ten minutes, once there are two figures for a line. */
function ratioLine(hitRatios: Trends['hitRatios']): Pick<TreeNode, 'graphic' | 'tooltip'> {
  const known = hitRatios.filter((ratio) => ratio !== null);
  const last = known.at(-1);
  if (known.length < 2 || last === undefined) return {};
  return {
    graphic: { type: 'line', values: hitRatios, max: 1 },
    tooltip: l10n.t(
      'Hit ratio of the last 10 minutes: now {0}, lowest {1}, highest {2}',
      formatPercent(last),
      formatPercent(Math.min(...known)),
      formatPercent(Math.max(...known)),
    ),
  };
}

/** Rows for near matches, each once there was one. */
function nearNodes({ nearHits, shadowHits, shadowWrong, misses }: CacheStats): readonly TreeNode[] {
  const rows: TreeNode[] = [];
  if (nearHits > 0) {
    const hits = formatCount(nearHits);
    rows.push({
      ...figure(
        'cache/near-hits',
        l10n.t('Near hits'),
        misses === 1 ? l10n.t('{0} of 1 miss', hits) : l10n.t('{0} of {1} misses', hits, formatCount(misses)),
      ),
      tooltip: l10n.t('Misses that were answered with the plan of a similar world'),
    });
  }
  if (shadowHits > 0) {
    const wrong = l10n.t(
      '{0} wrong ({1} of {2})',
      formatShare(shadowWrong, shadowHits),
      formatCount(shadowWrong),
      formatCount(shadowHits),
    );
    rows.push({
      ...figure('cache/shadow-hits', l10n.t('Shadow hits'), wrong),
      tooltip: l10n.t(
        'Plans of similar worlds that would have been served: wrong where the model then planned something else',
      ),
    });
  }
  return rows;
}

function storedNode(cache: CacheStats, stored: number): TreeNode {
  const hits = cache.restored === 1 ? l10n.t('1 hit') : l10n.t('{0} hits', formatCount(cache.restored));
  const tooltip = l10n.t('Plans that survive a reload, shared by all windows, and the hits that came from there');
  return { ...figure('cache/stored', l10n.t('On disk'), l10n.t('{0} · {1}', entriesText(stored), hits)), tooltip };
}
