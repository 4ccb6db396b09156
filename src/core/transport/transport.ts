/** One message of a chat. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** The languages that model servers speak. */
export type DialectName = 'ollama' | 'llama.cpp' | 'openai';

/**
 * The rungs of the ladder of structured output, best first: the server holds the model to a JSON schema, to a grammar,
 * to any JSON, or to nothing. Whatever the rung, the answer is validated here: servers drop constraints in silence.
 */
export const OUTPUT_RUNGS = ['schema', 'grammar', 'json', 'text'] as const;

export type OutputRung = (typeof OUTPUT_RUNGS)[number];

/** The form of a plan for one list of tools, as servers take it. Prepared once and known by its identity. */
export interface OutputForm {
  /** A JSON schema, as JSON text. */
  readonly schemaJson: string;
  /** The same in llama.cpp's GBNF. */
  readonly grammar: string;
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
  /** How the server is to hold the model to `form`. */
  readonly rung: OutputRung;
  readonly form: OutputForm;
}

/** What the server itself says about one answer; a field it did not send is absent, which is not 0. */
export interface ServerTimings {
  readonly loadMs?: number;
  readonly promptTokens?: number;
  /** Tokens of the prompt that the server had evaluated already. */
  readonly cachedTokens?: number;
  readonly prefillMs?: number;
  readonly outputTokens?: number;
  readonly decodeMs?: number;
}

/** A complete answer. An answer that broke off is an error instead. */
export interface GenerateAnswer {
  readonly text: string;
  /** `length`: the server stopped at its token limit, so the text is cut. `ended`: the observer had enough of it. */
  readonly finish: 'stop' | 'length' | 'ended';
  readonly timings: ServerTimings;
  readonly receivedBytes: number;
}

/** Told of each phase of one attempt as it begins; deadlines and spans hang on these. Must not throw. */
export interface GenerateObserver {
  /** The socket is connected (at once for a pooled one). */
  onConnected(): void;
  /**
   * The response's headers are here: with Ollama after load, prefill and the first token, with llama.cpp as soon as the
   * request has a slot, so before the prefill.
   */
  onHeaders(): void;
  /**
   * Bytes arrived, and the model has begun to answer; `text` is what they added, maybe ''. What comes before that (pings,
   * an empty first event) only proves that the server lives, and is not told of: the wait for the first byte goes on.
   * With 'end' the request is ended there, unless the server has ended it in the same bytes, and the answer is what
   * came so far.
   */
  onData(text: string): 'end' | undefined;
}

/** What a cheap look at a server found. */
export type ServerCondition = 'ready' | 'loading';

/** Sends one request to one server, once: no retry, no limit of time; both are the caller's. */
export interface ModelTransport {
  /** Base address, for messages; without credentials. */
  readonly endpoint: string;
  readonly dialect: DialectName;
  /** The rungs that the dialect has, best first; what a server makes of them shows only when it is asked. */
  readonly rungs: readonly OutputRung[];
  /**
   * Streams one answer to its end.
   * Rejects with a `TransportError` (see `transportErrors.ts`), or with the signal's reason when it aborts.
   */
  generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer>;
  /**
   * Looks whether the server is there, without asking its model for anything; absent where the dialect has no such
   * route. Rejects as `generate` does.
   */
  probe?(signal: AbortSignal): Promise<ServerCondition>;
  /**
   * Whether `model` is in memory, for saying what a long wait is about; undefined when the server does not tell.
   * Rejects as `generate` does.
   */
  isLoaded?(model: string, signal: AbortSignal): Promise<boolean | undefined>;
}
