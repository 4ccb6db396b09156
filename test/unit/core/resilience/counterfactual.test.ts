import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakerSettings, CallOutcome, SettledCall } from '../../../../src/core/resilience/breaker.ts';
import type { BreakerTransition } from '../../../../src/core/resilience/breakerTimeline.ts';
import { counterfactual, replayCalls } from '../../../../src/core/resilience/counterfactual.ts';
import { breakerSettings, callsWindow, makeBreaker } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A call that begins at `startMs` and takes 10 ms. */
const call = (startMs: number, outcome: CallOutcome, over: Partial<SettledCall> = {}): SettledCall => {
  const durationMs = over.durationMs ?? 10;
  return { startMs, endMs: startMs + durationMs, durationMs, outcome, cause: 'refused', ...over };
};

/** Ten calls, one each second: two good ones, six failures, two good ones. */
const outage = Array.from({ length: 10 }, (_, i) => call(i * 1_000, i < 2 || i > 7 ? 'ok' : 'fail'));

/** A breaker that never opens: what a recording without gaps is made with. */
const patient: BreakerSettings = { ...breakerSettings, failureThreshold: 100 };

describe('a replay of recorded calls', () => {
  it('opens where the product’s breaker would, and says why', () => {
    const { transitions, refused } = replayCalls(outage, breakerSettings);
    expect(transitions[0]).toEqual({
      atMs: 4_010,
      from: 'closed',
      to: 'open',
      cause: '3 failures in a row (last: refused)',
    });
    expect(transitions.slice(1, 3)).toEqual([
      { atMs: 5_010, from: 'open', to: 'half-open', cause: 'recovery time over' },
      { atMs: 6_010, from: 'half-open', to: 'open', cause: 'a failed trial (refused)' },
    ]);
    expect(refused).toEqual({ ok: 0, fail: 2, neutral: 0 });
  });

  it('covers the time of the calls with its states', () => {
    const { spans } = replayCalls(outage, breakerSettings);
    expect(spans[0]).toEqual({ state: 'closed', fromMs: 0, toMs: 4_010 });
    expect(spans.at(-1)?.toMs).toBe(9_010);
    for (const [i, span] of spans.slice(1).entries()) expect(span.fromMs).toBe(spans[i]?.toMs);
  });

  it('goes on to the end that it is given', () => {
    const calls = [call(0, 'fail'), call(20, 'fail'), call(40, 'fail')];
    expect(replayCalls(calls, breakerSettings, 2_000).spans.map(({ state }) => state)).toEqual([
      'closed',
      'open',
      'half-open',
    ]);
  });

  it('counts what it refuses by how it really ended', () => {
    const calls = [0, 20, 40].map((startMs) => call(startMs, 'fail'));
    const later = [call(60, 'ok'), call(80, 'ok'), call(100, 'fail'), call(120, 'neutral')];
    expect(replayCalls([...calls, ...later], breakerSettings).refused).toEqual({ ok: 2, fail: 1, neutral: 1 });
  });

  it('lets a call that began before the opening end without an effect', () => {
    const calls = [call(0, 'fail'), call(20, 'fail'), call(25, 'ok', { durationMs: 100 }), call(40, 'fail')];
    const { transitions, refused } = replayCalls(calls, breakerSettings);
    expect(transitions.map(({ to }) => to)).toEqual(['open']);
    expect(refused.ok).toBe(0);
  });

  it('takes a call without a length as begun before it ended', () => {
    const calls = [0, 1, 2].map((startMs) => call(startMs, 'fail', { durationMs: 0 }));
    expect(replayCalls(calls, breakerSettings).transitions.map(({ to }) => to)).toEqual(['open']);
  });

  it('judges slow calls by what they took for the breaker, not by their ends', () => {
    const settings = { ...breakerSettings, window: { ...callsWindow, failureRate: 0 } };
    const loading = Array.from({ length: 6 }, (_, i) =>
      call(i * 5_000, 'ok', { endMs: i * 5_000 + 4_000, durationMs: 10 }),
    );
    expect(replayCalls(loading, settings).transitions).toEqual([]);
    const slow = loading.map((one) => ({ ...one, durationMs: 4_000 }));
    expect(replayCalls(slow, settings).transitions[0]?.cause).toBe('100 % of the last 5 calls took longer than 1 s');
  });

  it('of no calls is a closed breaker', () => {
    expect(replayCalls([], breakerSettings)).toEqual({
      transitions: [],
      spans: [{ state: 'closed', fromMs: 0, toMs: 0 }],
      refused: { ok: 0, fail: 0, neutral: 0 },
    });
  });
});

