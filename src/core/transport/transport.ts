/** One message of a chat. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What is asked of a model, in no server's dialect. */
export interface GenerateRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature: number;
  /** Upper bound of the answer, tokens. */
  readonly maxOutputTokens: number;
  /** Size of the model's context, tokens; a longer prompt is refused by the server, not cut. */
  readonly contextTokens: number;
  /** Whether the server should hold the model to JSON. */
  readonly format: 'json' | 'text';
}

/** What the server itself says about one answer; a field it did not send is absent, which is not 0. */
export interface ServerTimings {
  readonly loadMs?: number;
  readonly promptTokens?: number;
  readonly prefillMs?: number;
  readonly outputTokens?: number;
  readonly decodeMs?: number;
}

/** A complete answer. An answer that broke off is an error instead. */
export interface GenerateAnswer {
  readonly text: string;
  /** `length`: the server stopped at its token limit, so the text is cut. */
  readonly finish: 'stop' | 'length';
  readonly timings: ServerTimings;
  readonly receivedBytes: number;
}

/** Told of each phase of one attempt as it begins; deadlines and spans hang on these. Must not throw. */
export interface GenerateObserver {
  /** The socket is connected (at once for a pooled one). */
  onConnected(): void;
  /** The response's headers are here; with Ollama that is after load, prefill and the first token. */
  onHeaders(): void;
  /** Bytes arrived; `text` is what they added to the answer, maybe ''. */
  onData(text: string): void;
}

/** Sends one request to one server, once: no retry, no limit of time; both are the caller's. */
export interface ModelTransport {
  /** Base address, for messages; without credentials. */
  readonly endpoint: string;
  /**
   * Streams one answer to its end.
   * Rejects with a `TransportError` (see `transportErrors.ts`), or with the signal's reason when it aborts.
   */
  generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer>;
}
