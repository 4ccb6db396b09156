import type { Block } from '../core/bench/report.ts';

/** A point of a cumulative distribution: this share of the samples took this long or less. */
export interface Cumulative {
  readonly ns: number;
  readonly share: number;
}

/**
 * The empirical distribution of all stretches together. The order statistics of a stretch stand at equal steps of
 * probability, so each weighs as many samples as the stretch had, divided by how many there are; the slowest sample of
 * all, which need not be among them, ends the distribution where it is known.
 */
export function cumulativeOf(blocks: readonly Block[], slowestNs: number | null = null): Cumulative[] {
  const weighed = blocks.flatMap(({ samplesNs, count }) => {
    const finite = samplesNs.filter(Number.isFinite);
    return Number.isFinite(count) && count > 0 ? finite.map((ns) => ({ ns, weight: count / finite.length })) : [];
  });
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return [];
  weighed.sort((a, b) => a.ns - b.ns);
  let sum = 0;
  const points: Cumulative[] = [];
  weighed.forEach(({ ns, weight }, index) => {
    sum += weight;
    if (weighed[index + 1]?.ns !== ns) points.push({ ns, share: Math.min(1, sum / total) });
  });
  const last = points.pop();
  const heaviest = weighed.at(-1);
  if (last === undefined || heaviest === undefined) return [];
  if (slowestNs === null || !(slowestNs > last.ns)) return [...points, { ...last, share: 1 }];
  // An order statistic stands in the middle of its samples.
  return [...points, { ...last, share: 1 - heaviest.weight / 2 / total }, { ns: slowestNs, share: 1 }];
}

/** The time that this share of the samples took at most. Undefined for an empty distribution. */
export function timeAt(points: readonly Cumulative[], share: number): number | undefined {
  return points.find((point) => point.share >= share)?.ns ?? points.at(-1)?.ns;
}
