import { changePoints } from './changePoints.ts';
import { differencesOf } from './comparability.ts';
import { formatNs, formatNumber } from './format.ts';
import type { CurvesPlot } from './plots.ts';
import type { BenchReport, CaseResult } from './report.ts';
import { quantile } from './statistics.ts';

/** A case in one run. */
interface Point {
  readonly startedAt: string;
  /** p50, nanoseconds; of work, as it would have been at the pace of the newest run. */
  readonly ns: number;
}

/**
 * How the median of each case of the newest run went over the kept runs that can be compared with it, with the points at
 * which it changed its level. `reports`: newest first. Empty for a case with fewer than two runs.
 */
export function trendPlots(reports: readonly BenchReport[]): Readonly<Record<string, CurvesPlot>> {
  const [newest] = reports;
  if (newest === undefined) return {};
  const alike = reports.filter((one) => differencesOf(one, newest).length === 0).toReversed();
  const plots = newest.cases.flatMap((result) => {
    const points = alike.flatMap((report) => pointOf(report, result));
    return points.length < 2 ? [] : [[result.id, plotOf(points)] as const];
  });
  return Object.fromEntries(plots);
}

function pointOf(report: BenchReport, newest: CaseResult): Point[] {
  const result = report.cases.find(({ id }) => id === newest.id);
  if (result?.status !== 'ok' || result.p50 === null || !(result.p50 > 0)) return [];
  const [now, then] = [paceOf(newest), paceOf(result)];
  const isPaced = newest.yardstick === 'machine' && now !== null && then !== null;
  return [{ startedAt: report.startedAt, ns: isPaced ? (result.p50 * now) / then : result.p50 }];
}

function paceOf({ blocks }: CaseResult): number | null {
  const paces = blocks?.flatMap(({ paceNs }) => (paceNs === null ? [] : [paceNs])) ?? [];
  return quantile(
    paces.sort((a, b) => a - b),
    0.5,
  );
}

function plotOf(points: readonly Point[]): CurvesPlot {
  const changes = changePoints(points.map(({ ns }) => ns));
  const changeWords = changes.map(({ at, before, after }) => {
    const percent = formatNumber(Math.abs(Math.round((after / before - 1) * 100)));
    const since = points[at]?.startedAt.slice(0, 16).replace('T', ' ') ?? '';
    return `${percent} % ${after > before ? 'slower' : 'faster'} since run ${at + 1}, ${since} UTC`;
  });
  const last = points.at(-1)?.ns ?? null;
  const levels = levelsOf(points, changes);
  return {
    type: 'curves',
    title: `p50 over ${points.length} runs`,
    text: `${changeWords.length === 0 ? 'No change of level' : changeWords.join('; ')}. Newest: ${formatNs(last)}. Runs of like conditions, oldest first; times of work at the pace of the newest run.`,
    x: { label: 'Run', name: 'run', scale: 'linear' },
    y: { label: 'p50', name: 'p50Ns', scale: 'linear' },
    series: [
      { name: 'p50', points: points.map(({ ns }, i) => [i + 1, ns] as const) },
      ...(changes.length === 0 ? [] : [{ name: 'level', points: levels }]),
    ],
  };
}

/** Steps: each level from its first run to its last. */
function levelsOf(
  points: readonly Point[],
  changes: ReturnType<typeof changePoints>,
): readonly (readonly [number, number])[] {
  const bounds = [0, ...changes.map(({ at }) => at), points.length];
  return bounds.slice(1).flatMap((to, segment) => {
    const level = changes[segment]?.before ?? changes[segment - 1]?.after ?? 0;
    return [[(bounds[segment] ?? 0) + 1, level] as const, [to, level] as const];
  });
}
