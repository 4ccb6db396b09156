import { percent } from '../comparisonWords.ts';
import { formatNs } from '../format.ts';
import type { CaseComparison, Comparison, QuantileComparison } from '../report.ts';

/** A comparison for a terminal, verdict first; then a line for each case that changed, and what cannot be told. */
export function comparisonText(comparison: Comparison): string {
  const { a, b, cases, differences, onlyA, onlyB } = comparison;
  const floors = cases.filter(({ id, paceRatio }) => id.startsWith('floor/') && paceRatio !== null);
  const lines = [
    comparison.verdict,
    `A: ${a}. B: ${b}.`,
    ...(differences.length === 0 ? [] : ['The two are unlike:', ...differences.map((one) => `  ${one}`)]),
    ...cases.flatMap(caseLines),
    ...notEstimable(cases),
    ...only('Only in A', onlyA),
    ...only('Only in B', onlyB),
    ...(floors.length === 0 ? [] : [`The machine was ${paceWords(floors)}.`]),
    comparison.reading,
  ];
  return `${lines.join('\n')}\n`;
}

function caseLines({ id, verdict, p50, p95 }: CaseComparison): readonly string[] {
  if (verdict === 'no change' || verdict === 'not estimable') return [];
  return [`  ${verdict.padEnd(9)}  ${id}: ${text('p50', p50)}; ${text('p95', p95)}`];
}

function notEstimable(cases: readonly CaseComparison[]): readonly string[] {
  const ids = cases.filter(({ verdict }) => verdict === 'not estimable').map(({ id }) => id);
  if (ids.length === 0) return [];
  return [`Not estimable: ${ids.join(', ')}.`];
}

/** "p50 8.12 µs → 9.30 µs, 1.15 × (1.12 to 1.17)". */
function text(name: string, { a, b, ratio, interval }: QuantileComparison): string {
  const change =
    ratio === null || interval === null
      ? 'not estimable'
      : `${ratio.toFixed(2)} × (${interval.map((bound) => bound.toFixed(2)).join(' to ')})`;
  return `${name} ${formatNs(a)} → ${formatNs(b)}, ${change}`;
}

function paceWords(floors: readonly CaseComparison[]): string {
  const ratios = floors.flatMap(({ paceRatio }) => (paceRatio === null ? [] : [paceRatio])).sort((x, y) => x - y);
  const middle = ratios[Math.floor(ratios.length / 2)] ?? 1;
  if (Math.abs(middle - 1) < 0.02) return 'as fast in B as in A';
  return middle > 1 ? `${percent(middle - 1)} slower in B` : `${percent(1 / middle - 1)} faster in B`;
}

function only(what: string, ids: readonly string[]): readonly string[] {
  return ids.length === 0 ? [] : [`${what}: ${ids.join(', ')}.`];
}
