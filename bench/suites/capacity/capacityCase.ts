import { assertCase, type BenchCase, type BenchMode, type Metrics } from '../../../src/core/bench/benchCase.ts';
import type { CurvesPlot } from '../../../src/core/bench/plots.ts';
import type { BenchFixtures, Context } from '../../support/fixtures.ts';
import { type CapacityPoint, capacitiesFor, hitsByCapacity, replayAt } from './curves.ts';
import type { Trace } from './trace.ts';
import { type CapacityFigures, capacityAdvice, capacityText, currentPoint, enoughEntries } from './words.ts';

/** A trace and what it is called. */
export interface CapacitySubject {
  /** `capacity/name`. */
  readonly id: string;
  readonly floor: string;
  readonly note: string;
  /** For the plot's title: "workload A". */
  readonly title: string;
  /** `planscope.cache.maxEntries` that the figures are for. */
  readonly maxEntries: number;
  readonly traceOf: (context: Context) => Trace;
  /** More figures, and a sentence about them. */
  readonly more?: (hitRatio: number) => { readonly metrics: Metrics; readonly text: string };
}

/** Sizes of the series beside the one in use. */
const SIZES: Readonly<Record<BenchMode, number>> = { full: 8, quick: 4 };

/** A case that draws the hit ratio over the size of the cache, and says which size is enough. */
export function capacityCase(subject: CapacitySubject): BenchCase<BenchFixtures> {
  const { id, floor, note, title, maxEntries } = subject;
  return {
    id,
    suite: 'capacity',
    floor,
    note,
    kind: 'experiment',
    async run(context) {
      const { clock, signal, mode } = context;
      const trace = subject.traceOf(context);
      const requests = trace.questions.length;
      const questions = new Set(trace.questions).size;
      const points = hitsByCapacity(trace, capacitiesFor(questions, maxEntries, SIZES[mode]), clock, signal);
      const figures = { requests, questions, current: maxEntries, points };
      const now = currentPoint(figures);
      const { timingsNs, hits } = replayAt(maxEntries, trace, clock, signal);
      const more = subject.more?.(now.planscope / requests);
      const text = [capacityText(figures), ...(more === undefined ? [] : [more.text])].join(' ').trim();
      const outcome = {
        timingsNs,
        metrics: { ...metricsOf(figures, now), ...more?.metrics },
        plots: [plotOf(figures, title, text)],
        advice: capacityAdvice(figures),
      };
      assertCase(
        hits === now.planscope,
        () => `Twice the same replay gave ${hits} and ${now.planscope} hits.`,
        outcome,
      );
      return outcome;
    },
  };
}

function metricsOf({ requests, questions, points }: CapacityFigures, now: CapacityPoint): Metrics {
  return {
    requests,
    questions,
    maxEntries: now.capacity,
    hitRatio: now.planscope / requests,
    lruHitRatio: now.lru / requests,
    optimumRatio: now.optimum / requests,
    ofOptimumRatio: now.optimum === 0 ? null : now.planscope / now.optimum,
    savedRequests: now.planscope,
    enoughEntries: enoughEntries(points),
  };
}

function plotOf({ requests, points }: CapacityFigures, title: string, text: string): CurvesPlot {
  const series = (name: string, hits: (point: CapacityPoint) => number): CurvesPlot['series'][number] => ({
    name,
    points: points.map((point) => [point.capacity, hits(point) / requests] as const),
  });
  return {
    type: 'curves',
    title: `Hit ratio by size of the cache, ${title}`,
    text,
    x: { label: 'size of the cache', name: 'entries', scale: 'log' },
    y: { label: 'hit ratio', name: 'hitRatio', scale: 'linear' },
    series: [
      series('Planscope', ({ planscope }) => planscope),
      series('plain LRU', ({ lru }) => lru),
      series("Belady's optimum", ({ optimum }) => optimum),
    ],
  };
}
