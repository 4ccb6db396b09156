import { suiteOf, suitesOf } from '../caseId.ts';
import { formatMegabytes, formatMetric, formatNs, formatNumber } from '../format.ts';
import { modelWords } from '../modelWords.ts';
import type { BenchReport, CaseResult, Interval, TargetResult } from '../report.ts';
import { comparisonText } from './comparisonText.ts';

/** The whole report for a terminal: the verdict, failures, a table per suite, metrics, floors, targets. */
export function textReport(report: BenchReport): string {
  const failed = report.cases.filter((one) => one.status === 'failed');
  const suites = suitesOf(report.cases);
  const sections = [
    [verdict(report), origin(report)],
    failed.length === 0 ? [] : ['Failed:', ...failed.map((one) => `  ${one.id}: ${one.error ?? 'no reason given'}`)],
    ...suites.map((suite) => suiteSection(suite, report.cases)),
    report.floors.length === 0 ? [] : ['floors: what the machine itself costs', ...table(report.floors)],
    report.targets === undefined ? [] : ['targets', ...targetTable(report.targets)],
    footnotes(report),
    report.comparison === undefined ? [] : ['compared', comparisonText(report.comparison).trimEnd()],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One line: `33 cases: 33 ok, 0 failed (quick mode, 24.1 s, seed 1)`. */
export function verdict(report: BenchReport): string {
  const ok = report.cases.filter((one) => one.status === 'ok').length;
  const total = report.cases.length;
  const run = `${report.mode} mode, ${formatNs(report.durationMs * 1e6)}, seed ${report.seed}`;
  const targets = report.targets;
  const held =
    targets === undefined ? '' : `; targets: ${targets.filter((one) => one.holds).length} of ${targets.length} hold`;
  return `${total} ${total === 1 ? 'case' : 'cases'}: ${ok} ok, ${total - ok} failed${held} (${run})`;
}

function origin({ model, environment, memory: held }: BenchReport): string {
  const memory = `${formatNumber(Math.round(environment.memoryBytes / 2 ** 30))} GiB`;
  const machine = `${environment.cores} × ${environment.cpu}, ${memory}, ${environment.platform} ${environment.arch}`;
  const resident =
    held === undefined
      ? ''
      : `\nThis process was resident with at most ${formatMegabytes(held.runnerBytes)} until the first case, ${formatMegabytes(held.peakBytes)} until the end`;
  return `${modelWords(model)}\nPlanscope ${environment.planscope}, Node ${environment.node}, ${machine}${resident}`;
}

function suiteSection(suite: string, cases: readonly CaseResult[]): readonly string[] {
  const own = cases.filter((one) => suiteOf(one.id) === suite);
  const ordered = [...own.filter((one) => one.status === 'failed'), ...own.filter((one) => one.status === 'ok')];
  return [suite, ...table(ordered), ...ordered.flatMap(metricLines), ...ordered.flatMap(wordLines)];
}

const HEADINGS = ['', 'case', 'samples', 'batch', 'mean', 'p50', 'p95', 'p99', '× floor'];

function table(results: readonly CaseResult[]): readonly string[] {
  const rows = results.map((one) => [
    one.status === 'ok' ? ' ' : '✗',
    one.id,
    formatNumber(one.samples),
    one.batch === 1 ? '' : formatNumber(one.batch),
    formatNs(one.mean),
    withInterval(one.p50, one.intervals?.p50),
    formatNs(one.p95),
    formatNs(one.p99),
    one.floor === undefined ? '' : formatNumber(one.floor.ratio),
  ]);
  return aligned([HEADINGS, ...rows], 2);
}

/** `8.12 µs ±1.2 %`: half the width of the 95 % interval, where there is one. */
function withInterval(ns: number | null, interval: Interval | null | undefined): string {
  if (ns === null || ns <= 0 || interval === null || interval === undefined) return formatNs(ns);
  const percent = ((interval[1] - interval[0]) / 2 / ns) * 100;
  return `${formatNs(ns)} ±${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

function metricLines(result: CaseResult): readonly string[] {
  const metrics = Object.entries(result.metrics ?? {});
  if (metrics.length === 0) return [];
  return [`    ${result.id}`, ...metrics.map(([name, value]) => `      ${name}: ${formatMetric(name, value)}`)];
}

/** What the plots of a case show, and what follows. */
function wordLines({ id, plots = [], advice = [] }: CaseResult): readonly string[] {
  const lines = [...plots.map(({ title, text }) => `${title}: ${text}`), ...advice.map((one) => `→ ${one}`)];
  return lines.length === 0 ? [] : [`    ${id}`, ...lines.map((line) => `      ${line}`)];
}

function targetTable(targets: readonly TargetResult[]): readonly string[] {
  const rows = [...targets.filter((one) => !one.holds), ...targets.filter((one) => one.holds)].map((one) => [
    one.holds ? ' ' : '✗',
    one.what,
    one.target,
    one.figure,
    one.floor ?? '',
    one.ratio === undefined ? '' : formatNumber(one.ratio),
    one.holds ? 'holds' : 'missed',
  ]);
  return aligned([['', 'what', 'target', 'figure', 'floor', 'ratio', ''], ...rows], 3);
}

function footnotes(report: BenchReport): readonly string[] {
  const all = [...report.cases, ...report.floors];
  return [
    '–: too few samples to say (p50 needs 6, p95 59, p99 299). ±: half the 95 % interval of p50.',
    ...(all.some((one) => one.batch > 1)
      ? ['batch: each sample is the mean of that many calls, and so are its percentiles.']
      : []),
  ];
}

/** Columns as wide as their widest cell; the first `leftColumns` flush left, the others flush right. */
function aligned(rows: readonly (readonly string[])[], leftColumns: number): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (i < leftColumns ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
