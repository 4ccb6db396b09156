import { nameInSuite, suiteOf } from '../caseId.ts';
import type { BenchReport, CaseResult } from '../report.ts';
import { holdable } from './characters.ts';

type Cell = string | number | null | undefined;

interface Row {
  readonly kind: 'case' | 'floor';
  readonly result: CaseResult;
  readonly report: BenchReport;
}

/** The columns; their order and names stay, new ones come at the end. */
const COLUMNS: readonly { readonly name: string; readonly of: (row: Row) => Cell }[] = [
  { name: 'kind', of: ({ kind }) => kind },
  { name: 'id', of: ({ result }) => result.id },
  { name: 'suite', of: ({ result }) => suiteOf(result.id) },
  { name: 'name', of: ({ result }) => nameInSuite(result.id) },
  { name: 'status', of: ({ result }) => result.status },
  { name: 'samples', of: ({ result }) => result.samples },
  { name: 'batch', of: ({ result }) => result.batch },
  { name: 'meanNs', of: ({ result }) => result.mean },
  { name: 'minNs', of: ({ result }) => result.min },
  { name: 'maxNs', of: ({ result }) => result.max },
  { name: 'p50Ns', of: ({ result }) => result.p50 },
  { name: 'p50LowNs', of: ({ result }) => result.intervals?.p50?.[0] },
  { name: 'p50HighNs', of: ({ result }) => result.intervals?.p50?.[1] },
  { name: 'p95Ns', of: ({ result }) => result.p95 },
  { name: 'p95LowNs', of: ({ result }) => result.intervals?.p95?.[0] },
  { name: 'p95HighNs', of: ({ result }) => result.intervals?.p95?.[1] },
  { name: 'p99Ns', of: ({ result }) => result.p99 },
  { name: 'p99LowNs', of: ({ result }) => result.intervals?.p99?.[0] },
  { name: 'p99HighNs', of: ({ result }) => result.intervals?.p99?.[1] },
  { name: 'mildOutliers', of: ({ result }) => result.outliers?.mild },
  { name: 'severeOutliers', of: ({ result }) => result.outliers?.severe },
  { name: 'floorId', of: ({ result }) => result.floor?.id },
  { name: 'floorRatio', of: ({ result }) => result.floor?.ratio },
  { name: 'yardstick', of: ({ result }) => result.yardstick },
  { name: 'ended', of: ({ result }) => result.ended },
  { name: 'model', of: ({ result, report }) => (result.model ?? report.model).name },
  { name: 'note', of: ({ result }) => result.note },
  { name: 'error', of: ({ result }) => result.error },
  { name: 'advice', of: ({ result }) => result.advice?.join(' ') },
  // One column, since each case has metrics of its own and the header is to stay.
  { name: 'metricsJson', of: ({ result }) => (result.metrics === undefined ? undefined : json(result.metrics)) },
  { name: 'startedAt', of: ({ report }) => report.startedAt },
  { name: 'mode', of: ({ report }) => report.mode },
  { name: 'seed', of: ({ report }) => report.seed },
  { name: 'planscope', of: ({ report }) => report.environment.planscope },
];

/**
 * One row per case and floor, with a header, for spreadsheets and data frames: RFC 4180, so commas, CRLF, and texts in
 * quotes. Figures stand as JSON writes them, without quotes; an empty cell is a figure that is not estimable, or not
 * there. A text that a spreadsheet would take for a formula has an apostrophe before it
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvReport(report: BenchReport): string {
  const rows: readonly Row[] = [
    ...report.cases.map((result) => ({ kind: 'case', result, report }) as const),
    ...report.floors.map((result) => ({ kind: 'floor', result, report }) as const),
  ];
  const header = COLUMNS.map(({ name }) => name);
  return [header, ...rows.map((row) => COLUMNS.map((column) => csvCell(column.of(row))))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = holdable(cell);
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
