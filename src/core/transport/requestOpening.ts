import type { ChatMessage, GenerateRequest } from './transport.ts';

/**
 * The beginning of a request's JSON, all of it but the last message: long, and the same for thousands of requests.
 * Keeps the latest one.
 */
export class RequestOpening {
  readonly #write: (request: GenerateRequest, leading: readonly ChatMessage[]) => string;
  #request: GenerateRequest | undefined;
  #json = '';

  /** `write` makes the JSON of a request up to its last message; `leading` are the messages before that. */
  constructor(write: (request: GenerateRequest, leading: readonly ChatMessage[]) => string) {
    this.#write = write;
  }

  /** The opening of `request`, written anew only where something in it differs from the one before. */
  of(request: GenerateRequest): string {
    if (this.#request === undefined || !hasSameOpening(this.#request, request)) {
      this.#json = this.#write(request, request.messages.slice(0, -1));
      this.#request = request;
    }
    return this.#json;
  }

  /** The whole JSON of a chat's request, whose list of messages the opening begins and its last message ends. */
  withLastMessage(request: GenerateRequest): string {
    const last = request.messages.at(-1);
    return `${this.of(request)}${last === undefined ? '' : messageJson(last)}]}`;
  }
}

/** One message as JSON. */
function messageJson({ role, content }: ChatMessage): string {
  return `{"role":"${role}","content":${JSON.stringify(content)}}`;
}

/** The messages of a chat up to the last one, as the beginning of a JSON list. */
export function leadingJson(leading: readonly ChatMessage[]): string {
  return `[${leading.map((message) => `${messageJson(message)},`).join('')}`;
}

function hasSameOpening(known: GenerateRequest, request: GenerateRequest): boolean {
  return (
    known.model === request.model &&
    known.rung === request.rung &&
    known.form === request.form &&
    known.temperature === request.temperature &&
    known.maxOutputTokens === request.maxOutputTokens &&
    known.contextTokens === request.contextTokens &&
    known.messages.length === request.messages.length &&
    isSameLeading(known.messages, request.messages)
  );
}

/** Every role is the same, and every text but the last one. */
function isSameLeading(a: readonly ChatMessage[], b: readonly ChatMessage[]): boolean {
  return a.every((message, i) => {
    const other = b[i];
    return message.role === other?.role && (i === a.length - 1 || message.content === other.content);
  });
}
