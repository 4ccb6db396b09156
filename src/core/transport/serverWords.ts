import { isObject, type JsonObject, numberField, stringField } from './jsonFields.ts';

/** What a server says of its error, whatever form it gave that. */
export interface ServerWords {
  readonly text: string;
  /** The error's kind by its own name (`type` or `code`), maybe ''. */
  readonly kind: string;
  /** llama.cpp says both where a prompt does not fit. */
  readonly promptTokens?: number | undefined;
  readonly contextTokens?: number | undefined;
}

/**
 * The words of an error body: `{"error":"…"}` (Ollama), `{"error":{"message","type","code"}}` (llama.cpp and the OpenAI
 * dialect), `{"detail":"…"}` or `{"detail":[{"loc","msg"}]}` (FastAPI, so vLLM), `{"message":"…"}`, `{"status":"…"}` (an
 * older llama.cpp's `/health`). Undefined for anything else.
 */
export function wordsOfBody(value: unknown): ServerWords | undefined {
  return wordsOfEvent(value) ?? wordsOfDetail(value) ?? wordsOfMessage(value) ?? wordsOfStatus(value);
}

/**
 * The words of an error among the events of a stream: `error` as above, or `"object":"error"`. An answer's own event has
 * neither; `"error":null` is none.
 */
export function wordsOfEvent(value: unknown): ServerWords | undefined {
  if (!isObject(value)) return undefined;
  const { error } = value;
  if (typeof error === 'string') return { text: error, kind: stringField(value, 'type') ?? '' };
  if (isObject(error)) return wordsOfMessage(error) ?? { text: JSON.stringify(error), kind: '' };
  return value['object'] === 'error' ? wordsOfMessage(value) : undefined;
}

/**
 * The prompt does not fit in the context, in each server's words: llama.cpp's `exceed_context_size_error`, OpenAI's
 * `context_length_exceeded`, "maximum context length is …" (vLLM), "context the overflows" (LM Studio, its own words),
 * "the input length exceeds the context length" (Ollama).
 */
export function saysContextExceeded({ kind, text }: ServerWords): boolean {
  if (kind === 'exceed_context_size_error' || kind === 'context_length_exceeded') return true;
  return /context.{0,20}(length|size|window|overflow)|exceed.{0,40}context|prompt.{0,20}too long/i.test(text);
}

/** The server has not got the model that was asked for, or none at all in memory. */
export function saysModelMissing({ kind, text }: ServerWords): boolean {
  return kind === 'model_not_found' || /no models? (is )?loaded|model.*(not found|not exist|not loaded)/i.test(text);
}

/** The server is still reading its model. */
export function saysLoading({ text }: ServerWords): boolean {
  return /\bloading\b/i.test(text);
}

/**
 * The server does not take the form that the answer was to have. Only asked of a request that wanted one. Seen:
 * "Unable to generate parser for this template", "Failed to initialize samplers", "\"json_schema\": …" (llama.cpp),
 * "invalid format" (older Ollama), "'response_format.type' must be 'json_schema' or 'text'" (LM Studio),
 * "guided decoding", "structured outputs" (vLLM).
 */
export function saysFormUnsupported({ text }: ServerWords): boolean {
  return /schema|grammar|\bformat\b|response_format|json_object|sampler|\bparser\b|guided|structured/i.test(text);
}

/** The same where the status says no more than that something failed: only words that can mean nothing else. */
export function saysFormFailed({ text }: ServerWords): boolean {
  return /json.?schema|response_format|grammar|in format|for format|invalid format|guided.?decoding/i.test(text);
}

function wordsOfMessage(value: unknown): ServerWords | undefined {
  const text = stringField(value, 'message');
  if (text === undefined) return undefined;
  return {
    text,
    kind: kindOf(value),
    promptTokens: numberField(value, 'n_prompt_tokens'),
    contextTokens: numberField(value, 'n_ctx'),
  };
}

function wordsOfStatus(value: unknown): ServerWords | undefined {
  const text = stringField(value, 'status');
  return text === undefined ? undefined : { text, kind: '' };
}

/** A `code` in words says more than a `type`; a number is only the status again. */
function kindOf(value: unknown): string {
  return stringField(value, 'code') ?? stringField(value, 'type') ?? '';
}

function wordsOfDetail(value: unknown): ServerWords | undefined {
  const detail = isObject(value) ? value['detail'] : undefined;
  if (typeof detail === 'string') return { text: detail, kind: '' };
  if (isObject(detail)) return wordsOfMessage(detail);
  if (!Array.isArray(detail)) return undefined;
  const text = detail.map(complaintText).filter((one) => one !== undefined);
  return text.length === 0 ? undefined : { text: text.join('; '), kind: '' };
}

/** One of FastAPI's complaints: what is wrong, and with which member of the request. */
function complaintText(complaint: unknown): string | undefined {
  const message = stringField(complaint, 'msg');
  if (message === undefined) return undefined;
  const place = isObject(complaint) ? placeText(complaint) : '';
  return place === '' ? message : `${place}: ${message}`;
}

function placeText({ loc }: JsonObject): string {
  return Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
}
