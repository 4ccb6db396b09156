/** What one choice of settings did: per criterion a figure for each block, a block being one seed's faults. */
export interface Trial {
  /** How many settings differ from the present ones. */
  readonly changes: number;
  /** By the criterion's name; every trial has the same blocks in the same order. */
  readonly figures: Readonly<Record<string, readonly number[]>>;
}

/** What is wanted, the most important first in a list of them. */
export interface Criterion {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** A difference smaller than this is not worth a change, however sure; in the criterion's unit. */
  readonly leastGain: number;
}

/** Which trial to take. */
export interface Choice {
  /** Index of the trial; that of the present settings when no other is better. */
  readonly best: number;
  /** Why it is better than the present settings; undefined when those are as good as any. */
  readonly decidedBy?: { readonly criterion: string; readonly gain: number; readonly noise: number };
}

/**
 * How many standard errors two trials must differ by. The best of a dozen is looked for, so eleven comparisons have to
 * hold together at 95 %: by Bonferroni each at 0.05 / 22 on a side, which is 2.84 for a normal distribution and 3.0 to
 * 3.2 for Student's t with the 20 to 40 degrees of freedom that there are.
 */
const STANDARD_ERRORS = 3.2;
/** With fewer blocks there is no estimate of the noise worth its name. */
const LEAST_BLOCKS = 3;

/**
 * Chooses among trials in which each block gave every trial the same faults.
 *
 * A trial is better than another when at the first criterion at which they differ beyond noise it has the better
 * figure. Only trials that are better than the present settings come into question; of these those stay that are within
 * noise of the best at the first criterion, of those the same at the second, and so on; of what is left the one with
 * the fewest changes, then the best mean at the criterion that decided. So a change is never advised for a gain
 * that is within noise, nor one that is worse in what is more important.
 */
export function chooseTrial(trials: readonly Trial[], present: number, criteria: readonly Criterion[]): Choice {
  const indices = trials.map((_, i) => i);
  let left = indices.filter((i) => differenceOf(trials, criteria, i, present)?.isBetter === true);
  for (const criterion of criteria) {
    const best = bestOf(trials, left, criterion);
    if (best === undefined) break;
    left = left.filter((i) => gainOf(trials, criterion, best, i) <= noiseOf(trials, criterion, best, i));
  }
  const [least] = [...left].sort(
    (a, b) => changesOf(trials, a) - changesOf(trials, b) || byDecidingGain(trials, criteria, present, a, b),
  );
  if (least === undefined) return { best: present };
  const why = differenceOf(trials, criteria, least, present);
  return why === undefined
    ? { best: present }
    : { best: least, decidedBy: { criterion: why.criterion.name, gain: why.gain, noise: why.noise } };
}

/** The trial with the best mean at a criterion, noise or not; undefined of none. */
export function bestOf(trials: readonly Trial[], among: readonly number[], criterion: Criterion): number | undefined {
  let best: number | undefined;
  for (const i of among) if (best === undefined || gainOf(trials, criterion, i, best) > 0) best = i;
  return best;
}

/** By how much the mean of trial `a` is better than that of `b`; negative when it is worse. */
export function gainOf(trials: readonly Trial[], { name, better }: Criterion, a: number, b: number): number {
  const difference = meanOf(figuresOf(trials, name, a)) - meanOf(figuresOf(trials, name, b));
  return better === 'higher' ? difference : -difference;
}

/**
 * The difference that the means of `a` and `b` must exceed, in the criterion's unit: `STANDARD_ERRORS` times the
 * standard error of a difference of two means, and never below `leastGain`. Of two estimates of that error the larger:
 * from the residuals of all trials once the means of trials and blocks are taken out (randomized complete blocks;
 * Montgomery, "Design and Analysis of Experiments", 4.1), and from the differences of these two alone, which may vary
 * more than the rest. Infinite with fewer than three blocks.
 */
export function noiseOf(trials: readonly Trial[], { name, leastGain }: Criterion, a: number, b: number): number {
  const own = figuresOf(trials, name, a);
  const others = figuresOf(trials, name, b);
  const blocks = own.length;
  if (blocks < LEAST_BLOCKS) return Number.POSITIVE_INFINITY;
  const pooled = Math.sqrt((2 * residualVariance(trials.map((one) => one.figures[name] ?? []))) / blocks);
  const paired = Math.sqrt(variance(own.map((figure, i) => figure - (others[i] ?? figure))) / blocks);
  return Math.max(leastGain, STANDARD_ERRORS * Math.max(pooled, paired));
}

/** The first criterion at which `a` and `b` differ beyond noise, and whether `a` is the better one there. */
function differenceOf(trials: readonly Trial[], criteria: readonly Criterion[], a: number, b: number) {
  for (const criterion of criteria) {
    const gain = gainOf(trials, criterion, a, b);
    const noise = noiseOf(trials, criterion, a, b);
    if (Math.abs(gain) > noise) return { criterion, gain, noise, isBetter: gain > 0 };
  }
  return undefined;
}

function byDecidingGain(
  trials: readonly Trial[],
  criteria: readonly Criterion[],
  present: number,
  a: number,
  b: number,
): number {
  const criterion = differenceOf(trials, criteria, a, present)?.criterion;
  return criterion === undefined ? 0 : gainOf(trials, criterion, b, a);
}

function changesOf(trials: readonly Trial[], i: number): number {
  return trials[i]?.changes ?? 0;
}

function figuresOf(trials: readonly Trial[], name: string, i: number): readonly number[] {
  return trials[i]?.figures[name] ?? [];
}

/** 0 of none. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function residualVariance(rows: readonly (readonly number[])[]): number {
  const blocks = rows[0]?.length ?? 0;
  const degrees = (rows.length - 1) * (blocks - 1);
  if (degrees < 1) return 0;
  const rowMeans = rows.map(meanOf);
  const blockMeans = Array.from({ length: blocks }, (_, block) => meanOf(rows.map((row) => row[block] ?? 0)));
  const mean = meanOf(rowMeans);
  let sum = 0;
  for (const [r, row] of rows.entries()) {
    for (const [b, figure] of row.entries()) sum += (figure - (rowMeans[r] ?? 0) - (blockMeans[b] ?? 0) + mean) ** 2;
  }
  return sum / degrees;
}
