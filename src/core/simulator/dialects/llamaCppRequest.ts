import type { OutputRung } from '../../transport/transport.ts';
import { defaultKeepAliveMs } from '../models.ts';
import { estimateTokens } from '../tokens.ts';
import { isRecord, readFields, readStopWords, readTokenLimit } from './fields.ts';
import { malformedBody } from './llamaErrors.ts';
import { type Message, readMessages } from './messages.ts';
import { questionOf } from './phi3Template.ts';
import type { ReadRequest, Refusal } from './wireFormat.ts';

type Refused = { readonly type: 'refusal'; readonly refusal: Refusal };

/** Reads the body of `POST /completion` for a server with this context. The question is searched in the template. */
export function readCompletionRequest(body: string, contextTokens: number): ReadRequest {
  const read = readFields(body);
  if (read.type === 'bad') return { type: 'refusal', refusal: malformedBody(read.message) };
  const { fields } = read;
  const prompt = fields.get('prompt');
  if (typeof prompt !== 'string') return bad('"prompt" must be a string');
  const form = readForm(fields.get('json_schema'), fields.get('grammar'));
  if (form.type === 'refusal') return form;
  return {
    type: 'request',
    request: {
      model: undefined,
      question: questionOf(prompt),
      promptTokens: estimateTokens(prompt),
      isLoadOnly: false,
      stream: fields.get('stream') === true,
      includeUsage: false,
      rung: form.rung,
      truncate: false,
      shift: false,
      keepAliveMs: defaultKeepAliveMs,
      contextTokens,
      maxOutputTokens: readTokenLimit(fields.get('n_predict')),
      stop: readStopWords(fields.get('stop')),
    },
  };
}

/**
 * Reads what an answer is to be held to. A grammar goes before a schema; a schema that says nothing is any JSON.
 * The grammar is looked at only so far as to have a root.
 */
export function readForm(
  schema: unknown,
  grammar: unknown,
): { readonly type: 'form'; readonly rung: OutputRung } | Refused {
  if (grammar !== undefined && grammar !== '') {
    if (typeof grammar !== 'string' || !/^\s*root\s*::=/m.test(grammar)) return bad('Failed to parse grammar');
    return { type: 'form', rung: 'grammar' };
  }
  if (schema === undefined || schema === null) return { type: 'form', rung: 'text' };
  if (!isRecord(schema)) return bad('"json_schema" must be an object');
  return { type: 'form', rung: Object.keys(schema).length === 0 ? 'json' : 'schema' };
}

/** Reads the body of `POST /apply-template`. */
export function readTemplateRequest(
  body: string,
): { readonly type: 'messages'; readonly messages: readonly Message[] } | Refused {
  const read = readFields(body);
  if (read.type === 'bad') return { type: 'refusal', refusal: malformedBody(read.message) };
  const messages = readMessages(read.fields.get('messages'));
  return messages === undefined ? bad("'messages' must be an array of messages") : { type: 'messages', messages };
}

/** Reads the body of `POST /tokenize`. */
export function readTokenizeRequest(
  body: string,
): { readonly type: 'text'; readonly content: string; readonly withPieces: boolean } | Refused {
  const read = readFields(body);
  if (read.type === 'bad') return { type: 'refusal', refusal: malformedBody(read.message) };
  const content = read.fields.get('content') ?? '';
  if (typeof content !== 'string') return bad('"content" must be a string');
  return { type: 'text', content, withPieces: read.fields.get('with_pieces') === true };
}

function bad(message: string): Refused {
  return { type: 'refusal', refusal: { status: 400, message } };
}
