import * as l10n from '@vscode/l10n';
import type { Distribution } from '../../core/bench/report.ts';
import { formatNs, formatPercent } from '../../shared/format.ts';

/** A bar of a histogram, in the units of its drawing; y grows downwards. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The bars, from left to right, and what they say in words. */
export interface HistogramShape {
  readonly bars: readonly Bar[];
  readonly text: string;
  /** The share of the samples in the tallest bar. */
  readonly tallest: number;
  /** Where a time lies on the logarithmic axis, cut to the drawing. */
  readonly xOf: (ns: number) => number;
}

/** A bin that holds anything is never thinner or lower than this, so that a rare outlier is seen. */
const SMALLEST = 1;

/**
 * Lays a distribution out in a drawing, the axis logarithmic and over the distribution, or over `domain` where others
 * share it. Undefined where there is nothing to draw.
 */
export function histogramShape(
  distribution: Distribution,
  width: number,
  height: number,
  domain?: readonly [lowNs: number, highNs: number],
): HistogramShape | undefined {
  const { counts, edgesNs } = distribution;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const first = edgesNs[0];
  const last = edgesNs.at(-1);
  if (total <= 0 || first === undefined || last === undefined || edgesNs.length !== counts.length + 1) return undefined;

  const low = logOf(domain?.[0] ?? first);
  const span = logOf(domain?.[1] ?? last) - low;
  const xOf = (ns: number): number => (span <= 0 ? width / 2 : clamp(((logOf(ns) - low) / span) * width, 0, width));
  const tallest = Math.max(...counts);
  const bars = counts.flatMap((count, index): Bar[] => {
    const from = edgesNs[index];
    const to = edgesNs[index + 1];
    if (count <= 0 || from === undefined || to === undefined) return [];
    const barWidth = Math.max(SMALLEST, xOf(to) - xOf(from));
    const barHeight = Math.max(SMALLEST, (count / tallest) * height);
    return [{ x: Math.min(xOf(from), width - barWidth), y: height - barHeight, width: barWidth, height: barHeight }];
  });
  return { bars, text: textOf(distribution, total, tallest), tallest: tallest / total, xOf };
}

function textOf({ counts, edgesNs }: Distribution, total: number, tallest: number): string {
  const mode = counts.indexOf(tallest);
  const occupied = counts.flatMap((count, index) => (count > 0 ? [index] : []));
  const from = formatNs(edgesNs[occupied[0] ?? 0] ?? null);
  const to = formatNs(edgesNs[(occupied.at(-1) ?? 0) + 1] ?? null);
  const [modeFrom, modeTo] = [formatNs(edgesNs[mode] ?? null), formatNs(edgesNs[mode + 1] ?? null)];
  return l10n.t(
    'From {0} to {1}; most often {2} to {3}, {4} of the samples',
    from,
    to,
    modeFrom,
    modeTo,
    formatPercent(tallest / total),
  );
}

/** Times are positive; a clock that saw 0 is put at the smallest time worth drawing. */
function logOf(ns: number): number {
  return Math.log10(Math.max(0.001, ns));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
