import type { Secret } from '../base/secret.ts';
import { ChatEvents } from './chatEvents.ts';
import { frameOf, type PromptFrame, PromptFrames, templateRequest } from './chatTemplate.ts';
import { CompletionEvents } from './completionEvents.ts';
import { asUnexpected } from './connectionErrors.ts';
import { EventDecoder } from './eventDecoder.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { chatRouteOpeningJson, completionOpeningJson, promptJson } from './llamaCppRequest.ts';
import { RequestOpening } from './requestOpening.ts';
import { ServerAccess } from './serverAccess.ts';
import type {
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
  ServerCondition,
} from './transport.ts';
import { TransportError, type TransportErrorCode } from './transportErrors.ts';

/** Statuses that say that a route is not there. */
const NO_ROUTE: ReadonlySet<number> = new Set([404, 405, 501]);

/** After these it may be another server that answers next, with another model and another template. */
const MAY_BE_NEW: ReadonlySet<TransportErrorCode> = new Set<TransportErrorCode>([
  'refused',
  'reset',
  'stale-connection',
  'loading',
]);

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
  readonly #server: ServerAccess;
  readonly #templateUrl: URL;
  readonly #completionUrl: URL;
  readonly #chatUrl: URL;
  readonly #completionOpening = new RequestOpening(completionOpeningJson);
  readonly #chatOpening = new RequestOpening(chatRouteOpeningJson);
  readonly #frames = new PromptFrames();
  #hasTemplateRoute = true;

  constructor(options: {
    readonly http: HttpClient;
    readonly endpoint: string;
    readonly apiKey?: Secret | undefined;
  }) {
    this.endpoint = options.endpoint;
    this.#server = new ServerAccess({ ...options, dialect: this.dialect });
    this.#templateUrl = urlBelow(options.endpoint, '/apply-template');
    this.#completionUrl = urlBelow(options.endpoint, '/completion');
    this.#chatUrl = urlBelow(options.endpoint, '/v1/chat/completions');
  }

  async generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const known = this.#hasTemplateRoute ? this.#frames.get(request.messages) : 'none';
    try {
      if (known !== undefined) return await this.#ask(request, known, observer, signal);
      const once = connectedOnce(observer);
      const frame = await this.#askForFrame(request, once, signal);
      // Its connection serves for the request itself, and is no old one: a server that breaks it there has failed.
      return await this.#ask(request, frame, once, signal).catch((error: unknown) => {
        throw asUnexpected(error, this.#completionUrl);
      });
    } catch (error) {
      if (error instanceof TransportError && MAY_BE_NEW.has(error.code)) this.#forgetServer();
      throw error;
    }
  }

  /** `GET /health`, which needs no key. */
  async probe(signal: AbortSignal): Promise<ServerCondition> {
    try {
      await this.#server.getJson('/health', signal);
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

  /** The frame of the model's template; 'none' where the server does not tell one that can be used. */
  async #askForFrame(
    request: GenerateRequest,
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<PromptFrame | 'none'> {
    const body = templateRequest(request.messages);
    const answer = await this.#server.post(
      this.#templateUrl,
      body,
      observer,
      async (response) => {
        if (response.status === 200) return { value: await this.#server.readJson(response) };
        // Read to its end, so that its connection serves for the request itself.
        const error = await this.#server.errors.ofStatus(response, request);
        if (NO_ROUTE.has(response.status)) return undefined;
        throw error;
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
    const { errors } = this.#server;
    const { rung } = request;
    if (frame === 'none') {
      const body = this.#chatOpening.withLastMessage(request);
      const makeDecoder = (): EventDecoder => new EventDecoder({ reading: new ChatEvents({ errors }), errors, rung });
      return this.#server.askModel({ url: this.#chatUrl, body, request, makeDecoder }, observer, signal);
    }
    const body = `${this.#completionOpening.of(request)}${promptJson(frame, request.messages.at(-1))}`;
    const makeDecoder = (): EventDecoder =>
      new EventDecoder({ reading: new CompletionEvents({ errors }), errors, rung });
    return this.#server.askModel({ url: this.#completionUrl, body, request, makeDecoder }, observer, signal);
  }

  #forgetServer(): void {
    this.#frames.clear();
    this.#hasTemplateRoute = true;
  }
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
