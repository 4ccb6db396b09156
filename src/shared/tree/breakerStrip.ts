import type { BreakerSnapshot } from '../../core/clientSnapshot.ts';
import { breakerTone } from '../breakerText.ts';
import type { StripPart } from './treeNode.ts';

/** The strip shows so much of the past. */
const STRIP_MS = 10 * 60_000;

type State = BreakerSnapshot['state'];

/** A stretch of time in one state; places in 0..1 of the strip. */
export interface BreakerStretch extends StripPart {
  readonly state: State;
}

/** The states of the last ten minutes until `nowMs`, oldest first, without gaps. Before its first change a breaker was as that change left it. */
export function breakerStretches({ state, timeline }: BreakerSnapshot, nowMs: number): readonly BreakerStretch[] {
  const place = (atMs: number): number => Math.min(1, Math.max(0, 1 - (nowMs - atMs) / STRIP_MS));
  const stretches: BreakerStretch[] = [];
  let start = 0;
  const add = (of: State, end: number): void => {
    if (end > start) stretches.push({ state: of, start, end, tone: breakerTone(of) });
    start = Math.max(start, end);
  };
  for (const { atMs, from } of timeline) add(from, place(atMs));
  add(state, 1);
  return stretches;
}

/** How much of the strip each state has, 0..1. */
export function shareOf(stretches: readonly BreakerStretch[], state: State): number {
  return stretches.reduce((sum, part) => (part.state === state ? sum + part.end - part.start : sum), 0);
}
