import type { ServerResponse } from 'node:http';
import type { Totals } from '../engine.ts';
import { schemaGrammar } from '../schemaGrammar.ts';
import type { Answers } from './answers.ts';
import { type Dialect, NotFoundError, type Route, sendJson } from './dialectServer.ts';
import { BadRequestError, type Fields, isFields, messagesOf, number, text, tokenLimit } from './fields.ts';

const VERSION = '0.12.0';
const DEFAULT_CONTEXT_TOKENS = 4_096;
const NS_PER_MS = 1e6;
/** What a model that is kept has as its end. */
const NEVER = '2318-01-01T00:00:00Z';

/** Ollama's own dialect: a chat as lines of JSON. Always streams; a prompt that is too long is refused. */
export function ollamaDialect(answers: Answers, model: string): Dialect {
  const entry = { name: model, model, size: 0, digest: '', details: { family: 'phi3', format: 'gguf' } };
  const loaded = { ...entry, expires_at: NEVER, size_vram: 0, context_length: answers.engine.contextTokens };
  return {
    routes: new Map<string, Route>([
      ['GET /api/version', (_fields, response) => sendJson(response, 200, { version: VERSION })],
      ['GET /api/tags', (_fields, response) => sendJson(response, 200, { models: [entry] })],
      ['GET /api/ps', (_fields, response) => sendJson(response, 200, { models: [loaded] })],
      ['POST /api/chat', (fields, response) => chat(fields, response, answers, model)],
    ]),
    errorBody: (_status, error) => ({ error: error.message }),
  };
}

async function chat(fields: Fields, response: ServerResponse, answers: Answers, model: string): Promise<void> {
  const startedAt = performance.now();
  const asked = text(fields, 'model');
  if (asked !== model && `${asked}:latest` !== model) throw new NotFoundError(`model '${asked}' not found`);
  const options = isFields(fields['options']) ? fields['options'] : {};
  const totals = await answers.write(
    {
      prompt: answers.engine.promptOf(messagesOf(fields)),
      grammar: grammarOf(fields['format']),
      temperature: number(options, 'temperature', 0.8),
      maxTokens: tokenLimit(options, 'num_predict'),
      contextTokens: number(options, 'num_ctx', DEFAULT_CONTEXT_TOKENS),
    },
    response,
    (content) => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(line(model, content, { done: false }));
    },
  );
  const totalMs = performance.now() - startedAt;
  response.end(line(model, '', { done: true, done_reason: totals.finish, ...figures(totals, totalMs) }));
}

function grammarOf(format: unknown): string | undefined {
  if (format === undefined || format === '') return undefined;
  if (format === 'json') return schemaGrammar({ type: 'object' });
  if (!isFields(format)) throw new BadRequestError('invalid format: expected "json" or a JSON schema');
  return schemaGrammar(format);
}

function line(model: string, content: string, rest: object): string {
  const message = { role: 'assistant', content };
  return `${JSON.stringify({ model, created_at: new Date().toISOString(), message, ...rest })}\n`;
}

/** Ollama leaves out what is 0. */
function figures(totals: Totals, totalMs: number): object {
  const nanoseconds = (milliseconds: number): number | undefined => Math.round(milliseconds * NS_PER_MS) || undefined;
  return {
    total_duration: nanoseconds(totalMs),
    prompt_eval_count: totals.promptTokens || undefined,
    prompt_eval_duration: nanoseconds(totals.promptMs),
    eval_count: totals.outputTokens || undefined,
    eval_duration: nanoseconds(totals.outputMs),
  };
}
