import { silentLogger } from '../../src/core/base/logger.ts';
import { seededRandom } from '../../src/core/base/random.ts';
import { CaseFailure } from '../../src/core/bench/benchCase.ts';
import { Client } from '../../src/core/client.ts';
import type { PlanResult } from '../../src/core/planResult.ts';
import { defaultSettings, type Settings } from '../../src/core/settings/settings.ts';
import { simulatorModelName } from '../../src/core/simulator/models.ts';
import type { Context } from './fixtures.ts';

/** The product's own client with its default settings, but for `settings`, in front of the server at `endpoint`. */
export function openClient(
  context: Context,
  endpoint: string,
  settings: Partial<Settings> = {},
  // As many as the simulator says that it takes with a fixed service time.
  parallelRequests = 64,
): Client {
  const client = new Client({
    clock: context.clock,
    random: seededRandom(context.seed),
    logger: silentLogger,
    settings: { ...defaultSettings(), ...settings },
  });
  client.setTarget({ kind: 'simulator', endpoint, model: simulatorModelName, parallelRequests });
  return client;
}

/** Fails the case unless the plan came from `source`; a fallback is no success, however fast it was. */
export function expectSource(result: PlanResult, source: PlanResult['source']): void {
  if (result.source === source && result.plan.steps.length > 0) return;
  const why = result.reason === undefined ? '' : ` (${result.reason.code}: ${result.reason.message})`;
  throw new CaseFailure(`A plan came from "${result.source}", tier ${result.tier}${why}, instead of "${source}".`);
}
