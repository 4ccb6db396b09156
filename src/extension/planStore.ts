import * as vscode from 'vscode';
import type { Clock } from '../core/base/clock.ts';
import type { Logger } from '../core/base/logger.ts';
import type { EntryStore } from '../core/cache/entryStore.ts';
import { openSqliteStore } from '../core/cache/sqliteStore.ts';
import { type CachedPlan, isCachedPlan } from '../core/cachedPlan.ts';
import { storeLimits } from '../core/clientSettings.ts';
import type { Settings } from '../core/settings/settings.ts';
import { SharedStatics } from '../core/sharedStatics.ts';

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
  const statics = new SharedStatics();
  return openSqliteStore({
    clock,
    logger,
    file: vscode.Uri.joinPath(folder, 'prompt-cache.sqlite').fsPath,
    isValue: isCachedPlan,
    revive: (plan) => statics.share(plan),
    ...storeLimits(settings),
  });
}
