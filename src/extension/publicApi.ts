import { InputError } from '../core/base/errors.ts';
import { Emitter, type Event } from '../core/base/events.ts';
import type { Logger } from '../core/base/logger.ts';
import type { Client } from '../core/client.ts';
import type { ClientSnapshot } from '../core/clientSnapshot.ts';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';
import { parseScenario } from '../core/world/parseScenario.ts';
import type { ModelConnection } from './modelConnection.ts';

/** What other extensions get from `activate`: planning through this window's client, and its figures. */
export interface PlanscopeApi {
  readonly apiVersion: 1;
  /** Plans once. `scenario` is a scenario or a bare snapshot, as JSON. Rejects on wrong input, or when `signal` aborts. */
  plan(
    scenario: unknown,
    options?: {
      readonly useCache?: boolean;
      readonly signal?: AbortSignal;
      /** Told of the queue, a load, and each step while the model still writes. */
      readonly onProgress?: (progress: PlanProgress) => void;
    },
  ): Promise<PlanResult>;
  /** Everything that the dashboard shows, at this moment. */
  snapshot(): ClientSnapshot;
  /** Something in `snapshot()` changed. */
  readonly onDidChange: Event<void>;
}

export function publicApi(options: {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly logger: Logger;
}): PlanscopeApi & { dispose(): void } {
  const { client, connection, logger } = options;
  const changes = new Emitter<void>((error) =>
    logger.error(`A listener of another extension failed: ${String(error)}`),
  );
  const subscription = client.onDidChange(() => changes.fire());
  return {
    apiVersion: 1,
    async plan(scenario, { useCache = true, signal, onProgress } = {}) {
      const parsed = parseScenario(JSON.stringify(scenario) ?? '', 'scenario');
      if (!parsed.ok) throw new InputError('scenario', parsed.message);
      await connection.ensure(signal ?? new AbortController().signal);
      const listening = onProgress === undefined ? {} : { onProgress };
      return client.plan(parsed.scenario, { useCache, ...listening }, signal);
    },
    snapshot: () => client.snapshot(),
    onDidChange: changes.event,
    dispose() {
      subscription.dispose();
      changes.dispose();
    },
  };
}
