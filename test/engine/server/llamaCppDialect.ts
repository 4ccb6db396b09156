import type { ServerResponse } from 'node:http';
import { ContextExceededError } from '../engine.ts';
import { schemaGrammar } from '../schemaGrammar.ts';
import type { Answers } from './answers.ts';
import { type Dialect, type Route, sendJson } from './dialectServer.ts';
import { type Fields, messagesOf, number, text, tokenLimit } from './fields.ts';
import { llamaTimings } from './llamaTimings.ts';
import { chat, sendEvent } from './openAiDialect.ts';

/** The dialect of llama.cpp's server: a prompt's continuation as server-sent events, and the OpenAI chat beside it. */
export function llamaCppDialect(answers: Answers, model: string): Dialect {
  const { engine } = answers;
  const props = { default_generation_settings: { n_ctx: engine.contextTokens }, total_slots: 1, model_path: model };
  return {
    routes: new Map<string, Route>([
      ['GET /health', (_fields, response) => sendJson(response, 200, { status: 'ok' })],
      ['GET /props', (_fields, response) => sendJson(response, 200, props)],
      [
        'POST /apply-template',
        (fields, response) => sendJson(response, 200, { prompt: engine.promptOf(messagesOf(fields)) }),
      ],
      ['POST /completion', (fields, response) => complete(fields, response, answers)],
      ['POST /v1/chat/completions', (fields, response) => chat(fields, response, answers, model)],
    ]),
    errorBody: (code, error) => ({ error: { code, message: error.message, ...kindOf(code, error) } }),
  };
}

async function complete(fields: Fields, response: ServerResponse, answers: Answers): Promise<void> {
  const totals = await answers.write(
    {
      prompt: text(fields, 'prompt'),
      grammar: grammarOf(fields),
      temperature: number(fields, 'temperature', 0.8),
      maxTokens: tokenLimit(fields, 'n_predict'),
      contextTokens: answers.engine.contextTokens,
    },
    response,
    (content) => sendEvent(response, JSON.stringify({ index: 0, content, stop: false })),
  );
  const end = {
    index: 0,
    content: '',
    stop: true,
    stop_type: totals.finish === 'stop' ? 'eos' : 'limit',
    truncated: false,
    tokens_evaluated: totals.promptTokens,
    tokens_predicted: totals.outputTokens,
    timings: llamaTimings(totals),
  };
  sendEvent(response, JSON.stringify(end));
  response.end();
}

function grammarOf(fields: Fields): string | undefined {
  if (fields['json_schema'] !== undefined) return schemaGrammar(fields['json_schema']);
  return fields['grammar'] === undefined ? undefined : text(fields, 'grammar');
}

function kindOf(status: number, error: Error): object {
  if (error instanceof ContextExceededError) {
    const { promptTokens, contextTokens } = error;
    return { type: 'exceed_context_size_error', n_prompt_tokens: promptTokens, n_ctx: contextTokens };
  }
  return { type: status === 400 ? 'invalid_request_error' : status === 404 ? 'not_found_error' : 'server_error' };
}
