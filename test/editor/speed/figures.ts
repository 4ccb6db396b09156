import { meanOf, quantile, variance } from '../../../src/core/bench/statistics.ts';
import type { ActivationTimes } from './activation.ts';
import type { PageSample } from './dashboardMeter.ts';
import type { UiLoad } from './uiLoad.ts';

/** One figure beside its floor and its limit, as text for the table and as numbers for programs. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'share of a core' | 'per second' | 'rise as a share';
  /** Undefined where it is for information only. */
  readonly limit?: number;
  readonly text: string;
  readonly floorText: string;
  readonly limitText: string;
}

/** How far a figure of the page may rise, as a share of what it was: less is the garbage of the moment. */
const FLAT = 0.05;
const LIMITS = { activationMs: 50, uiShare: 0.05, updatesPerSecond: 4 } as const;
/** A load below this share of the one that was meant does not show what that would cost. */
const RATE_KEPT = 0.95;
const MEANT_PER_SECOND = 1_000;

export function activationFigure(planscope: ActivationTimes, empty: ActivationTimes): Figure {
  const value = median(planscope.totalMs);
  return {
    what: `Activation: load the bundle and call activate, ${planscope.totalMs.length} windows`,
    value,
    unit: 'ms',
    limit: LIMITS.activationMs,
    text: `${spread(planscope.totalMs)}, of it loading ${median(planscope.loadMs)} ms`,
    floorText: `an empty extension: ${spread(empty.totalMs)}`,
    limitText: `≤ ${LIMITS.activationMs} ms`,
  };
}

export function firstUseFigure(ms: number): Figure {
  const text = `${ms.toFixed(0)} ms`;
  return { what: 'First use of the client: its bundle is loaded', value: ms, unit: 'ms', text, ...NO_LIMIT };
}

export function uiFigures(load: UiLoad): readonly Figure[] {
  const { ui, alone, before, samples } = load;
  const shares = ui.cpuMs.map((ms) => ms / 1000);
  const [first, second] = alone.map(({ cpuMs }) => cpuMs.map((ms) => ms / 1000));
  const floor = [...(first ?? []), ...(second ?? [])];
  const value = meanOf(shares) - meanOf(floor);
  const sure = 1.96 * Math.sqrt(variance(shares) / shares.length + variance(floor) / floor.length);
  const seconds = ui.elapsedMs / 1000;
  const updates = ratePerSecond(load.messagesAtMs);
  const halves = `${percent(meanOf(first ?? []))} before, ${percent(meanOf(second ?? []))} after`;
  return [
    {
      what: `User interface in the extension host, ${(ui.events / seconds).toFixed(0)} client events a second for ${seconds.toFixed(0)} s`,
      value,
      unit: 'share of a core',
      limit: LIMITS.uiShare,
      text: `${percent(value)} ± ${percent(sure)} of a core`,
      floorText: `the same load on a client alone: ${halves}`,
      limitText: `≤ ${percent(LIMITS.uiShare)}`,
    },
    {
      what: 'Updates sent to the dashboard',
      value: updates,
      unit: 'per second',
      limit: LIMITS.updatesPerSecond,
      text: `${updates.toFixed(2)} a second, ${(load.messageLength / 1000).toFixed(0)} kB each`,
      floorText: '',
      limitText: `≤ ${LIMITS.updatesPerSecond} a second`,
    },
    growthFigure('Heap of the dashboard’s page', before, samples, ({ heapBytes }) => heapBytes, megabytes),
    growthFigure('DOM nodes of the page', before, samples, ({ nodes }) => nodes, String),
    {
      what: 'The page’s own thread',
      value: load.pageShare,
      unit: 'share of a core',
      text: `${percent(load.pageShare)} of a core`,
      ...NO_LIMIT,
    },
  ];
}

/** Why the load does not show what was meant, or undefined. */
export function loadFault({ ui, alone }: UiLoad): string | undefined {
  for (const { plans, events, elapsedMs, fallbacks, failures } of [ui, ...alone]) {
    if (failures > 0 || fallbacks > 0) return `${failures} requests failed and ${fallbacks} fell back.`;
    const seconds = elapsedMs / 1000;
    const least = Math.min(plans, events) / seconds;
    if (least < MEANT_PER_SECOND * RATE_KEPT) {
      return `Only ${least.toFixed(0)} events a second came about: the machine is too slow or too busy.`;
    }
  }
  return undefined;
}

export function isMissed({ value, limit }: Figure): boolean {
  return limit !== undefined && !(value <= limit);
}

const NO_LIMIT = { floorText: '', limitText: '' } as const;

/** Garbage only adds to what is held, so the least of each half of the samples is what was held in it. */
function growthFigure(
  what: string,
  before: PageSample,
  samples: readonly PageSample[],
  of: (sample: PageSample) => number,
  show: (value: number) => string,
): Figure {
  const values = samples.map(of);
  const half = Math.floor(values.length / 2);
  const [first, second] = [Math.min(...values.slice(0, half)), Math.min(...values.slice(half))];
  const value = second / first - 1;
  const sign = value < 0 ? '−' : '+';
  return {
    what: `${what} after garbage collections, from the first half to the second`,
    value,
    unit: 'rise as a share',
    limit: FLAT,
    text: `${sign}${percent(Math.abs(value))}: ${values.map(show).join(', ')}`,
    floorText: `before the load: ${show(of(before))}`,
    limitText: `flat: ≤ +${percent(FLAT)}`,
  };
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return quantile(ascending, 0.5) ?? Number.NaN;
}

function spread(values: readonly number[]): string {
  return `${median(values)} ms (${Math.min(...values)} to ${Math.max(...values)})`;
}

/** Of the times between the first and the last, which are one fewer than they. */
function ratePerSecond(atMs: readonly number[]): number {
  const [first, last] = [atMs.at(0), atMs.at(-1)];
  return first === undefined || last === undefined ? Number.NaN : ((atMs.length - 1) / (last - first)) * 1000;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
