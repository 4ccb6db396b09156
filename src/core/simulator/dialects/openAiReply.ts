import type { OutputRung } from '../../transport/transport.ts';
import { jsonType } from './dialect.ts';
import { contextExceeded, errorObject, loadingModel } from './llamaErrors.ts';
import { llamaTimings } from './llamaTimings.ts';
import { readChatCompletionRequest } from './openAiRequest.ts';
import { brokenEvent, event, eventStreamType } from './serverSentEvents.ts';
import type { AnswerTotals, Reply, WireFormat } from './wireFormat.ts';

/** What answers and lists of models say they come from, so that nobody takes the simulator for a model. */
export const fingerprint = 'planscope-simulator';

/**
 * `POST /v1/chat/completions` as llama.cpp and its like answer it: events, then `[DONE]`. `contextTokens` is the
 * server's. `takesAnyModel`: as a server with one model does, which ignores the name.
 */
export function createOpenAiWire(options: {
  readonly contextTokens: number;
  readonly takesAnyModel: boolean;
}): WireFormat {
  return {
    takesAnyModel: options.takesAnyModel,
    streamType: eventStreamType,
    wholeType: jsonType,
    brokenPart: brokenEvent,
    loading: loadingModel,
    read: (body) => readChatCompletionRequest(body, options.contextTokens),
    opening: (reply, wallMs) => chunk(reply, wallMs, { delta: { role: 'assistant', content: null } }),
    pieces: (reply, wallMs, pieces) => {
      const opened = JSON.stringify(head(reply, wallMs, 'chat.completion.chunk')).slice(0, -1);
      const before = `data: ${opened},"choices":[{"index":0,"finish_reason":null,"delta":{"content":`;
      let events = '';
      for (const piece of pieces) events += `${before}${JSON.stringify(piece)}}}]}\n\n`;
      return events;
    },
    ending,
    whole: (reply, wallMs, text, totals) =>
      JSON.stringify({
        ...head(reply, wallMs, 'chat.completion'),
        choices: [{ index: 0, finish_reason: finishReason(totals), message: { role: 'assistant', content: text } }],
        usage: usage(totals),
        timings: llamaTimings(totals),
      }),
    errorBody: (refusal) => JSON.stringify(refusal.isPlain ? { error: refusal.message } : errorObject(refusal)),
    errorPart: (refusal) => event(errorObject(refusal)),
    unknownModel: (name) => ({ status: 404, message: `The model \`${name}\` does not exist.` }),
    rungRefused: (rung) => ({ status: 400, message: refusals[rung], isPlain: rung === 'json' }),
    tooLong: contextExceeded,
  };
}

/** For JSON the words of LM Studio, whose errors are plain texts; for the rest those of llama.cpp. */
const refusals: Readonly<Record<OutputRung, string>> = {
  schema: 'Failed to initialize samplers',
  grammar: 'Failed to initialize samplers',
  json: "'response_format.type' must be 'json_schema' or 'text'",
  text: "'response_format.type' must not be 'text'",
};

function ending(reply: Reply, wallMs: number, totals: AnswerTotals): string {
  const timings = llamaTimings(totals);
  const finish = { finish_reason: finishReason(totals), delta: {} };
  if (!reply.request.includeUsage) return `${chunk(reply, wallMs, finish, { timings })}${done}`;
  const last = { ...head(reply, wallMs, 'chat.completion.chunk'), choices: [], usage: usage(totals), timings };
  return `${chunk(reply, wallMs, finish)}${event(last)}${done}`;
}

const done = 'data: [DONE]\n\n';

function chunk(reply: Reply, wallMs: number, choice: object, further: object = {}): string {
  const choices = [{ index: 0, finish_reason: null, ...choice }];
  return event({ ...head(reply, wallMs, 'chat.completion.chunk'), choices, ...further });
}

function head({ id, model }: Reply, wallMs: number, object: string): object {
  return {
    id: `chatcmpl-${id}`,
    object,
    created: Math.floor(wallMs / 1_000),
    model,
    system_fingerprint: fingerprint,
  };
}

function usage({ promptTokens, outputTokens }: AnswerTotals): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: outputTokens,
    total_tokens: promptTokens + outputTokens,
  };
}

function finishReason({ doneReason }: AnswerTotals): 'stop' | 'length' {
  return doneReason === 'length' ? 'length' : 'stop';
}
