import { formatNs, formatNumber } from '../../../src/core/bench/format.ts';

/** What so many requests at a time gave. */
export interface SweepPoint {
  readonly concurrency: number;
  readonly requests: number;
  /** Answers of the model's per second, whatever they are worth: what the server does. */
  readonly answersPerSecond: number;
  /** Executable plans of the model's per second: what comes of it. */
  readonly goodput: number;
  /** Median time to one; null where there are too few. */
  readonly p50Ms: number | null;
}

/** What lies within this share of the best is as good as it: with a dozen requests a point is no more exact. */
const AS_GOOD = 0.9;

/**
 * The fewest requests at a time with as many answers as any; undefined where no point gave a plan. By the answers, since
 * which of a dozen are good is more chance than what the server does.
 */
export function paysUpTo(points: readonly SweepPoint[]): SweepPoint | undefined {
  if (points.every(({ goodput }) => goodput <= 0)) return undefined;
  const best = Math.max(...points.map(({ answersPerSecond }) => answersPerSecond));
  return points.find(({ answersPerSecond }) => answersPerSecond >= AS_GOOD * best);
}

/** Where more requests at a time stop paying, and what to set. Points by ascending concurrency. */
export function sweepWords(points: readonly SweepPoint[]): string {
  const [one] = points;
  const most = points.at(-1);
  const best = paysUpTo(points);
  if (one === undefined || most === undefined || best === undefined)
    return 'No request gave an executable plan, so nothing can be said about more at a time.';
  if (points.length === 1)
    return `Only ${one.concurrency} at a time was measured within the time: nothing can be said about more.`;
  const queue = 'planscope.queue.maxConcurrent';
  if (best === one)
    return `More than ${one.concurrency} at a time does not pay: ${pointWords(one)}, but ${pointWords(most)}. Leave ${queue} at ${one.concurrency}.`;
  if (best === most)
    return `More at a time still pays at ${most.concurrency}, the most that was tried: ${pointWords(one)}, but ${pointWords(most)}. Set ${queue} to ${most.concurrency}.`;
  return `Up to ${best.concurrency} at a time pay: ${pointWords(one)}, but ${pointWords(best)}. More add nothing but waiting: ${pointWords(most)}. Set ${queue} to ${best.concurrency}.`;
}

function pointWords({ concurrency, answersPerSecond, goodput, p50Ms }: SweepPoint): string {
  const time = p50Ms === null ? 'each after a time that is not estimable' : `each after ${formatNs(p50Ms * 1e6)}`;
  return `${concurrency} gives ${formatNumber(answersPerSecond)} answers and ${formatNumber(goodput)} executable plans per second, ${time}`;
}
