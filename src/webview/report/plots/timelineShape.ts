import type { TimelinePlot } from '../../../core/bench/plots.ts';
import { type Scale, tightScale } from './scale.ts';
import { textWidth } from './tickText.ts';

export interface SpanShape {
  readonly state: string;
  readonly x: number;
  readonly width: number;
  /** Whether the state's name has room in it. */
  readonly hasLabel: boolean;
}

export interface LaneShape {
  readonly name: string;
  readonly y: number;
  readonly spans: readonly SpanShape[];
}

export interface MarkShape {
  readonly label: string;
  readonly x: number;
  /** The row of its label above the lanes, 0 the lowest; undefined where it has no room. */
  readonly row: number | undefined;
  /** Where the label begins. */
  readonly labelX: number;
}

export interface TimelineShape {
  readonly x: Scale;
  readonly lanes: readonly LaneShape[];
  readonly marks: readonly MarkShape[];
  /** How many rows of labels stand above the lanes. */
  readonly rows: number;
  /** Where the first lane's name begins, and where the last lane ends. */
  readonly top: number;
  readonly bottom: number;
  /** Every state that occurs, in order of appearance. */
  readonly states: readonly string[];
}

export const LANE_HEIGHT = 22;
/** Room above each lane for its name. */
const LANE_NAME_HEIGHT = 18;
const LANE_GAP = 8;
export const MARK_ROW_HEIGHT = 15;
const MOST_ROWS = 3;
const LABEL_GAP = 8;
const INSET = 6;
/** A state that lasted no time at all is still seen. */
const NARROWEST = 1;

/** Lays states out over time, between `from` and `to`. Undefined where nothing happened. */
export function timelineShape(plot: TimelinePlot, from: number, to: number): TimelineShape | undefined {
  const spans = plot.lanes.flatMap((lane) => lane.spans.filter(isSound));
  const marks = plot.marks.filter(({ atMs }) => Number.isFinite(atMs));
  if (spans.length === 0 && marks.length === 0) return undefined;
  const times = [0, plot.endMs, ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), ...marks.map((m) => m.atMs)];
  const x = tightScale({ kind: 'linear', values: times, from, to });
  if (x === undefined) return undefined;
  const placedMarks = placeMarks(marks, x, to);
  const rows = Math.max(0, ...placedMarks.map(({ row }) => (row === undefined ? 0 : row + 1)));
  const top = rows * MARK_ROW_HEIGHT + (marks.length === 0 ? 0 : INSET);
  const pitch = LANE_NAME_HEIGHT + LANE_HEIGHT + LANE_GAP;
  return {
    x,
    rows,
    top,
    bottom: top + plot.lanes.length * pitch - LANE_GAP,
    marks: placedMarks,
    lanes: plot.lanes.map((lane, index) => ({
      name: lane.name,
      y: top + index * pitch + LANE_NAME_HEIGHT,
      spans: lane.spans.filter(isSound).map((span) => placeSpan(span, x, to)),
    })),
    states: [...new Set(spans.map(({ state }) => state))],
  };
}

type Span = TimelinePlot['lanes'][number]['spans'][number];

function isSound({ fromMs, toMs }: Span): boolean {
  return Number.isFinite(fromMs) && Number.isFinite(toMs) && toMs >= fromMs;
}

function placeSpan({ state, fromMs, toMs }: Span, x: Scale, end: number): SpanShape {
  const width = Math.max(NARROWEST, x.of(toMs) - x.of(fromMs));
  return {
    state,
    x: Math.min(x.of(fromMs), end - width),
    width,
    hasLabel: width >= textWidth(state) + 2 * INSET,
  };
}

/** Labels from left to right, each in the lowest row in which it touches no other. */
function placeMarks(marks: TimelinePlot['marks'], x: Scale, end: number): MarkShape[] {
  const ends: number[] = [];
  return [...marks]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, label }) => {
      const at = x.of(atMs);
      const width = textWidth(label);
      const labelX = Math.min(at, end - width);
      const row = Array.from({ length: MOST_ROWS }, (_, index) => index).find(
        (index) => labelX >= (ends[index] ?? Number.NEGATIVE_INFINITY) + LABEL_GAP,
      );
      if (labelX < 0 || row === undefined) return { label, x: at, labelX, row: undefined };
      ends[row] = labelX + width;
      return { label, x: at, labelX, row };
    });
}
