import type { CaseResult } from '../../core/bench/report.ts';

/** What a table of cases can be sorted by. */
export type SortColumn = 'case' | 'status' | 'p50' | 'p95' | 'p99' | 'mean' | 'samples' | 'ratio';
export type SortDirection = 'ascending' | 'descending';

/** How one table is sorted; undefined is the order of the report with the failed cases first. */
export type Sorting = { readonly column: SortColumn; readonly direction: SortDirection } | undefined;

const COLUMNS: readonly SortColumn[] = ['case', 'status', 'p50', 'p95', 'p99', 'mean', 'samples', 'ratio'];

/** What pressing a column's heading leads to: ascending, descending, and back to the report's own order. */
export function nextSorting(sorting: Sorting, column: SortColumn): Sorting {
  if (sorting?.column !== column) return { column, direction: 'ascending' };
  return sorting.direction === 'ascending' ? { column, direction: 'descending' } : undefined;
}

/** Cases in order; equal ones stay as they were, and what is not estimable comes last in both directions. */
export function sortedCases(cases: readonly CaseResult[], sorting: Sorting): CaseResult[] {
  if (sorting === undefined) return [...cases].sort((a, b) => rank(a) - rank(b));
  const sign = sorting.direction === 'ascending' ? 1 : -1;
  return [...cases].sort((a, b) => compare(sortKey(a, sorting.column), sortKey(b, sorting.column), sign));
}

type SortKey = number | string | null;

function compare(a: SortKey, b: SortKey, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sortKey(result: CaseResult, column: SortColumn): SortKey {
  switch (column) {
    case 'case':
      return result.id;
    case 'status':
      return rank(result);
    case 'ratio':
      return result.floor?.ratio ?? null;
    case 'samples':
      return result.samples * result.batch;
    case 'p50':
    case 'p95':
    case 'p99':
    case 'mean':
      return result[column];
  }
}

function rank(result: CaseResult): number {
  return result.status === 'failed' ? 0 : 1;
}

/** Reads a kept sorting; undefined for what it does not understand. */
export function readSorting(kept: unknown): Sorting {
  if (typeof kept !== 'object' || kept === null || !('column' in kept) || !('direction' in kept)) return undefined;
  const column = COLUMNS.find((candidate) => candidate === kept.column);
  const direction = (['ascending', 'descending'] as const).find((candidate) => candidate === kept.direction);
  return column === undefined || direction === undefined ? undefined : { column, direction };
}
