import { readSorting, type Sorting } from './caseOrder.ts';

/** What of a report's page outlives it while it is hidden. Belongs to one report and is dropped with it. */
export interface ReportState {
  readonly startedAt: string;
  readonly sortings: Readonly<Record<string, Sorting>>;
  readonly openIds: readonly string[];
  readonly scrollY: number;
}

/** The kept state if it belongs to the report that started then, else an empty one. */
export function readReportState(kept: unknown, startedAt: string): ReportState {
  const empty: ReportState = { startedAt, sortings: {}, openIds: [], scrollY: 0 };
  if (typeof kept !== 'object' || kept === null) return empty;
  if (!('startedAt' in kept) || kept.startedAt !== startedAt) return empty;
  const sortings = 'sortings' in kept && typeof kept.sortings === 'object' ? (kept.sortings ?? {}) : {};
  return {
    startedAt,
    sortings: Object.fromEntries(Object.entries(sortings).map(([suite, sorting]) => [suite, readSorting(sorting)])),
    openIds:
      'openIds' in kept && Array.isArray(kept.openIds) ? kept.openIds.filter((id) => typeof id === 'string') : [],
    scrollY: 'scrollY' in kept && typeof kept.scrollY === 'number' ? kept.scrollY : 0,
  };
}
