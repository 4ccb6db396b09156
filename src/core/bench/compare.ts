import { type Random, seededRandom } from '../base/random.ts';
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
 * at a confidence such that all verdicts of the comparison together claim something in at most 5 % of comparisons where
 * nothing changed (Bonferroni), and a 95 % interval outside of the noise: of a change within that each verdict by itself
 * errs in 2.5 %. The same two reports give the same comparison. Cases measured in fewer than 5 processes, work at an unknown
 * pace, failed cases, and all of quick runs, which are no measure of speed, are "not estimable".
 */
export function compareReports(a: BenchReport, b: BenchReport, options: CompareOptions): Comparison {
  const { noise = NOISE, isInterleaved = false } = options;
  const isQuick = a.mode === 'quick' || b.mode === 'quick';
  const random = seededRandom(SEED);
  const both = pairs([...a.cases, ...a.floors], [...b.cases, ...b.floors]).map(([x, y]) => ({
    a: x,
    b: y,
    p50: isQuick ? null : changeOf(x, y, 'p50', isInterleaved, random),
    p95: isQuick ? null : changeOf(x, y, 'p95', isInterleaved, random),
  }));
  const known = both.flatMap(({ p50, p95 }) => [p50, p95]).filter((change) => change !== null);
  const sureness = 1 - (1 - CONFIDENCE) / Math.max(1, known.length);
  const cases = both.map((pair) => comparisonOf(pair, sureness, noise));
  const smallestChange = smallestToldOf(
    both.flatMap(({ p50 }) => p50 ?? []),
    sureness,
    noise.p50,
  );
  const ids = (report: BenchReport): readonly string[] => report.cases.map(({ id }) => id);
  return {
    a: options.a,
    b: options.b,
    verdict: isQuick ? 'A quick run is no measure of speed: nothing can be said of changes.' : verdictWords(cases),
    reading: readingOf({ isQuick, isJudged: isJudged({ cases }), isInterleaved, noise, smallestChange, cases }),
    isInterleaved,
    differences: differencesOf(a, b),
    confidence: CONFIDENCE,
    noise,
    smallestChange,
    cases,
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

type Percentile = 'p50' | 'p95';
const SHARES = { p50: 0.5, p95: 0.95 } as const;

/** Null where it cannot be told. */
function changeOf(
  a: CaseResult,
  b: CaseResult,
  name: Percentile,
  isInterleaved: boolean,
  random: Random,
): QuantileChange | null {
  if (a.status === 'failed' || b.status === 'failed' || a[name] === null || b[name] === null) return null;
  const [q, ofA, ofB] = [SHARES[name], a.blocks ?? [], b.blocks ?? []];
  if (isInterleaved) return changeInTurn(ofA, ofB, { q, random });
  return changeBetweenRuns(ofA, ofB, { q, yardstick: b.yardstick ?? 'machine' });
}

interface Pair {
  readonly a: CaseResult;
  readonly b: CaseResult;
  readonly p50: QuantileChange | null;
  readonly p95: QuantileChange | null;
}

/** `sureness`: the confidence that a single verdict needs, so that all together have theirs. */
function comparisonOf(pair: Pair, sureness: number, noise: Comparison['noise']): CaseComparison {
  const { a, b } = pair;
  const of = (name: Percentile): QuantileComparison => {
    const [figures, change] = [{ a: a[name], b: b[name] }, pair[name]];
    if (change === null) return { ...figures, verdict: 'not estimable', ratio: null, interval: null };
    const interval = change.intervalAt(CONFIDENCE);
    const verdict = verdictOf(interval, change.intervalAt(sureness), noise[name]);
    return { ...figures, verdict, ratio: change.ratio, interval };
  };
  const [p50, p95] = [of('p50'), of('p95')];
  const verdict = p50.verdict === 'no change' && p95.verdict !== 'not estimable' ? p95.verdict : p50.verdict;
  return { id: a.id, verdict, p50, p95, paceRatio: paceRatio(a.blocks ?? [], b.blocks ?? []) };
}

/** By how much a median had to change for an even chance of being told, half of the changes by less; null for none. */
function smallestToldOf(changes: readonly QuantileChange[], sureness: number, noise: number): number | null {
  const smallest = changes.map((change) => {
    const reach = (confidence: number): number => change.intervalAt(confidence)[1] / change.ratio;
    return Math.max(reach(CONFIDENCE) * (1 + noise), reach(sureness)) - 1;
  });
  return quantile(
    smallest.toSorted((x, y) => x - y),
    0.5,
  );
}

function verdictOf(interval: Interval, sure: Interval, noise: number): ChangeVerdict {
  if (interval[0] > 1 + noise && sure[0] > 1) return 'regressed';
  return interval[1] < 1 / (1 + noise) && sure[1] < 1 ? 'improved' : 'no change';
}

/** Whether anything of ours could be told at all. */
export function isJudged({ cases }: Pick<Comparison, 'cases'>): boolean {
  return cases.some(({ id, verdict }) => verdict !== 'not estimable' && !id.startsWith('floor/'));
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
