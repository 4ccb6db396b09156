import type { Secret } from '../base/secret.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { listField, stringField } from './jsonFields.ts';
import { OllamaStream } from './ollamaStream.ts';
import { leadingJson, RequestOpening } from './requestOpening.ts';
import { ServerAccess } from './serverAccess.ts';
import type {
  ChatMessage,
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
  ServerCondition,
} from './transport.ts';

/**
 * Ollama's native dialect: `POST /api/chat`, NDJSON. Always streams, since only a streamed request is ended by
 * closing it. The prompt is never cut silently (`truncate: false`). Success is a line with `done: true`; a stream
 * that ends without it is a truncated answer.
 */
export class OllamaTransport implements ModelTransport {
  readonly endpoint: string;
  readonly dialect = 'ollama';
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
    this.#chatUrl = urlBelow(options.endpoint, '/api/chat');
  }

  generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const body = this.#opening.withLastMessage(request);
    const makeDecoder = (): OllamaStream => new OllamaStream({ errors: this.#server.errors, rung: request.rung });
    return this.#server.askModel({ url: this.#chatUrl, body, request, makeDecoder }, observer, signal);
  }

  /** `GET /api/version`. It answers also while a model is loading, so this never says `loading`. */
  async probe(signal: AbortSignal): Promise<ServerCondition> {
    await this.#server.getJson('/api/version', signal);
    return 'ready';
  }

  /** `GET /api/ps`. A tag `:latest` may be left out, as everywhere in Ollama. */
  async isLoaded(model: string, signal: AbortSignal): Promise<boolean | undefined> {
    const models = listField(await this.#server.getJson('/api/ps', signal), 'models');
    return models?.some((one) => withTag(stringField(one, 'name') ?? '') === withTag(model));
  }
}

function openingJson(request: GenerateRequest, leading: readonly ChatMessage[]): string {
  const { model, temperature, maxOutputTokens, contextTokens } = request;
  const options = { num_ctx: contextTokens, num_predict: maxOutputTokens, temperature };
  const rest = JSON.stringify({ model, stream: true, options, truncate: false, shift: false });
  return `${rest.slice(0, -1)}${formatMember(request)},"messages":${leadingJson(leading)}`;
}

function formatMember({ rung, form }: GenerateRequest): string {
  switch (rung) {
    case 'schema':
      return `,"format":${form.schemaJson}`;
    case 'json':
      return ',"format":"json"';
    case 'grammar':
    case 'text':
      return '';
  }
}

function withTag(model: string): string {
  return model.includes(':') ? model : `${model}:latest`;
}
