import * as vscode from 'vscode';
import type { Clock } from '../core/base/clock.ts';
import type { Logger } from '../core/base/logger.ts';
import type { EntryStore } from '../core/cache/entryStore.ts';
import { openSqliteStore } from '../core/cache/sqliteStore.ts';
import { type CachedPlan, isCachedPlan } from '../core/cachedPlan.ts';
import { cacheLimits } from '../core/clientSettings.ts';
import type { Settings } from '../core/settings/settings.ts';

/** How many times as much as in memory is kept on disk, where room is cheap. */
const DISK_FACTOR = 4;

/**
 * Where plans and what was learnt of servers outlive the window: one file that all windows share, opened at its first
 * use. Undefined where the editor's Node.js has no SQLite.
 */
export function openPlanStore(options: {
  readonly folder: vscode.Uri;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
}): EntryStore<CachedPlan> | undefined {
  const { folder, settings, clock, logger } = options;
  const { maxEntries, maxBytes, ttlMs } = cacheLimits(settings);
  return openSqliteStore({
    clock,
    logger,
    file: vscode.Uri.joinPath(folder, 'prompt-cache.sqlite').fsPath,
    isValue: isCachedPlan,
    ttlMs,
    maxEntries: DISK_FACTOR * maxEntries,
    maxBytes: DISK_FACTOR * maxBytes,
  });
}
