import { createParser, type EventSourceParser, type ParseError } from 'eventsource-parser';

/** What waits for the end of its line or event, characters; also the length of an answer that is not streamed. */
const MAX_PENDING_CHARACTERS = 1024 * 1024;

/** Told of what a body of server-sent events holds. What it throws ends the reading. */
export interface EventListener {
  /** One event; `name` is '' where the server gave none. */
  onEvent(data: string, name: string): void;
  /** The body is one JSON document or a web page, no stream at all. Called once, when it is whole. */
  onDocument(text: string): void;
  /** It is neither, and `text` is a part of it. */
  onMalformed(text: string): void;
}

/**
 * Server-sent events from the bytes of a body, however those are cut: in the middle of a character, between CR and LF,
 * in a field. Comments (pings) are no events. Memory is bounded.
 */
export class EventStream {
  readonly #listener: EventListener;
  readonly #utf8 = new TextDecoder();
  readonly #parser: EventSourceParser;
  #kind: 'unknown' | 'events' | 'document' = 'unknown';
  #document = '';
  #hasEvents = false;
  /** The first line that is no field of an event. */
  #stray: string | undefined;

  constructor(listener: EventListener) {
    this.#listener = listener;
    this.#parser = createParser({
      maxBufferSize: MAX_PENDING_CHARACTERS,
      onEvent: ({ data, event }) => this.#event(data, event ?? ''),
      onError: (error) => this.#odd(error),
    });
  }

  push(chunk: Buffer): void {
    this.#take(this.#utf8.decode(chunk, { stream: true }));
  }

  /** The body has ended. An event whose last line ends are missing counts: some servers leave them out. */
  finish(): void {
    this.#take(this.#utf8.decode());
    if (this.#kind === 'document') {
      this.#listener.onDocument(this.#document);
      return;
    }
    // The first ends the line, or is the second half of a line end; the second ends the event.
    this.#parser.feed('\n\n');
    if (!this.#hasEvents && this.#stray !== undefined) this.#listener.onMalformed(this.#stray);
  }

  #take(text: string): void {
    switch (this.#kind) {
      case 'events':
        this.#parser.feed(text);
        break;
      case 'document':
        this.#document += text;
        if (this.#document.length > MAX_PENDING_CHARACTERS) this.#listener.onMalformed(this.#document);
        break;
      case 'unknown': {
        const begun = text.trimStart();
        if (begun === '') return;
        this.#kind = /^[{[<]/.test(begun) ? 'document' : 'events';
        this.#take(begun);
      }
    }
  }

  #event(data: string, name: string): void {
    this.#hasEvents = true;
    this.#listener.onEvent(data, name);
  }

  /** The parser ignores what it does not know, and only tells of it. */
  #odd({ type, field, value, line }: ParseError): void {
    // Left to itself it would drop the event, and throw an error of its own for the next piece.
    if (type === 'max-buffer-size-exceeded') this.#listener.onMalformed('');
    if (type !== 'unknown-field') return;
    // `error: {…}` is an older llama.cpp's way to say that it failed.
    if (field === 'error') this.#event(value ?? '', 'error');
    else this.#stray ??= line ?? '';
  }
}
