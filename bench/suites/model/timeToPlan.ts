import type { BenchCase, ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import { formatNumber } from '../../../src/core/bench/format.ts';
import type { GridPlot } from '../../../src/core/bench/plots.ts';
import { estimable } from '../../../src/core/bench/statistics.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';
import {
  median,
  p95,
  phasesOf,
  STAGES,
  type Stage,
  sourceWords,
  stageShares,
  stagesOf,
  timePerTokenMs,
  timingSource,
} from './phases.ts';
import { askInTurn, type ModelBench, planTimesNs, type SeriesEnd, warmUp, withModel } from './sampling.ts';
import { type AskedPlan, askForPlan } from './warmRequest.ts';

/** The least that p95 can be named from in full mode, the least for a median in quick mode. */
const REQUESTS = { quick: 8, full: 60 } as const;

/** `model/time_to_plan`: what one request to a warm model takes, and where the time goes. */
export function timeToPlan(answerer: string): BenchCase<BenchFixtures> {
  return {
    id: 'model/time_to_plan',
    suite: 'model',
    floor: floorIds.bareHttp,
    note: `plan() for different worlds, one at a time, never from the cache, the model warm; times are of its own executable plans; asked of ${answerer}.`,
    yardstick: 'clock',
    kind: 'experiment',
    run: (context) => withModel(context, measure),
  };
}

async function measure(bench: ModelBench): Promise<ExperimentOutcome> {
  const { context, client, time } = bench;
  const next = cycle(differentScenarios(REQUESTS.full + 1, context.seed));
  await warmUp(bench, next());
  const asked: AskedPlan[] = [];
  const end = await askInTurn(
    time,
    REQUESTS[context.mode],
    () => askForPlan(client, next(), time.signal),
    (one) => asked.push(one),
  );
  return outcomeOf(asked, end);
}

function outcomeOf(asked: readonly AskedPlan[], endedBy: SeriesEnd): ExperimentOutcome {
  const answers = asked.map(({ answer }) => answer).filter((answer) => answer !== undefined);
  const source = timingSource(answers);
  // Where the simplified prompt was asked too, the time is that of two questions.
  const stages = asked
    .filter(({ isModelPlan }) => isModelPlan)
    .map((one) => stagesOf(one, source))
    .filter((one) => one !== undefined);
  const shares = stageShares(stages);
  const firstTokens = answers.map(({ firstTokenMs }) => firstTokenMs);
  const perToken = answers.map((answer) => timePerTokenMs(answer, source));
  const timingsNs = planTimesNs(asked);
  return {
    timingsNs,
    metrics: {
      requests: asked.length,
      modelPlans: timingsNs.length,
      endedBy,
      timings: sourceWords(source),
      tokenCounts: answers.every((one) => one.areTokensCounted) ? 'by the server' : 'estimated, 4 characters each',
      timeToFirstTokenP50Ms: median(firstTokens),
      timeToFirstTokenP95Ms: p95(firstTokens),
      timePerOutputTokenP50Ms: median(perToken),
      timePerOutputTokenP95Ms: p95(perToken),
      decodeTokensPerSecond: perSecond(median(perToken)),
      prefillP50Ms: median(answers.map((answer) => phasesOf(answer, source).prefillMs)),
      prefillTokensPerSecond: perSecond(
        median(
          answers.map((answer) => {
            const tokens = (answer.promptTokens ?? 0) - (answer.cachedTokens ?? 0);
            return tokens > 0 ? phasesOf(answer, source).prefillMs / tokens : undefined;
          }),
        ),
      ),
      promptTokensP50: median(answers.map(({ promptTokens }) => promptTokens)),
      outputTokensP50: median(answers.map(({ outputTokens }) => outputTokens)),
      ...Object.fromEntries(STAGES.map((stage) => [`${stage}Share`, shares?.[stage] ?? null])),
    },
    ...(shares === undefined ? {} : { plots: [stageGrid(stages, shares)], ...adviceOf(shares, stages.length) }),
  };
}

function perSecond(perTokenMs: number | null): number | null {
  return perTokenMs === null || perTokenMs <= 0 ? null : 1_000 / perTokenMs;
}

function stageGrid(
  requests: readonly Readonly<Record<Stage, number>>[],
  shares: Readonly<Record<Stage, number>>,
): GridPlot {
  const [largest] = STAGES.toSorted((a, b) => shares[b] - shares[a]);
  return {
    type: 'grid',
    title: 'Where the time goes',
    text: `Most of a request is ${largest}, ${percent(shares[largest ?? 'other'])} of the time of ${requests.length} requests.`,
    rowLabel: 'stages',
    columns: ['p50Ms', 'share'],
    rows: STAGES.map((stage) => ({
      label: stage,
      values: [median(requests.map((request) => request[stage])), shares[stage]],
    })),
  };
}

const WHAT_HELPS = {
  queue: 'requests wait for each other on this side; send fewer at once, or let more through.',
  load: 'the model is loaded again and again; keep it in memory longer (for Ollama OLLAMA_KEEP_ALIVE).',
  prefill: 'fewer tools in the prompt, or a server that keeps the prefix, save the most; see model/prefix_reuse.',
  decode: 'shorter plans, or a smaller or more strongly quantised model, save the most.',
  parse: 'reading and checking the answers; that is unusual.',
  other: 'neither the model nor its queue: connecting, the server around the model, or this machine.',
} as const satisfies Record<Stage, string>;

/** From fewer requests than a median takes, nothing follows. */
function adviceOf(shares: Readonly<Record<Stage, number>>, requests: number): Pick<ExperimentOutcome, 'advice'> {
  return estimable(requests, 0.5) ? { advice: [stageAdvice(shares)] } : {};
}

function stageAdvice(shares: Readonly<Record<Stage, number>>): string {
  const [largest = 'other'] = STAGES.toSorted((a, b) => shares[b] - shares[a]);
  return `${percent(shares[largest])} of the time to a plan is ${largest}: ${WHAT_HELPS[largest]}`;
}

function percent(share: number): string {
  return `${formatNumber(Math.round(share * 100))} %`;
}
