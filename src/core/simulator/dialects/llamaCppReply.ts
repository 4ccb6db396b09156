import { jsonType } from './dialect.ts';
import { readCompletionRequest } from './llamaCppRequest.ts';
import { contextExceeded, errorObject, loadingModel } from './llamaErrors.ts';
import { llamaTimings } from './llamaTimings.ts';
import { brokenEvent, event, eventStreamType } from './serverSentEvents.ts';
import type { AnswerTotals, Reply, WireFormat } from './wireFormat.ts';

/** llama.cpp's own `POST /completion`: events, the last of which says stop. `contextTokens` is the server's. */
export function createLlamaCppWire(contextTokens: number): WireFormat {
  return {
    takesAnyModel: true,
    streamType: eventStreamType,
    wholeType: jsonType,
    brokenPart: brokenEvent,
    loading: loadingModel,
    read: (body) => readCompletionRequest(body, contextTokens),
    opening: () => '',
    pieces: (_reply, _wallMs, pieces) => {
      let events = '';
      for (const piece of pieces) events += `data: {"index":0,"content":${JSON.stringify(piece)},"stop":false}\n\n`;
      return events;
    },
    ending: (reply, _wallMs, totals) => event(lastPart(reply, '', totals)),
    whole: (reply, _wallMs, text, totals) => JSON.stringify(lastPart(reply, text, totals)),
    errorBody: (refusal) => JSON.stringify(errorObject(refusal)),
    errorPart: (refusal) => event(errorObject(refusal)),
    unknownModel: (name) => ({ status: 404, message: `model '${name}' not found` }),
    rungRefused: (rung) => ({
      status: 400,
      message: `Unable to generate parser for this template. This server does not take "${rung}".`,
    }),
    tooLong: contextExceeded,
  };
}

function lastPart({ model }: Reply, content: string, totals: AnswerTotals): object {
  return {
    index: 0,
    content,
    stop: true,
    model,
    stop_type: stopType(totals),
    stopping_word: totals.stopWord,
    truncated: false,
    tokens_predicted: totals.outputTokens,
    tokens_evaluated: totals.promptTokens,
    timings: llamaTimings(totals),
  };
}

function stopType({ doneReason, stopWord }: AnswerTotals): 'eos' | 'limit' | 'word' {
  if (doneReason === 'length') return 'limit';
  return stopWord === '' ? 'eos' : 'word';
}
