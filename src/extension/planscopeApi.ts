import type { Event } from '../core/base/events.ts';
import type { ClientSnapshot } from '../core/clientSnapshot.ts';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';

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

/**
 * The API before there is a client: a plan or a snapshot makes one, to listen does not. `changes` is fired by whoever
 * makes the client.
 */
export function lazyApi(options: {
  readonly make: () => Pick<PlanscopeApi, 'plan' | 'snapshot'>;
  readonly changes: Event<void>;
}): PlanscopeApi {
  const { make, changes } = options;
  return {
    apiVersion: 1,
    plan: async (...request) => await make().plan(...request),
    snapshot: () => make().snapshot(),
    onDidChange: changes,
  };
}
