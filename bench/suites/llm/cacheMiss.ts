import { assertCase, type BenchCase, type Metrics } from '../../../src/core/bench/benchCase.ts';
import { summarize } from '../../../src/core/bench/statistics.ts';
import type { Client } from '../../../src/core/client.ts';
import { systemText, userText } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { floorIds } from '../../floors.ts';
import { alternate, type Side } from '../../support/alternate.ts';
import { openBareHttp } from '../../support/bareHttp.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { MOSTLY_WAITING_MS, medianNs, over, rounds } from '../../support/figures.ts';
import { type BenchFixtures, type Context, simulatorWith } from '../../support/fixtures.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';

const SCENARIOS = 64;
/** Until both sides are compiled to the end: the ratio falls for about so long, and stays. */
const WARMUP_TURNS = { quick: SCENARIOS, full: 3_000 };
const COMPARED_TURNS = { quick: rounds('quick'), full: 1_000 };

/** `llm/cache_miss_latency/…`: `plan()` on a miss. The first one also compares with a bare HTTP call at no service time. */
export function cacheMissLatencies(): readonly BenchCase<BenchFixtures>[] {
  return [missAt(10, againstBareHttp), missAt(50), missAt(100), missAt(200)];
}

type More = (context: Context, client: Client, scenarios: readonly Scenario[]) => Promise<Metrics>;

function missAt(serviceTimeMs: number, more?: More): BenchCase<BenchFixtures> {
  return {
    id: `llm/cache_miss_latency/${serviceTimeMs}ms_llm`,
    suite: 'llm',
    floor: floorIds.bareHttp,
    note: `plan() on a miss over a loopback socket to the simulator, service time ${serviceTimeMs} ms; the overhead is what comes on top of it.`,
    yardstick: 'clock',
    isMostlyWaiting: serviceTimeMs >= MOSTLY_WAITING_MS,
    kind: 'measured',
    async prepare(context) {
      const { endpoint } = await simulatorWith(context, { serviceTimeMs });
      const client = openClient(context, endpoint);
      const scenarios = differentScenarios(SCENARIOS, context.seed);
      const next = cycle(scenarios);
      return {
        call: 'async',
        beforeEach: () => void client.clearCache(),
        run: async () => expectSource(await client.plan(next(), {}, context.signal), 'model'),
        metrics: async ({ samplesNs }) => {
          const { requests, modelPlans, attempts } = client.snapshot().counters;
          assertCase(
            modelPlans === requests && attempts === requests,
            () => `${requests} misses took ${attempts} model calls and gave ${modelPlans} model plans.`,
          );
          const { p50, p95, p99 } = summarize(samplesNs);
          const serviceNs = serviceTimeMs * 1e6;
          return {
            serviceTimeMs,
            overheadNs: over(p50, serviceNs),
            overheadP95Ns: over(p95, serviceNs),
            overheadP99Ns: over(p99, serviceNs),
            ...(await more?.(context, client, scenarios)),
          };
        },
        dispose: () => client.dispose(),
      };
    },
  };
}

/** The client's own work, seen best without a service time, beside the same request without a client. */
async function againstBareHttp(context: Context, client: Client, scenarios: readonly Scenario[]): Promise<Metrics> {
  const { clock, mode, signal } = context;
  const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0 });
  const bare = openBareHttp(endpoint, signal);
  try {
    const forClient = cycle(scenarios);
    const forBare = cycle(
      scenarios.map((one) => [systemText(one.registry, 'full'), userText(one, questionOf(one).snapshotText)] as const),
    );
    const before = (): void => void client.clearCache();
    const a: Side = { call: async () => expectSource(await client.plan(forClient(), {}, signal), 'model'), before };
    const b: Side = { call: () => bare.ask(...forBare()), before };
    // Warms up both sides, and the simulator's memory of these worlds.
    await alternate({ clock, turns: WARMUP_TURNS[mode], a, b }, signal);
    const { aNs, bNs } = await alternate({ clock, turns: COMPARED_TURNS[mode], a, b }, signal);
    return { miss0msNs: medianNs(aNs), alternatingBareHttpNs: medianNs(bNs) };
  } finally {
    bare.dispose();
  }
}
