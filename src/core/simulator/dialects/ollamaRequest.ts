import type { OutputRung } from '../../transport/transport.ts';
import { defaultKeepAliveMs } from '../models.ts';
import { estimateTokens } from '../tokens.ts';
import { isRecord, readFields, readStopWords } from './fields.ts';
import { lastQuestion, readMessages } from './messages.ts';
import type { ReadRequest, Refusal } from './wireFormat.ts';

/** Ollama's own default where neither request nor model says otherwise, tokens. */
const defaultContextTokens = 4_096;

/** What Ollama says to a `format` that it does not take. */
export const badFormat = 'invalid format: expected "json" or a JSON schema object';

/** Reads the body of `POST /api/chat`. Unknown fields are ignored, as Ollama does. */
export function readChatRequest(body: string): ReadRequest {
  const read = readFields(body);
  if (read.type === 'bad') return bad(read.message);
  const { fields } = read;
  const model = fields.get('model');
  if (typeof model !== 'string' || model === '') return bad('model is required');
  const messages = readMessages(fields.get('messages') ?? []);
  if (messages === undefined) return bad('messages must be a list of objects with the strings role and content');
  const rung = readRung(fields.get('format') ?? '');
  if (rung === undefined) return bad(badFormat);
  const keepAliveMs = readKeepAliveMs(fields.get('keep_alive') ?? defaultKeepAliveMs / 1_000);
  if (keepAliveMs === undefined) return bad('invalid keep_alive: expected seconds, or a duration such as "5m"');
  const options = fields.get('options') ?? {};
  if (!isRecord(options)) return bad('options must be an object');
  const think = fields.get('think') ?? false;
  if (think !== false) return bad(`"${model}" does not support thinking`);
  const numPredict = options['num_predict'];
  let promptTokens = 0;
  for (const { content } of messages) promptTokens += estimateTokens(content);
  return {
    type: 'request',
    request: {
      model,
      question: lastQuestion(messages),
      promptTokens,
      isLoadOnly: messages.length === 0,
      stream: fields.get('stream') !== false,
      includeUsage: false,
      rung,
      truncate: fields.get('truncate') !== false,
      shift: fields.get('shift') !== false,
      keepAliveMs,
      contextTokens: positive(options['num_ctx']) ?? defaultContextTokens,
      // 0 and negative numbers mean "no limit" there.
      maxOutputTokens: positive(numPredict) ?? Number.POSITIVE_INFINITY,
      stop: readStopWords(options['stop']),
    },
  };
}

/** Reads the name in the body of `POST /api/show`; both spellings of the field are in use. */
export function readShowRequest(
  body: string,
): { readonly type: 'show'; readonly model: string } | { readonly type: 'refusal'; readonly refusal: Refusal } {
  const read = readFields(body);
  if (read.type === 'bad') return bad(read.message);
  const model = read.fields.get('model') ?? read.fields.get('name');
  return typeof model === 'string' && model !== '' ? { type: 'show', model } : bad('model is required');
}

function readRung(format: unknown): OutputRung | undefined {
  if (format === '') return 'text';
  if (format === 'json') return 'json';
  return isRecord(format) ? 'schema' : undefined;
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Seconds, or a Go duration of one unit; negative means for ever. */
function readKeepAliveMs(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) : undefined;
  const amount = typeof value === 'number' ? value : Number(parts?.[1]);
  if (Number.isNaN(amount)) return undefined;
  return amount < 0 ? Number.POSITIVE_INFINITY : amount * (unitMs.get(parts?.[2] ?? 's') ?? 1_000);
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function bad(message: string): { readonly type: 'refusal'; readonly refusal: Refusal } {
  return { type: 'refusal', refusal: { status: 400, message } };
}
