import { formatNumber } from './format.ts';
import { LEAST_PROCESSES } from './processes.ts';
import type { Comparison } from './report.ts';

const NOT_ESTIMABLE =
  'Not estimable is what a run goes through once or in too few processes, what has too few samples or an unknown pace of the machine, and what failed.';

type Read = Pick<Comparison, 'isInterleaved' | 'noise' | 'smallestChange' | 'cases'> & {
  /** One of the runs is a quick one, of which nothing is judged. */
  readonly isQuick: boolean;
  readonly isJudged: boolean;
};

/** How the figures of a comparison are to be read, in a few sentences. */
export function readingOf({ isQuick, isJudged, isInterleaved, noise, smallestChange, cases }: Read): string {
  if (isQuick) {
    const each = isInterleaved ? '' : `, of ${LEAST_PROCESSES} processes or more each`;
    return `Verdicts need two full runs${each}.`;
  }
  if (!isJudged) return `Nothing could be judged. ${NOT_ESTIMABLE}`;
  const sentences = [
    isInterleaved
      ? 'Taken in turn, so that the machine did the same to both.'
      : 'Taken apart: times of work are divided by the machine’s pace meanwhile, and judged by how far the processes of each run lie apart.',
    `Changes below ${percent(noise.p50)} of p50 and ${percent(noise.p95)} of p95 are noise; intervals are 95 % each.`,
    'Where nothing changed, all verdicts together claim something in at most 5 % of comparisons.',
    ...(smallestChange === null
      ? []
      : [`A typical case had to change by ${percent(smallestChange)} here for an even chance of being told.`]),
    ...(cases.some(({ verdict }) => verdict === 'not estimable') ? [NOT_ESTIMABLE] : []),
  ];
  return sentences.join(' ');
}

/** Two significant figures: "3 %", "14 %". */
export function percent(ratio: number): string {
  return `${formatNumber(Number((ratio * 100).toPrecision(2)))} %`;
}
