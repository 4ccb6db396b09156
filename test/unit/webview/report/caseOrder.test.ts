import { describe, expect, it } from 'vitest';
import { nextSorting, readSorting, sortedCases } from '../../../../src/webview/report/caseOrder.ts';
import { failedReport } from '../../shared/samples/sampleReport.ts';

const CASES = failedReport().cases.filter((result) => result.id.startsWith('resilience/'));

describe('sorted cases', () => {
  it('have the failed ones first and else the report’s order', () => {
    const ids = sortedCases(CASES, undefined).map((result) => result.id);
    const held = CASES.filter((result) => result.status === 'ok').map((result) => result.id);
    expect(ids).toEqual(['resilience/retry_with_circuit_breaker', ...held]);
  });

  it('put what is not estimable last in both directions', () => {
    for (const direction of ['ascending', 'descending'] as const) {
      const figures = sortedCases(CASES, { column: 'p99', direction }).map((result) => result.p99);
      const estimable = figures.filter((figure) => figure !== null);
      expect(figures.slice(estimable.length).every((figure) => figure === null)).toBe(true);
      const sign = direction === 'ascending' ? 1 : -1;
      expect(estimable).toEqual([...estimable].sort((a, b) => sign * (a - b)));
    }
  });

  it('sort names by the numbers in them', () => {
    const names = ['cache/cap_100', 'cache/cap_50', 'cache/cap_10'];
    const cases = names.flatMap((id) => CASES.slice(0, 1).map((result) => ({ ...result, id })));
    const sorted = sortedCases(cases, { column: 'case', direction: 'ascending' }).map((result) => result.id);
    expect(sorted).toEqual(['cache/cap_10', 'cache/cap_50', 'cache/cap_100']);
  });

  it('leave the list that they came from alone', () => {
    const before = [...CASES];
    sortedCases(CASES, { column: 'mean', direction: 'descending' });
    expect(CASES).toEqual(before);
  });
});

describe('a heading that is pressed again and again', () => {
  it('goes ascending, descending, and back to the report’s order', () => {
    const first = nextSorting(undefined, 'p50');
    const second = nextSorting(first, 'p50');
    expect([first, second, nextSorting(second, 'p50')]).toEqual([
      { column: 'p50', direction: 'ascending' },
      { column: 'p50', direction: 'descending' },
      undefined,
    ]);
  });

  it('begins anew on another column', () => {
    expect(nextSorting({ column: 'p50', direction: 'descending' }, 'mean')).toEqual({
      column: 'mean',
      direction: 'ascending',
    });
  });
});

it('reads a kept sorting and nothing else', () => {
  expect(readSorting({ column: 'p95', direction: 'descending' })).toEqual({ column: 'p95', direction: 'descending' });
  for (const kept of [null, 'p95', {}, { column: 'age', direction: 'ascending' }, { column: 'p95', direction: 'up' }]) {
    expect(readSorting(kept)).toBeUndefined();
  }
});
