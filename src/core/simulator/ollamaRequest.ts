import { defaultKeepAliveMs } from './models.ts';

/** Ollama's own default where neither request nor model says otherwise, tokens. */
const defaultContextTokens = 4_096;

/** A chat request in Ollama's dialect, as far as the simulator heeds it, with the defaults filled in. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream: boolean;
  readonly wantsJson: boolean;
  readonly think: boolean;
  /** False: a prompt longer than the context is refused instead of cut. */
  readonly truncate: boolean;
  /** False: the answer ends where the context is full. */
  readonly shift: boolean;
  readonly keepAliveMs: number;
  readonly contextTokens: number;
  /** Most tokens of the answer; infinite where the request sets no limit. */
  readonly maxOutputTokens: number;
  readonly stop: readonly string[];
}

/** A request that is not understood; `message` is what the server says in its 400. */
export interface BadRequest {
  readonly type: 'bad';
  readonly message: string;
}

/** Reads the body of `POST /api/chat`. Unknown fields are ignored, as Ollama does. */
export function parseChatRequest(body: string): { readonly type: 'chat'; readonly request: ChatRequest } | BadRequest {
  const parsed = parseFields(body);
  if (parsed.type === 'bad') return parsed;
  const { fields } = parsed;
  const model = fields.get('model');
  if (typeof model !== 'string' || model === '') return bad('model is required');
  const messages = parseMessages(fields.get('messages') ?? []);
  if (messages === undefined) return bad('messages must be a list of objects with the strings role and content');
  const format = fields.get('format') ?? '';
  const wantsJson = format === 'json' || (typeof format === 'object' && !Array.isArray(format));
  if (!wantsJson && format !== '') return bad('invalid format: expected "json" or a JSON schema object');
  const keepAliveMs = parseKeepAliveMs(fields.get('keep_alive') ?? defaultKeepAliveMs / 1_000);
  if (keepAliveMs === undefined) return bad('invalid keep_alive: expected seconds, or a duration such as "5m"');
  const options = fields.get('options') ?? {};
  if (!isRecord(options)) return bad('options must be an object');
  const numPredict = options['num_predict'];
  return {
    type: 'chat',
    request: {
      model,
      messages,
      stream: fields.get('stream') !== false,
      wantsJson,
      think: fields.get('think') !== undefined && fields.get('think') !== false && fields.get('think') !== null,
      truncate: fields.get('truncate') !== false,
      shift: fields.get('shift') !== false,
      keepAliveMs,
      contextTokens: positive(options['num_ctx']) ?? defaultContextTokens,
      // 0 and negative numbers mean "no limit" there.
      maxOutputTokens: typeof numPredict === 'number' && numPredict > 0 ? numPredict : Number.POSITIVE_INFINITY,
      stop: stopWords(options['stop']),
    },
  };
}

/** Reads the name in the body of `POST /api/show`; both spellings of the field are in use. */
export function parseShowRequest(body: string): { readonly type: 'show'; readonly model: string } | BadRequest {
  const parsed = parseFields(body);
  if (parsed.type === 'bad') return parsed;
  const { fields } = parsed;
  const model = fields.get('model') ?? fields.get('name');
  return typeof model === 'string' && model !== '' ? { type: 'show', model } : bad('model is required');
}

type Fields = { readonly type: 'fields'; readonly fields: ReadonlyMap<string, unknown> };

function parseFields(body: string): Fields | BadRequest {
  if (body.trim() === '') return bad('missing request body');
  try {
    const value: unknown = JSON.parse(body);
    if (!isRecord(value)) return bad('the request body is not a JSON object');
    return { type: 'fields', fields: new Map(Object.entries(value)) };
  } catch (error) {
    return bad(`the request body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseMessages(value: unknown): ChatRequest['messages'] | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages: { role: string; content: string }[] = [];
  for (const item of value) {
    if (!isRecord(item)) return undefined;
    const role = item['role'];
    const content = item['content'] ?? '';
    if (typeof role !== 'string' || typeof content !== 'string') return undefined;
    messages.push({ role, content });
  }
  return messages;
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Seconds, or a Go duration of one unit; negative means for ever. */
function parseKeepAliveMs(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) : undefined;
  const amount = typeof value === 'number' ? value : Number(parts?.[1]);
  if (Number.isNaN(amount)) return undefined;
  return amount < 0 ? Number.POSITIVE_INFINITY : amount * (unitMs.get(parts?.[2] ?? 's') ?? 1_000);
}

function stopWords(value: unknown): readonly string[] {
  const words = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  return words.filter((word): word is string => typeof word === 'string' && word !== '');
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(message: string): BadRequest {
  return { type: 'bad', message };
}
