import { numberField } from './jsonFields.ts';
import { LineSplitter } from './lines.ts';
import type { AnswerDecoder, AnswerEnd } from './readAnswer.ts';
import type { ServerErrors } from './serverErrors.ts';
import { given } from './serverTimings.ts';
import { wordsOfEvent } from './serverWords.ts';
import type { OutputRung, ServerTimings } from './transport.ts';

const MAX_LINE_BYTES = 1024 * 1024;
const NS_PER_MS = 1e6;

const FIGURES = ['load_duration', 'prompt_eval_count', 'prompt_eval_duration', 'eval_count', 'eval_duration'] as const;

/** One line of `/api/chat`'s stream, as far as it is looked at. */
interface ChatLine {
  readonly message?: { readonly content?: string | null };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly error?: unknown;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

/** `/api/chat`'s NDJSON. Whole is an answer with a line that says `done: true`. */
export class OllamaStream implements AnswerDecoder {
  /** Ollama's headers come after the first token. */
  readonly hasBegun = true;
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  readonly #errors: ServerErrors;
  readonly #rung: OutputRung;
  #hasText = false;
  #end: AnswerEnd | undefined;

  constructor(options: { readonly errors: ServerErrors; readonly rung: OutputRung }) {
    this.#errors = options.errors;
    this.#rung = options.rung;
  }

  push(chunk: Buffer): string {
    let added = '';
    for (const line of this.#lines.push(chunk)) added += this.#take(line);
    return added;
  }

  finish(): string {
    const rest = this.#lines.finish();
    return rest === '' ? '' : this.#take(rest, true);
  }

  get end(): AnswerEnd | undefined {
    return this.#end;
  }

  #take(line: string, isRest = false): string {
    // It has said its last word.
    if (this.#end !== undefined) return '';
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      // A line that broke off at the end of the stream.
      if (isRest && line.startsWith('{')) throw this.#errors.truncated();
      throw this.#errors.malformed(line, cause);
    }
    if (!isChatLine(value)) throw this.#errors.malformed(line);
    if (value.error !== undefined && value.error !== null) this.#fail(value);
    if (value.done === true) {
      this.#end = { finish: value.done_reason === 'length' ? 'length' : 'stop', timings: timingsOf(value) };
    }
    const added = value.message?.content ?? '';
    this.#hasText ||= added !== '';
    return added;
  }

  #fail(line: ChatLine): never {
    const words = wordsOfEvent(line) ?? { text: `error ${JSON.stringify(line.error)}`, kind: '' };
    throw this.#errors.inStream(words, this.#hasText ? undefined : this.#rung);
  }
}

function isChatLine(value: unknown): value is ChatLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const line = value as Record<keyof ChatLine, unknown>;
  if (!isOptional(line.done, 'boolean') || !isOptional(line.done_reason, 'string')) return false;
  // Only the last line has figures.
  if (line.done === true && !FIGURES.every((name) => isOptional(line[name], 'number'))) return false;
  if (line.message === undefined) return line.done !== undefined || line.error !== undefined;
  if (typeof line.message !== 'object' || line.message === null) return false;
  const { content } = line.message as { readonly content?: unknown };
  return content === null || isOptional(content, 'string');
}

function isOptional(value: unknown, type: 'string' | 'number' | 'boolean'): boolean {
  return value === undefined || typeof value === type;
}

/** The server's figures of an answer. Ollama leaves out zeros, and a missing figure stays missing. */
function timingsOf(line: ChatLine): ServerTimings {
  const msOf = (name: (typeof FIGURES)[number]): number | undefined => {
    const durationNs = numberField(line, name);
    return durationNs === undefined ? undefined : durationNs / NS_PER_MS;
  };
  return given({
    loadMs: msOf('load_duration'),
    promptTokens: numberField(line, 'prompt_eval_count'),
    prefillMs: msOf('prompt_eval_duration'),
    outputTokens: numberField(line, 'eval_count'),
    decodeMs: msOf('eval_duration'),
  });
}
