import { summarize } from '../../../src/core/bench/statistics.ts';
import type { AnswerFigures, AnswerPhases, AskedPlan } from './warmRequest.ts';

/** Whose clock the phases of answers are by: the server's where it tells them of every answer, else this side's. */
export type TimingSource = 'server' | 'client';

/** One source for all: a server's prefill and this side's time to the first token are not the same thing. */
export function timingSource(answers: readonly AnswerFigures[]): TimingSource {
  return answers.length > 0 && answers.every(({ server }) => server !== undefined) ? 'server' : 'client';
}

export function phasesOf(answer: AnswerFigures, source: TimingSource): AnswerPhases {
  return (source === 'server' ? answer.server : undefined) ?? answer.client;
}

/** What the source means, for a report. */
export function sourceWords(source: TimingSource): string {
  return source === 'server' ? 'by the server' : 'seen by the client: to the first text, and from there to the last';
}

/** The stages of a request, in their order. */
export const STAGES = ['queue', 'load', 'prefill', 'decode', 'parse', 'other'] as const;

export type Stage = (typeof STAGES)[number];

/** Where the time of one answered request went, milliseconds; together its `totalMs`. */
export function stagesOf(asked: AskedPlan, source: TimingSource): Readonly<Record<Stage, number>> | undefined {
  const { answer, totalMs, queueMs, loadWaitMs, judgeMs } = asked;
  if (answer === undefined) return undefined;
  const { prefillMs, decodeMs } = phasesOf(answer, source);
  const known = {
    queue: queueMs,
    load: loadWaitMs + answer.loadMs,
    prefill: prefillMs,
    decode: decodeMs,
    parse: judgeMs,
  };
  const sumMs = Object.values(known).reduce((sum, ms) => sum + ms, 0);
  return { ...known, other: Math.max(0, totalMs - sumMs) };
}

/** The share of each stage in the time of all requests (0..1); undefined for none. */
export function stageShares(
  requests: readonly Readonly<Record<Stage, number>>[],
): Readonly<Record<Stage, number>> | undefined {
  const sumOf = (stage: Stage): number => requests.reduce((sum, request) => sum + request[stage], 0);
  const totalMs = STAGES.reduce((sum, stage) => sum + sumOf(stage), 0);
  if (totalMs <= 0) return undefined;
  const share = (stage: Stage): number => sumOf(stage) / totalMs;
  return {
    queue: share('queue'),
    load: share('load'),
    prefill: share('prefill'),
    decode: share('decode'),
    parse: share('parse'),
    other: share('other'),
  };
}

/** Time per token after the first, which the prefill has given; undefined for an answer of one token. */
export function timePerTokenMs(answer: AnswerFigures, source: TimingSource): number | undefined {
  // A server's decode time is of all its tokens; between the first and the last text lie one fewer.
  const tokens = source === 'server' ? answer.outputTokens : answer.outputTokens - 1;
  const { decodeMs } = phasesOf(answer, source);
  return tokens > 0 && decodeMs > 0 ? decodeMs / tokens : undefined;
}

/** The median; null where there are too few. */
export function median(samples: readonly (number | undefined)[]): number | null {
  return summarize(known(samples)).p50;
}

/** The 95th percentile; null where there are too few. */
export function p95(samples: readonly (number | undefined)[]): number | null {
  return summarize(known(samples)).p95;
}

function known(samples: readonly (number | undefined)[]): readonly number[] {
  return samples.filter((sample) => sample !== undefined);
}
