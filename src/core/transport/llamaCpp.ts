import type { Secret } from '../base/secret.ts';
import { keyHeaders } from './apiKey.ts';
import { ChatEvents } from './chatEvents.ts';
import { frameOf, type PromptFrame, PromptFrames, templateRequest } from './chatTemplate.ts';
import { CompletionEvents } from './completionEvents.ts';
import { EventDecoder, type EventReading } from './eventDecoder.ts';
import { getJson, readJson } from './getJson.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { chatOpeningJson, responseFormatMember } from './openAiRequest.ts';
import { readAnswer } from './readAnswer.ts';
import { messageJson, RequestOpening } from './requestOpening.ts';
import { ServerErrors } from './serverErrors.ts';
import type {
  ChatMessage,
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
  ServerCondition,
} from './transport.ts';
import { TransportError } from './transportErrors.ts';

/** Statuses that say that a route is not there. */
const NO_ROUTE: ReadonlySet<number> = new Set([404, 405, 501]);

/** Any JSON object; `{}` alone would allow a bare number. */
const ANY_OBJECT = '{"type":"object"}';

/**
 * llama.cpp's own dialect: `POST /completion`, server-sent events. It takes a schema or a grammar with every model,
 * where its chat route refuses a schema with some templates, Phi-3's among them. The prompt is in the words of the
 * model's own template, which the server is asked for once for each system text (`POST /apply-template`). A server that
 * has no such route, an older one or a llamafile, is asked by its chat route. Success is an event with `stop: true`.
 *
 * There is one model, whatever name is asked for, and the size of the context is the server's own matter.
 */
export class LlamaCppTransport implements ModelTransport {
  readonly endpoint: string;
  readonly dialect = 'llama.cpp';
  readonly rungs = ['schema', 'grammar', 'json', 'text'] as const;
  readonly #http: HttpClient;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #errors: ServerErrors;
  readonly #templateUrl: URL;
  readonly #completionUrl: URL;
  readonly #chatUrl: URL;
  readonly #frames = new PromptFrames();
  readonly #completionOpening = new RequestOpening((request) => this.#completionOpeningJson(request));
  readonly #chatOpening = new RequestOpening(chatRouteOpeningJson);
  #hasTemplateRoute = true;

  constructor(options: {
    readonly http: HttpClient;
    readonly endpoint: string;
    readonly apiKey?: Secret | undefined;
  }) {
    this.endpoint = options.endpoint;
    this.#http = options.http;
    this.#headers = keyHeaders(options.apiKey);
    this.#errors = new ServerErrors({ ...options, dialect: this.dialect });
    this.#templateUrl = urlBelow(options.endpoint, '/apply-template');
    this.#completionUrl = urlBelow(options.endpoint, '/completion');
    this.#chatUrl = urlBelow(options.endpoint, '/v1/chat/completions');
  }

  async generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const known = this.#knownFrame(request.messages);
    if (known !== undefined) return this.#ask(request, known, observer, signal);
    const once = connectedOnce(observer);
    return this.#ask(request, await this.#askForFrame(request, once, signal), once, signal);
  }

  /** `GET /health`, which needs no key. */
  async probe(signal: AbortSignal): Promise<ServerCondition> {
    const { endpoint } = this;
    try {
      await getJson(
        { http: this.#http, endpoint, path: '/health', headers: this.#headers, errors: this.#errors },
        signal,
      );
      return 'ready';
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.code === 'loading') return 'loading';
      // An older one calls itself unavailable while every slot is taken.
      if (error.code === 'busy') return 'ready';
      throw error;
    }
  }

  /** The model is loaded before the server is ready. */
  async isLoaded(_model: string, signal: AbortSignal): Promise<boolean | undefined> {
    return (await this.probe(signal)) === 'ready';
  }

  #knownFrame(messages: readonly ChatMessage[]): PromptFrame | 'none' | undefined {
    return this.#hasTemplateRoute ? this.#frames.get(messages) : 'none';
  }

  async #askForFrame(
    request: GenerateRequest,
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<PromptFrame | 'none'> {
    const body = templateRequest(request.messages);
    const answer = await this.#http.exchange(
      { method: 'POST', url: this.#templateUrl, body, headers: this.#headers },
      {
        onConnected: () => observer.onConnected(),
        onResponse: async (response) => {
          // Read to its end, so that its connection serves for the request itself.
          if (response.status === 200) return { value: await readJson(response, this.#errors) };
          const error = await this.#errors.ofStatus(response, request);
          if (NO_ROUTE.has(response.status)) return undefined;
          throw error;
        },
      },
      signal,
    );
    if (answer === undefined) {
      this.#hasTemplateRoute = false;
      return 'none';
    }
    const frame = frameOf(answer.value);
    this.#frames.set(request.messages, frame);
    return frame;
  }

  #ask(
    request: GenerateRequest,
    frame: PromptFrame | 'none',
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<GenerateAnswer> {
    const errors = this.#errors;
    const last = request.messages.at(-1);
    if (frame === 'none') {
      const body = `${this.#chatOpening.of(request)}${last === undefined ? '' : messageJson(last)}]}`;
      return this.#stream(this.#chatUrl, body, new ChatEvents({ errors }), request, observer, signal);
    }
    const body = `${this.#completionOpening.of(request)}${inner(last?.content ?? '')}${inner(frame.after)}"}`;
    return this.#stream(this.#completionUrl, body, new CompletionEvents({ errors }), request, observer, signal);
  }

  #stream(
    url: URL,
    body: string,
    reading: EventReading,
    request: GenerateRequest,
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<GenerateAnswer> {
    const errors = this.#errors;
    return this.#http.exchange(
      { method: 'POST', url, body, headers: this.#headers },
      {
        onConnected: () => observer.onConnected(),
        onResponse: async (response) => {
          if (response.status !== 200) throw await errors.ofStatus(response, request);
          observer.onHeaders();
          return readAnswer(response, observer, new EventDecoder({ reading, errors, rung: request.rung }), errors);
        },
      },
      signal,
    );
  }

  #completionOpeningJson(request: GenerateRequest): string {
    const frame = this.#frames.get(request.messages);
    const before = frame === undefined || frame === 'none' ? '' : frame.before;
    const { temperature, maxOutputTokens } = request;
    const rest = JSON.stringify({ stream: true, cache_prompt: true, n_predict: maxOutputTokens, temperature });
    return `${rest.slice(0, -1)}${formMember(request)},"prompt":"${inner(before)}`;
  }
}

function formMember({ rung, form }: GenerateRequest): string {
  switch (rung) {
    case 'schema':
      return `,"json_schema":${form.schemaJson}`;
    case 'grammar':
      return `,"grammar":${JSON.stringify(form.grammar)}`;
    case 'json':
      return `,"json_schema":${ANY_OBJECT}`;
    case 'text':
      return '';
  }
}

function chatRouteOpeningJson(request: GenerateRequest, leading: readonly ChatMessage[]): string {
  const { rung, form } = request;
  const grammar = rung === 'grammar' ? `,"grammar":${JSON.stringify(form.grammar)}` : '';
  return chatOpeningJson(request, leading, `,"cache_prompt":true${grammar}${responseFormatMember(request)}`);
}

/** `text` as the inside of a JSON string. */
function inner(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Tells of the first connection only: one attempt connects once, though it may ask twice. */
function connectedOnce(observer: GenerateObserver): GenerateObserver {
  let isConnected = false;
  return {
    onConnected() {
      if (isConnected) return;
      isConnected = true;
      observer.onConnected();
    },
    onHeaders: () => observer.onHeaders(),
    onData: (text) => observer.onData(text),
  };
}
