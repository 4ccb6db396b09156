import type { FunnelPlot } from '../../../core/bench/plots.ts';
import { formatCount, formatPercent } from '../../../shared/format.ts';

export interface StageShape {
  readonly label: string;
  /** "812", and "81.2 % (78.7–83.5 %)" where a share can be said. */
  readonly count: string;
  readonly share: string;
  /** Lengths from the left end of the bars. */
  readonly width: number;
  readonly whisker: readonly [low: number, high: number] | undefined;
}

/** Lays stages out as bars; the whole width is the first stage's count. Undefined where nothing came in. */
export function funnelShape({ stages }: FunnelPlot, width: number): readonly StageShape[] | undefined {
  const first = stages[0]?.count ?? 0;
  if (!(first > 0) || !Number.isFinite(first)) return undefined;
  return stages.map(({ label, count, share, low, high }) => {
    const reached = share ?? count / first;
    return {
      label,
      count: formatCount(count),
      share: shareText(share, low, high),
      width: clamped(reached) * width,
      whisker: low === null || high === null ? undefined : [clamped(low) * width, clamped(high) * width],
    };
  });
}

/** "81.2 % (78.7–83.5 %)"; only the share where its interval is not known. */
function shareText(share: number | null, low: number | null, high: number | null): string {
  if (share === null) return '';
  if (low === null || high === null) return formatPercent(share);
  const from = formatPercent(low).replace(/ %$/, '');
  return `${formatPercent(share)} (${from}–${formatPercent(high)})`;
}

function clamped(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(1, Math.max(0, ratio)) : 0;
}
