import type { BenchMode } from '../../../src/core/bench/benchCase.ts';
import type { Settings } from '../../../src/core/settings/settings.ts';

/** One choice of settings that is tried: what differs from the defaults, in the settings' own units. */
export interface SettingsRow {
  readonly label: string;
  readonly changes: Partial<Settings>;
}

/** The first row is the product's defaults, which every other is compared with. */
export const PRESENT = 0;

const CHANGES: readonly { readonly changes: Partial<Settings>; readonly isQuick?: boolean }[] = [
  { changes: {}, isQuick: true },
  { changes: { 'planscope.breaker.failureThreshold': 2 } },
  { changes: { 'planscope.breaker.failureThreshold': 3 } },
  { changes: { 'planscope.breaker.failureThreshold': 10 } },
  { changes: { 'planscope.breaker.recoveryMs': 5_000 } },
  { changes: { 'planscope.breaker.recoveryMs': 10_000 } },
  { changes: { 'planscope.breaker.recoveryMs': 120_000 } },
  { changes: { 'planscope.breaker.failureThreshold': 3, 'planscope.breaker.recoveryMs': 10_000 } },
  { changes: { 'planscope.retry.maxRetries': 0 } },
  { changes: { 'planscope.retry.maxRetries': 1 } },
  { changes: { 'planscope.deadlines.firstByteMs': 60_000 } },
  {
    changes: {
      'planscope.breaker.failureThreshold': 3,
      'planscope.breaker.recoveryMs': 10_000,
      'planscope.deadlines.firstByteMs': 60_000,
    },
    isQuick: true,
  },
];

/** What is tried: a dozen rows around the defaults rather than every combination. In quick mode a few of them. */
export function settingsRows(mode: BenchMode): readonly SettingsRow[] {
  return CHANGES.filter(({ isQuick }) => mode === 'full' || isQuick === true).map(({ changes }) => ({
    label: labelOf(changes),
    changes,
  }));
}

/** `breaker.failureThreshold 3, breaker.recoveryMs 5000`, and `default settings` for no change. */
function labelOf(changes: Partial<Settings>): string {
  const parts = settingsText(changes).map((part) => part.replace('planscope.', ''));
  return parts.length === 0 ? 'default settings' : parts.join(', ');
}

/** Each setting by its key and its value. */
export function settingsText(settings: Partial<Settings>): readonly string[] {
  return Object.entries(settings).map(([key, value]) => `${key} ${String(value)}`);
}
