import type { Clock } from '../base/clock.ts';
import type { FaultTimes } from './faults.ts';
import { everything, type Performance, streamEnding, streamPieces, typeOf, until } from './playback.ts';
import { type Tail, type TailFault, tailOf } from './tails.ts';

/** Stands for the text of an answer where only what is around it is wanted. */
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
  const roomTokens = Math.min(request.maxOutputTokens, request.contextTokens - job.promptTokens) - job.pieces.length;
  const tail = tailOf(kind, times, roomTokens);
  const stepMs = tail.stepMs ?? (schedule.totalMs - schedule.prefillMs) / Math.max(1, job.pieces.length);

  let rest = await begin(clock, performance);
  let dueMs = startMs + schedule.totalMs;
  let count = job.pieces.length;
  for (let pieces = take(tail); pieces.length > 0; pieces = take(tail)) {
    dueMs += stepMs;
    await until(clock, dueMs, exchange.signal);
    const part = request.stream ? exchange.wire.pieces(reply, clock.wallMs(), pieces) : escaped(pieces.join(''));
    await exchange.write(type, rest + part);
    // What the kernel takes at once is written without the event loop: the others must have their turn.
    await turn();
    rest = '';
    count += pieces.length;
  }
  const longer = {
    ...performance,
    job: { ...job, doneReason: 'length' as const, stopWord: '', outputTokens: count },
    schedule: { ...schedule, totalMs: dueMs - startMs },
  };
  exchange.end(type, rest + (request.stream ? streamEnding(clock, longer) : around(clock, longer).after));
}

/** Sends the answer's own words and leaves it open; what has not been sent is handed back. */
async function begin(clock: Clock, performance: Performance): Promise<string> {
  const { exchange, reply, job, schedule, startMs } = performance;
  if (reply.request.stream) return streamPieces(clock, performance, job.pieces.length);
  await until(clock, startMs + schedule.totalMs, exchange.signal);
  return around(clock, performance).before + escaped(job.text);
}

/** What stands before and after the text in an answer that is not streamed. */
function around(clock: Clock, performance: Performance): { readonly before: string; readonly after: string } {
  const job = { ...performance.job, text: placeholder };
  const [before = '', after = ''] = everything(clock, { ...performance, job }).split(placeholder);
  return { before, after };
}

/** A text as it stands within the quotes of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function take({ pieces, perWrite }: Tail): readonly string[] {
  const taken: string[] = [];
  while (taken.length < perWrite) {
    const next = pieces.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
