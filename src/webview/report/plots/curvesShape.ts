import type { CurvesPlot } from '../../../core/bench/plots.ts';
import { roundScale, type Scale, tightScale } from './scale.ts';
import { textWidth } from './tickText.ts';

/** The part of a drawing in which the data stand; y grows downwards. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A series laid out. Its place in the plot says which dashes and which marks it has. */
export interface CurveShape {
  readonly name: string;
  /** The data of a path; empty where no point of the series can stand on the axes. */
  readonly path: string;
  /** Where marks stand: at every point, or at some of them where they would touch. */
  readonly marks: readonly (readonly [x: number, y: number])[];
  /** The height at which the name stands behind the last point; undefined where it has no room. */
  readonly labelY: number | undefined;
}

export interface CurvesShape {
  readonly x: Scale;
  readonly y: Scale;
  readonly frame: Frame;
  readonly curves: readonly CurveShape[];
}

const MARK_GAP = 14;
const LABEL_HEIGHT = 14;
const LABEL_GAP = 10;
/** Names that take more of the width than this stand in the legend only. */
const WIDEST_LABELS = 0.3;

/** Lays curves out in a frame. Undefined where not one point can stand on the axes. */
export function curvesShape(plot: CurvesPlot, frame: Frame): CurvesShape | undefined {
  const labelWidth = Math.max(0, ...plot.series.map(({ name }) => textWidth(name))) + LABEL_GAP;
  const hasLabels = labelWidth <= WIDEST_LABELS * (frame.right - frame.left) && plot.series.length > 1;
  const inner = hasLabels ? { ...frame, right: frame.right - labelWidth } : frame;
  const usable = plot.series.map(({ points }) => points.filter(([x, y]) => canStand(plot.x, x) && canStand(plot.y, y)));
  const x = tightScale({
    kind: plot.x.scale,
    values: usable.flat().map(([value]) => value),
    from: inner.left,
    to: inner.right,
  });
  const y = roundScale({
    kind: plot.y.scale,
    values: usable.flat().map(([, value]) => value),
    from: inner.bottom,
    to: inner.top,
    mostTicks: 6,
  });
  if (x === undefined || y === undefined) return undefined;
  const placed = usable.map((points) => points.map(([px, py]) => [round(x.of(px)), round(y.of(py))] as const));
  const labels = hasLabels ? labelHeights(placed, inner) : undefined;
  return {
    x,
    y,
    frame: inner,
    curves: placed.map((points, index) => ({
      name: plot.series[index]?.name ?? '',
      path: points.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${px} ${py}`).join(''),
      marks: marksOf(points),
      labelY: points.length === 0 ? undefined : labels?.[index],
    })),
  };
}

function canStand({ scale }: CurvesPlot['x'], value: number): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value > 0);
}

function marksOf(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  let at = Number.NEGATIVE_INFINITY;
  return points.filter(([x], index) => {
    if (x - at < MARK_GAP && index !== points.length - 1) return false;
    at = x;
    return true;
  });
}

/** Each name at the height of its last point, moved apart where two would touch; undefined where they do not fit. */
function labelHeights(
  placed: readonly (readonly (readonly [number, number])[])[],
  frame: Frame,
): readonly number[] | undefined {
  const order = placed
    .map((points, index) => ({ index, y: points.at(-1)?.[1] ?? frame.bottom }))
    .sort((a, b) => a.y - b.y);
  if (order.length * LABEL_HEIGHT > frame.bottom - frame.top) return undefined;
  const heights: number[] = [];
  let free = frame.top;
  order.forEach(({ index, y }, rank) => {
    const room = frame.bottom - (order.length - 1 - rank) * LABEL_HEIGHT;
    const height = Math.min(room, Math.max(free, y));
    heights[index] = height;
    free = height + LABEL_HEIGHT;
  });
  return heights;
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}
