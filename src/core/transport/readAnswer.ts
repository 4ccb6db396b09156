import type { HttpResponse } from './httpStream.ts';
import type { ServerErrors } from './serverErrors.ts';
import type { GenerateAnswer, GenerateObserver, ServerTimings } from './transport.ts';
import { TransportError } from './transportErrors.ts';

/** No plan is longer, whatever a server wraps each token in; one that sends more is running away. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** How a server ended an answer that is whole. */
export interface AnswerEnd {
  readonly finish: 'stop' | 'length';
  readonly timings: ServerTimings;
}

/** One answer's stream as it comes, in a server's dialect. Throws a `TransportError` for what is no such stream. */
export interface AnswerDecoder {
  /** The text that `chunk` adds, maybe ''. The pieces may be cut anywhere. */
  push(chunk: Buffer): string;
  /** The text of what was left without an end. */
  finish(): string;
  /**
   * The model has begun to answer. Before that a server may send what only proves that it lives: headers, pings, an
   * empty first event.
   */
  readonly hasBegun: boolean;
  /** Set once the server has said that the answer is whole. */
  readonly end: AnswerEnd | undefined;
}

/**
 * Reads one answer to its end, or as far as the observer wants it. It hears of every piece once the model has begun:
 * pings before that must not end its wait for the first byte, whose limit is the one that covers a queue, a load and
 * the prefill; the limit of silence is shorter, and pings would feed it for ever.
 */
export async function readAnswer(
  response: HttpResponse,
  observer: GenerateObserver,
  decoder: AnswerDecoder,
  errors: ServerErrors,
): Promise<GenerateAnswer> {
  let text = '';
  let receivedBytes = 0;
  let isEnough = false;
  try {
    await response.readBody((chunk) => {
      receivedBytes += chunk.length;
      if (receivedBytes > MAX_ANSWER_BYTES) throw errors.tooLong(MAX_ANSWER_BYTES);
      const added = decoder.push(chunk);
      text += added;
      const wish = decoder.hasBegun ? observer.onData(added) : undefined;
      // Nothing after its end is a part of the answer; a server that leaves the body open must not lose it.
      if (decoder.end !== undefined) return 'last';
      if (wish !== 'end') return undefined;
      isEnough = true;
      return 'stop';
    });
  } catch (error) {
    // The answer was whole; how the connection ended after it is of no matter.
    const isHarmless = decoder.end !== undefined && error instanceof TransportError && error.code === 'reset';
    if (!isHarmless) throw error;
  }
  if (isEnough) return { text, finish: 'ended', timings: {}, receivedBytes };
  const rest = decoder.end === undefined ? decoder.finish() : '';
  if (rest !== '') {
    text += rest;
    observer.onData(rest);
  }
  if (decoder.end === undefined) throw errors.truncated();
  return { text, ...decoder.end, receivedBytes };
}
