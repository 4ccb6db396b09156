import { type HttpClient, type HttpResponse, urlBelow } from './httpStream.ts';
import { LineSplitter } from './lines.ts';
import type {
  ChatMessage,
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
  ServerTimings,
} from './transport.ts';
import { TransportError } from './transportErrors.ts';

/** No plan is longer; a server that sends more is running away, and our memory is not its to fill. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_LINE_BYTES = 1024 * 1024;
const MAX_ERROR_BYTES = 16 * 1024;
const NS_PER_MS = 1e6;

const FIGURES = ['load_duration', 'prompt_eval_count', 'prompt_eval_duration', 'eval_count', 'eval_duration'] as const;

/** One line of `/api/chat`'s stream, as far as it is looked at. */
interface ChatLine {
  readonly message?: { readonly content?: string | null };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly error?: string;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

/** All of a request's body but its last message: long, and the same for thousands of requests. */
interface Opening {
  /** The request without that message. */
  readonly request: GenerateRequest;
  readonly json: string;
}

/**
 * Ollama's native dialect: `POST /api/chat`, NDJSON. Always streams, since only a streamed request is ended by
 * closing it. The prompt is never cut silently (`truncate: false`). Success is a line with `done: true`; a stream
 * that ends without it is a truncated answer.
 */
export class OllamaTransport implements ModelTransport {
  readonly endpoint: string;
  readonly dialect = 'ollama';
  readonly rungs = ['schema', 'json', 'text'] as const;
  readonly #http: HttpClient;
  readonly #chatUrl: URL;
  #opening: Opening | undefined;

  constructor(options: { readonly http: HttpClient; readonly endpoint: string }) {
    this.endpoint = options.endpoint;
    this.#http = options.http;
    this.#chatUrl = urlBelow(options.endpoint, '/api/chat');
  }

  generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const body = this.#chatBody(request);
    return this.#http.exchange(
      { method: 'POST', url: this.#chatUrl, body },
      {
        onConnected: () => observer.onConnected(),
        onResponse: async (response) => {
          if (response.status !== 200) throw await this.#statusError(response, request.model);
          observer.onHeaders();
          return this.#readAnswer(response, observer);
        },
      },
      signal,
    );
  }

  #chatBody(request: GenerateRequest): string {
    const last = request.messages.at(-1);
    let opening = this.#opening;
    if (opening === undefined || !isOpeningOf(opening, request)) {
      const leading = request.messages.slice(0, -1);
      opening = { request: { ...request, messages: leading }, json: openingJson(request, leading) };
      this.#opening = opening;
    }
    return `${opening.json}${last === undefined ? '' : messageJson(last)}]}`;
  }

  async #readAnswer(response: HttpResponse, observer: GenerateObserver): Promise<GenerateAnswer> {
    const lines = new LineSplitter(MAX_LINE_BYTES);
    let text = '';
    let receivedBytes = 0;
    let last: ChatLine | undefined;
    let isEnded = false;
    const take = (line: string): string => {
      const chat = this.#parseLine(line);
      if (chat.error !== undefined) throw this.#streamError(chat.error);
      if (chat.done === true) last = chat;
      return chat.message?.content ?? '';
    };
    await response.readBody((chunk) => {
      receivedBytes += chunk.length;
      if (receivedBytes > MAX_ANSWER_BYTES) throw this.#tooLong();
      let added = '';
      for (const line of lines.push(chunk)) added += take(line);
      text += added;
      if (observer.onData(added) !== 'end' || last !== undefined) return undefined;
      isEnded = true;
      return 'stop';
    });
    if (isEnded) return { text, finish: 'ended', timings: {}, receivedBytes };
    const rest = lines.finish();
    if (rest !== '') text += take(rest);
    if (last === undefined) throw this.#truncated();
    return { text, finish: last.done_reason === 'length' ? 'length' : 'stop', timings: timingsOf(last), receivedBytes };
  }

  #parseLine(line: string): ChatLine {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw this.#malformed(cause);
    }
    if (!isChatLine(value)) throw this.#malformed(undefined);
    return value;
  }

  async #statusError(response: HttpResponse, model: string): Promise<TransportError> {
    const { status } = response;
    const said = await errorText(response);
    const detail = said === undefined ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
    const where = this.endpoint;
    const fail = (
      code: TransportError['code'],
      message: string,
      retryable: boolean,
      retryAfterMs?: number | undefined,
    ): TransportError => new TransportError(code, message, { retryable, status, retryAfterMs });

    if (status >= 300 && status < 400) {
      return fail(
        'redirected',
        `${where} redirects elsewhere (${detail}). Redirects are not followed; set planscope.model.endpoint to the server itself.`,
        false,
      );
    }
    if (said === undefined && status !== 401 && status !== 403 && status < 500 && status !== 429 && status !== 408) {
      return fail(
        'not-a-model-server',
        `${where} is no Ollama server (${detail}). Check planscope.model.endpoint.`,
        false,
      );
    }
    if (status === 401 || status === 403) {
      return fail(
        'unauthorized',
        `${where} refuses us (${detail}). Ollama answers so when it does not expect this host name.`,
        false,
      );
    }
    if (status === 404) {
      return fail(
        'model-missing',
        `${where} has no model "${model}" (${detail}). Pull it, or set planscope.model.name.`,
        false,
      );
    }
    if (status === 400 && said !== undefined && /context|exceed/i.test(said)) {
      return fail(
        'context-exceeded',
        `The prompt is longer than the model's context (${detail}). Raise planscope.model.contextTokens or use fewer tools.`,
        false,
      );
    }
    const retryAfterMs = response.retryAfterMs();
    if (status === 503 && said !== undefined && /loading/i.test(said)) {
      return fail('loading', `${where} is loading the model (${detail}).`, true, retryAfterMs);
    }
    if (status === 429 || status === 503) return fail('busy', `${where} is busy (${detail}).`, true, retryAfterMs);
    if (status === 408 || status >= 500) return fail('http-status', `${where} failed (${detail}).`, true, retryAfterMs);
    return fail('http-status', `${where} did not take the request (${detail}).`, false);
  }

  #streamError(said: string): TransportError {
    return new TransportError(
      'server-error',
      `${this.endpoint} failed in the middle of its answer: ${shortened(said)}`,
      { retryable: true },
    );
  }

  #malformed(cause: unknown): TransportError {
    const message = `What ${this.endpoint} sent is not Ollama's stream of JSON lines. Check planscope.model.endpoint.`;
    return new TransportError('malformed-stream', message, { retryable: false, cause });
  }

  #truncated(): TransportError {
    const message = `The answer of ${this.endpoint} ended without saying it was done. The model may have repeated itself, or its process died.`;
    return new TransportError('truncated-stream', message, { retryable: true });
  }

  #tooLong(): TransportError {
    const message = `${this.endpoint} sent more than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB for one plan; the request was ended.`;
    return new TransportError('answer-too-long', message, { retryable: false });
  }
}

