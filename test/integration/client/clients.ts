import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import type { EntryStore } from '../../../src/core/cache/entryStore.ts';
import type { CachedPlan } from '../../../src/core/cachedPlan.ts';
import { Client } from '../../../src/core/client.ts';
import { connect } from '../../../src/core/connect.ts';
import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';

const quick = {
  'planscope.retry.initialMs': 1,
  'planscope.retry.maxMs': 2,
  'planscope.breaker.recoveryMs': 20,
} satisfies Partial<Settings>;

/** The product's client, connected to the simulator as a user's is; ends with the test. */
export async function clientOf(
  simulator: Simulator,
  changes: Partial<Settings> = {},
  store?: EntryStore<CachedPlan>,
): Promise<Client> {
  const settings = { ...defaultSettings(), 'planscope.model.endpoint': simulator.endpoint, ...quick, ...changes };
  const client = new Client({ clock: systemClock, random: seededRandom(1), logger: silentLogger, settings, store });
  onTestFinished(() => client.dispose());
  const { target } = await connect({ http: client.http, clock: systemClock }, settings, new AbortController().signal);
  client.setTarget(target);
  return client;
}
