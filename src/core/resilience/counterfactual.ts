import { silentLogger } from '../base/logger.ts';
import { type BreakerSettings, CircuitBreaker, type SettledCall } from './breaker.ts';
import type { BreakerState, BreakerTransition } from './breakerTimeline.ts';
import { ReplayClock } from './replayClock.ts';

/** What a breaker did in a replay. Times are those of the calls, monotonic milliseconds. */
export interface Replay {
  /** `atMs` in the time of the calls, not of the calendar. */
  readonly transitions: readonly BreakerTransition[];
  /** Its states without a gap, from the beginning of the first call to the end of the recording. */
  readonly spans: readonly StateSpan[];
  /** Recorded calls that it would not have let through, by how they really ended. */
  readonly refused: Readonly<Record<SettledCall['outcome'], number>>;
}

export interface StateSpan {
  readonly state: BreakerState;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Other settings beside those that a recording was made with, on the same calls. */
export interface Counterfactual {
  readonly calls: number;
  readonly present: Replay;
  readonly other: Replay;
  /** When each opened first; undefined where it did not. */
  readonly presentOpenedAtMs: number | undefined;
  readonly otherOpenedAtMs: number | undefined;
  /**
   * How long the other breaker would have let calls through while the recorded one refused all of them. What calls
   * would have come to in that time nobody knows: the recording has none.
   */
  readonly unknownMs: number;
}

type Step = { readonly atMs: number; readonly call: number; readonly kind: 'begin' | 'end' | 'both' };

/**
 * What the product's own breaker with these settings makes of recorded calls: closed at first, then each call in its
 * time, on a clock that stands still in between. With the settings of the recording it takes the same transitions, as
 * long as nobody reset or isolated the breaker by hand and it began closed and without failures.
 *
 * Calls that end at the same moment as others begin end first; a timer that is due then comes before both.
 */
export function replayCalls(
  calls: readonly SettledCall[],
  settings: BreakerSettings,
  endMs = lastEndMs(calls),
): Replay {
  const startMs = calls.reduce((first, call) => Math.min(first, call.startMs), endMs);
  const clock = new ReplayClock(startMs);
  const breaker = new CircuitBreaker({
    clock,
    logger: silentLogger,
    judge: () => ({ outcome: 'neutral', cause: 'not asked' }),
    ...settings,
  });
  const transitions: BreakerTransition[] = [];
  breaker.onDidChange((transition) => transitions.push(transition));
  const refused = { ok: 0, fail: 0, neutral: 0 };
  const tokens = new Map<number, number>();
  for (const { atMs, call: index, kind } of stepsOf(calls)) {
    const call = calls[index];
    if (call === undefined) continue;
    clock.advanceTo(atMs);
    if (kind !== 'end') {
      const token = breaker.tryAcquire();
      if (token === -1) refused[call.outcome]++;
      else tokens.set(index, token);
    }
    const token = tokens.get(index);
    if (kind === 'begin' || token === undefined) continue;
    breaker.settle(token, call.outcome, call.cause, call.durationMs);
  }
  clock.advanceTo(endMs);
  breaker.dispose();
  return { transitions, spans: spansOf(transitions, startMs, endMs), refused };
}

/**
 * What would have been different with `other` settings for the calls that were recorded with `present` ones. It knows
 * only calls that were made: see `unknownMs`. And calls that follow from others, as retries do, are taken as they
 * came, though a breaker that opened earlier would have ended them.
 */
export function counterfactual(
  calls: readonly SettledCall[],
  present: BreakerSettings,
  other: BreakerSettings,
  endMs = lastEndMs(calls),
): Counterfactual {
  const replays = { present: replayCalls(calls, present, endMs), other: replayCalls(calls, other, endMs) };
  return {
    calls: calls.length,
    ...replays,
    presentOpenedAtMs: openedAtMs(replays.present),
    otherOpenedAtMs: openedAtMs(replays.other),
    unknownMs: overlapMs(
      replays.present.spans.filter(({ state }) => state === 'open'),
      replays.other.spans.filter(({ state }) => state !== 'open'),
    ),
  };
}

function lastEndMs(calls: readonly SettledCall[]): number {
  return calls.reduce((last, call) => Math.max(last, call.endMs), calls[0]?.endMs ?? 0);
}

/** A call without a length is one step, or its end would come before its beginning. */
function stepsOf(calls: readonly SettledCall[]): readonly Step[] {
  const steps = calls.flatMap(({ startMs, endMs }, call): readonly Step[] =>
    startMs >= endMs
      ? [{ atMs: endMs, call, kind: 'both' }]
      : [
          { atMs: startMs, call, kind: 'begin' },
          { atMs: endMs, call, kind: 'end' },
        ],
  );
  const isStart = ({ kind }: Step): number => (kind === 'end' ? 0 : 1);
  return steps.sort((a, b) => a.atMs - b.atMs || isStart(a) - isStart(b) || a.call - b.call);
}

function spansOf(transitions: readonly BreakerTransition[], startMs: number, endMs: number): readonly StateSpan[] {
  const spans: StateSpan[] = [];
  let state: BreakerState = 'closed';
  let fromMs = startMs;
  for (const { atMs, to } of transitions) {
    spans.push({ state, fromMs, toMs: atMs });
    state = to;
    fromMs = atMs;
  }
  return [...spans, { state, fromMs, toMs: endMs }];
}

function openedAtMs({ transitions }: Replay): number | undefined {
  return transitions.find(({ to }) => to === 'open')?.atMs;
}

function overlapMs(some: readonly StateSpan[], others: readonly StateSpan[]): number {
  let sumMs = 0;
  for (const a of some) {
    for (const b of others) sumMs += Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));
  }
  return sumMs;
}
