import type { Secret } from '../base/secret.ts';
import { keyHeaders } from './apiKey.ts';
import { type HttpClient, type HttpResponse, urlBelow } from './httpStream.ts';
import { type AnswerDecoder, readAnswer } from './readAnswer.ts';
import { readText } from './readText.ts';
import { ServerErrors } from './serverErrors.ts';
import type { DialectName, GenerateAnswer, GenerateObserver, GenerateRequest } from './transport.ts';

const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** One model server as every dialect reaches it: over one HTTP client, with its key, and with errors in its name. */
export class ServerAccess {
  readonly errors: ServerErrors;
  readonly #http: HttpClient;
  readonly #endpoint: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: {
    readonly http: HttpClient;
    readonly endpoint: string;
    readonly dialect: DialectName;
    readonly apiKey?: Secret | undefined;
  }) {
    this.#http = options.http;
    this.#endpoint = options.endpoint;
    this.#headers = keyHeaders(options.apiKey);
    this.errors = new ServerErrors(options);
  }

  /** Posts `body` and reads the answer that streams back, by a decoder made once there is one to read. */
  askModel(
    call: {
      readonly url: URL;
      readonly body: string;
      readonly request: GenerateRequest;
      readonly makeDecoder: () => AnswerDecoder;
    },
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<GenerateAnswer> {
    const { url, body, request, makeDecoder } = call;
    const { errors } = this;
    return this.#http.exchange(
      { method: 'POST', url, body, headers: this.#headers },
      {
        onConnected: () => observer.onConnected(),
        onResponse: async (response) => {
          if (response.status !== 200) throw await errors.ofStatus(response, request);
          observer.onHeaders();
          return readAnswer(response, observer, makeDecoder(), errors);
        },
      },
      signal,
    );
  }

  /** Posts `body` and hands over the response. */
  post<T>(
    url: URL,
    body: string,
    observer: Pick<GenerateObserver, 'onConnected'>,
    onResponse: (response: HttpResponse) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const onConnected = (): void => observer.onConnected();
    return this.#http.exchange(
      { method: 'POST', url, body, headers: this.#headers },
      { onConnected, onResponse },
      signal,
    );
  }

  /** A small document. Rejects with a `TransportError` for anything but JSON with status 200. */
  getJson(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#http.exchange(
      { method: 'GET', url: urlBelow(this.#endpoint, path), headers: this.#headers },
      {
        onConnected() {},
        onResponse: async (response) => {
          if (response.status !== 200) throw await this.errors.ofStatus(response);
          return this.readJson(response);
        },
      },
      signal,
    );
  }

  /** A small body as JSON. Rejects with a `TransportError` where it is none. */
  async readJson(response: HttpResponse): Promise<unknown> {
    const text = await readText(response, MAX_DOCUMENT_BYTES);
    if (text === undefined) throw this.errors.tooLong(MAX_DOCUMENT_BYTES);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.errors.malformed(text, cause);
    }
  }
}
