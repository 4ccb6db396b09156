import type { Clock } from '../base/clock.ts';
import type { Environment } from './report.ts';

const READINGS = 20_000;

/** What the clock of the measurements can tell apart, and what reading it costs. Undefined for a clock that stands. */
export function timerOf(clock: Pick<Clock, 'nowMs'>): Environment['timer'] {
  let stepMs = Number.POSITIVE_INFINITY;
  const startMs = clock.nowMs();
  let lastMs = startMs;
  for (let i = 0; i < READINGS; i++) {
    const nowMs = clock.nowMs();
    if (nowMs > lastMs) stepMs = Math.min(stepMs, nowMs - lastMs);
    lastMs = nowMs;
  }
  if (!Number.isFinite(stepMs)) return undefined;
  return { stepNs: Math.round(stepMs * 1e6), costNs: Number((((lastMs - startMs) * 1e6) / READINGS).toPrecision(3)) };
}
