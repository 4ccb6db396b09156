import type { CacheStats } from '../../core/cache/promptCache.ts';
import { formatBytes, formatCount, formatDuration, formatPlural, formatShare } from '../format.ts';
import { figure, type TreeNode } from './treeNode.ts';

/** "Cache": what it holds, how often it helped, what that saved. */
export function cacheNodes(cache: CacheStats): TreeNode {
  const lookups = cache.hits + cache.misses;
  const hitRatio = formatShare(cache.hits, lookups);
  return {
    id: 'cache',
    label: 'Cache',
    description:
      lookups === 0
        ? formatPlural(cache.entries, 'entry', 'entries')
        : `${hitRatio} hits · ${formatPlural(cache.entries, 'entry', 'entries')}`,
    icon: 'cache',
    tone: 'neutral',
    initiallyOpen: true,
    children: [
      figure('cache/hit-ratio', 'Hit ratio', lookups === 0 ? 'no lookup yet' : hitRatioText(cache, hitRatio)),
      figure('cache/entries', 'Entries', `${formatCount(cache.entries)} of ${formatCount(cache.maxEntries)}`),
      figure('cache/bytes', 'Size', `${formatBytes(cache.bytes)} of ${formatBytes(cache.maxBytes)}`),
      ...(cache.stored === undefined ? [] : [storedNode(cache, cache.stored)]),
      figure('cache/saved-time', 'Model time saved', formatDuration(cache.savedMs)),
      figure('cache/saved-tokens', 'Tokens saved', formatCount(cache.savedTokens)),
      figure('cache/insertions', 'Insertions', formatCount(cache.insertions)),
      figure('cache/evictions', 'Evictions', formatCount(cache.evictions)),
      figure('cache/expirations', 'Expirations', formatCount(cache.expirations)),
      {
        ...figure('cache/rejections', 'Not admitted', formatCount(cache.rejections)),
        tooltip: 'New entries that were turned away in favour of more frequent ones',
      },
      ...nearNodes(cache),
    ],
    actions: [
      { label: 'Explain a cache miss', icon: 'explain', action: { action: 'explainMiss' } },
      { label: 'Clear prompt cache', icon: 'clear', action: { action: 'clearCache' } },
    ],
  };
}

/** Rows for near matches, each once there was one. */
function nearNodes({ nearHits, shadowHits, shadowWrong, misses }: CacheStats): readonly TreeNode[] {
  const rows: TreeNode[] = [];
  if (nearHits > 0) {
    rows.push({
      ...figure(
        'cache/near-hits',
        'Near hits',
        `${formatCount(nearHits)} of ${formatPlural(misses, 'miss', 'misses')}`,
      ),
      tooltip: 'Misses that were answered with the plan of a similar world',
    });
  }
  if (shadowHits > 0) {
    const wrong = `${formatShare(shadowWrong, shadowHits)} wrong (${formatCount(shadowWrong)} of ${formatCount(shadowHits)})`;
    rows.push({
      ...figure('cache/shadow-hits', 'Shadow hits', wrong),
      tooltip: 'Plans of similar worlds that would have been served: wrong where the model then planned something else',
    });
  }
  return rows;
}

function storedNode(cache: CacheStats, stored: number): TreeNode {
  const text = `${formatPlural(stored, 'entry', 'entries')} · ${formatPlural(cache.restored, 'hit', 'hits')}`;
  const tooltip = 'Plans that survive a reload, shared by all windows, and the hits that came from there';
  return { ...figure('cache/stored', 'On disk', text), tooltip };
}

function hitRatioText(cache: CacheStats, hitRatio: string): string {
  return `${hitRatio} (${formatCount(cache.hits)} of ${formatCount(cache.hits + cache.misses)} lookups)`;
}
