import type { Axis } from '../../../core/bench/plots.ts';
import { linearTicks, logTicks, MOST_TICKS } from './ticks.ts';

/** An axis laid out: where a value lies on it, and what it is marked with. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** In the units of the drawing; what lies outside the axis is put at its end. */
  readonly of: (value: number) => number;
}

export interface ScaleOptions {
  readonly kind: Axis['scale'];
  /** Everything that is to lie on the axis. */
  readonly values: readonly number[];
  /** Where the low and the high end lie in the drawing; `from` may be the greater, as it is on a vertical axis. */
  readonly from: number;
  readonly to: number;
  readonly mostTicks?: number;
}

/** Less than this of its own height no domain is wide: narrower ones have no round values to mark. */
const NARROWEST = 1e-6;
/** Nothing that is measured is smaller or greater: below is zero, which a logarithmic axis puts at its low end. */
const SMALLEST = 1e-12;
const LARGEST = 1e300;

/** The axis that holds these values, exactly: no value of it lies outside, and its ends are values. */
export function tightScale(options: ScaleOptions): Scale | undefined {
  const domain = domainOf(options);
  return domain && scaleOver(options, ...domain);
}

/**
 * As `tightScale`, rounded: a logarithmic axis to 1, 2 or 5 times a power of ten, a linear one to its ticks, and begun at
 * zero where that takes no more than half of it.
 */
export function roundScale(options: ScaleOptions): Scale | undefined {
  const domain = domainOf(options);
  if (domain === undefined) return undefined;
  const [lowest, highest] = domain;
  if (options.kind === 'log') return scaleOver(options, roundStep(lowest, 'down'), roundStep(highest, 'up'));
  const base = lowest > 0 && lowest <= highest / 2 ? 0 : lowest;
  const ticks = linearTicks(base, highest, options.mostTicks);
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  if (!(step > 0)) return scaleOver(options, base, highest);
  const round = (value: number): number => Number(value.toPrecision(12));
  const low = Math.min(lowest, round(Math.floor(base / step + 1e-9) * step));
  return scaleOver(options, low, Math.max(highest, round(Math.ceil(highest / step - 1e-9) * step)));
}

function domainOf({ kind, values }: ScaleOptions): [low: number, high: number] | undefined {
  const usable = values.filter((value) => Number.isFinite(value) && Math.abs(value) < LARGEST);
  const placed =
    kind === 'log'
      ? usable.filter((value) => value > SMALLEST)
      : usable.map((value) => (Math.abs(value) < SMALLEST ? 0 : value));
  if (placed.length === 0) return undefined;
  const low = placed.reduce((a, b) => Math.min(a, b));
  const high = placed.reduce((a, b) => Math.max(a, b));
  const least = Math.max(Math.abs(low), Math.abs(high)) * NARROWEST;
  if (high - low > least) return [low, high];
  if (kind === 'log') return [low / 1.5, high * 1.5];
  return low === 0 && high === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
}

function roundStep(value: number, way: 'down' | 'up'): number {
  const exponent = Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((mantissa) => Number(`${mantissa}e${exponent}`));
  return way === 'up'
    ? (steps.find((step) => step >= value) ?? value)
    : (steps.findLast((step) => step <= value) ?? value);
}

function scaleOver({ kind, values, from, to, mostTicks = MOST_TICKS }: ScaleOptions, low: number, high: number): Scale {
  const isLog = kind === 'log';
  const ticks = isLog ? logTicks(low, high, mostTicks) : linearTicks(low, high, mostTicks);
  // Of runs or requests there are no halves.
  const isWhole = high - low >= 2 && values.every(Number.isInteger);
  const place = (value: number): number => (isLog ? Math.log10(value) : value);
  const start = place(low);
  const span = place(high) - start;
  return {
    low,
    high,
    ticks: isWhole ? ticks.filter(Number.isInteger) : ticks,
    of: (value) => {
      const share = (place(Math.min(high, Math.max(low, Number.isNaN(value) ? low : value))) - start) / span;
      return from + share * (to - from);
    },
  };
}
