import * as v from 'valibot';
import type { BreakerState, BreakerTransition } from './breakerTimeline.ts';

/** What of a breaker outlives its program: plain JSON. The calls in its window are not part of it. */
export interface SavedBreaker {
  readonly version: 1;
  readonly state: BreakerState;
  readonly consecutiveFailures: number;
  /** When the next trial is due, calendar time, milliseconds since the epoch. Only while open. */
  readonly trialAtMs?: number;
  readonly timeline: readonly BreakerTransition[];
  readonly totals: { readonly successes: number; readonly failures: number; readonly refused: number };
}

/** The breakers of one server, by model. */
export interface SavedBreakers {
  readonly version: 1;
  readonly breakers: readonly { readonly model: string; readonly breaker: SavedBreaker }[];
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.number(), v.finite());
const state = v.picklist(['closed', 'open', 'half-open', 'isolated']);

const breakerSchema = v.pipe(
  v.object({
    version: v.literal(1),
    state,
    consecutiveFailures: count,
    trialAtMs: v.exactOptional(time),
    timeline: v.array(v.object({ atMs: time, from: state, to: state, cause: v.string() })),
    totals: v.object({ successes: count, failures: count, refused: count }),
  }),
  v.check((saved) => saved.state !== 'open' || saved.trialAtMs !== undefined),
);

const breakersSchema = v.object({
  version: v.literal(1),
  breakers: v.array(v.object({ model: v.string(), breaker: v.unknown() })),
});

/** `value` as a saved breaker, or undefined when it is none. */
export function readSavedBreaker(value: unknown): SavedBreaker | undefined {
  const result = v.safeParse(breakerSchema, value);
  return result.success ? result.output : undefined;
}

/** The models of saved breakers with what was saved of each, not looked at yet; undefined when `value` is something else. */
export function readSavedBreakers(
  value: unknown,
): readonly { readonly model: string; readonly breaker?: unknown }[] | undefined {
  const result = v.safeParse(breakersSchema, value);
  return result.success ? result.output.breakers : undefined;
}

/**
 * How long a breaker that was saved while open stays open now, milliseconds: the rest of its time by the calendar, and
 * never longer than `recoveryMs`, whatever the calendar did meanwhile.
 */
export function remainingRecoveryMs(saved: SavedBreaker, wallMs: number, recoveryMs: number): number {
  return Math.min(Math.max(0, (saved.trialAtMs ?? 0) - wallMs), recoveryMs);
}
