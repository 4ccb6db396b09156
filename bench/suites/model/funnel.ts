import type { BenchCase, ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import type { GridPlot } from '../../../src/core/bench/plots.ts';
import type { FunnelCounts } from '../../../src/core/telemetry/figures.ts';
import { Funnel, wilsonInterval } from '../../../src/core/telemetry/funnel.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { differentScenarios } from '../../support/scenarios.ts';
import { funnelPlot, funnelWords } from './funnelWords.ts';
import { askInTurn, type ModelBench, planTimesNs, warmUp, withModel } from './sampling.ts';
import { type AskedPlan, askForPlan } from './warmRequest.ts';

const REQUESTS = { quick: 8, full: 40 } as const;
/** Problems that are listed. */
const MAX_PROBLEMS = 8;

/** `model/funnel`: how far the model's answers get, over different scenarios. */
export function funnel(answerer: string): BenchCase<BenchFixtures> {
  return {
    id: 'model/funnel',
    suite: 'model',
    floor: floorIds.bareHttp,
    note: `One question for each of many different scenarios, and how far its answer gets; times are of executable plans; asked of ${answerer}.`,
    yardstick: 'clock',
    kind: 'experiment',
    run: (context) => withModel(context, measure),
  };
}

async function measure(bench: ModelBench): Promise<ExperimentOutcome> {
  const { context, client, time } = bench;
  const [first, ...scenarios] = differentScenarios(REQUESTS[context.mode] + 1, context.seed + 1);
  if (first !== undefined) await warmUp(bench, first);
  const counts: FunnelCounts[] = [];
  let own = new Funnel();
  const asked: AskedPlan[] = [];
  const startMs = context.clock.nowMs();
  let endMs = startMs;
  const endedBy = await askInTurn(
    time,
    scenarios.length,
    (index) => {
      const scenario = scenarios[index];
      if (scenario === undefined) throw new RangeError(`There is no scenario ${index}.`);
      // One that the time ends is none of the model's failures, so each counts for itself.
      own = new Funnel();
      return askForPlan(client, scenario, time.signal, own);
    },
    (one) => {
      asked.push(one);
      counts.push(own.counts());
      endMs = context.clock.nowMs();
    },
  );
  return outcomeOf(asked, sumOf(counts), (endMs - startMs) / 1_000, endedBy);
}

function outcomeOf(
  asked: readonly AskedPlan[],
  counts: FunnelCounts,
  seconds: number,
  endedBy: string,
): ExperimentOutcome {
  const executable = wilsonInterval(counts.executable, counts.sent);
  const timingsNs = planTimesNs(asked);
  const problems = problemCounts(asked);
  return {
    timingsNs,
    metrics: {
      scenarios: asked.length,
      modelPlans: timingsNs.length,
      // Two for a scenario whose full prompt gave no plan: the simplified one is a question too.
      questions: counts.sent,
      endedBy,
      executableRatio: executable?.share ?? null,
      executableLowRatio: executable?.low ?? null,
      executableHighRatio: executable?.high ?? null,
      goalReached: counts.goalReached,
      goalUnknown: counts.goalUnknown,
      plansPerSecond: seconds > 0 ? timingsNs.length / seconds : null,
      problemsMost: problems.length === 0 ? 'none' : problems.map(([code, count]) => `${code} ${count} ×`).join(', '),
    },
    plots: [funnelPlot(counts), ...(problems.length === 0 ? [] : [problemGrid(problems, asked.length)])],
    advice: [funnelWords(counts)],
  };
}

function sumOf(all: readonly FunnelCounts[]): FunnelCounts {
  const sum = (name: keyof FunnelCounts): number => all.reduce((total, counts) => total + counts[name], 0);
  return {
    sent: sum('sent'),
    answered: sum('answered'),
    parsed: sum('parsed'),
    schemaValid: sum('schemaValid'),
    knownTools: sum('knownTools'),
    executable: sum('executable'),
    goalReached: sum('goalReached'),
    inTime: sum('inTime'),
    goalUnknown: sum('goalUnknown'),
  };
}

type ProblemCounts = readonly (readonly [code: string, count: number])[];

function problemCounts(asked: readonly AskedPlan[]): ProblemCounts {
  const counts = new Map<string, number>();
  for (const code of asked.flatMap(({ problems }) => problems)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_PROBLEMS);
}

function problemGrid(problems: ProblemCounts, scenarios: number): GridPlot {
  const [most] = problems;
  return {
    type: 'grid',
    title: 'Problems met most often',
    text: `Most often ${most?.[0] ?? ''}, ${most?.[1] ?? 0} times in the answers for ${scenarios} scenarios.`,
    rowLabel: 'problems',
    columns: ['times'],
    rows: problems.map(([label, count]) => ({ label, values: [count] })),
  };
}
