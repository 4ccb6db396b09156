import { SETTINGS } from '../../../src/core/settings/settings.ts';
import type { CapacityPoint } from './curves.ts';

/** What a replay came to, for the words about it. */
export interface CapacityFigures {
  readonly requests: number;
  readonly questions: number;
  /** `planscope.cache.maxEntries` as it is, one of `points`. */
  readonly current: number;
  /** Ascending. */
  readonly points: readonly CapacityPoint[];
}

/** So close to the largest cache's hits is enough. */
const ENOUGH = 0.99;
/** A plan in the cache with its question, bytes: usually 3,000. */
const PLAN_BYTES = 4_000;
/** With fewer requests, chance has a large share in the figures. */
const FEW_REQUESTS = 500;

const MAX_ENTRIES = 'planscope.cache.maxEntries';
const MAX_BYTES = 'planscope.cache.maxBytes';

/** What the curves leave out. */
const ON_DISK =
  'All of this is the cache in memory: with planscope.cache.persist the editor keeps more plans on disk and looks there before it asks the model.';

/** The smallest of the sizes with at least 99 % of the hits of the largest. */
export function enoughEntries(points: readonly CapacityPoint[]): number {
  const most = points.at(-1)?.planscope ?? 0;
  return points.find(({ planscope }) => planscope >= ENOUGH * most)?.capacity ?? 0;
}

/** The point of the size in use. Throws a `RangeError` when it is none of the points. */
export function currentPoint({ points, current }: Pick<CapacityFigures, 'points' | 'current'>): CapacityPoint {
  const found = points.find(({ capacity }) => capacity === current);
  if (found === undefined) throw new RangeError(`The size in use, ${current}, was not tried.`);
  return found;
}

/** What the curves show. */
export function capacityText(figures: CapacityFigures): string {
  const { requests, questions, current, points } = figures;
  const share = (hits: number): string => percent(hits, requests);
  const now = currentPoint(figures);
  const sizes = points.map(({ capacity, planscope }) => `${share(planscope)} with ${count(capacity)}`);
  return [
    `${count(requests)} requests, ${count(questions)} different questions.`,
    `Planscope's cache answers ${listed(sizes)} entries.`,
    `With the ${count(current)} of ${MAX_ENTRIES} that is ${ofOptimum(now)} of what the best possible cache could answer (${share(now.optimum)}).`,
    versusLru(figures),
    ON_DISK,
  ].join(' ');
}

/** What to do about `planscope.cache.maxEntries`. */
export function capacityAdvice(figures: CapacityFigures): readonly string[] {
  const { requests, current, points } = figures;
  const enough = enoughEntries(points);
  const now = currentPoint(figures);
  const largest = points.at(-1) ?? now;
  if (largest.optimum === 0) {
    return [
      `No question came back in time, so no cache of any size helps: ${MAX_ENTRIES} can stay as it is. Where questions should have been equal, "Planscope: Explain Cache Miss…" says what differs.`,
    ];
  }
  const few =
    requests < FEW_REQUESTS ? [`These are only ${count(requests)} requests: record more before you rely on it.`] : [];
  const at = (point: CapacityPoint): string => `${percent(point.planscope, requests)} with ${count(point.capacity)}`;
  if (enough <= current) {
    const smallest = points.find(({ capacity }) => capacity === enough) ?? now;
    const same = enough === current ? '' : ` ${count(enough)} would do as well (${at(smallest)}).`;
    return [`A larger ${MAX_ENTRIES} than ${current} would not pay for traffic like this (${at(now)}).${same}`, ...few];
  }
  const better = points.find(({ capacity }) => capacity === enough) ?? largest;
  const saved = better.planscope - now.planscope;
  return [
    `For traffic like this set ${MAX_ENTRIES} to ${enough}: ${count(saved)} of ${count(requests)} requests more would be answered from memory (${at(now)}, ${at(better)} entries).`,
    ...memoryNeeded(enough),
    ...few,
  ];
}

function memoryNeeded(entries: number): readonly string[] {
  const bytes = entries * PLAN_BYTES;
  if (bytes <= SETTINGS[MAX_BYTES].default) return [];
  return [`So many plans take about ${count(Math.ceil(bytes / 1e6))} MB: ${MAX_BYTES} must be at least ${bytes}.`];
}

function versusLru({ requests, points }: CapacityFigures): string {
  const gain = ({ planscope, lru }: CapacityPoint): number => (planscope - lru) / requests;
  const said = (point: CapacityPoint): string =>
    `${percent(Math.abs(point.planscope - point.lru), requests)} of the requests (${count(point.capacity)} entries)`;
  const best = points.reduce((most, point) => (gain(point) > gain(most) ? point : most));
  const worst = points.reduce((least, point) => (gain(point) < gain(least) ? point : least));
  const parts = [
    ...(percent(best.planscope - best.lru, requests) !== '0.0 %' && gain(best) > 0 ? [`up to ${said(best)} more`] : []),
    ...(percent(worst.lru - worst.planscope, requests) !== '0.0 %' && gain(worst) < 0
      ? [`up to ${said(worst)} less`]
      : []),
  ];
  return parts.length === 0
    ? 'A plain LRU cache answers as many.'
    : `Compared with a plain LRU cache that is ${parts.join(' and ')}.`;
}

function ofOptimum({ planscope, optimum }: CapacityPoint): string {
  return percent(planscope, optimum);
}

function percent(part: number, whole: number): string {
  return `${((whole === 0 ? 0 : part / whole) * 100).toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
