import type { DialectName } from '../../src/core/transport/transport.ts';

/** How an answer ends, in no dialect. */
export interface End {
  readonly finish?: 'stop' | 'length';
  readonly promptTokens?: number;
  readonly outputTokens?: number;
}

/** One way to answer a request: what a server writes for the same answer in each dialect. */
export interface Dialect {
  /** For titles. */
  readonly title: string;
  readonly name: DialectName;
  /** The route that answers. */
  readonly path: string;
  /** llama.cpp's: whether the server tells its template. */
  readonly hasTemplate: boolean;
  readonly contentType: string;
  /** A piece of the stream that adds `text`. */
  word(text: string): string;
  /** All that comes after the last word. */
  end(end?: End): string;
  /** An error inside the stream. */
  failure(message: string): string;
  /** A piece that adds nothing and is no error. */
  readonly nothing: string;
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const figure = (name: string, value: number | undefined): object => (value === undefined ? {} : { [name]: value });

export const ollamaDialect: Dialect = {
  title: 'Ollama',
  name: 'ollama',
  path: '/api/chat',
  hasTemplate: false,
  contentType: 'application/x-ndjson',
  word: (content) => line({ message: { role: 'assistant', content }, done: false }),
  end: ({ finish = 'stop', promptTokens, outputTokens } = {}) =>
    line({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: finish,
      ...figure('prompt_eval_count', promptTokens),
      ...figure('eval_count', outputTokens),
    }),
  failure: (error) => line({ error }),
  nothing: '\n',
};

export const completionDialect: Dialect = {
  title: 'llama.cpp',
  name: 'llama.cpp',
  path: '/completion',
  hasTemplate: true,
  contentType: 'text/event-stream',
  word: (content) => event({ index: 0, content, stop: false }),
  end: ({ finish = 'stop', promptTokens, outputTokens } = {}) =>
    event({
      content: '',
      stop: true,
      stop_type: finish === 'length' ? 'limit' : 'eos',
      ...figure('tokens_evaluated', promptTokens),
      timings: { ...figure('predicted_n', outputTokens) },
    }),
  failure: (message) => event({ error: { code: 500, message, type: 'server_error' } }),
  nothing: ': ping\n\n',
};

const choice = (delta: object, finish_reason: string | null = null): object => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
});

export const openAiDialect: Dialect = {
  title: 'the OpenAI dialect',
  name: 'openai',
  path: '/v1/chat/completions',
  hasTemplate: false,
  contentType: 'text/event-stream',
  word: (content) => event(choice({ content })),
  end: ({ finish = 'stop', promptTokens, outputTokens } = {}) => {
    const usage = { ...figure('prompt_tokens', promptTokens), ...figure('completion_tokens', outputTokens) };
    return `${event(choice({}, finish))}${event({ choices: [], usage })}data: [DONE]\n\n`;
  },
  failure: (message) => event({ error: { message, type: 'internal_error', code: null } }),
  nothing: `: ping\n\n${event(choice({ role: 'assistant', content: null }))}`,
};

export const chatRouteDialect: Dialect = { ...openAiDialect, title: 'llama.cpp’s chat route', name: 'llama.cpp' };

export const DIALECTS: readonly Dialect[] = [ollamaDialect, completionDialect, chatRouteDialect, openAiDialect];
