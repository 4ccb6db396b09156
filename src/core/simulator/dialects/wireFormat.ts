import type { OutputRung } from '../../transport/transport.ts';

/** A request to the simulated model in no dialect, as far as the simulator heeds it, with the defaults filled in. */
export interface ModelRequest {
  /** Absent where the request names none, which not every dialect asks for. */
  readonly model: string | undefined;
  /** The last user message, which the answer is about; '' where there is none. */
  readonly question: string;
  /** Of the whole prompt. */
  readonly promptTokens: number;
  /** Nothing is asked but that the model be loaded, or with a `keepAliveMs` of 0 unloaded. */
  readonly isLoadOnly: boolean;
  readonly stream: boolean;
  /** A stream is to tell its usage in a chunk of its own, as only the OpenAI dialect has it. */
  readonly includeUsage: boolean;
  /** What the server is to hold the model to. */
  readonly rung: OutputRung;
  /** False: a prompt longer than the context is refused instead of cut. */
  readonly truncate: boolean;
  /** False: the answer ends where the context is full. */
  readonly shift: boolean;
  readonly keepAliveMs: number;
  readonly contextTokens: number;
  /** Most tokens of the answer; infinite where the request sets no limit. */
  readonly maxOutputTokens: number;
  readonly stop: readonly string[];
}

/** An answer that is an error, before it has a dialect's form. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** Further fields, in dialects whose errors are objects. */
  readonly details?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** True where such a dialect's error is a mere text all the same. */
  readonly isPlain?: boolean;
}

/** A body that was read, or what the server says to it. */
export type ReadRequest =
  | { readonly type: 'request'; readonly request: ModelRequest }
  | { readonly type: 'refusal'; readonly refusal: Refusal };

/** What an answer's parts have in common. */
export interface Reply {
  /** Counts the requests of one simulator. */
  readonly id: number;
  /** The model by the name that it was asked for under. */
  readonly model: string;
  readonly request: ModelRequest;
}

/** What the end of an answer reports. */
export interface AnswerTotals {
  readonly doneReason: 'stop' | 'length' | 'load' | 'unload';
  /** The stop word that ended the answer; '' where none did. */
  readonly stopWord: string;
  readonly totalMs: number;
  readonly loadMs: number;
  readonly promptTokens: number;
  readonly prefillMs: number;
  readonly outputTokens: number;
  readonly decodeMs: number;
}

/** One dialect between bytes and meaning: how its requests are read and its answers written. `wallMs` is calendar time. */
export interface WireFormat {
  /** Any model name will do, since the server has one model only. */
  readonly takesAnyModel: boolean;
  readonly streamType: string;
  readonly wholeType: string;
  /** Part of a stream that no reader of the dialect can read. */
  readonly brokenPart: string;
  /** What a server says while its model is still being loaded. */
  readonly loading: Refusal;
  read(body: string): ReadRequest;
  /** What a stream has before its first piece; maybe ''. */
  opening(reply: Reply, wallMs: number): string;
  /** The parts of a stream that carry `pieces`, one each. */
  pieces(reply: Reply, wallMs: number, pieces: readonly string[]): string;
  /** The end of a stream. */
  ending(reply: Reply, wallMs: number, totals: AnswerTotals): string;
  /** An answer that is not streamed. */
  whole(reply: Reply, wallMs: number, text: string, totals: AnswerTotals): string;
  /** The body of an error before the first byte of an answer. */
  errorBody(refusal: Refusal): string;
  /** An error in the middle of a stream. */
  errorPart(refusal: Refusal): string;
  unknownModel(name: string): Refusal;
  /** For a way of holding the model to a form that this server does not have. */
  rungRefused(rung: OutputRung): Refusal;
  tooLong(promptTokens: number, contextTokens: number): Refusal;
}
