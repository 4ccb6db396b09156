import { formatNs } from '../format.ts';
import type { BenchReport, CaseResult, MetricValue } from '../report.ts';

/** An entry of github-action-benchmark's custom format. */
interface Entry {
  /** Stays the same from run to run: entries are compared with those of the same name. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/**
 * The metrics of which more is better: those that are called so, or so with a word before it (`warmHitRatio`).
 * Everything else is a time, a size, or a count of which neither more nor less is better.
 */
const BIGGER_IS_BETTER: readonly { readonly suffix: string; readonly unit: string }[] = [
  { suffix: 'hitRatio', unit: 'ratio' },
  { suffix: 'ofOptimumRatio', unit: 'ratio' },
  { suffix: 'goodputPerSecond', unit: 'plans/s' },
  { suffix: 'requestsPerSecond', unit: 'requests/s' },
  { suffix: 'tokensPerSecond', unit: 'tokens/s' },
];

/** What a figure is compared with is no figure of ours: `withoutNormalisationHitRatio`, `alternatingNaiveHitRatio`. */
const COMPARED_WITH = /^(?:without|alternating|naive)/;

/**
 * The times of the cases that held, p50 in nanoseconds, for github-action-benchmark's `customSmallerIsBetter`
 * (https://github.com/benchmark-action/github-action-benchmark, `extractCustomBenchmarkResult`). Undefined where there
 * is none, since an empty file is an error there.
 */
export function githubSmallerIsBetter(report: BenchReport): string | undefined {
  return fileOf(heldCases(report).flatMap(timeOf));
}

/** As `githubSmallerIsBetter`, the metrics of which more is better, for `customBiggerIsBetter`. */
export function githubBiggerIsBetter(report: BenchReport): string | undefined {
  return fileOf(heldCases(report).flatMap(gainsOf));
}

function heldCases({ cases }: BenchReport): readonly CaseResult[] {
  return cases.filter(({ status }) => status === 'ok');
}

function timeOf({ id, p50, p95, p99, samples, batch, intervals, note }: CaseResult): readonly Entry[] {
  if (p50 === null || !Number.isFinite(p50)) return [];
  const interval = intervals?.p50;
  const upper = [p95 === null ? '' : `p95 ${formatNs(p95)}`, p99 === null ? '' : `p99 ${formatNs(p99)}`];
  const extra = [
    note,
    ...upper.filter((line) => line !== ''),
    `${samples} samples${batch === 1 ? '' : `, each the mean of ${batch} calls`}`,
  ].join('\n');
  const name = `${id} p50`;
  if (interval === null || interval === undefined) return [entry({ name, unit: 'ns', value: p50, extra })];
  // One number, as the action reads it: the wider side of the 95 % interval.
  const [low, high] = interval;
  const range = `± ${Math.max(p50 - low, high - p50).toFixed(3)}`;
  return [entry({ name, unit: 'ns', value: p50, range, extra })];
}

function gainsOf({ id, metrics, note }: CaseResult): readonly Entry[] {
  return Object.entries(metrics ?? {}).flatMap(([metric, value]) => {
    const unit = unitOfGain(metric);
    if (unit === undefined || !isFigure(value)) return [];
    return [entry({ name: `${id} ${metric}`, unit, value, extra: note })];
  });
}

function unitOfGain(metric: string): string | undefined {
  if (COMPARED_WITH.test(metric)) return undefined;
  return BIGGER_IS_BETTER.find(
    ({ suffix }) => metric === suffix || metric.endsWith(suffix.charAt(0).toUpperCase() + suffix.slice(1)),
  )?.unit;
}

function isFigure(value: MetricValue): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/**
 * The action shows names as code in a table, which a line end, a backtick or a bar would break: they are written as
 * JSON writes what it cannot hold, so that names that differ still do.
 */
function entry({ name, ...rest }: Entry): Entry {
  const shown = name.replace(
    /[\p{Cc}\p{Surrogate}\p{Zl}\p{Zp}`|\\]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { name: shown, ...rest };
}

function fileOf(entries: readonly Entry[]): string | undefined {
  return entries.length === 0 ? undefined : `${JSON.stringify(entries, undefined, 2)}\n`;
}
