import type { OutputRung } from '../../transport/transport.ts';
import { defaultKeepAliveMs } from '../models.ts';
import { estimateTokens } from '../tokens.ts';
import { isRecord, readFields, readStopWords, readTokenLimit } from './fields.ts';
import { readForm } from './llamaCppRequest.ts';
import { malformedBody } from './llamaErrors.ts';
import { lastQuestion, readMessages } from './messages.ts';
import { applyTemplate } from './phi3Template.ts';
import type { ReadRequest, Refusal } from './wireFormat.ts';

/** Reads the body of `POST /v1/chat/completions` for a server with this context. */
export function readChatCompletionRequest(body: string, contextTokens: number): ReadRequest {
  const read = readFields(body);
  if (read.type === 'bad') return { type: 'refusal', refusal: malformedBody(read.message) };
  const { fields } = read;
  const model = fields.get('model') ?? undefined;
  if (model !== undefined && typeof model !== 'string') return bad("'model' must be a string");
  const messages = readMessages(fields.get('messages'));
  if (messages === undefined || messages.length === 0) return bad("'messages' must be an array of messages");
  const form = readResponseFormat(fields.get('response_format'), fields.get('grammar'));
  if (form.type === 'refusal') return form;
  const streamOptions = fields.get('stream_options');
  return {
    type: 'request',
    request: {
      model,
      question: lastQuestion(messages),
      promptTokens: estimateTokens(applyTemplate(messages)),
      isLoadOnly: false,
      stream: fields.get('stream') === true,
      includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
      rung: form.rung,
      truncate: false,
      shift: false,
      keepAliveMs: defaultKeepAliveMs,
      contextTokens,
      maxOutputTokens: readTokenLimit(fields.get('max_completion_tokens'), fields.get('max_tokens')),
      stop: readStopWords(fields.get('stop')),
    },
  };
}

type Form =
  | { readonly type: 'form'; readonly rung: OutputRung }
  | { readonly type: 'refusal'; readonly refusal: Refusal };

function readResponseFormat(format: unknown, grammar: unknown): Form {
  if (format === undefined || format === null) return readForm(undefined, grammar);
  if (!isRecord(format)) return bad("'response_format' must be an object");
  switch (format['type']) {
    case 'text':
      return readForm(undefined, grammar);
    case 'json_object':
      return readForm(format['schema'] ?? {}, grammar);
    case 'json_schema': {
      const named = format['json_schema'];
      if (!isRecord(named) || !isRecord(named['schema'])) return bad("'response_format.json_schema' has no schema");
      return readForm(named['schema'], grammar);
    }
    default:
      return bad("'response_format.type' must be one of text, json_object and json_schema");
  }
}

function bad(message: string): { readonly type: 'refusal'; readonly refusal: Refusal } {
  return { type: 'refusal', refusal: { status: 400, message } };
}
