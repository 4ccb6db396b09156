import type { ServerResponse } from 'node:http';
import { ContextExceededError } from '../engine.ts';
import { schemaGrammar } from '../schemaGrammar.ts';
import type { Answers } from './answers.ts';
import { type Dialect, type Route, sendJson } from './dialectServer.ts';
import { BadRequestError, type Fields, isFields, messagesOf, number, text, tokenLimit } from './fields.ts';
import { llamaTimings } from './llamaTimings.ts';

/** The OpenAI dialect: a chat as server-sent events. Always streams, whatever model is asked for. */
export function openAiDialect(answers: Answers, model: string): Dialect {
  const list = { object: 'list', data: [{ id: model, object: 'model', owned_by: 'planscope' }] };
  return {
    routes: new Map<string, Route>([
      ['GET /v1/models', (_fields, response) => sendJson(response, 200, list)],
      ['POST /v1/chat/completions', (fields, response) => chat(fields, response, answers, model)],
    ]),
    errorBody: (status, error) => ({
      error: {
        message: error.message,
        type: status === 400 ? 'invalid_request_error' : 'server_error',
        code: error instanceof ContextExceededError ? 'context_length_exceeded' : null,
      },
    }),
  };
}

/** `POST /v1/chat/completions`, which llama.cpp has too. */
export async function chat(fields: Fields, response: ServerResponse, answers: Answers, model: string): Promise<void> {
  const send = (choices: readonly object[], rest: object = {}): void => {
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model, choices, ...rest };
    sendEvent(response, JSON.stringify(chunk));
  };
  const delta = (content: object, finish: string | null = null): void =>
    send([{ index: 0, delta: content, finish_reason: finish }]);
  const totals = await answers.write(
    {
      prompt: answers.engine.promptOf(messagesOf(fields)),
      grammar: grammarOf(fields),
      temperature: number(fields, 'temperature', 0.8),
      maxTokens: tokenLimit(fields, 'max_tokens'),
      contextTokens: answers.engine.contextTokens,
    },
    response,
    (content) => {
      if (!response.headersSent) delta({ role: 'assistant', content: null });
      delta({ content });
    },
  );
  delta({}, totals.finish);
  const { promptTokens, outputTokens, cachedTokens } = totals;
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: outputTokens,
    total_tokens: promptTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
  const wantsUsage = isFields(fields['stream_options']) && fields['stream_options']['include_usage'] === true;
  send([], { ...(wantsUsage ? { usage } : {}), timings: llamaTimings(totals) });
  sendEvent(response, '[DONE]');
  response.end();
}

/** One server-sent event; the first begins the response. */
export function sendEvent(response: ServerResponse, data: string): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(`data: ${data}\n\n`);
}

function grammarOf(fields: Fields): string | undefined {
  if (fields['grammar'] !== undefined) return text(fields, 'grammar');
  const format = fields['response_format'];
  if (format === undefined) return undefined;
  if (!isFields(format)) throw new BadRequestError('"response_format" must be an object');
  switch (format['type']) {
    case 'text':
      return undefined;
    case 'json_object':
      return schemaGrammar({ type: 'object' });
    case 'json_schema':
      return schemaGrammar(isFields(format['json_schema']) ? format['json_schema']['schema'] : undefined);
    default:
      throw new BadRequestError('"response_format" must be of type text, json_object or json_schema');
  }
}
