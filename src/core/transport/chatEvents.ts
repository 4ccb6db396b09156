import type { EventMeaning, EventReading } from './eventDecoder.ts';
import { isObject, type JsonObject, listField, objectField, stringField } from './jsonFields.ts';
import type { AnswerEnd } from './readAnswer.ts';
import type { ServerErrors } from './serverErrors.ts';
import { timingsOfLlama, timingsOfUsage } from './serverTimings.ts';
import type { ServerTimings } from './transport.ts';

const NOTHING: EventMeaning = { text: '', hasBegun: false };

/** Ends that say that the server gave up, though it says so politely. */
const GAVE_UP: ReadonlySet<string> = new Set(['abort', 'error']);

/**
 * The events of `/v1/chat/completions`: a first one with the role, deltas, one with `finish_reason`, maybe one without
 * choices that has `usage`, then `[DONE]`. Whole is an answer that has both a `finish_reason` and `[DONE]`; Ollama ends
 * a failed one with an empty event and no `[DONE]`.
 */
export class ChatEvents implements EventReading {
  readonly #errors: ServerErrors;
  #finish: AnswerEnd['finish'] | undefined;
  #timings: ServerTimings = {};

  constructor(options: { readonly errors: ServerErrors }) {
    this.#errors = options.errors;
  }

  readEvent(event: JsonObject): EventMeaning | undefined {
    const choices = listField(event, 'choices');
    if (choices === undefined) return undefined;
    this.#noteTimings(event);
    const choice = choices[0];
    if (choice === undefined) return NOTHING;
    if (!isObject(choice)) return undefined;
    const delta = objectField(choice, 'delta');
    const text = contentOf(delta);
    if (text === undefined) return undefined;
    const isOver = this.#noteFinish(choice);
    return { text, hasBegun: isOver || text !== '' || hasThoughts(delta) };
  }

  readDocument(document: JsonObject): EventMeaning | undefined {
    const choice = listField(document, 'choices')?.[0];
    const message = objectField(choice, 'message');
    const text = contentOf(message);
    if (!isObject(choice) || message === undefined || text === undefined) return undefined;
    this.#noteTimings(document);
    this.#noteFinish(choice);
    return { text, hasBegun: true, end: this.readDone() };
  }

  readDone(): AnswerEnd | undefined {
    return this.#finish === undefined ? undefined : { finish: this.#finish, timings: this.#timings };
  }

  #noteFinish(choice: JsonObject): boolean {
    const reason = stringField(choice, 'finish_reason');
    if (reason === undefined || reason === '') return false;
    if (GAVE_UP.has(reason)) throw this.#errors.inStream({ text: `finish_reason "${reason}"`, kind: reason });
    this.#finish = reason === 'length' ? 'length' : 'stop';
    return true;
  }

  /** Both come in events of their own, or in the last one with a choice. llama.cpp's has times, and it sends both. */
  #noteTimings(event: JsonObject): void {
    if (objectField(event, 'usage') === undefined && objectField(event, 'timings') === undefined) return;
    this.#timings = { ...this.#timings, ...timingsOfLlama(event), ...timingsOfUsage(event) };
  }
}

/**
 * The text of a delta or a message, whose content is a text or a list of parts `{"type":"text","text"}`; '' where it has
 * none yet; undefined for a content that is no text.
 */
function contentOf(part: JsonObject | undefined): string | undefined {
  const content = part?.['content'] ?? '';
  if (!Array.isArray(content)) return typeof content === 'string' ? content : undefined;
  const texts = content.map((piece) =>
    stringField(piece, 'type') === 'text' ? stringField(piece, 'text') : undefined,
  );
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** A model that thinks first does so in a field of its own, which is progress but no answer. */
function hasThoughts(delta: JsonObject | undefined): boolean {
  return (stringField(delta, 'reasoning_content') ?? stringField(delta, 'reasoning') ?? '') !== '';
}
