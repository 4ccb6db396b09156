import { clientClosed, InputError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { nearestName } from '../../core/base/names.ts';
import type { Client } from '../../core/client.ts';
import type { PlanProgress } from '../../core/planRequest.ts';
import { parseScenario } from '../../core/world/parseScenario.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import { kindOf, nameOf, whenHeard } from './foreignValues.ts';
import type { PlanOptions, PlanscopeApi } from './planscopeApi.ts';
import { SnapshotCopies } from './snapshotCopies.ts';

/** What other extensions ask of this window's client, and the end of it. What it hands out are copies. */
export function clientApi(options: {
  readonly client: Pick<Client, 'plan' | 'snapshot'>;
  readonly connection: Pick<ModelConnection, 'ensure'>;
  readonly logger: Logger;
}): Pick<PlanscopeApi, 'plan' | 'snapshot'> & { dispose(): void } {
  const { client, connection, logger } = options;
  const failed = (error: unknown): void => logger.error(`A listener of another extension failed: ${nameOf(error)}`);
  const copies = new SnapshotCopies();
  let isDisposed = false;
  return {
    async plan(scenario, planOptions) {
      const { useCache, signal, onProgress } = readOptions(planOptions);
      const parsed = readScenario(scenario);
      if (isDisposed) throw clientClosed();
      const tell = (progress: PlanProgress): void => {
        if (!signal.aborted) whenHeard(onProgress?.(structuredClone(progress)), failed);
      };
      const listening = onProgress === undefined ? {} : { onProgress: tell };
      try {
        await connection.ensure(signal);
      } catch (error) {
        // The search ends with the window as if it were cancelled, which nobody did here.
        throw isDisposed && !signal.aborted ? clientClosed() : error;
      }
      return structuredClone(await client.plan(parsed, { useCache, ...listening }, signal));
    },
    snapshot: () => copies.of(client.snapshot()),
    dispose() {
      isDisposed = true;
    },
  };
}

/** Of a name that is quoted. */
const MAX_SHOWN_CHARS = 80;
const OPTIONS = ['useCache', 'signal', 'onProgress'];

/** The options of a program that may be written in plain JavaScript, where to read a value may already throw. */
function readOptions(options: unknown = {}) {
  try {
    return checkedOptions(options);
  } catch (error) {
    throw error instanceof InputError ? error : wrongOption(`the options cannot be read: ${nameOf(error)}`);
  }
}

function checkedOptions(options: unknown) {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongOption(`the options must be an object, but are ${kindOf(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    const nearest = nearestName(name, OPTIONS);
    const hint = nearest === undefined ? `known are ${OPTIONS.join(', ')}` : `did you mean "${nearest}"?`;
    throw wrongOption(`"${name.slice(0, MAX_SHOWN_CHARS)}" is no option; ${hint}`);
  }
  const { useCache, signal, onProgress } = options as Readonly<Record<string, unknown>>;
  if (useCache !== undefined && typeof useCache !== 'boolean') {
    throw wrongOption(`"useCache" must be true or false, but is ${kindOf(useCache)}`);
  }
  // What only inherits from one cannot be asked.
  if (signal !== undefined && !(signal instanceof AbortSignal && typeof signal.aborted === 'boolean')) {
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
