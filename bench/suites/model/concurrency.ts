import { type BenchCase, CaseFailure, type ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import type { CurvesPlot } from '../../../src/core/bench/plots.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';
import { median } from './phases.ts';
import { AnswerWatch, inTime, type ModelBench, planTimesNs, warmUp, withModel } from './sampling.ts';
import { paysUpTo, type SweepPoint, sweepWords } from './sweepWords.ts';
import { type AskedPlan, askForPlan } from './warmRequest.ts';

/** Requests at a time, and how many in all at each: whole rounds, so that no level ends with idle slots. */
const LEVELS = {
  quick: [
    [1, 5],
    [2, 6],
    [4, 8],
  ],
  full: [
    [1, 12],
    [2, 12],
    [4, 12],
    [8, 16],
  ],
} as const;
const MOST = 8;
const SCENARIOS = 64;

/** `model/concurrency`: whether the server does more when it is asked more at a time. */
export function concurrency(answerer: string): BenchCase<BenchFixtures> {
  return {
    id: 'model/concurrency',
    suite: 'model',
    floor: floorIds.bareHttp,
    note: `plan() for different worlds with 1, 2, 4 and in full mode 8 requests at the server at a time; times are those of 1; asked of ${answerer}.`,
    yardstick: 'clock',
    kind: 'experiment',
    // The client lets all through, so that what waits does so at the server.
    run: (context) => withModel(context, measure, { 'planscope.queue.maxConcurrent': MOST }),
  };
}

async function measure(bench: ModelBench): Promise<ExperimentOutcome> {
  const { context, time } = bench;
  const scenarios = differentScenarios(SCENARIOS, context.seed);
  await warmUp(bench, cycle(scenarios)());
  const points: SweepPoint[] = [];
  let timingsNs: readonly number[] = [];
  let roundMs = 0;
  for (const [level, count] of LEVELS[context.mode]) {
    // At worst a server takes one after the other, and a round takes as many times as long.
    if (points.length > 0 && !time.has(roundMs * level)) break;
    const { asked, elapsedMs } = await runLevel(bench, level, count, cycle(scenarios));
    const planNs = planTimesNs(asked);
    if (points.length === 0) {
      timingsNs = planNs;
      roundMs = elapsedMs / Math.max(1, asked.length);
    }
    if (asked.length === 0 && points.length === 0) throw new CaseFailure(time.words);
    if (asked.length === 0) break;
    const p50Ns = median(planNs);
    points.push({
      concurrency: level,
      requests: asked.length,
      answersPerSecond: asked.reduce((sum, { answers }) => sum + answers, 0) / (elapsedMs / 1_000),
      goodput: planNs.length / (elapsedMs / 1_000),
      p50Ms: p50Ns === null ? null : p50Ns / 1e6,
    });
  }
  return outcomeOf(points, timingsNs);
}

/** Every level asks the same worlds. Keeps `level` requests under way until `count` were sent or the time is over. Those that it ended are not among them. */
async function runLevel(
  { client, context, time }: ModelBench,
  level: number,
  count: number,
  next: () => Parameters<typeof askForPlan>[1],
): Promise<{ readonly asked: readonly AskedPlan[]; readonly elapsedMs: number }> {
  const { clock } = context;
  const asked: AskedPlan[] = [];
  const watch = new AnswerWatch();
  const startMs = clock.nowMs();
  let endMs = startMs;
  let sent = 0;
  const keepAsking = async (): Promise<void> => {
    while (sent < count && (sent < level || time.has(watch.meanMs))) {
      sent++;
      const one = await inTime(time, () => askForPlan(client, next(), time.signal));
      if (one === undefined) return;
      watch.see(one);
      asked.push(one);
      endMs = clock.nowMs();
    }
  };
  await Promise.all(Array.from({ length: level }, keepAsking));
  return { asked, elapsedMs: endMs - startMs };
}

function outcomeOf(points: readonly SweepPoint[], timingsNs: readonly number[]): ExperimentOutcome {
  const text = sweepWords(points);
  return {
    timingsNs,
    metrics: {
      requests: points.reduce((sum, { requests }) => sum + requests, 0),
      paysUpTo: paysUpTo(points)?.concurrency ?? null,
      ...Object.fromEntries(
        points.map(({ concurrency, answersPerSecond }) => [`answersPerSecondAt${concurrency}`, answersPerSecond]),
      ),
      ...Object.fromEntries(points.map(({ concurrency, goodput }) => [`plansPerSecondAt${concurrency}`, goodput])),
      ...Object.fromEntries(points.map(({ concurrency, p50Ms }) => [`p50At${concurrency}Ms`, p50Ms])),
    },
    plots: [
      curves('Goodput by requests at a time', text, { label: 'per second', name: 'perSecond' }, [
        {
          name: 'executable plans',
          points: points.map(({ concurrency, goodput }) => [concurrency, goodput] as const),
        },
        {
          name: 'answers',
          points: points.map(({ concurrency, answersPerSecond }) => [concurrency, answersPerSecond] as const),
        },
      ]),
      curves('Time to a plan by requests at a time', text, { label: 'time to a plan, median', name: 'p50Ms' }, [
        {
          name: 'time to a plan',
          points: points.flatMap(({ concurrency, p50Ms }) => (p50Ms === null ? [] : [[concurrency, p50Ms] as const])),
        },
      ]),
    ],
    advice: [text],
  };
}

function curves(
  title: string,
  text: string,
  y: { readonly label: string; readonly name: string },
  series: CurvesPlot['series'],
): CurvesPlot {
  const x = { label: 'requests at a time', name: 'requests', scale: 'linear' } as const;
  return { type: 'curves', title, text, x, y: { ...y, scale: 'linear' }, series };
}
