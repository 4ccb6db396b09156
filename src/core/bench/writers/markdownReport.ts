import { nameInSuite, suiteOf, suitesOf } from '../caseId.ts';
import { formatMegabytes, formatMetric, formatNs, formatNumber } from '../format.ts';
import type { Plot } from '../plots.ts';
import type {
  BenchReport,
  CaseResult,
  Comparison,
  Interval,
  MetricValue,
  ModelIdentity,
  QuantileComparison,
  TargetResult,
} from '../report.ts';
import { rerunCommand } from '../rerunCommand.ts';
import { codeMarkdown, proseMarkdown, tableMarkdown } from './markdownText.ts';

const NOT_ESTIMABLE = 'not estimable';

/** A comment of GitHub holds 65,536 characters; some are left for what its writer adds. */
const MAX_CHARACTERS = 60_000;

/**
 * The report for a job summary or a pull request's comment: GitHub-flavoured Markdown (https://github.github.com/gfm/).
 * What it means comes first, then failures, targets and advice, a table per suite, plots in words, and how to do the
 * same run again. Where it would be too long for a comment, figures beside the times and plots are left out, which it
 * says.
 */
export function markdownReport(report: BenchReport): string {
  const whole = assemble(report, true);
  return whole.length <= MAX_CHARACTERS ? whole : assemble(report, false);
}

function assemble(report: BenchReport, isWhole: boolean): string {
  const sections = [
    `## ${verdict(report)}`,
    proseOfRun(report),
    ...(isWhole
      ? []
      : ['Figures beside the times and plots are left out here, since they are too long for a comment.']),
    ...failures(report.cases),
    ...(report.comparison === undefined ? [] : comparisonSection(report.comparison)),
    ...(report.targets === undefined ? [] : targetSection(report.targets)),
    ...advice(report.cases),
    ...suitesOf(report.cases).flatMap((suite) => suiteSection(suite, report.cases, isWhole)),
    ...(report.floors.length === 0
      ? []
      : ['### floors: what the machine itself costs', caseTable(report.floors, ({ id }) => id)]),
    ...footnotes(report),
    ...environmentSection(report),
    '### The same run again',
    `\`\`\`sh\n${rerunCommand(report)}\n\`\`\``,
  ];
  return `${sections.join('\n\n')}\n`;
}

function verdict({ cases }: BenchReport): string {
  const failed = cases.filter(isFailed).length;
  const all = `${cases.length} benchmark ${cases.length === 1 ? 'case' : 'cases'}`;
  if (cases.length === 0) return 'No benchmark case was run';
  return failed === 0 ? `${cases.length} of ${all} held` : `${failed} of ${all} failed`;
}

function proseOfRun({ mode, durationMs, seed, model, targets }: BenchReport): string {
  const asked = model.kind === 'simulator' ? 'a simulator, not a model' : `the model ${codeMarkdown(model.name)}`;
  const holding = targets?.filter(({ holds }) => holds).length;
  const held = targets === undefined ? '' : ` ${holding} of ${targets.length} targets hold.`;
  return `A ${mode} run of ${formatNs(durationMs * 1e6)} with seed ${seed}, against ${asked}.${held}`;
}

/** The verdict, and a row for each case that is not as it was. */
function comparisonSection(comparison: Comparison): readonly string[] {
  const { a, b, cases, differences, onlyA, onlyB } = comparison;
  const changed = cases.filter(({ verdict: one }) => one !== 'no change');
  const times = ({ a: before, b: after, ratio, interval }: QuantileComparison): readonly string[] => [
    `${formatNs(before)} → ${formatNs(after)}`,
    ratio === null || interval === null
      ? NOT_ESTIMABLE
      : `${ratio.toFixed(2)} × (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`,
  ];
  return [
    `### ${proseMarkdown(comparison.verdict)}`,
    `A: ${proseMarkdown(a)}. B: ${proseMarkdown(b)}. ${proseMarkdown(comparison.reading)}`,
    ...differences.map((one) => `- **Unlike:** ${proseMarkdown(one)}`),
    ...(changed.length === 0
      ? []
      : [
          tableMarkdown(
            ['Case', 'Verdict', 'p50', 'Change (95 % interval)', 'p95', 'Change (95 % interval)'].map((heading, i) => ({
              heading,
              isFigure: i > 1,
            })),
            changed.map(({ id, verdict: one, p50, p95 }) => [codeMarkdown(id), one, ...times(p50), ...times(p95)]),
          ),
        ]),
    ...(onlyA.length === 0 ? [] : [`Only in A: ${proseMarkdown(onlyA.join(', '))}.`]),
    ...(onlyB.length === 0 ? [] : [`Only in B: ${proseMarkdown(onlyB.join(', '))}.`]),
  ];
}

