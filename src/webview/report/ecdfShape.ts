import * as l10n from '@vscode/l10n';
import type { CaseResult, Interval } from '../../core/bench/report.ts';
import { type Cumulative, timeAt } from '../../shared/cumulative.ts';
import { formatNs } from '../../shared/format.ts';
import type { Scale } from './plots/scale.ts';

/** A percentile on the curve, and its interval on the level of the percentile. */
export interface PercentileMark {
  readonly name: 'p50' | 'p95' | 'p99';
  readonly x: number;
  readonly y: number;
  readonly interval: readonly [x1: number, x2: number] | undefined;
}

export interface EcdfShape {
  /** The steps, as the data of a path; empty without samples. */
  readonly path: string;
  readonly marks: readonly PercentileMark[];
  readonly text: string;
}

const PERCENTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/** Lays the distribution of a case out on two axes, times along `x` and shares up `y`. */
export function ecdfShape(
  result: Pick<CaseResult, 'p50' | 'p95' | 'p99' | 'intervals'>,
  points: readonly Cumulative[],
  { x, y }: { readonly x: Scale; readonly y: Scale },
): EcdfShape | undefined {
  if (points.length === 0) return undefined;
  const marks = PERCENTILES.flatMap(([name, share]): PercentileMark[] => {
    const ns = result[name];
    if (ns === null || !Number.isFinite(ns)) return [];
    return [{ name, x: x.of(ns), y: y.of(share), interval: placed(result.intervals?.[name] ?? null, x) }];
  });
  return { path: stepsOf(points, x, y), marks, text: cumulativeText(points) };
}

function placed(interval: Interval | null, x: Scale): PercentileMark['interval'] {
  return interval?.every(Number.isFinite) ? [x.of(interval[0]), x.of(interval[1])] : undefined;
}

/** Less than half a unit of the drawing nobody sees, so what lies closer together is one step. */
const FINEST = 0.5;

function stepsOf(points: readonly Cumulative[], x: Scale, y: Scale): string {
  let steps = `M${rounded(x.of(x.low))} ${rounded(y.of(0))}`;
  let at = Number.NEGATIVE_INFINITY;
  points.forEach(({ ns, share }, index) => {
    const next = points[index + 1];
    if (next !== undefined && x.of(next.ns) - at < FINEST) return;
    at = x.of(ns);
    steps += `H${rounded(at)}V${rounded(y.of(share))}`;
  });
  return `${steps}H${rounded(x.of(x.high))}`;
}

/** A place with a tenth of a unit, which is all that a drawing shows. */
function rounded(place: number): number {
  return Math.round(place * 10) / 10;
}

/** The distribution in words, without a full stop. */
export function cumulativeText(points: readonly Cumulative[]): string {
  const time = (share: number): string => formatNs(timeAt(points, share) ?? null);
  return l10n.t(
    'Half of the samples took {0} or less, 95 % took {1} or less, and none more than {2}',
    time(0.5),
    time(0.95),
    time(1),
  );
}
