import type { DialectName } from '../../../src/core/transport/transport.ts';
import { chatBody, lines, words } from './rawClient.ts';

/** One dialect as a client with no code of ours sees it. */
export interface RawDialect {
  readonly name: DialectName;
  readonly path: string;
  readonly streamType: string;
  /** A request about a world that the rules can plan in. */
  body(changes?: { readonly stream?: boolean; readonly maxTokens?: number }): string;
  /** The model's words in a stream, as far as it can be read. */
  words(text: string): string;
  /** Whether a stream has said that it is complete. */
  isDone(text: string): boolean;
  /** The model's words in an answer that is not streamed. */
  whole(text: string): string;
  /** The message of an error, whether it is a body or a part of a stream. */
  errorMessage(text: string): string | undefined;
}

/** The messages of `chatBody`. */
const { messages } = JSON.parse(chatBody()) as { messages: readonly { role: string; content: string }[] };
const [{ content = '' } = {}] = messages;

const ollama: RawDialect = {
  name: 'ollama',
  path: '/api/chat',
  streamType: 'application/x-ndjson',
  body: ({ stream = true, maxTokens } = {}) => chatBody({ stream, options: { num_predict: maxTokens } }),
  words: (text) => words(complete(text, '\n')),
  isDone: (text) => lines(complete(text, '\n')).at(-1)?.['done'] === true,
  whole: (text) => JSON.parse(text).message.content,
  errorMessage: (text) => lines(text).at(-1)?.['error'] as string | undefined,
};

const llamaCpp: RawDialect = {
  name: 'llama.cpp',
  path: '/completion',
  streamType: 'text/event-stream',
  body: ({ stream = true, maxTokens = -1 } = {}) =>
    JSON.stringify({
      prompt: `<|user|>\n${content}<|end|>\n<|assistant|>\n`,
      stream,
      n_predict: maxTokens,
      json_schema: { type: 'object' },
    }),
  words: (text) =>
    events(text)
      .map((value) => value['content'] ?? '')
      .join(''),
  isDone: (text) => events(text).at(-1)?.['stop'] === true,
  whole: (text) => JSON.parse(text).content,
  errorMessage: eventError,
};

const openAi: RawDialect = {
  name: 'openai',
  path: '/v1/chat/completions',
  streamType: 'text/event-stream',
  body: ({ stream = true, maxTokens } = {}) =>
    JSON.stringify({
      model: 'simulator',
      messages,
      stream,
      max_tokens: maxTokens,
      response_format: { type: 'json_object' },
    }),
  words: (text) =>
    events(text)
      .flatMap((value) => (value['choices'] ?? []) as { delta: { content?: string | null } }[])
      .map(({ delta }) => delta.content ?? '')
      .join(''),
  isDone: (text) => text.endsWith('data: [DONE]\n\n'),
  whole: (text) => JSON.parse(text).choices[0].message.content,
  errorMessage: eventError,
};

export const rawDialects: readonly RawDialect[] = [ollama, llamaCpp, openAi];

/** The values of a stream of events. Throws for one that is no JSON; what is not complete is left out. */
export function events(text: string): Record<string, unknown>[] {
  return complete(text, '\n\n')
    .split('\n\n')
    .filter((event) => event !== '' && event !== 'data: [DONE]')
    .map((event) => JSON.parse(event.replace(/^data: /, '')) as Record<string, unknown>);
}

function eventError(text: string): string | undefined {
  const value = text.startsWith('data: ') ? events(text).at(-1) : (JSON.parse(text) as Record<string, unknown>);
  return (value?.['error'] as { message: string } | undefined)?.message;
}

/** `text` without a last part that has not come to its end. */
function complete(text: string, end: string): string {
  const at = text.lastIndexOf(end);
  return at === -1 ? '' : text.slice(0, at + end.length);
}