function isFailed({ status }: CaseResult): boolean {
  return status === 'failed';
}

const MAX_ERROR_CHARACTERS = 500;

function failures(cases: readonly CaseResult[]): readonly string[] {
  const lines = cases.filter(isFailed).map(({ id, error = '' }) => {
    const short = error.length > MAX_ERROR_CHARACTERS ? `${error.slice(0, MAX_ERROR_CHARACTERS)}…` : error;
    return `- ${codeMarkdown(id)}: ${proseMarkdown(short) || 'no reason given'}`;
  });
  return lines.length === 0 ? [] : ['### Failed', lines.join('\n')];
}

function targetSection(targets: readonly TargetResult[]): readonly string[] {
  const columns = ['', 'what', 'target', 'figure', 'floor', 'ratio'].map((heading, index) => ({
    heading,
    isFigure: index > 2,
  }));
  const rows = [...targets.filter(({ holds }) => !holds), ...targets.filter(({ holds }) => holds)].map((one) => [
    one.holds ? 'holds' : '**missed**',
    proseMarkdown(one.what),
    proseMarkdown(one.target),
    proseMarkdown(one.figure),
    proseMarkdown(one.floor ?? ''),
    one.ratio === undefined ? '' : formatNumber(one.ratio),
  ]);
  return ['### Targets', tableMarkdown(columns, rows)];
}

function advice(cases: readonly CaseResult[]): readonly string[] {
  const lines = cases.flatMap(({ id, advice: sentences = [] }) =>
    sentences.map((sentence) => `- ${codeMarkdown(id)}: ${proseMarkdown(sentence)}`),
  );
  return lines.length === 0 ? [] : ['### Advice', lines.join('\n')];
}

function suiteSection(suite: string, cases: readonly CaseResult[], isWhole: boolean): readonly string[] {
  const own = cases.filter(({ id }) => suiteOf(id) === suite);
  const ordered = [...own.filter(isFailed), ...own.filter((one) => !isFailed(one))];
  return [
    `### ${proseMarkdown(suite)}`,
    caseTable(ordered, ({ id }) => nameInSuite(id)),
    ...(isWhole ? [...metrics(ordered), ...ordered.flatMap(plots)] : []),
  ];
}

const CASE_COLUMNS = ['', 'case', 'samples', 'p50', 'p95', 'p99', '× floor', 'outliers'].map((heading, index) => ({
  heading,
  isFigure: index > 1,
}));

function caseTable(results: readonly CaseResult[], nameOf: (result: CaseResult) => string): string {
  const rows = results.map((one) => [
    isFailed(one) ? '**failed**' : 'ok',
    codeMarkdown(nameOf(one)),
    `${formatNumber(one.samples)}${one.batch === 1 ? '' : ` × ${formatNumber(one.batch)}`}`,
    percentile(one.p50, one.intervals?.p50),
    percentile(one.p95, one.intervals?.p95),
    percentile(one.p99, one.intervals?.p99),
    one.floor === undefined ? '' : formatNumber(one.floor.ratio),
    outliersText(one.outliers),
  ]);
  return tableMarkdown(CASE_COLUMNS, rows);
}

/** "1.01 µs (990 ns to 1.02 µs)"; the figure alone where its interval is not known. */
function percentile(ns: number | null, interval: Interval | null | undefined): string {
  if (ns === null) return NOT_ESTIMABLE;
  if (interval === null || interval === undefined) return formatNs(ns);
  return `${formatNs(ns)} (${formatNs(interval[0])} to ${formatNs(interval[1])})`;
}

function outliersText(outliers: CaseResult['outliers']): string {
  if (outliers === undefined) return '';
  const { mild, severe } = outliers;
  return mild + severe === 0 ? 'none' : `${formatNumber(mild)} mild, ${formatNumber(severe)} severe`;
}

const METRIC_COLUMNS = [
  { heading: 'case', isFigure: false },
  { heading: 'figure', isFigure: false },
  { heading: 'value', isFigure: true },
];

