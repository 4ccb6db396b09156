import type { Clock } from '../base/clock.ts';
import type { FaultTimes } from './faults.ts';
import { everything, type Performance, streamEnding, streamPieces, typeOf, until } from './playback.ts';
import { stepsOfPlan, type TailFault, tailOf } from './tails.ts';

/** Steps in one write of an endless answer: enough to keep the buffers on the way full. */
const floodSteps = 300;

/** Stands for the text of an answer where only what comes before it is wanted. */
const placeholder = 'planscope-simulator-text';

/**
 * Sends an answer by its schedule and then what the fault goes on with, no faster than the client reads; ends as at the
 * token limit where that ends. Rejects when the client leaves.
 */
export async function playTail(
  clock: Clock,
  performance: Performance,
  kind: TailFault,
  times: Required<FaultTimes>,
): Promise<void> {
  const { exchange, reply, job, schedule, startMs } = performance;
  const { request } = reply;
  const type = typeOf(performance);
  const roomTokens = Math.min(request.maxOutputTokens, request.contextTokens - job.promptTokens) - job.outputTokens;
  const tail = tailOf(kind, times, roomTokens);
  const stepMs = tail.stepMs ?? (schedule.totalMs - schedule.prefillMs) / Math.max(1, job.outputTokens);
  if (!request.stream && !tail.isEndless) return playLonger(clock, performance, [...tail.pieces], stepMs);

  let rest = await begin(clock, performance);
  let dueMs = startMs + schedule.totalMs;
  let count = 0;
  for (const piece of tail.pieces) {
    dueMs += stepMs;
    await until(clock, dueMs, exchange.signal);
    await exchange.write(type, rest + encode(clock, performance, [piece]));
    await turn();
    rest = '';
    count++;
  }
  exchange.end(type, rest + streamEnding(clock, longer(performance, count, stepMs)));
}

/**
 * Sends an answer by its schedule and then the same steps again and again, as fast as the client reads: written anew
 * each time they would be slower than their reader. Never resolves; rejects when the client leaves.
 */
export async function playEndless(clock: Clock, performance: Performance): Promise<never> {
  const { exchange } = performance;
  const type = typeOf(performance);
  const begun = await begin(clock, performance);
  if (begun !== '') await exchange.write(type, begun);
  const steps = Buffer.from(encode(clock, performance, stepsOfPlan(floodSteps)));
  for (;;) {
    exchange.signal.throwIfAborted();
    await exchange.write(type, steps);
    await turn();
  }
}

/** The same in one object, which is there when all its words are. */
async function playLonger(
  clock: Clock,
  performance: Performance,
  pieces: readonly string[],
  stepMs: number,
): Promise<void> {
  const { exchange, job, startMs } = performance;
  const { schedule, job: longJob, ...rest } = longer(performance, pieces.length, stepMs);
  await until(clock, startMs + schedule.totalMs, exchange.signal);
  const text = job.text + pieces.join('');
  exchange.end(typeOf(performance), everything(clock, { ...rest, schedule, job: { ...longJob, text } }));
}

/** The figures of an answer that ended at the token limit, so many tokens after its own words. */
function longer(performance: Performance, tokens: number, stepMs: number): Performance {
  const { job, schedule } = performance;
  return {
    ...performance,
    job: { ...job, doneReason: 'length', stopWord: '', outputTokens: job.outputTokens + tokens },
    schedule: { ...schedule, totalMs: schedule.totalMs + tokens * stepMs },
  };
}

/** Sends the answer's own words and leaves it open; what has not been sent is handed back. */
async function begin(clock: Clock, performance: Performance): Promise<string> {
  const { exchange, reply, job, schedule, startMs } = performance;
  if (reply.request.stream) return streamPieces(clock, performance, job.pieces.length);
  await until(clock, startMs + schedule.totalMs, exchange.signal);
  const [before = ''] = everything(clock, { ...performance, job: { ...job, text: placeholder } }).split(placeholder);
  return before + escaped(job.text);
}

/** A text as it stands within the quotes of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Further words of an answer that has begun. */
function encode(clock: Clock, { exchange, reply }: Performance, pieces: readonly string[]): string {
  return reply.request.stream ? exchange.wire.pieces(reply, clock.wallMs(), pieces) : escaped(pieces.join(''));
}

/** What the kernel takes at once is written without the event loop: whoever else is served must have a turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