describe('the counterfactual', () => {
  it('says how much earlier other settings would have opened', () => {
    const { presentOpenedAtMs, otherOpenedAtMs } = counterfactual(
      outage,
      { ...breakerSettings, failureThreshold: 5 },
      { ...breakerSettings, failureThreshold: 2 },
    );
    expect([presentOpenedAtMs, otherOpenedAtMs]).toEqual([6_010, 3_010]);
  });

  it('knows nothing of a breaker that does not open', () => {
    const { presentOpenedAtMs, otherOpenedAtMs, unknownMs } = counterfactual(outage, patient, patient);
    expect([presentOpenedAtMs, otherOpenedAtMs, unknownMs]).toEqual([undefined, undefined, 0]);
  });

  it('knows everything where both refuse', () => {
    const { present, unknownMs } = counterfactual(outage, breakerSettings, breakerSettings);
    expect(present.spans.some(({ state }) => state === 'open')).toBe(true);
    expect(unknownMs).toBe(0);
  });

  it('says for how long nothing is known, since the recorded breaker refused everything', () => {
    const recorded = [0, 20, 40].map((startMs) => call(startMs, 'fail'));
    const { unknownMs } = counterfactual(recorded, breakerSettings, patient, 700);
    expect(unknownMs).toBe(650);
  });
});

const settingsArbitrary: fc.Arbitrary<BreakerSettings> = fc.record(
  {
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    recoveryMs: fc.integer({ min: 1, max: 60 }),
    trialSuccesses: fc.integer({ min: 1, max: 3 }),
    maxConcurrentTrials: fc.integer({ min: 1, max: 3 }),
    window: fc.constantFrom(
      { ...callsWindow, slowCallMs: 15 },
      { ...callsWindow, type: 'time' as const, durationMs: 50, slowCallMs: 15, minimumCalls: 3 },
    ),
  },
  { requiredKeys: ['failureThreshold', 'recoveryMs', 'trialSuccesses', 'maxConcurrentTrials'] },
);

/** What happens after a wait, so that no two things happen at once. */
const stepArbitrary = fc.record({
  waitMs: fc.integer({ min: 1, max: 20 }),
  what: fc.constantFrom('begin', 'end', 'end', 'both'),
  pick: fc.nat(),
  outcome: fc.constantFrom<CallOutcome>('ok', 'fail', 'fail', 'neutral'),
});

describe('replaying with the settings of the recording', () => {
  it('takes the same transitions and refuses nothing', () => {
    fc.assert(
      fc.property(settingsArbitrary, fc.array(stepArbitrary, { maxLength: 120 }), (settings, steps) => {
        const clock = new FakeClock();
        const calendarMs = clock.wallMs() - clock.nowMs();
        const breaker = makeBreaker(clock, settings);
        const transitions: BreakerTransition[] = [];
        const calls: SettledCall[] = [];
        breaker.onDidChange((one) => transitions.push({ ...one, atMs: one.atMs - calendarMs }));
        breaker.onDidSettle((one) => calls.push(one));
        const running: { readonly token: number; readonly startMs: number }[] = [];
        const begin = (): void => {
          const token = breaker.tryAcquire();
          if (token !== -1) running.push({ token, startMs: clock.nowMs() });
        };
        for (const { waitMs, what, pick, outcome } of steps) {
          clock.elapse(waitMs);
          if (what === 'begin') begin();
          else {
            const before = running.length;
            if (what === 'both') begin();
            const at = what === 'both' ? before : pick % Math.max(1, before);
            const [ended] = running.splice(at, 1);
            if (ended !== undefined) breaker.settle(ended.token, outcome, 'x', clock.nowMs() - ended.startMs);
          }
        }
        const replay = replayCalls(calls, settings, clock.nowMs());
        breaker.dispose();
        expect(replay.transitions).toEqual(transitions);
        expect(replay.refused).toEqual({ ok: 0, fail: 0, neutral: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same for the same calls, whatever was replayed before', () => {
    const first = counterfactual(outage, breakerSettings, patient);
    counterfactual(outage.slice(3), patient, breakerSettings);
    expect(counterfactual(outage, breakerSettings, patient)).toEqual(first);
  });
});