function metrics(results: readonly CaseResult[]): readonly string[] {
  const rows = results.flatMap(({ id, metrics: figures = {} }) =>
    Object.entries(figures).map(([name, value]) => [
      codeMarkdown(nameInSuite(id)),
      codeMarkdown(name),
      metricMarkdown(name, value),
    ]),
  );
  if (rows.length === 0) return [];
  const table = tableMarkdown(METRIC_COLUMNS, rows);
  return [`<details><summary>Figures beside the times</summary>\n\n${table}\n\n</details>`];
}

function metricMarkdown(name: string, value: MetricValue): string {
  return value === null ? NOT_ESTIMABLE : proseMarkdown(formatMetric(name, value));
}

function plots({ id, plots: own = [] }: CaseResult): readonly string[] {
  return own.flatMap((plot) => [
    `**${proseMarkdown(plot.title) || 'Plot'}** (${codeMarkdown(nameInSuite(id))}). ${proseMarkdown(plot.text)}`,
    ...grid(plot),
  ]);
}

function grid(plot: Plot): readonly string[] {
  if (plot.type !== 'grid') return [];
  const columns = [
    { heading: proseMarkdown(plot.rowLabel), isFigure: false },
    ...plot.columns.map((name) => ({ heading: codeMarkdown(name), isFigure: true })),
  ];
  const rows = plot.rows.map(({ label, values, isBest }) => [
    `${proseMarkdown(label)}${isBest === true ? ' **(best)**' : ''}`,
    ...plot.columns.map((name, index) => metricMarkdown(name, values[index] ?? null)),
  ]);
  return [tableMarkdown(columns, rows)];
}

function footnotes({ cases, floors }: BenchReport): readonly string[] {
  const all = [...cases, ...floors];
  const hasInterval = all.some(({ intervals }) => Object.values(intervals ?? {}).some((one) => one !== null));
  const isMissing = all.some(({ p50, p95, p99 }) => p50 === null || p95 === null || p99 === null);
  const lines = [
    hasInterval ? 'In brackets: the 95 % interval.' : '',
    isMissing ? 'Not estimable: too few samples to say (p50 needs 5, p95 59, p99 299).' : '',
    all.some(({ batch }) => batch > 1) ? 'Samples × batch: each sample is the mean of that many calls.' : '',
    all.some(({ outliers }) => outliers !== undefined)
      ? 'Outliers lie beyond 1.5 (mild) and 3 (severe) interquartile ranges; none is dropped.'
      : '',
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [lines.join(' ')];
}

function environmentSection({ environment, model, memory, startedAt }: BenchReport): readonly string[] {
  const { planscope, node, platform, arch, cpu, cores, memoryBytes, power, timer } = environment;
  const rows: readonly (readonly [what: string, value: string])[] = [
    ['model', modelText(model)],
    ['Planscope', codeMarkdown(planscope)],
    ['Node', codeMarkdown(node)],
    ['machine', `${cores} × ${proseMarkdown(cpu)}, ${formatNumber(Math.round(memoryBytes / 2 ** 30))} GiB`],
    ['platform', codeMarkdown(`${platform} ${arch}`)],
    ...(power === undefined ? [] : ([['power', power]] as const)),
    ...(timer === undefined
      ? []
      : ([['timer', `steps of ${formatNs(timer.stepNs)}, ${formatNs(timer.costNs)} a reading`]] as const)),
    ...(memory === undefined
      ? []
      : ([
          [
            'memory of the runner',
            `${formatMegabytes(memory.runnerBytes)}, with its cases ${formatMegabytes(memory.peakBytes)}`,
          ],
        ] as const)),
    ['started', codeMarkdown(startedAt)],
  ];
  return ['### Environment', rows.map(([what, value]) => `- ${what}: ${value}`).join('\n')];
}

function modelText({ kind, name, digest, quantisation, server, contextTokens }: ModelIdentity): string {
  const details = [
    ...[server, quantisation, digest].filter((one) => one !== undefined).map(codeMarkdown),
    ...(contextTokens === undefined ? [] : [`context of ${formatNumber(contextTokens)} tokens`]),
  ];
  return [codeMarkdown(name), kind === 'simulator' ? 'a simulator' : 'a server', ...details].join(', ');
}
