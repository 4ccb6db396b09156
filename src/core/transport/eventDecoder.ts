import { EventStream } from './eventStream.ts';
import { isObject, type JsonObject } from './jsonFields.ts';
import type { AnswerDecoder, AnswerEnd } from './readAnswer.ts';
import type { ServerErrors } from './serverErrors.ts';
import { wordsOfBody, wordsOfEvent } from './serverWords.ts';
import type { OutputRung } from './transport.ts';

/** What one event says. */
export interface EventMeaning {
  /** What it adds to the answer, maybe ''. */
  readonly text: string;
  /** The model has begun: something in it was generated, thoughts included. */
  readonly hasBegun: boolean;
  /** The event says that the answer is whole. */
  readonly end?: AnswerEnd | undefined;
}

/** How a dialect means the events of one answer. */
export interface EventReading {
  /** Undefined for an event of another shape. Throws for one that says that the server failed. */
  readEvent(event: JsonObject): EventMeaning | undefined;
  /** An answer in one piece, from a server that does not stream. */
  readDocument(document: JsonObject): EventMeaning | undefined;
  /** `[DONE]`, which is the last word; undefined when the answer is not whole at that. */
  readDone(): AnswerEnd | undefined;
}

/** One answer from server-sent events with JSON in them. */
export class EventDecoder implements AnswerDecoder {
  readonly #stream: EventStream;
  readonly #reading: EventReading;
  readonly #errors: ServerErrors;
  readonly #rung: OutputRung;
  #added = '';
  #hasText = false;
  #hasBegun = false;
  #isOver = false;
  #isLast = false;
  #end: AnswerEnd | undefined;

  constructor(options: {
    readonly reading: EventReading;
    readonly errors: ServerErrors;
    readonly rung: OutputRung;
  }) {
    this.#reading = options.reading;
    this.#errors = options.errors;
    this.#rung = options.rung;
    this.#stream = new EventStream({
      onEvent: (data, name) => this.#event(data, name),
      onDocument: (text) => this.#document(text),
      onMalformed: (text) => {
        throw this.#errors.malformed(text);
      },
    });
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get end(): AnswerEnd | undefined {
    return this.#end;
  }

  push(chunk: Buffer): string {
    this.#added = '';
    this.#stream.push(chunk);
    return this.#added;
  }

  finish(): string {
    this.#added = '';
    this.#isLast = true;
    this.#stream.finish();
    return this.#added;
  }

  #event(data: string, name: string): void {
    if (this.#isOver || data === '') return;
    if (data.trim() === '[DONE]') {
      this.#isOver = true;
      this.#end = this.#reading.readDone();
      return;
    }
    const value = this.#parsed(data);
    const words = name === 'error' ? (wordsOfBody(value) ?? { text: data, kind: '' }) : wordsOfEvent(value);
    if (words !== undefined) throw this.#errors.inStream(words, this.#hasText ? undefined : this.#rung);
    this.#mean(isObject(value) ? this.#reading.readEvent(value) : undefined, data);
  }

  #document(text: string): void {
    if (text.startsWith('<')) throw this.#errors.malformed(text);
    this.#isLast = true;
    const value = this.#parsed(text);
    const words = wordsOfEvent(value);
    if (words !== undefined) throw this.#errors.inStream(words, this.#rung);
    this.#mean(isObject(value) ? this.#reading.readDocument(value) : undefined, text);
  }

  #mean(meaning: EventMeaning | undefined, said: string): void {
    if (meaning === undefined) throw this.#errors.malformed(said);
    const { text, hasBegun, end } = meaning;
    this.#added += text;
    this.#hasText ||= text !== '';
    this.#hasBegun ||= hasBegun;
    if (end === undefined) return;
    this.#isOver = true;
    this.#end = end;
  }

  #parsed(json: string): unknown {
    try {
      return JSON.parse(json);
    } catch (cause) {
      // The last one may have broken off with its stream.
      const isCut = this.#isLast && json.startsWith('{') && !json.trimEnd().endsWith('}');
      throw isCut ? this.#errors.truncated() : this.#errors.malformed(json, cause);
    }
  }
}
