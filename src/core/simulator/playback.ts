import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { AnswerType, Exchange } from './exchange.ts';
import type { DealtFault } from './faults.ts';
import type { Job } from './job.ts';
import type { Schedule } from './latency.ts';
import { type AnswerTotals, doneLine, pieceLines } from './ollamaReply.ts';
import type { ChatRequest } from './ollamaRequest.ts';
import { cutPoint } from './spoil.ts';

/** One answer on its way: what is said to whom, and when its parts are due. */
export interface Performance {
  readonly exchange: Exchange;
  readonly request: ChatRequest;
  readonly job: Job;
  readonly schedule: Schedule;
  /** Time spent on reading the model from disk, milliseconds; 0 when it was loaded. */
  readonly loadMs: number;
  /** Monotonic time from which `schedule` counts. */
  readonly startMs: number;
  readonly fault: DealtFault | undefined;
}

type StreamBreak = DealtFault & { readonly kind: 'stall-stream' | 'reset-stream' | 'truncated-stream' };

/** Whether a fault breaks an answer that has begun. */
export function breaksStream(fault: DealtFault | undefined): fault is StreamBreak {
  return fault?.kind === 'stall-stream' || fault?.kind === 'reset-stream' || fault?.kind === 'truncated-stream';
}

/** Sends everything in one write, whatever the schedule. */
export function playAtOnce(clock: Clock, performance: Performance): void {
  const { exchange, request, job } = performance;
  const tokens = request.stream ? pieceLines(request.model, clock.wallMs(), job.pieces) : '';
  exchange.end(answerType(request), tokens + lastLine(clock, performance));
}

/** Sends an answer by its schedule, up to where its fault breaks it. Rejects when the client leaves. */
export async function play(clock: Clock, performance: Performance): Promise<void> {
  const { exchange, request, job, schedule, startMs, fault } = performance;
  const type = answerType(request);
  const endMs = startMs + schedule.totalMs;
  if (breaksStream(fault)) {
    if (request.stream) {
      const count = Math.min(job.pieces.length, cutPoint(job.pieces.length, fault.random));
      await streamPieces(clock, performance, count);
    } else {
      await until(clock, endMs, exchange.signal);
      const whole = lastLine(clock, performance);
      await exchange.write(type, whole.slice(0, cutPoint(whole.length, fault.random)));
    }
    return breakOff(exchange, type, fault);
  }
  // The last tokens wait for the last line: both leave together, at the end of the service time and not after it.
  const withLastLine = request.stream ? await streamPieces(clock, performance, job.pieces.length, endMs) : '';
  await until(clock, endMs, exchange.signal);
  exchange.end(type, withLastLine + lastLine(clock, performance));
}

/**
 * Writes the first `count` pieces as they fall due, several in one write where the clock has passed them by. Pieces due
 * at `holdMs` or later are not written but handed back, as lines.
 */
async function streamPieces(
  clock: Clock,
  performance: Performance,
  count: number,
  holdMs = Number.POSITIVE_INFINITY,
): Promise<string> {
  const { exchange, request, job, schedule, startMs } = performance;
  const dueMs = (piece: number): number => startMs + (schedule.tokenMs[piece] ?? schedule.totalMs);
  let sent = 0;
  while (sent < count && dueMs(sent) < holdMs) {
    await until(clock, dueMs(sent), exchange.signal);
    const nowMs = clock.nowMs();
    let end = sent + 1;
    while (end < count && dueMs(end) <= nowMs && dueMs(end) < holdMs) end++;
    await exchange.write(answerType(request), pieceLines(request.model, clock.wallMs(), job.pieces.slice(sent, end)));
    sent = end;
  }
  return pieceLines(request.model, clock.wallMs(), job.pieces.slice(sent, count));
}

async function breakOff(exchange: Exchange, type: AnswerType, fault: StreamBreak): Promise<void> {
  exchange.begin(type);
  switch (fault.kind) {
    case 'stall-stream':
      return exchange.untilClosed();
    case 'reset-stream':
      return exchange.reset();
    case 'truncated-stream':
      return exchange.end(type, '');
  }
}

/** Returns at `dueMs` of the monotonic clock, or rejects when the client has left. */
export async function until(clock: Clock, dueMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waitMs = dueMs - clock.nowMs();
  if (waitMs > 0) await delay(clock, waitMs, signal);
}

function answerType(request: ChatRequest): AnswerType {
  return request.stream ? 'application/x-ndjson' : 'application/json; charset=utf-8';
}

/** The line that ends a stream, or the whole of an answer that is none. */
function lastLine(clock: Clock, { exchange, request, job, schedule, loadMs }: Performance): string {
  const totals: AnswerTotals = {
    doneReason: job.doneReason,
    totalMs: clock.nowMs() - exchange.receivedMs,
    loadMs,
    promptTokens: job.promptTokens,
    prefillMs: schedule.prefillMs,
    outputTokens: job.pieces.length,
    decodeMs: schedule.totalMs - schedule.prefillMs,
  };
  return doneLine(request.model, clock.wallMs(), request.stream ? '' : job.text, totals);
}
