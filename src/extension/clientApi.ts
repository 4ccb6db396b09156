import { InputError } from '../core/base/errors.ts';
import type { Client } from '../core/client.ts';
import { parseScenario } from '../core/world/parseScenario.ts';
import type { ModelConnection } from './modelConnection.ts';
import type { PlanscopeApi } from './planscopeApi.ts';

/** What other extensions ask of this window's client. */
export function clientApi(options: {
  readonly client: Pick<Client, 'plan' | 'snapshot'>;
  readonly connection: Pick<ModelConnection, 'ensure'>;
}): Pick<PlanscopeApi, 'plan' | 'snapshot'> {
  const { client, connection } = options;
  return {
    async plan(scenario, { useCache = true, signal, onProgress } = {}) {
      const parsed = parseScenario(JSON.stringify(scenario) ?? '', 'scenario');
      if (!parsed.ok) throw new InputError('scenario', parsed.message);
      await connection.ensure(signal ?? new AbortController().signal);
      const listening = onProgress === undefined ? {} : { onProgress };
      return client.plan(parsed.scenario, { useCache, ...listening }, signal);
    },
    snapshot: () => client.snapshot(),
  };
}
