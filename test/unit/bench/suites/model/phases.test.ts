import { describe, expect, it } from 'vitest';
import { stageShares, stagesOf, timePerTokenMs, timingSource } from '../../../../../bench/suites/model/phases.ts';
import type { AnswerFigures, AskedPlan } from '../../../../../bench/suites/model/warmRequest.ts';

const seen: AnswerFigures = {
  firstTokenMs: 130,
  loadMs: 20,
  client: { prefillMs: 110, decodeMs: 45 },
  outputTokens: 10,
  areTokensCounted: true,
};
const told: AnswerFigures = { ...seen, server: { prefillMs: 100, decodeMs: 50 } };

const asked = (answer: AnswerFigures): AskedPlan => ({
  totalMs: 200,
  isModelPlan: true,
  answers: 1,
  answer,
  queueMs: 5,
  loadWaitMs: 0,
  judgeMs: 1,
  problems: [],
});

describe('the phases of answers', () => {
  it('are by the server only where it tells them of every answer', () => {
    expect(timingSource([told, told])).toBe('server');
    expect(timingSource([told, seen])).toBe('client');
    expect(timingSource([])).toBe('client');
  });

  it('make up the whole of a request, the rest being other', () => {
    const stages = stagesOf(asked(told), 'server');
    expect(stages).toEqual({ queue: 5, load: 20, prefill: 100, decode: 50, parse: 1, other: 24 });
    expect(stagesOf(asked(told), 'client')).toMatchObject({ prefill: 110, decode: 45 });
  });

  it('are never negative, whatever a server says', () => {
    const boast = { ...told, server: { prefillMs: 900, decodeMs: 50 } };
    expect(stagesOf(asked(boast), 'server')?.other).toBe(0);
  });

  it('have shares of all requests together, none where there was no answer', () => {
    const stages = stagesOf(asked(told), 'server');
    const shares = stageShares(stages === undefined ? [] : [stages, stages]);
    expect(shares).toMatchObject({ prefill: 0.5, decode: 0.25, load: 0.1 });
    expect(Object.values(shares ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(stageShares([])).toBeUndefined();
  });

  it('give a time per token: of all tokens by the server, of those after the first by the client', () => {
    expect(timePerTokenMs(told, 'server')).toBe(5);
    expect(timePerTokenMs(told, 'client')).toBe(5);
    expect(timePerTokenMs({ ...seen, outputTokens: 1 }, 'client')).toBeUndefined();
    expect(timePerTokenMs({ ...seen, client: { prefillMs: 1, decodeMs: 0 } }, 'client')).toBeUndefined();
  });
});
