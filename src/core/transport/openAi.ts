import type { Secret } from '../base/secret.ts';
import { ChatEvents } from './chatEvents.ts';
import { EventDecoder } from './eventDecoder.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { chatOpeningJson, responseFormatMember } from './openAiRequest.ts';
import { RequestOpening } from './requestOpening.ts';
import { ServerAccess } from './serverAccess.ts';
import type { ChatMessage, GenerateAnswer, GenerateObserver, GenerateRequest, ModelTransport } from './transport.ts';

/**
 * The OpenAI dialect: `POST /v1/chat/completions`, server-sent events. Spoken by LM Studio, vLLM, Jan, GPT4All, AI
 * Toolkit, Foundry Local and others. Success is a `finish_reason` and `[DONE]`; a server that cannot stream and
 * answers in one piece is understood too. The size of the context is the server's own matter in this dialect.
 *
 * It has no `probe` and no `isLoaded`: the dialect has no route for either. `/v1/models`, the nearest, is answered by
 * launchers and gateways whether or not an engine runs behind them, so it would call a dead one ready.
 */
export class OpenAiTransport implements ModelTransport {
  readonly endpoint: string;
  readonly dialect = 'openai';
  readonly rungs = ['schema', 'json', 'text'] as const;
  readonly #server: ServerAccess;
  readonly #chatUrl: URL;
  readonly #opening = new RequestOpening(openingJson);

  constructor(options: {
    readonly http: HttpClient;
    readonly endpoint: string;
    readonly apiKey?: Secret | undefined;
  }) {
    this.endpoint = options.endpoint;
    this.#server = new ServerAccess({ ...options, dialect: this.dialect });
    this.#chatUrl = openAiUrl(options.endpoint, '/chat/completions');
  }

  generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const body = this.#opening.withLastMessage(request);
    const { errors } = this.#server;
    const makeDecoder = (): EventDecoder =>
      new EventDecoder({ reading: new ChatEvents({ errors }), errors, rung: request.rung });
    return this.#server.askModel({ url: this.#chatUrl, body, request, makeDecoder }, observer, signal);
  }
}

/** A route of the dialect. Its servers are often named with the `/v1` that their documents show. */
export function openAiUrl(endpoint: string, path: string): URL {
  const isVersioned = /\/v\d+\/*$/.test(new URL(endpoint).pathname);
  return urlBelow(endpoint, isVersioned ? path : `/v1${path}`);
}

function openingJson(request: GenerateRequest, leading: readonly ChatMessage[]): string {
  return chatOpeningJson(request, leading, responseFormatMember(request));
}
