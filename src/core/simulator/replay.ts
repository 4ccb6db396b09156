import { InputError } from '../base/errors.ts';
import type { Answerer } from './answerer.ts';

/** One recorded answer. */
export interface Transcript {
  readonly id: string;
  /** The model that answered, as its server named it. */
  readonly model: string;
  /** The prompt as it was sent. */
  readonly prompt: string;
  /** The model's text to the byte; may be empty. */
  readonly response: string;
  readonly responseSeconds: number;
}

/**
 * Reads transcripts, one JSON object a line; empty lines are skipped. `source` names the text in errors, usually
 * a file. Throws an `InputError` that names the line and the field, or says that there is no transcript at all.
 */
export function parseTranscripts(text: string, source: string): readonly Transcript[] {
  const transcripts: Transcript[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') transcripts.push(parseTranscript(line, `${source}, line ${index + 1}`));
  }
  if (transcripts.length === 0) {
    throw new InputError('transcripts-empty', `${source} holds no transcript. Each line is to be one JSON object.`);
  }
  return transcripts;
}

function parseTranscript(line: string, place: string): Transcript {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new InputError('transcript-json', `${place}: not JSON (${detail}).`, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('transcript-shape', `${place}: not a JSON object.`);
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string => {
    const field = fields.get(name);
    if (typeof field === 'string') return field;
    throw new InputError('transcript-field', `${place}: "${name}" must be a string.`);
  };
  const seconds = fields.get('responseSeconds');
  if (typeof seconds !== 'number' || !(seconds >= 0)) {
    throw new InputError('transcript-field', `${place}: "responseSeconds" must be a number, 0 or more.`);
  }
  return {
    id: text('id'),
    model: text('model'),
    prompt: text('prompt'),
    response: text('response'),
    responseSeconds: seconds,
  };
}

/**
 * Answers as recorded. A prompt that was recorded gets its own answers, in turn where there are several; any other
 * prompt gets the next transcript in order, from the start again after the last.
 */
export function createReplayAnswerer(transcripts: readonly Transcript[]): Answerer {
  if (transcripts.length === 0) throw new InputError('transcripts-empty', 'There is no transcript to replay.');
  const inOrder = new Turns(transcripts);
  const byPrompt = new Map<string, Turns>();
  for (const { prompt } of transcripts) {
    if (!byPrompt.has(prompt)) byPrompt.set(prompt, new Turns(transcripts.filter((other) => other.prompt === prompt)));
  }

  return (prompt) => {
    const transcript = (byPrompt.get(prompt) ?? inOrder).next();
    return { text: transcript.response, recordedMs: transcript.responseSeconds * 1_000, verbatim: true };
  };
}

/** Hands out the items of a list in turn, for ever. */
class Turns {
  readonly #items: readonly Transcript[];
  #next = 0;

  constructor(items: readonly Transcript[]) {
    this.#items = items;
  }

  next(): Transcript {
    const item = this.#items[this.#next++ % this.#items.length];
    if (item === undefined) throw new RangeError('A turn needs at least one transcript.');
    return item;
  }
}
