import type { Answerer } from './answerer.ts';
import type { ModelRequest } from './dialects/wireFormat.ts';
import type { DealtFault } from './faultDealer.ts';
import { spoilText } from './spoil.ts';
import { charactersPerToken, splitIntoTokens } from './tokens.ts';

/** What the simulated model is going to say, before any time is spent on it. */
export interface Job {
  readonly text: string;
  /** `text` in the pieces that a stream sends one by one. */
  readonly pieces: readonly string[];
  readonly outputTokens: number;
  readonly doneReason: 'stop' | 'length';
  /** The stop word of the request that ended the text; '' where none did. */
  readonly stopWord: string;
  readonly promptTokens: number;
  readonly recordedMs: number;
}

/** Works out the answer to `request`, or finds that its prompt exceeds the context and must not be cut. */
export function prepareJob(
  request: ModelRequest,
  answerer: Answerer,
  fault: DealtFault | undefined,
): { readonly type: 'job'; readonly job: Job } | { readonly type: 'too-long' } {
  const { question, contextTokens } = request;
  const fits = request.promptTokens <= contextTokens;
  if (!fits && !request.truncate) return { type: 'too-long' };
  // A prompt that does not fit is cut in silence, oldest part first, and planned from what is left.
  const promptTokens = fits ? request.promptTokens : contextTokens;
  const read = fits ? question : question.slice(-contextTokens * charactersPerToken);

  const answer = answerer(read, request.rung !== 'text');
  const spoilt = spoilText(answer.text, fault);
  const stopWord = answer.verbatim ? '' : firstStopWord(spoilt, request.stop);
  const text = stopWord === '' ? spoilt : spoilt.slice(0, spoilt.indexOf(stopWord));
  const pieces = splitIntoTokens(text);
  const roomTokens = request.shift ? Number.POSITIVE_INFINITY : contextTokens - promptTokens;
  const maxTokens = answer.verbatim ? pieces.length : Math.min(request.maxOutputTokens, roomTokens);
  const whole = { promptTokens, recordedMs: answer.recordedMs };
  if (pieces.length <= maxTokens) {
    const outputTokens = pieces.length;
    return { type: 'job', job: { ...whole, text, pieces, outputTokens, doneReason: 'stop', stopWord } };
  }
  const kept = pieces.slice(0, maxTokens);
  const cut = { text: kept.join(''), pieces: kept, outputTokens: kept.length } as const;
  return { type: 'job', job: { ...whole, ...cut, doneReason: 'length', stopWord: '' } };
}

/** The stop word that comes first in `text`; '' where there is none. */
function firstStopWord(text: string, stop: readonly string[]): string {
  let first = '';
  let end = text.length;
  for (const word of stop) {
    const at = text.indexOf(word);
    if (at === -1 || at >= end) continue;
    first = word;
    end = at;
  }
  return first;
}
