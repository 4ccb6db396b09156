/**
 * Figures of a case that are more than a number. Every one says in words what it shows (`text`), for those who do not
 * see it and for the formats that cannot draw.
 */
export type Plot = CurvesPlot | TimelinePlot | FunnelPlot | GridPlot;

/** `name` carries its unit as a metric's name does: `hitRatio`, `elapsedMs`, `entries`. */
export interface Axis {
  readonly label: string;
  readonly name: string;
  readonly scale: 'linear' | 'log';
}

/** One or more functions of the same thing, for example the hit ratio by capacity. */
export interface CurvesPlot {
  readonly type: 'curves';
  readonly title: string;
  readonly text: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Points by ascending x. */
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

/** States over time, for example of a breaker. Milliseconds from the beginning of the experiment. */
export interface TimelinePlot {
  readonly type: 'timeline';
  readonly title: string;
  readonly text: string;
  readonly endMs: number;
  readonly lanes: readonly {
    readonly name: string;
    readonly spans: readonly { readonly state: string; readonly fromMs: number; readonly toMs: number }[];
  }[];
  readonly marks: readonly { readonly atMs: number; readonly label: string }[];
}

/** How many reached each stage, and their share of the first with its 95 % interval (0..1). */
export interface FunnelPlot {
  readonly type: 'funnel';
  readonly title: string;
  readonly text: string;
  readonly stages: readonly {
    readonly label: string;
    readonly count: number;
    readonly share: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

/** A table of figures. Each column's name carries its unit as a metric's name does. */
export interface GridPlot {
  readonly type: 'grid';
  readonly title: string;
  readonly text: string;
  /** What the rows are: "failures", "settings". */
  readonly rowLabel: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly values: readonly (number | string | null)[];
    /** The one to take. */
    readonly isBest?: boolean;
  }[];
}
