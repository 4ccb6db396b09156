import type { Answerer } from './answerer.ts';
import type { DealtFault } from './faults.ts';
import type { ChatRequest } from './ollamaRequest.ts';
import { spoilText } from './spoil.ts';
import { charactersPerToken, estimateTokens, splitIntoTokens } from './tokens.ts';

/** What the simulated model is going to say, before any time is spent on it. */
export interface Job {
  readonly text: string;
  /** `text` in the pieces that a stream sends one by one. */
  readonly pieces: readonly string[];
  readonly doneReason: 'stop' | 'length';
  readonly promptTokens: number;
  readonly recordedMs: number;
}

/** Works out the answer to `request`, or finds that its prompt exceeds the context and must not be cut. */
export function prepareJob(
  request: ChatRequest,
  answerer: Answerer,
  fault: DealtFault | undefined,
): { readonly type: 'job'; readonly job: Job } | { readonly type: 'too-long'; readonly promptTokens: number } {
  let wholeTokens = 0;
  let prompt = '';
  for (const { role, content } of request.messages) {
    wholeTokens += estimateTokens(content);
    if (role === 'user') prompt = content;
  }
  const fits = wholeTokens <= request.contextTokens;
  if (!fits && !request.truncate) return { type: 'too-long', promptTokens: wholeTokens };
  // A prompt that does not fit is cut in silence, oldest part first, and planned from what is left.
  const promptTokens = fits ? wholeTokens : request.contextTokens;
  const read = fits ? prompt : prompt.slice(-request.contextTokens * charactersPerToken);

  const answer = answerer(read, request.wantsJson);
  const spoilt = spoilText(answer.text, fault);
  const text = answer.verbatim ? spoilt : beforeStopWord(spoilt, request.stop);
  const pieces = splitIntoTokens(text);
  const roomTokens = request.shift ? Number.POSITIVE_INFINITY : request.contextTokens - promptTokens;
  const maxTokens = answer.verbatim ? pieces.length : Math.min(request.maxOutputTokens, roomTokens);
  const whole = { promptTokens, recordedMs: answer.recordedMs };
  if (pieces.length <= maxTokens) return { type: 'job', job: { ...whole, text, pieces, doneReason: 'stop' } };
  const kept = pieces.slice(0, maxTokens);
  return { type: 'job', job: { ...whole, text: kept.join(''), pieces: kept, doneReason: 'length' } };
}

function beforeStopWord(text: string, stop: readonly string[]): string {
  let end = text.length;
  for (const word of stop) {
    const at = text.indexOf(word);
    if (at !== -1) end = Math.min(end, at);
  }
  return text.slice(0, end);
}
