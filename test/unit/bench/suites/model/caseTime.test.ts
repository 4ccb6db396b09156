import { describe, expect, it } from 'vitest';
import { CaseTime } from '../../../../../bench/suites/model/caseTime.ts';
import { askInTurn } from '../../../../../bench/suites/model/sampling.ts';
import type { AskedPlan } from '../../../../../bench/suites/model/warmRequest.ts';
import type { Context } from '../../../../../bench/support/fixtures.ts';
import { delay } from '../../../../../src/core/base/abort.ts';
import { budgetFor } from '../../../../../src/core/bench/budget.ts';
import { FakeClock } from '../../../../support/fakeClock.ts';

function caseTime(mode: 'quick' | 'full' = 'quick') {
  const clock = new FakeClock();
  const run = new AbortController();
  const context: Context = {
    mode,
    seed: 1,
    clock,
    signal: run.signal,
    fixture: () => Promise.reject(new Error('No fixture here.')),
    measure: () => Promise.reject(new Error('No measurement here.')),
  };
  return { clock, run, time: new CaseTime(context) };
}

const asked = (totalMs: number, isAnswered = true): AskedPlan => ({
  totalMs,
  isModelPlan: isAnswered,
  answers: isAnswered ? 1 : 0,
  ...(isAnswered
    ? {
        answer: {
          firstTokenMs: 1,
          loadMs: 0,
          client: { prefillMs: 1, decodeMs: 1 },
          outputTokens: 2,
          areTokensCounted: true,
        },
      }
    : { reason: { code: 'refused', message: 'Nobody answers.' } }),
  queueMs: 0,
  loadWaitMs: 0,
  judgeMs: 0,
  problems: [],
});

describe('the time of a case', () => {
  it.each(['quick', 'full'] as const)(
    'ends before the runner would stop the case and lose it, in %s mode',
    async (mode) => {
      const { clock, time } = caseTime(mode);
      await clock.advance(budgetFor(mode).caseLimitMs - 1);
      expect(time.isOver).toBe(true);
      expect(time.signal.aborted).toBe(true);
    },
  );

  it('lets no request begin that would not end in it', async () => {
    const { clock, time } = caseTime();
    expect(time.has(8_000)).toBe(true);
    await clock.advance(1);
    expect(time.has(8_000)).toBe(false);
    time.dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  it('tells the end of the run from its own', () => {
    const { run, time } = caseTime();
    run.abort();
    expect(time.signal.aborted).toBe(true);
    expect(time.isOver).toBe(false);
  });
});

describe('a series of requests', () => {
  it('stops at the time budget with the samples that it has', async () => {
    const { clock, time } = caseTime();
    const got: number[] = [];
    const series = askInTurn(
      time,
      100,
      async () => {
        await delay(clock, 3_000, time.signal);
        return asked(3_000);
      },
      (_, index) => got.push(index),
    );
    await clock.advance(10_000);
    expect(await series).toBe('time budget');
    // A third one would have ended after 9 s, beyond the 8 s.
    expect(got).toEqual([0, 1]);
  });

  it('ends a request that outlasts the time, and keeps what came before it', async () => {
    const { clock, time } = caseTime();
    const got: number[] = [];
    const series = askInTurn(
      time,
      5,
      (index) => delay(clock, index === 0 ? 1 : 60_000, time.signal).then(() => asked(1)),
      (_, index) => got.push(index),
    );
    await clock.advance(18_000);
    expect(await series).toBe('time budget');
    expect(got).toEqual([0]);
  });

  it('fails where not one is answered in the time: that is no case that held', async () => {
    const { clock, time } = caseTime();
    const series = askInTurn(
      time,
      5,
      () => delay(clock, 60_000, time.signal).then(() => asked(60_000)),
      () => {},
    );
    const expected = expect(series).rejects.toThrow('no answer within the 18 s that a case has in quick mode');
    await clock.advance(18_000);
    await expected;
  });

  it('rejects promptly when the run is cancelled', async () => {
    const { clock, run, time } = caseTime();
    const series = askInTurn(
      time,
      5,
      () => delay(clock, 60_000, time.signal).then(() => asked(60_000)),
      () => {},
    );
    run.abort(new Error('The user has enough.'));
    await expect(series).rejects.toThrow('The user has enough.');
  });

  it('fails after three requests in a row without an answer, and says why', async () => {
    const { time } = caseTime();
    let sent = 0;
    const answers = [false, false, true, false, false, false, false];
    const series = askInTurn(
      time,
      answers.length,
      (index) => {
        sent++;
        return Promise.resolve(asked(1, answers[index]));
      },
      () => {},
    );
    await expect(series).rejects.toThrow('The model gave no answer: Nobody answers.');
    expect(sent).toBe(6);
  });
});
