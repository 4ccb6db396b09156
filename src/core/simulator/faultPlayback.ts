import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { DealtFault } from './faultDealer.ts';
import type { FaultKind, FaultTimes, StreamFault } from './faults.ts';
import { everything, type Performance, streamEnding, streamPieces, typeOf, until } from './playback.ts';
import { cutPoint } from './spoil.ts';
import { playEndless, playTail } from './tailPlayback.ts';

/** A fault that changes the course of an answer. */
export type DealtStreamFault = DealtFault<StreamFault>;

/** Whether a fault changes the course of an answer, rather than preventing it or its words. */
export function isStreamFault(fault: DealtFault): fault is DealtStreamFault {
  return streamFaults.has(fault.kind);
}

const streamFaults: ReadonlySet<FaultKind> = new Set<StreamFault>([
  'headers-only',
  'stall-stream',
  'reset-stream',
  'truncated-stream',
  'wrong-length',
  'malformed-stream',
  'error-in-stream',
  'byte-by-byte',
  'slow-drip',
  'endless',
  'endless-whitespace',
  'repeating-token',
  'run-on',
]);

/** Sends an answer by its schedule and in the way of its fault. Rejects when the client leaves. */
export async function playFaulty(
  clock: Clock,
  performance: Performance,
  { kind, random }: DealtStreamFault,
  times: Required<FaultTimes>,
): Promise<void> {
  const { exchange, schedule, startMs } = performance;
  const type = typeOf(performance);
  const endMs = startMs + schedule.totalMs;
  const ready = async (): Promise<string> => {
    await until(clock, endMs, exchange.signal);
    return everything(clock, performance);
  };
  switch (kind) {
    case 'headers-only':
      exchange.begin(type);
      return exchange.untilClosed();
    case 'stall-stream':
      await playPart(clock, performance, random);
      return exchange.untilClosed();
    case 'reset-stream':
      await playPart(clock, performance, random);
      return exchange.reset();
    case 'truncated-stream':
      await playPart(clock, performance, random);
      return exchange.end(type, '');
    case 'error-in-stream':
      return playError(clock, performance, random);
    case 'malformed-stream':
      return playMalformed(clock, performance, random);
    case 'wrong-length': {
      const whole = await ready();
      return exchange.breakPromise(type, Buffer.byteLength(whole), whole.slice(0, cutPoint(whole.length, random)));
    }
    case 'byte-by-byte': {
      for (const byte of Buffer.from(await ready())) {
        exchange.signal.throwIfAborted();
        await exchange.write(type, Uint8Array.of(byte));
      }
      return exchange.end(type, '');
    }
    case 'endless':
      return playEndless(clock, performance);
    case 'slow-drip':
    case 'endless-whitespace':
    case 'repeating-token':
    case 'run-on':
      return playTail(clock, performance, kind, times);
  }
}

/** Sends the first part of an answer: some of the pieces of a stream, or the beginning of a whole. */
async function playPart(clock: Clock, performance: Performance, random: Random): Promise<number> {
  const { exchange, reply, job, schedule, startMs } = performance;
  const type = typeOf(performance);
  if (reply.request.stream) {
    const count = Math.min(job.pieces.length, cutPoint(job.pieces.length, random));
    await streamPieces(clock, performance, count);
    exchange.begin(type);
    return count;
  }
  await until(clock, startMs + schedule.totalMs, exchange.signal);
  const whole = everything(clock, performance);
  await exchange.write(type, whole.slice(0, cutPoint(whole.length, random)));
  return job.pieces.length;
}

async function playError(clock: Clock, performance: Performance, random: Random): Promise<void> {
  const { exchange, reply } = performance;
  const refusal = { status: 500, message: 'the simulated model failed in the middle of its answer' };
  if (!reply.request.stream) return exchange.end(typeOf(performance), exchange.wire.errorBody(refusal));
  await playPart(clock, performance, random);
  exchange.end(typeOf(performance), exchange.wire.errorPart(refusal));
}

/** One piece of the stream is replaced; whoever skips what it cannot read gets a plan with a hole. */
async function playMalformed(clock: Clock, performance: Performance, random: Random): Promise<void> {
  const { exchange, reply, job, schedule, startMs } = performance;
  const type = typeOf(performance);
  const endMs = startMs + schedule.totalMs;
  if (!reply.request.stream) {
    await until(clock, endMs, exchange.signal);
    return exchange.end(type, everything(clock, performance).slice(1));
  }
  const count = await playPart(clock, performance, random);
  await exchange.write(type, exchange.wire.brokenPart);
  await until(clock, endMs, exchange.signal);
  const rest = exchange.wire.pieces(reply, clock.wallMs(), job.pieces.slice(count + 1));
  exchange.end(type, rest + streamEnding(clock, performance));
}
