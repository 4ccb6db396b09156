import { flatText } from '../base/flatText.ts';
import { KEY_ADVICE, type Secret } from '../base/secret.ts';
import { keyHeaders } from './apiKey.ts';
import type { HttpResponse } from './httpStream.ts';
import { readText } from './readText.ts';
import {
  type ServerWords,
  saysContextExceeded,
  saysFormFailed,
  saysFormUnsupported,
  saysLoading,
  saysModelMissing,
  wordsOfBody,
} from './serverWords.ts';
import type { DialectName, GenerateRequest, OutputRung } from './transport.ts';
import { TransportError, type TransportErrorCode } from './transportErrors.ts';

const MAX_ERROR_BYTES = 16 * 1024;
/** An error's few words come with its headers, or at once after them. */
const ERROR_BODY_MS = 1_000;
const MAX_QUOTED = 300;

const SEE_LOG = 'The server’s log may say more.';

/** What differs between the dialects in what people are told. */
const SPEECH = {
  ollama: {
    servers: 'an Ollama server',
    stream: 'Ollama’s stream of JSON lines',
    getModel: (model: string) => `Pull it (ollama pull ${model})`,
  },
  'llama.cpp': {
    servers: 'a llama.cpp server',
    stream: 'llama.cpp’s stream of events',
    getModel: () => 'Start it with that model',
  },
  openai: {
    servers: 'a server of the OpenAI dialect',
    stream: 'the OpenAI dialect’s stream of events',
    getModel: () => 'Load it there',
  },
} as const satisfies Record<DialectName, unknown>;

/** The part of a request that an error may be about. */
type Asked = Pick<GenerateRequest, 'model' | 'rung'>;

/**
 * Makes the errors of one server from what it says: its statuses, the errors inside its streams, and streams that are
 * none. What it said is quoted in short, never with the API key that was sent.
 */
export class ServerErrors {
  readonly #where: string;
  readonly #dialect: DialectName;
  readonly #apiKey: Secret | undefined;

  constructor(options: {
    readonly endpoint: string;
    readonly dialect: DialectName;
    readonly apiKey?: Secret | undefined;
  }) {
    this.#where = `the model server at ${options.endpoint}`;
    this.#dialect = options.dialect;
    const isSent = keyHeaders(options.apiKey)['authorization'] !== undefined;
    this.#apiKey = isSent ? options.apiKey : undefined;
  }

  /** The error of a response whose status is no success; reads its body. `asked` is left out where no model was asked. */
  async ofStatus(response: HttpResponse, asked?: Asked): Promise<TransportError> {
    const words = await readWords(response);
    const retryAfterMs = response.retryAfterMs();
    return this.#statusError(response.status, words, asked, retryAfterMs);
  }

  /** An error that came inside a stream; `rung` is left out once text has come, since the form was taken then. */
  inStream(words: ServerWords, rung?: OutputRung): TransportError {
    const said = this.#quote(words.text) || 'it gave no reason';
    if (saysContextExceeded(words)) return this.#contextExceeded(words, said, undefined);
    if (rung !== undefined && rung !== 'text' && saysFormUnsupported(words)) {
      return this.#formUnsupported(rung, said, undefined);
    }
    return fail('server-error', `${upper(this.#where)} failed in the middle of its answer (${said}). ${SEE_LOG}`, true);
  }

  /** What came is no stream of this dialect. `text` is its beginning. */
  malformed(text: string, cause?: unknown): TransportError {
    if (text.trimStart().startsWith('<')) {
      const message = `${upper(this.#where)} answered with a web page. Check planscope.model.endpoint.`;
      return fail('not-a-model-server', message, false, { cause });
    }
    const message = `${upper(this.#where)} sent something that is not ${SPEECH[this.#dialect].stream}. Check planscope.model.endpoint.`;
    return fail('malformed-stream', message, false, { cause });
  }

  /** The stream ended before the server said that the answer was whole. */
  truncated(): TransportError {
    const message = `The answer of ${this.#where} ended without saying it was done. The model may have repeated itself, or its process died.`;
    return fail('truncated-stream', message, true);
  }

  /** More came than any answer has. */
  tooLong(maxBytes: number): TransportError {
    const message = `${upper(this.#where)} sent more than ${maxBytes / 1024 / 1024} MiB; the request was ended.`;
    return fail('answer-too-long', message, false);
  }

  /** The server cut the prompt to its context and answered all the same. */
  promptCut(): TransportError {
    return this.#contextExceeded(undefined, 'it cut the prompt', undefined);
  }

