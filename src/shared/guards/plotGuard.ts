import type { Axis, CurvesPlot, FunnelPlot, GridPlot, Plot, TimelinePlot } from '../../core/bench/plots.ts';
import { anyOf, arrayOf, isBoolean, isNumber, isNumberOrNull, isString, oneOf, shape } from './guard.ts';

type Row<T extends readonly unknown[]> = T[number];

/** Two numbers, as a point or an interval is. */
export function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

const isAxis = shape<Axis>({ label: isString, name: isString, scale: oneOf('linear', 'log') }, {});

/** One or more functions of the same thing. */
export const isCurves = shape<CurvesPlot>(
  {
    type: oneOf('curves'),
    title: isString,
    text: isString,
    x: isAxis,
    y: isAxis,
    series: arrayOf(shape<Row<CurvesPlot['series']>>({ name: isString, points: arrayOf(isPair) }, {})),
  },
  {},
);

type Lane = Row<TimelinePlot['lanes']>;

const isTimeline = shape<TimelinePlot>(
  {
    type: oneOf('timeline'),
    title: isString,
    text: isString,
    endMs: isNumber,
    lanes: arrayOf(
      shape<Lane>(
        {
          name: isString,
          spans: arrayOf(shape<Row<Lane['spans']>>({ state: isString, fromMs: isNumber, toMs: isNumber }, {})),
        },
        {},
      ),
    ),
    marks: arrayOf(shape<Row<TimelinePlot['marks']>>({ atMs: isNumber, label: isString }, {})),
  },
  {},
);

const isFunnel = shape<FunnelPlot>(
  {
    type: oneOf('funnel'),
    title: isString,
    text: isString,
    stages: arrayOf(
      shape<Row<FunnelPlot['stages']>>(
        { label: isString, count: isNumber, share: isNumberOrNull, low: isNumberOrNull, high: isNumberOrNull },
        {},
      ),
    ),
  },
  {},
);

const isGrid = shape<GridPlot>(
  {
    type: oneOf('grid'),
    title: isString,
    text: isString,
    rowLabel: isString,
    columns: arrayOf(isString),
    rows: arrayOf(
      shape<Row<GridPlot['rows']>>(
        { label: isString, values: arrayOf(anyOf(isString, isNumberOrNull)) },
        { isBest: isBoolean },
      ),
    ),
  },
  {},
);

/** One figure of a case, of any of the four kinds. */
export const isPlot: (value: unknown) => value is Plot = anyOf(anyOf(isCurves, isTimeline), anyOf(isFunnel, isGrid));
