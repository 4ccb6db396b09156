import { variance } from './statistics.ts';

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
  /** The most that may be lost of it, in the worst case, for something that comes later; in the criterion's unit. */
  readonly tolerance: number;
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
/** For the one-sided bound of a loss at 95 %: 1.65 for a normal distribution, 1.7 for Student's t. */
const BOUND_ERRORS = 1.7;
/** With fewer blocks there is no estimate of the noise worth its name. */
const LEAST_BLOCKS = 3;

/**
 * Chooses among trials in which each block gave every trial the same faults.
 *
 * A trial is better than the present settings when at one criterion it gains more than noise, and is as good as them at
 * each criterion before. As good is more than "no difference was found", which few data say of anything: the loss is at
 * most `leastGain`, and with 95 % certainty at most `tolerance`. Of the better trials the one with the fewest changes is
 * taken, of as many that with the largest gain, unless a further one is better than it in the same sense; and so on
 * through all of them. So a change is never advised for a gain that is within noise, nor one that costs
 * something of what is more important, nor two changes where one does.
 */
export function chooseTrial(trials: readonly Trial[], present: number, criteria: readonly Criterion[]): Choice {
  const better = trials.flatMap((trial, i) => {
    const advantage = advantageOf(trials, criteria, i, present);
    return advantage === undefined ? [] : [{ i, changes: trial.changes, advantage }];
  });
  const rank = ({ advantage }: { advantage: Advantage }): number => criteria.indexOf(advantage.criterion);
  better.sort((a, b) => a.changes - b.changes || rank(a) - rank(b) || b.advantage.gain - a.advantage.gain);
  const [first, ...others] = better;
  if (first === undefined) return { best: present };
  const { i, advantage } = others.reduce(
    (taken, other) => (advantageOf(trials, criteria, other.i, taken.i) === undefined ? taken : other),
    first,
  );
  return { best: i, decidedBy: { criterion: advantage.criterion.name, gain: advantage.gain, noise: advantage.noise } };
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
 * The difference that the means of `a` and `b` must exceed, in the criterion's unit: `STANDARD_ERRORS` times its
 * standard error, and never below `leastGain`. Infinite with fewer than three blocks.
 */
export function noiseOf(trials: readonly Trial[], criterion: Criterion, a: number, b: number): number {
  return Math.max(criterion.leastGain, STANDARD_ERRORS * standardErrorOf(trials, criterion, a, b));
}

/**
 * Of the difference of two means. Of two estimates the larger: from the residuals of all trials once the means of trials
 * and blocks are taken out (randomized complete blocks; Montgomery, "Design and Analysis of Experiments", 4.1), and
 * from the differences of these two alone, which may vary more than the rest.
 */
function standardErrorOf(trials: readonly Trial[], { name }: Criterion, a: number, b: number): number {
  const own = figuresOf(trials, name, a);
  const others = figuresOf(trials, name, b);
  const blocks = own.length;
  if (blocks < LEAST_BLOCKS) return Number.POSITIVE_INFINITY;
  const pooled = Math.sqrt((2 * residualVariance(trials.map((one) => one.figures[name] ?? []))) / blocks);
  const paired = Math.sqrt(variance(own.map((figure, i) => figure - (others[i] ?? figure))) / blocks);
  return Math.max(pooled, paired);
}

/** Whether `a` loses nothing against `b` that matters. */
function isAsGood(trials: readonly Trial[], criterion: Criterion, a: number, b: number): boolean {
  const loss = -gainOf(trials, criterion, a, b);
  const worst = loss + BOUND_ERRORS * standardErrorOf(trials, criterion, a, b);
  return loss <= criterion.leastGain && worst <= criterion.tolerance;
}

interface Advantage {
  readonly criterion: Criterion;
  readonly gain: number;
  readonly noise: number;
}

/** The first criterion at which `a` gains more than noise, as good as `b` before; undefined where there is none. */
function advantageOf(
  trials: readonly Trial[],
  criteria: readonly Criterion[],
  a: number,
  b: number,
): Advantage | undefined {
  for (const criterion of criteria) {
    const gain = gainOf(trials, criterion, a, b);
    const noise = noiseOf(trials, criterion, a, b);
    if (gain > noise) return { criterion, gain, noise };
    if (!isAsGood(trials, criterion, a, b)) return undefined;
  }
  return undefined;
}

function figuresOf(trials: readonly Trial[], name: string, i: number): readonly number[] {
  return trials[i]?.figures[name] ?? [];
}

/** 0 of none. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
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
