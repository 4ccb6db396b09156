import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/core/base/clock.ts';
import type { EntryStore, StoredEntry } from '../../src/core/cache/entryStore.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/core/cache/sqliteStore.ts';
import { type CachedPlan, isCachedPlan } from '../../src/core/cachedPlan.ts';
import { SharedStatics } from '../../src/core/sharedStatics.ts';
import { FakeClock } from './fakeClock.ts';
import { RecordingLogger } from './recordingLogger.ts';

/** What the stores of tests keep. */
export interface Fruit {
  readonly fruit: string;
}

export function isFruit(value: unknown): value is Fruit {
  return typeof value === 'object' && value !== null && 'fruit' in value && typeof value.fruit === 'string';
}

/** A new folder that goes with the test; returns the path of a file in it that is not there yet. */
export function storeFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'planscope-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'cache.sqlite');
}

export interface TestStore {
  readonly store: EntryStore<Fruit>;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly file: string;
}

/** A store on a clock of its own and in a file of its own unless told otherwise. Disposed with the test. */
export function openStore(
  options: Partial<SqliteStoreOptions<Fruit>> & { readonly clock?: FakeClock } = {},
): TestStore {
  const { clock = new FakeClock(), file = storeFile(), ...rest } = options;
  const logger = new RecordingLogger();
  const limits = { ttlMs: 60_000, maxEntries: 100, maxBytes: 100_000 };
  const store = openSqliteStore<Fruit>({ isValue: isFruit, logger, ...limits, ...rest, clock, file });
  if (store === undefined) throw new Error('This Node has no SQLite.');
  onTestFinished(() => store.dispose());
  return { store, clock, logger, file };
}

export interface TestPlans<C extends Clock> {
  readonly store: EntryStore<CachedPlan>;
  readonly clock: C;
  readonly file: string;
}

/** As `openStore`, of plans: what a client keeps. The client must go by the same calendar. */
export function openPlans(options?: { readonly clock?: FakeClock; readonly file?: string }): TestPlans<FakeClock>;
export function openPlans(options: { readonly clock: Clock; readonly file?: string }): TestPlans<Clock>;
export function openPlans(options: { readonly clock?: Clock; readonly file?: string } = {}): TestPlans<Clock> {
  const { clock = new FakeClock(), file = storeFile() } = options;
  const limits = { ttlMs: 3_600_000, maxEntries: 100, maxBytes: 1_000_000 };
  const statics = new SharedStatics();
  const store = openSqliteStore<CachedPlan>({
    isValue: isCachedPlan,
    revive: (plan) => statics.share(plan),
    logger: new RecordingLogger(),
    ...limits,
    clock,
    file,
  });
  if (store === undefined) throw new Error('This Node has no SQLite.');
  onTestFinished(() => store.dispose());
  return { store, clock, file };
}

/** An entry made now. */
export function fruit(key: string, clock: FakeClock, change: Partial<StoredEntry<Fruit>> = {}): StoredEntry<Fruit> {
  const worth = { bytes: 100, savedMs: 1_234.5, savedTokens: 321 };
  return { key, value: { fruit: `${key} ☂ "pear"` }, worth, savedAtMs: clock.wallMs(), ...change };
}
