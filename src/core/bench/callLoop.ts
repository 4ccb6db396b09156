import { compileFunction } from 'node:vm';
import type { Clock } from '../base/clock.ts';

/** Calls `run` so many times and returns what that took, milliseconds. */
export type CallLoop = (run: () => unknown, calls: number, clock: Clock) => number;

/** Where results go, so that no call can be left out as useless; four places, or the first three would be. */
const sink: Record<'a' | 'b' | 'c' | 'd', unknown> = { a: undefined, b: undefined, c: undefined, d: undefined };

/** Four calls a turn, so that the loop itself is a small part of it; mitata does the same. */
const BODY = `
const startMs = clock.nowMs();
for (let i = calls >> 2; i > 0; i--) {
  sink.a = run();
  sink.b = run();
  sink.c = run();
  sink.d = run();
}
for (let i = calls & 3; i > 0; i--) sink.a = run();
return clock.nowMs() - startMs;
`;

let loops = 0;

/**
 * A loop for one subject alone. V8 compiles a function for what it has seen in it: one loop for all subjects would call
 * each through a lookup that takes some 3 ns, many times an empty function. A source of its own, since equal sources
 * share what was seen.
 */
export function callLoop(): CallLoop {
  loops++;
  const made: unknown = compileFunction(`// loop ${loops}${BODY}`, ['run', 'calls', 'clock', 'sink']);
  const loop = made as (run: () => unknown, calls: number, clock: Clock, into: typeof sink) => number;
  return (run, calls, clock) => loop(run, calls, clock, sink);
}
