import { systemClock } from '../core/base/clock.ts';
import { InputError } from '../core/base/errors.ts';
import { silentLogger } from '../core/base/logger.ts';
import { systemRandom } from '../core/base/random.ts';
import { otherModelText } from '../core/chooseModel.ts';
import { Client } from '../core/client.ts';
import { type Connection, connect } from '../core/connect.ts';
import { connectWhenLoaded } from '../core/connectWhenLoaded.ts';
import { defaultSettings, type Settings } from '../core/settings/settings.ts';
import type { HttpClient } from '../core/transport/httpStream.ts';
import { apiKeyPort } from './apiKey.ts';
import type { CliIo } from './io.ts';
import { type ModelOptions, modelSettings } from './modelOptions.ts';
import { inTerminalWords } from './terminalWords.ts';

/**
 * Does `work` with a client that is connected to the server of the options, or to none where none was named and none is
 * found. `model` is its model's name for people, '' for none. Waits for a server that loads, and says what it found.
 */
export async function withClient<T>(
  options: ModelOptions,
  io: CliIo,
  work: (client: Client, model: string) => Promise<T>,
): Promise<T> {
  const settings = modelSettings(defaultSettings(), options);
  const client = new Client({ clock: systemClock, random: systemRandom, logger: silentLogger, settings });
  try {
    const { target, message } = await findTarget(client.http, options, settings, io);
    io.err(`${message}\n`);
    client.setTarget(target);
    return await work(client, target?.apiKey?.redact(target.model) ?? target?.model ?? '');
  } finally {
    client.dispose();
  }
}

/**
 * The server of the options, or the one that is found, waiting while it loads; `target` is undefined where none was named
 * and none can be used. Its message is in a terminal's words. Throws an `InputError` for a server or a model that was
 * named and cannot.
 */
export async function findTarget(
  http: HttpClient,
  options: ModelOptions,
  settings: Settings,
  io: Pick<CliIo, 'err' | 'signal'>,
): Promise<Connection> {
  const ports = { http, clock: systemClock, keyFor: apiKeyPort(options.endpoint) };
  const connection = await connectWhenLoaded(
    {
      clock: systemClock,
      limitMs: settings['planscope.deadlines.firstByteMs'],
      look: () => connect(ports, settings, io.signal),
      onLoading: (found) => io.err(`${inTerminalWords(found.message)} Waiting for it.\n`),
    },
    io.signal,
  );
  const { target } = connection;
  const message = inTerminalWords(connection.message);
  if (target === undefined && options.endpoint !== undefined) throw new InputError('endpoint', message);
  if (target !== undefined && options.model !== undefined) {
    const other = otherModelText(target, options.model);
    if (other !== undefined) throw new InputError('model', other);
  }
  return { ...connection, message };
}
