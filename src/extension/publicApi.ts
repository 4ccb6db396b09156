import { clientClosed, InputError } from '../core/base/errors.ts';
import { Emitter } from '../core/base/events.ts';
import type { Logger } from '../core/base/logger.ts';
import { nearestName } from '../core/base/names.ts';
import type { Client } from '../core/client.ts';
import type { ClientSnapshot } from '../core/clientSnapshot.ts';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';
import { parseScenario } from '../core/world/parseScenario.ts';
import type { ModelConnection } from './modelConnection.ts';
import { SnapshotCopies } from './snapshotCopies.ts';
import { Throttle } from './throttle.ts';

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

/** The API, and its end. Whoever uses it cannot end it, nor harm this window or each other. */
export function publicApi(options: {
  readonly client: Client;
  readonly connection: Pick<ModelConnection, 'ensure'>;
  readonly logger: Logger;
}): { readonly api: PlanscopeApi; dispose(): void } {
  const { client, connection, logger } = options;
  const failed = (error: unknown): void => logger.error(`A listener of another extension failed: ${nameOf(error)}`);
  const changes = new Emitter<void>(failed);
  const throttle = new Throttle(CHANGES_EVERY_MS, () => changes.fire());
  const subscription = client.onDidChange(() => {
    if (changes.isHeard) throttle.request();
  });
  const copies = new SnapshotCopies();
  let isDisposed = false;
  const api: PlanscopeApi = {
    apiVersion: 1,
    async plan(scenario, planOptions) {
      const { useCache, signal, onProgress } = readOptions(planOptions);
      const parsed = readScenario(scenario);
      if (isDisposed) throw clientClosed();
      await connection.ensure(signal);
      const tell = (progress: PlanProgress): void => {
        if (!signal.aborted) heard(onProgress?.(structuredClone(progress)), failed);
      };
      const listening = onProgress === undefined ? {} : { onProgress: tell };
      return structuredClone(await client.plan(parsed, { useCache, ...listening }, signal));
    },
    snapshot: () => copies.of(client.snapshot()),
    onDidChange(listener, thisArg, disposables) {
      if (typeof listener !== 'function') {
        throw new InputError('options', `onDidChange: the listener must be a function, but is ${kindOf(listener)}.`);
      }
      const listening = changes.event(() => heard(listener.call(thisArg), failed));
      disposables?.push(listening);
      return listening;
    },
  };
  return {
    api: Object.freeze(api),
    dispose() {
      isDisposed = true;
      subscription.dispose();
      throttle.dispose();
      changes.dispose();
    },
  };
}

/** A listener may be asynchronous: then its failure comes later, and is nobody else's. */
function heard(returned: unknown, failed: (error: unknown) => void): void {
  if (returned instanceof Promise) returned.catch(failed);
}

const OPTIONS = ['useCache', 'signal', 'onProgress'];

/** The options of a program that may be written in plain JavaScript. */
function readOptions(options: unknown = {}) {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongOption(`the options must be an object, but are ${kindOf(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    const nearest = nearestName(name, OPTIONS);
    const hint = nearest === undefined ? `known are ${OPTIONS.join(', ')}` : `did you mean "${nearest}"?`;
    throw wrongOption(`"${name}" is no option; ${hint}`);
  }
  const { useCache, signal, onProgress } = options as Readonly<Record<string, unknown>>;
  if (useCache !== undefined && typeof useCache !== 'boolean') {
    throw wrongOption(`"useCache" must be true or false, but is ${kindOf(useCache)}`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrongOption(
      `"signal" must be an AbortSignal, but is ${kindOf(signal)}; make one of a CancellationToken: abort an AbortController in its onCancellationRequested`,
    );
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongOption(`"onProgress" must be a function, but is ${kindOf(onProgress)}`);
  }
  return {
    useCache: useCache ?? true,
    signal: signal ?? new AbortController().signal,
    onProgress: onProgress as PlanOptions['onProgress'],
  };
}

function wrongOption(what: string): InputError {
  return new InputError('options', `plan(scenario, options): ${what}.`);
}

/** A longer list is the same mistake over and over. */
const MAX_FAULTS = 10;

function readScenario(value: unknown) {
  const parsed = parseScenario(textOf(value), 'scenario');
  if (parsed.ok) return parsed.scenario;
  // Each message names its place; a line in a text that nobody wrote would not help.
  const faults = parsed.errors.slice(0, MAX_FAULTS).map(({ message }) => message.replace(/^The file /, 'It '));
  const more = parsed.errors.length > MAX_FAULTS ? ` And ${parsed.errors.length - MAX_FAULTS} more.` : '';
  throw new InputError('scenario', `plan(scenario): this scenario cannot be read. ${faults.join(' ')}${more}`);
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    const hint = typeof value === 'string' ? ' Pass what JSON.parse makes of the text.' : '';
    throw new InputError(
      'scenario',
      `plan(scenario): the scenario must be an object, as a *.scenario.json file holds it, but is ${kindOf(value)}.${hint}`,
    );
  }
  try {
    return JSON.stringify(value) ?? '';
  } catch (cause) {
    throw new InputError('scenario', `plan(scenario): the scenario cannot be written as JSON: ${nameOf(cause)}`, cause);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.message : kindOf(error);
}
