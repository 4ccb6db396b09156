import { answererWords, type ModelChoice, profileChoice } from '../../bench/support/modelServer.ts';
import { systemClock } from '../core/base/clock.ts';
import { InputError } from '../core/base/errors.ts';
import type { BenchMode } from '../core/bench/benchCase.ts';
import { readModelIdentity } from '../core/modelIdentity.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import { HttpClient } from '../core/transport/httpStream.ts';
import { findTarget } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import { type ModelOptions, modelSettings } from './modelOptions.ts';
import { inTerminalWords } from './terminalWords.ts';

/**
 * Whom the suite `model` asks: the server of the options, else the one that is found on this machine, else the
 * simulator; it says which. Throws an `InputError` for a server or a model that was named and cannot be used: nothing
 * stands in for those.
 */
export async function chooseModelServer(
  options: ModelOptions,
  mode: BenchMode,
  io: Pick<CliIo, 'err' | 'signal'>,
): Promise<ModelChoice> {
  const settings = modelSettings(defaultSettings(), options);
  const http = new HttpClient({ clock: systemClock });
  try {
    const { target, message } = await findTarget(http, options, settings, io);
    if (target === undefined) {
      if (options.model !== undefined) throw new InputError('model', message);
      const choice = profileChoice(mode, settings);
      io.err(`${inTerminalWords(message)}\nThe suite model asks ${answererWords(choice)}.\n`);
      return choice;
    }
    const identity = await readModelIdentity({ http, clock: systemClock }, target, io.signal);
    const choice = { type: 'server', target, identity, settings } as const;
    io.err(`${inTerminalWords(message)}\nThe suite model asks ${answererWords(choice)}.\n`);
    return choice;
  } finally {
    http.dispose();
  }
}
