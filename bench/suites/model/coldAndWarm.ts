import type { BenchCase, ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import { formatNs, formatNumber } from '../../../src/core/bench/format.ts';
import { unloadModel } from '../../../src/core/transport/unloadModel.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';
import { median } from './phases.ts';
import { askInTurn, type ModelBench, planTimesNs, warmUp, withModel } from './sampling.ts';
import { type AskedPlan, askForPlan } from './warmRequest.ts';

/** So often the model is unloaded; each time a cold request and a warm one follow. */
const PAIRS = { quick: 6, full: 10 } as const;
const SCENARIOS = 64;

/** `model/cold_and_warm`: what the first request costs after the model was unloaded. */
export function coldAndWarm(answerer: string): BenchCase<BenchFixtures> {
  return {
    id: 'model/cold_and_warm',
    suite: 'model',
    floor: floorIds.bareHttp,
    note: `plan() right after the server was told to unload the model, and once more beside it; times are of the cold ones; asked of ${answerer}.`,
    yardstick: 'clock',
    kind: 'experiment',
    run: (context) => withModel(context, measure),
  };
}

type Unloaded = Awaited<ReturnType<typeof unloadModel>>;

async function measure(bench: ModelBench): Promise<ExperimentOutcome> {
  const { context, client, server, time } = bench;
  const next = cycle(differentScenarios(SCENARIOS, context.seed));
  // What only this side's first request costs is no cold model.
  await warmUp(bench, next());
  const first = await unload(bench);
  if (first !== 'unloaded') return notMeasurable(first);
  const cold: AskedPlan[] = [];
  const warm: AskedPlan[] = [];
  let last: Unloaded = first;
  const endedBy = await askInTurn(
    time,
    2 * PAIRS[context.mode],
    async (index) => {
      if (index > 0 && index % 2 === 0) last = await unload(bench);
      return askForPlan(client, next(), time.signal);
    },
    (asked, index) => {
      if (index % 2 === 1) warm.push(asked);
      else if (last === 'unloaded') cold.push(asked);
    },
  );
  return outcomeOf(cold, warm, endedBy, server.identity.kind === 'simulator');
}

function unload({ client, server, time }: ModelBench): Promise<Unloaded> {
  const { endpoint, dialect = 'ollama', model, apiKey } = server.target;
  return unloadModel({ http: client.http, clock: time.clock }, { endpoint, dialect, model, apiKey }, time.signal);
}

function outcomeOf(
  cold: readonly AskedPlan[],
  warm: readonly AskedPlan[],
  endedBy: string,
  isSimulator: boolean,
): ExperimentOutcome {
  const coldNs = planTimesNs(cold);
  const [coldP50, warmP50] = [median(coldNs), median(planTimesNs(warm))];
  const known = coldP50 !== null && warmP50 !== null ? { coldP50, warmP50 } : undefined;
  return {
    timingsNs: coldNs,
    metrics: {
      cold: 'measured',
      coldRequests: cold.length,
      warmRequests: warm.length,
      endedBy,
      coldP50Ns: coldP50,
      warmP50Ns: warmP50,
      coldOverWarmNs: known === undefined ? null : known.coldP50 - known.warmP50,
      coldOverWarmRatio: known === undefined ? null : known.coldP50 / known.warmP50,
      loadByServerP50Ms: median(cold.map(({ answer }) => (answer?.loadMs === 0 ? undefined : answer?.loadMs))),
    },
    ...(known === undefined ? {} : { advice: [advice(known, isSimulator)] }),
  };
}

function advice(
  { coldP50, warmP50 }: { readonly coldP50: number; readonly warmP50: number },
  isSimulator: boolean,
): string {
  const words = `After an unload a plan takes ${formatNs(coldP50)} instead of ${formatNs(warmP50)} (${formatNumber(coldP50 / warmP50)} ×): keep the model loaded between plans.`;
  if (isSimulator) return words;
  return `${words} The system may have kept its file in memory; the first load after a start of the machine then takes longer than this.`;
}

const WHY = {
  impossible: 'its dialect has no request that unloads a model',
  'still-loaded': 'it keeps the model loaded although it was asked to unload it, as when others use it',
} as const satisfies Record<Exclude<Unloaded, 'unloaded'>, string>;

function notMeasurable(unloaded: Exclude<Unloaded, 'unloaded'>): ExperimentOutcome {
  return {
    timingsNs: [],
    metrics: { cold: 'not measurable on this server' },
    advice: [
      `Cold is not measurable on this server: ${WHY[unloaded]}. No time stands here instead; for a warm one see model/time_to_plan.`,
    ],
  };
}