function openingJson(request: GenerateRequest, leading: readonly ChatMessage[]): string {
  const { model, temperature, maxOutputTokens, contextTokens } = request;
  const options = { num_ctx: contextTokens, num_predict: maxOutputTokens, temperature };
  const rest = JSON.stringify({ model, stream: true, options, truncate: false, shift: false });
  return `${rest.slice(0, -1)}${formatMember(request)},"messages":[${leading.map((message) => `${messageJson(message)},`).join('')}`;
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

function isOpeningOf({ request: known }: Opening, request: GenerateRequest): boolean {
  return (
    known.model === request.model &&
    known.rung === request.rung &&
    known.form === request.form &&
    known.temperature === request.temperature &&
    known.maxOutputTokens === request.maxOutputTokens &&
    known.contextTokens === request.contextTokens &&
    known.messages.length === request.messages.length - 1 &&
    known.messages.every((message, i) => isSameMessage(message, request.messages[i]))
  );
}

function isSameMessage(a: ChatMessage, b: ChatMessage | undefined): boolean {
  return a.role === b?.role && a.content === b.content;
}

function messageJson({ role, content }: ChatMessage): string {
  return `{"role":"${role}","content":${JSON.stringify(content)}}`;
}

function isChatLine(value: unknown): value is ChatLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const line = value as Record<keyof ChatLine, unknown>;
  if (!isOptional(line.error, 'string') || !isOptional(line.done, 'boolean')) return false;
  if (!isOptional(line.done_reason, 'string')) return false;
  // Only the last line has figures.
  if (line.done === true && !FIGURES.every((name) => isOptional(line[name], 'number'))) return false;
  if (line.message === undefined) return true;
  if (typeof line.message !== 'object' || line.message === null) return false;
  const { content } = line.message as { readonly content?: unknown };
  return content === null || isOptional(content, 'string');
}

function isOptional(value: unknown, type: 'string' | 'number' | 'boolean'): boolean {
  return value === undefined || typeof value === type;
}

/** The server's figures of an answer. Ollama leaves out zeros, and a missing figure stays missing. */
function timingsOf(line: ChatLine): ServerTimings {
  return {
    ...(line.load_duration === undefined ? {} : { loadMs: line.load_duration / NS_PER_MS }),
    ...(line.prompt_eval_count === undefined ? {} : { promptTokens: line.prompt_eval_count }),
    ...(line.prompt_eval_duration === undefined ? {} : { prefillMs: line.prompt_eval_duration / NS_PER_MS }),
    ...(line.eval_count === undefined ? {} : { outputTokens: line.eval_count }),
    ...(line.eval_duration === undefined ? {} : { decodeMs: line.eval_duration / NS_PER_MS }),
  };
}

/** The `error` of an Ollama error body; undefined when the body is anything else. */
async function errorText(response: HttpResponse): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let body = '';
  await response.readBody((chunk) => {
    body += decoder.decode(chunk, { stream: true });
    return body.length > MAX_ERROR_BYTES ? 'stop' : undefined;
  });
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return undefined;
    const { error } = value as { error?: unknown };
    return typeof error === 'string' ? shortened(error) : undefined;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
