import { seededRandom } from '../base/random.ts';
import { differencesOf } from './comparability.ts';
import { readingOf } from './comparisonWords.ts';
import { changeBetweenRuns, changeInTurn, paceRatio, type QuantileChange } from './quantileChange.ts';
import type {
  BenchReport,
  CaseComparison,
  CaseResult,
  ChangeVerdict,
  Comparison,
  Interval,
  QuantileComparison,
} from './report.ts';
import { CONFIDENCE, quantile } from './statistics.ts';

/** Changes within this are noise: a rebuilt program of the same source moves its parts about and differs by as much. */
const NOISE = { p50: 0.03, p95: 0.1 } as const;

export interface CompareOptions {
  /** What A and B are, in words. */
  readonly a: string;
  readonly b: string;
  readonly noise?: Comparison['noise'];
  readonly isInterleaved?: boolean;
}

/**
 * Compares report B with report A, case by case, and their floors. A verdict needs two things: a difference that is sure,
 * at a confidence such that all verdicts of the comparison together claim a change that is none in at most 5 % of
 * comparisons (Bonferroni), and a 95 % interval outside of the noise. The same two reports give the same comparison. Cases
 * measured in fewer than 5 processes, work at an unknown pace, failed cases, and all of quick runs, which are no measure of
 * speed, are "not estimable".
 */
export function compareReports(a: BenchReport, b: BenchReport, options: CompareOptions): Comparison {
  const both = pairs([...a.cases, ...a.floors], [...b.cases, ...b.floors]);
  const ids = (report: BenchReport): readonly string[] => report.cases.map(({ id }) => id);
  const isQuick = a.mode === 'quick' || b.mode === 'quick';
  const judge = new Judge(both.length, isQuick, options);
  const compared = both.map(([x, y]) => judge.compare(x, y));
  const howTaken = {
    isInterleaved: options.isInterleaved ?? false,
    noise: options.noise ?? NOISE,
    smallestChange: judge.smallestChange(),
    cases: compared,
  };
  return {
    a: options.a,
    b: options.b,
    verdict: isQuick ? 'A quick run is no measure of speed: nothing can be said of changes.' : verdictWords(compared),
    differences: differencesOf(a, b),
    confidence: CONFIDENCE,
    ...howTaken,
    reading: readingOf(howTaken),
    onlyA: ids(a).filter((id) => !ids(b).includes(id)),
    onlyB: ids(b).filter((id) => !ids(a).includes(id)),
  };
}

function pairs(a: readonly CaseResult[], b: readonly CaseResult[]): readonly (readonly [CaseResult, CaseResult])[] {
  const byId = new Map(b.map((one) => [one.id, one]));
  return a.flatMap((one) => {
    const other = byId.get(one.id);
    return other === undefined ? [] : [[one, other] as const];
  });
}

/** Fixes the bootstrap: a comparison is a function of its two reports. */
const SEED = 1;

class Judge {
  readonly #confidence: number;
  readonly #noise: Comparison['noise'];
  readonly #isPaired: boolean;
  readonly #isQuick: boolean;
  readonly #random = seededRandom(SEED);
  /** By how much the median of each case had to change to be told. */
  readonly #smallest: number[] = [];

  constructor(cases: number, isQuick: boolean, { noise = NOISE, isInterleaved = false }: CompareOptions) {
    // Two verdicts for each case.
    this.#confidence = 1 - (1 - CONFIDENCE) / Math.max(1, 2 * cases);
    this.#noise = noise;
    this.#isPaired = isInterleaved;
    this.#isQuick = isQuick;
  }

  compare(a: CaseResult, b: CaseResult): CaseComparison {
    const p50 = this.#quantile(a, b, 'p50', 0.5);
    const p95 = this.#quantile(a, b, 'p95', 0.95);
    const verdict = p50.verdict === 'no change' && p95.verdict !== 'not estimable' ? p95.verdict : p50.verdict;
    return { id: a.id, verdict, p50, p95, paceRatio: paceRatio(a.blocks ?? [], b.blocks ?? []) };
  }

  #quantile(a: CaseResult, b: CaseResult, name: 'p50' | 'p95', q: number): QuantileComparison {
    const figures = { a: a[name], b: b[name] };
    const isSound = a.status === 'ok' && b.status === 'ok' && !this.#isQuick;
    const isKnown = isSound && figures.a !== null && figures.b !== null;
    const change = isKnown ? this.#change(a, b, q) : null;
    if (change === null) return { ...figures, verdict: 'not estimable', ratio: null, interval: null };
    const [interval, sure] = [change.intervalAt(CONFIDENCE), change.intervalAt(this.#confidence)];
    const noise = this.#noise[name];
    // Half of the cases that changed by so much would be told.
    if (q === 0.5)
      this.#smallest.push(Math.max((interval[1] / change.ratio) * (1 + noise), sure[1] / change.ratio) - 1);
    return { ...figures, verdict: verdictOf(interval, sure, noise), ratio: change.ratio, interval };
  }

  #change(a: CaseResult, b: CaseResult, q: number): QuantileChange | null {
    const [ofA, ofB] = [a.blocks ?? [], b.blocks ?? []];
    if (this.#isPaired) return changeInTurn(ofA, ofB, { q, random: this.#random });
    return changeBetweenRuns(ofA, ofB, { q, yardstick: b.yardstick ?? 'machine' });
  }

  /** The median of the judged cases; null where there are none. */
  smallestChange(): number | null {
    return quantile(
      this.#smallest.toSorted((x, y) => x - y),
      0.5,
    );
  }
}

function verdictOf(interval: Interval, sure: Interval, noise: number): ChangeVerdict {
  if (interval[0] > 1 + noise && sure[0] > 1) return 'regressed';
  return interval[1] < 1 / (1 + noise) && sure[1] < 1 ? 'improved' : 'no change';
}

/** The ids of what regressed, floors left out: they are not ours. */
export function regressions({ cases }: Pick<Comparison, 'cases'>): readonly string[] {
  return idsOf(cases, 'regressed');
}

function idsOf(cases: readonly CaseComparison[], wanted: ChangeVerdict): readonly string[] {
  return cases.flatMap(({ id, verdict }) => (verdict === wanted && !id.startsWith('floor/') ? [id] : []));
}

/** Regressions first and by name; floors left out. */
function verdictWords(cases: readonly CaseComparison[]): string {
  const total = cases.filter(({ id }) => !id.startsWith('floor/')).length;
  if (total === 0) return 'The two have no case in common.';
  const [worse, better] = [idsOf(cases, 'regressed'), idsOf(cases, 'improved')];
  const [same, unknown] = [idsOf(cases, 'no change').length, idsOf(cases, 'not estimable').length];
  const of = total === 1 ? 'the 1 case' : `${total} cases`;
  const words = [
    ...(worse.length === 0 ? [] : [`${worse.length} of ${of} regressed: ${named(worse)}`]),
    ...(better.length === 0 ? [] : [`${better.length} of ${of} improved: ${named(better)}`]),
    ...(worse.length + better.length > 0 ? [] : same === 0 ? [] : [`No change in ${same} of ${of}`]),
    ...(unknown === 0 ? [] : [`${unknown} not estimable`]),
  ];
  return `${words.join('; ')}.`;
}

const NAMED = 4;

function named(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
