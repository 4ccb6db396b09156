import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { AnswerTotals, Reply } from './dialects/wireFormat.ts';
import type { Exchange } from './exchange.ts';
import type { Job } from './job.ts';
import type { Schedule } from './latency.ts';

/** One answer on its way: what is said to whom, and when its parts are due. */
export interface Performance {
  readonly exchange: Exchange;
  readonly reply: Reply;
  readonly job: Job;
  readonly schedule: Schedule;
  /** Time spent on reading the model from disk, milliseconds; 0 when it was loaded. */
  readonly loadMs: number;
  /** Monotonic time from which `schedule` counts. */
  readonly startMs: number;
}

/** Sends everything in one write, whatever the schedule. */
export function playAtOnce(clock: Clock, performance: Performance): void {
  performance.exchange.end(typeOf(performance), everything(clock, performance));
}

/** Sends an answer by its schedule. Rejects when the client leaves. */
export async function play(clock: Clock, performance: Performance): Promise<void> {
  const { exchange, reply, job, schedule, startMs } = performance;
  const endMs = startMs + schedule.totalMs;
  if (!reply.request.stream) {
    await until(clock, endMs, exchange.signal);
    return playAtOnce(clock, performance);
  }
  // The last tokens wait for the last line: both leave together, at the end of the service time and not after it.
  const rest = await streamPieces(clock, performance, job.pieces.length, endMs);
  await until(clock, endMs, exchange.signal);
  exchange.end(typeOf(performance), rest + streamEnding(clock, performance));
}

/**
 * Writes the first `count` pieces as they fall due, several in one write where the clock has passed them by. Pieces due
 * at `holdMs` or later are not written but handed back in their dialect, as is a stream's opening where none was due.
 */
export async function streamPieces(
  clock: Clock,
  performance: Performance,
  count: number,
  holdMs = Number.POSITIVE_INFINITY,
): Promise<string> {
  const { exchange, reply, job, schedule, startMs } = performance;
  const { wire } = exchange;
  const dueMs = (piece: number): number => startMs + (schedule.tokenMs[piece] ?? schedule.totalMs);
  const parts = (from: number, to: number): string => {
    const opening = from === 0 ? wire.opening(reply, clock.wallMs()) : '';
    return opening + wire.pieces(reply, clock.wallMs(), job.pieces.slice(from, to));
  };
  let sent = 0;
  while (sent < count && dueMs(sent) < holdMs) {
    await until(clock, dueMs(sent), exchange.signal);
    const nowMs = clock.nowMs();
    let end = sent + 1;
    while (end < count && dueMs(end) <= nowMs && dueMs(end) < holdMs) end++;
    await exchange.write(typeOf(performance), parts(sent, end));
    sent = end;
  }
  return parts(sent, count);
}

/** Returns at `dueMs` of the monotonic clock, or rejects when the client has left. */
export async function until(clock: Clock, dueMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waitMs = dueMs - clock.nowMs();
  if (waitMs > 0) await delay(clock, waitMs, signal);
}

/** The content type of an answer. */
export function typeOf({ exchange, reply }: Performance): string {
  return reply.request.stream ? exchange.wire.streamType : exchange.wire.wholeType;
}

/** All bytes of an answer, streamed or not. */
export function everything(clock: Clock, performance: Performance): string {
  const { exchange, reply, job } = performance;
  const { wire } = exchange;
  const wallMs = clock.wallMs();
  if (!reply.request.stream) return wire.whole(reply, wallMs, job.text, totalsOf(clock, performance));
  return wire.opening(reply, wallMs) + wire.pieces(reply, wallMs, job.pieces) + streamEnding(clock, performance);
}

/** What ends a stream. */
export function streamEnding(clock: Clock, performance: Performance): string {
  const { exchange, reply } = performance;
  return exchange.wire.ending(reply, clock.wallMs(), totalsOf(clock, performance));
}

function totalsOf(clock: Clock, { exchange, job, schedule, loadMs }: Performance): AnswerTotals {
  return {
    doneReason: job.doneReason,
    stopWord: job.stopWord,
    totalMs: clock.nowMs() - exchange.receivedMs,
    loadMs,
    promptTokens: job.promptTokens,
    prefillMs: schedule.prefillMs,
    outputTokens: job.outputTokens,
    decodeMs: schedule.totalMs - schedule.prefillMs,
  };
}
