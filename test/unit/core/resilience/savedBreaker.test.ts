import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { judgeForBreaker } from '../../../../src/core/failures.ts';
import { type BreakerSettings, CircuitBreaker } from '../../../../src/core/resilience/breaker.ts';
import { readSavedBreaker, type SavedBreaker } from '../../../../src/core/resilience/savedBreaker.ts';
import { breakerSettings, fail, makeBreaker } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A breaker that opened `openForMs` ago, saved; it stays open for a second. */
function savedOpen(openForMs: number): { readonly clock: FakeClock; readonly saved: SavedBreaker } {
  const clock = new FakeClock();
  const breaker = makeBreaker(clock);
  fail(breaker, 3);
  clock.elapse(openForMs);
  const saved = breaker.saved();
  breaker.dispose();
  return { clock, saved };
}

/** The successor, made from what a file would hold. */
function restored(clock: FakeClock, saved: SavedBreaker, settings: Partial<BreakerSettings> = {}): CircuitBreaker {
  const options = { clock, logger: silentLogger, judge: judgeForBreaker, ...breakerSettings, ...settings };
  return new CircuitBreaker(options, readSavedBreaker(JSON.parse(JSON.stringify(saved))));
}

describe('a breaker after a reload', () => {
  it('stays open for the rest of its time', () => {
    const { clock, saved } = savedOpen(400);
    clock.elapse(100);
    const breaker = restored(clock, saved);
    expect(breaker.status()).toMatchObject({ state: 'open', nextTrialAtMs: clock.wallMs() + 500 });
    expect(breaker.refusalText()).toContain('open after 3 failures in a row (last: refused). The next trial is in 1 s');
    clock.elapse(499);
    expect(breaker.state).toBe('open');
    clock.elapse(1);
    expect(breaker.state).toBe('half-open');
  });

  it('lets its trial through at once when that time is over', () => {
    const { clock, saved } = savedOpen(400);
    clock.elapse(600);
    const breaker = restored(clock, saved);
    expect(breaker.tryAcquire()).toBeGreaterThanOrEqual(0);
    expect(breaker.status().timeline.at(-1)).toMatchObject({
      from: 'open',
      to: 'half-open',
      cause: 'recovery time over',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('never stays open longer than its recovery time, however far the calendar went back', () => {
    const { clock, saved } = savedOpen(400);
    clock.jumpWall(-365 * 86_400_000);
    const breaker = restored(clock, saved);
    clock.elapse(999);
    expect(breaker.state).toBe('open');
    clock.elapse(1);
    expect(breaker.state).toBe('half-open');
  });

  it('tries at once when the calendar went forth', () => {
    const { clock, saved } = savedOpen(400);
    clock.jumpWall(365 * 86_400_000);
    expect(restored(clock, saved).admits()).toBe(true);
  });

  it('goes by a recovery time that was shortened meanwhile', () => {
    const { clock, saved } = savedOpen(0);
    const breaker = restored(clock, saved, { recoveryMs: 10 });
    clock.elapse(10);
    expect(breaker.state).toBe('half-open');
  });

  it('begins its trials anew, since nobody settles those of the earlier program', () => {
    const { clock } = savedOpen(0);
    const earlier = makeBreaker(clock);
    fail(earlier, 3);
    clock.elapse(1_000);
    earlier.settle(earlier.tryAcquire(), 'ok');
    earlier.tryAcquire();
    const breaker = restored(clock, earlier.saved());
    expect(breaker.status().trials).toEqual({ running: 0, succeeded: 0, needed: 2 });
    expect(breaker.admits()).toBe(true);
  });

  it('stays isolated until it is reset', () => {
    const clock = new FakeClock();
    const earlier = makeBreaker(clock);
    earlier.isolate();
    const breaker = restored(clock, earlier.saved());
    clock.elapse(86_400_000);
    expect(breaker.admits()).toBe(false);
    breaker.reset();
    expect(breaker.admits()).toBe(true);
  });

  it('counts failures in a row, totals and its timeline on', () => {
    const clock = new FakeClock();
    const earlier = makeBreaker(clock);
    earlier.isolate();
    earlier.admits();
    earlier.reset();
    earlier.settle(earlier.tryAcquire(), 'ok');
    fail(earlier, 2);
    const breaker = restored(clock, earlier.saved());
    expect(breaker.status()).toEqual(earlier.status());
    fail(breaker, 1);
    expect(breaker.status()).toMatchObject({ state: 'open', failures: 3, timeline: [{}, {}, { from: 'closed' }] });
  });

  it('opens at its next failure, not by itself, when the threshold was lowered meanwhile', () => {
    const clock = new FakeClock();
    const earlier = makeBreaker(clock, { failureThreshold: 9 });
    fail(earlier, 8);
    const breaker = restored(clock, earlier.saved(), { failureThreshold: 2 });
    expect(breaker.status()).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('leaves no timer when it is disposed before its time is over', () => {
    const { clock, saved } = savedOpen(0);
    restored(clock, saved).dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps the newest fifty transitions of a longer timeline', () => {
    const { clock, saved } = savedOpen(0);
    const first = saved.timeline[0];
    const timeline = Array.from({ length: 60 }, (_, atMs) => ({ ...first, atMs }));
    const breaker = restored(clock, { ...saved, timeline: timeline as SavedBreaker['timeline'] });
    expect(breaker.status().timeline).toHaveLength(50);
    expect(breaker.status().timeline.at(-1)?.atMs).toBe(59);
  });
});

describe('what is no saved breaker', () => {
  const good = savedOpen(0).saved;

  it('is told from one', () => {
    expect(readSavedBreaker(good)).toEqual(good);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'open'],
    ['a list', []],
    ['another version', { ...good, version: 2 }],
    ['an unknown state', { ...good, state: 'ajar' }],
    ['a negative count', { ...good, consecutiveFailures: -1 }],
    ['half a failure', { ...good, consecutiveFailures: 0.5 }],
    ['an open breaker without a next trial', { ...good, trialAtMs: undefined }],
    ['a time that is no number', { ...good, trialAtMs: Number.NaN }],
    ['a time without end', { ...good, trialAtMs: Number.POSITIVE_INFINITY }],
    ['a timeline that is no list', { ...good, timeline: {} }],
    ['a transition without a cause', { ...good, timeline: [{ atMs: 1, from: 'closed', to: 'open' }] }],
    ['no totals', { ...good, totals: undefined }],
    ['a total that is a text', { ...good, totals: { ...good.totals, refused: '1' } }],
  ])('is ignored: %s', (_name, value) => {
    expect(readSavedBreaker(value)).toBeUndefined();
  });

  it('does no harm, whatever it is: no breaker refuses for longer than its recovery time but an isolated one', () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.nat());
    const anyState = fc.constantFrom('closed', 'open', 'half-open', 'isolated', 'ajar');
    const anySaved = fc.record(
      {
        version: fc.constantFrom(1, 1, 1, 2),
        state: anyState,
        consecutiveFailures: fc.oneof(fc.nat(), anyNumber),
        trialAtMs: fc.oneof(anyNumber, fc.constant(1_700_000_000_000)),
        timeline: fc.array(fc.record({ atMs: anyNumber, from: anyState, to: anyState, cause: fc.string() }), {
          maxLength: 2,
        }),
        totals: fc.record({ successes: fc.nat(), failures: fc.nat(), refused: fc.oneof(fc.nat(), anyNumber) }),
      },
      { requiredKeys: ['version', 'state', 'consecutiveFailures', 'timeline', 'totals'] },
    );
    let read = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 5, arbitrary: anySaved }, fc.anything()), (value) => {
        const saved = readSavedBreaker(value);
        if (saved === undefined) return;
        read++;
        const clock = new FakeClock();
        const breaker = restored(clock, saved);
        clock.elapse(1_000);
        expect(breaker.admits()).toBe(saved.state !== 'isolated');
        breaker.dispose();
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(10);
  });
});
