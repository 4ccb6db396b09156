import { InputError } from '../../core/base/errors.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { ClientSnapshot } from '../../core/clientSnapshot.ts';
import type { PlanProgress } from '../../core/planRequest.ts';
import type { PlanResult } from '../../core/planResult.ts';
import { Throttle } from '../throttle.ts';
import { kindOf, nameOf, whenHeard } from './foreignValues.ts';

/** How one request of another extension differs from the usual. */
export interface PlanOptions {
  /** False: neither read nor fill the prompt cache, and share no other request's call. Default true. */
  readonly useCache?: boolean;
  /** Ends the request when it aborts. */
  readonly signal?: AbortSignal;
  /**
   * Told of the queue, a load of the model, and each step while the model still writes. What it throws is logged and
   * stops nobody. It is not called any more once `signal` has aborted.
   */
  readonly onProgress?: (progress: PlanProgress) => void;
}

/**
 * What other extensions get from Planscope's `activate()`: planning through this window's client, with its cache, breaker,
 * retries and fallbacks, and its figures.
 *
 * The object is frozen. What it hands out is a copy: changing it changes nothing here.
 */
export interface PlanscopeApi {
  /** Raised when something here is changed or taken away, not when something is added. */
  readonly apiVersion: 1;
  /**
   * Plans once. `scenario` is what a `*.scenario.json` or a `*.snapshot.json` file holds, as an object: a scenario, whose
   * tools are a list and not the name of a file, or a bare world snapshot.
   *
   * Looks for a model server if nobody did yet. Without one, or when it fails, the plan is made by rules: `source` is then
   * `fallback`, and `reason` says why. Look at `source` before you call a plan the model's.
   *
   * Rejects
   * - with an error of code `options` or `scenario` when these are wrong; its message names each place and what is expected;
   * - promptly when `signal` aborts, with the signal's reason if that is an `Error`, else with an `AbortError`. A cancelled
   *   request counts as no failure; a call that other requests share goes on for them;
   * - with code `no-plan` when no rule can plan either, and with code `disposed` once the window closes.
   *
   * Errors have a `code` that stays the same, beside a message for people.
   */
  plan(scenario: unknown, options?: PlanOptions): Promise<PlanResult>;
  /** Everything that Planscope's dashboard shows, at this moment; deeply frozen. Holds no prompt. */
  snapshot(): ClientSnapshot;
  /**
   * Something in `snapshot()` changed; fires at most four times a second. A listener that throws is logged and stops nobody.
   * Dispose the result to end it, or pass `disposables`, as with the events of VS Code.
   */
  onDidChange(
    listener: () => unknown,
    thisArg?: unknown,
    disposables?: { push(subscription: { dispose(): void }): unknown },
  ): { dispose(): void };
}

/** Often enough for whoever shows it. */
const CHANGES_EVERY_MS = 250;

/**
 * The API, and its end. A plan or a snapshot makes the client where there is none yet, to listen does not. Whoever uses it
 * cannot end it, nor harm this window or each other. `changes` is fired by whoever makes the client.
 */
export function planscopeApi(options: {
  readonly make: () => Pick<PlanscopeApi, 'plan' | 'snapshot'>;
  readonly changes: Event<void>;
  readonly logger: Logger;
}): { readonly api: PlanscopeApi; dispose(): void } {
  const { make, changes, logger } = options;
  const failed = (error: unknown): void => logger.error(`A listener of another extension failed: ${nameOf(error)}`);
  const told = new Emitter<void>(failed);
  const throttle = new Throttle(CHANGES_EVERY_MS, () => told.fire());
  const subscription = changes(() => {
    if (told.isHeard) throttle.request();
  });
  const api: PlanscopeApi = {
    apiVersion: 1,
    plan: async (scenario, planOptions) => await make().plan(scenario, planOptions),
    snapshot: () => make().snapshot(),
    onDidChange(listener, thisArg, disposables) {
      if (typeof listener !== 'function') {
        throw new InputError('options', `onDidChange: the listener must be a function, but is ${kindOf(listener)}.`);
      }
      if (disposables !== undefined && typeof disposables?.push !== 'function') {
        throw new InputError('options', `onDidChange: the disposables must be a list, but are ${kindOf(disposables)}.`);
      }
      const listening = told.event(() => whenHeard(listener.call(thisArg), failed));
      disposables?.push(listening);
      return listening;
    },
  };
  return {
    api: Object.freeze(api),
    dispose() {
      subscription.dispose();
      throttle.dispose();
      told.dispose();
    },
  };
}