  #statusError(
    status: number,
    words: ServerWords | undefined,
    asked: Asked | undefined,
    retryAfterMs: number | undefined,
  ): TransportError {
    const isRefusal = status === 401 || status === 403;
    // Who refuses a key likes to quote it, and in pieces it cannot be told from other words.
    const isQuotable = words !== undefined && !(isRefusal && this.#apiKey !== undefined);
    const detail = isQuotable ? `HTTP ${status}: ${this.#quote(words.text)}` : `HTTP ${status}`;
    const where = upper(this.#where);
    const { servers } = SPEECH[this.#dialect];

    if (status >= 300 && status < 400) {
      const message = `${where} redirects elsewhere (${detail}). Redirects are not followed; set planscope.model.endpoint to the server itself.`;
      return fail('redirected', message, false, { status });
    }
    if (isRefusal) return this.#unauthorized(status, words, detail);
    if (words !== undefined) {
      const refusal = this.#refusal(status, words, asked, detail);
      if (refusal !== undefined) return refusal;
      if (status === 503 && saysLoading(words)) {
        const message = `${where} is still loading the model (${detail}). Ask again in a while, or raise planscope.deadlines.firstByteMs.`;
        return fail('loading', message, true, { status, retryAfterMs });
      }
    }
    if (status === 429 || status === 503) {
      return fail('busy', `${where} is busy (${detail}). ${comeAgain(retryAfterMs)}`, true, { status, retryAfterMs });
    }
    const mayPass = status === 408 || (status >= 500 && status !== 501);
    if (mayPass) return fail('http-status', `${where} failed (${detail}). ${SEE_LOG}`, true, { status, retryAfterMs });
    if (words === undefined || status === 404 || status === 405) {
      const message = `${where} is not ${servers} (${detail}). Check planscope.model.endpoint.`;
      return fail('not-a-model-server', message, false, { status });
    }
    return fail('http-status', `${where} did not take the request (${detail}). ${SEE_LOG}`, false, { status });
  }

  /** What a server refuses about this very request, by its words: the prompt, the form of the answer, or the model. */
  #refusal(status: number, words: ServerWords, asked: Asked | undefined, detail: string): TransportError | undefined {
    const isAboutRequest = status === 400 || status === 413 || status === 422 || status === 501;
    const mayBeAboutRequest = isAboutRequest || status === 500;
    if (mayBeAboutRequest && saysContextExceeded(words)) return this.#contextExceeded(words, detail, status);
    if (asked === undefined) return undefined;
    const { model, rung } = asked;
    if ((isAboutRequest || status === 404) && saysModelMissing(words)) return this.#modelMissing(model, detail, status);
    if (status === 404 && /model/i.test(words.text)) return this.#modelMissing(model, detail, status);
    const isForm = (isAboutRequest && saysFormUnsupported(words)) || (mayBeAboutRequest && saysFormFailed(words));
    return isForm && rung !== 'text' ? this.#formUnsupported(rung, detail, status) : undefined;
  }

  #unauthorized(status: number, words: ServerWords | undefined, detail: string): TransportError {
    const where = upper(this.#where);
    const isHostName = this.#dialect === 'ollama' && status === 403 && words === undefined;
    const advice = isHostName
      ? 'Ollama answers so when it does not expect this host name.'
      : this.#apiKey === undefined
        ? `It may want an API key: ${KEY_ADVICE}.`
        : `It does not take the API key that was sent. Set another one: ${KEY_ADVICE}.`;
    return fail('unauthorized', `${where} refuses us (${detail}). ${advice}`, false, { status });
  }

  #modelMissing(model: string, detail: string, status: number): TransportError {
    const message = `${upper(this.#where)} has no model "${model}" (${detail}). ${SPEECH[this.#dialect].getModel(model)}, or set planscope.model.name.`;
    return fail('model-missing', message, false, { status });
  }

  #contextExceeded(words: ServerWords | undefined, detail: string, status: number | undefined): TransportError {
    const { promptTokens, contextTokens } = words ?? {};
    const sizes =
      promptTokens === undefined || contextTokens === undefined
        ? ''
        : `: ${promptTokens} tokens, where the server has room for ${contextTokens}`;
    // Ollama takes the size with the request; the others are started with it.
    const advice =
      this.#dialect === 'ollama'
        ? 'Raise planscope.model.contextTokens or use fewer tools.'
        : 'Start the server with a larger context or use fewer tools.';
    const message = `The prompt is longer than the model's context at ${this.#where}${sizes} (${detail}). ${advice}`;
    return fail('context-exceeded', message, false, { status });
  }

  #formUnsupported(rung: OutputRung, detail: string, status: number | undefined): TransportError {
    const form = { schema: 'a JSON schema', grammar: 'a grammar', json: 'JSON', text: 'free text' }[rung];
    const message = `${upper(this.#where)} does not take ${form} as the form of an answer (${detail}). Set planscope.model.structuredOutput to a lower one, or to auto.`;
    return fail('form-unsupported', message, false, { status });
  }

  /** The key is taken out of flat text, which has no invisible characters within it, and before a cut goes through it. */
  #quote(text: string): string {
    const flat = flatText(text, Infinity);
    return flatText(this.#apiKey?.redact(flat) ?? flat, MAX_QUOTED);
  }
}

function fail(
  code: TransportErrorCode,
  message: string,
  retryable: boolean,
  more: {
    readonly status?: number | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly cause?: unknown;
  } = {},
): TransportError {
  return new TransportError(code, message, { retryable, ...more });
}

function comeAgain(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined
    ? 'Ask again later.'
    : `It asks to be left alone for ${Math.ceil(retryAfterMs / 1000)} s.`;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/**
 * The words of an error's body; undefined when it has none, is longer than errors are, or does not come: the status
 * alone says enough.
 */
async function readWords(response: HttpResponse): Promise<ServerWords | undefined> {
  try {
    const text = await readText(response, MAX_ERROR_BYTES, ERROR_BODY_MS);
    return text === undefined ? undefined : wordsOfBody(JSON.parse(text));
  } catch (error) {
    const isNoWords = error instanceof SyntaxError || (error instanceof TransportError && error.code === 'reset');
    if (!isNoWords) throw error;
    return undefined;
  }
}
