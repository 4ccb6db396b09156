import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { OllamaTransport } from './ollama.ts';
import { probeRequest } from './probeRequest.ts';
import type { DialectName } from './transport.ts';

/** Ollama ends the model's process, which takes a moment; then it is looked at again after so long. */
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 5_000;

/**
 * Asks the server to drop `model` from memory, and waits until it says that it has: Ollama does so for an empty
 * question with `keep_alive: 0`. `impossible`: the dialect has no such request. `still-loaded`: it was asked and is there
 * all the same, as when somebody else uses it. Rejects with a `TransportError` where the server does not answer, and
 * promptly when `signal` aborts.
 */
export async function unloadModel(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  server: {
    readonly endpoint: string;
    readonly dialect: DialectName;
    readonly model: string;
    readonly apiKey?: Secret | undefined;
  },
  signal: AbortSignal,
): Promise<'unloaded' | 'impossible' | 'still-loaded'> {
  const { clock, http } = ports;
  const { endpoint, dialect, model, apiKey } = server;
  if (dialect !== 'ollama') return 'impossible';
  const body = JSON.stringify({ model, messages: [], keep_alive: 0, stream: false });
  await probeRequest(ports, { url: urlBelow(endpoint, '/api/chat'), apiKey, body }, signal);
  const transport = new OllamaTransport({ http, endpoint, apiKey });
  const untilMs = clock.nowMs() + PATIENCE_MS;
  for (;;) {
    if ((await transport.isLoaded(model, signal)) === false) return 'unloaded';
    if (clock.nowMs() >= untilMs) return 'still-loaded';
    await delay(clock, LOOK_EVERY_MS, signal);
  }
}
