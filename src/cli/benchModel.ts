import { answererWords, type ModelChoice, profileChoice } from '../../bench/support/modelServer.ts';
import { differentScenarios } from '../../bench/support/scenarios.ts';
import { systemClock } from '../core/base/clock.ts';
import { InputError } from '../core/base/errors.ts';
import { silentLogger } from '../core/base/logger.ts';
import { systemRandom } from '../core/base/random.ts';
import { Client } from '../core/client.ts';
import { readModelIdentity } from '../core/modelIdentity.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import { findTarget } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import { type ModelOptions, modelSettings } from './modelOptions.ts';

/**
 * Whom the suite `model` asks: the server of the options, else the one that is found on this machine, which is woken with
 * one request, else the simulator; it says which. Throws an `InputError` for a server or a model that was named and cannot
 * be used: nothing stands in for those.
 */
export async function chooseModelServer(
  options: ModelOptions,
  io: Pick<CliIo, 'err' | 'signal'>,
): Promise<ModelChoice> {
  const settings = modelSettings(defaultSettings(), options);
  const client = new Client({ clock: systemClock, random: systemRandom, logger: silentLogger, settings });
  try {
    const { target, message } = await findTarget(client.http, options, settings, io);
    if (target === undefined && options.model !== undefined) throw new InputError('model', message);
    io.err(`${message}\n`);
    if (target === undefined) {
      const choice = profileChoice(settings);
      io.err(`The suite model asks ${answererWords(choice)}.\n`);
      return choice;
    }
    const identity = await readModelIdentity({ http: client.http, clock: systemClock }, target, io.signal);
    client.setTarget(target);
    const asked = { type: 'server', target, identity, settings, firstRequestMs: 0 } as const;
    io.err(`The suite model asks ${answererWords(asked)}. One request to wake it …\n`);
    return { ...asked, firstRequestMs: await wake(client, io.signal) };
  } finally {
    client.dispose();
  }
}

/** A load takes up to minutes, more than a case has. Where it fails, so will the cases, and say why. Milliseconds. */
async function wake(client: Client, signal: AbortSignal): Promise<number> {
  const [scenario] = differentScenarios(1, 0);
  const startMs = systemClock.nowMs();
  if (scenario !== undefined) await client.plan(scenario, { useCache: false }, signal);
  return systemClock.nowMs() - startMs;
}
