import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Clock } from '../src/core/base/clock.ts';
import { type BenchMode, CaseFailure } from '../src/core/bench/benchCase.ts';
import { blocksOf } from '../src/core/bench/blocks.ts';
import { percentileIntervals } from '../src/core/bench/quantileInterval.ts';
import type { CaseResult } from '../src/core/bench/report.ts';
import { summarize } from '../src/core/bench/statistics.ts';
import type { Client } from '../src/core/client.ts';
import type { PlanResult } from '../src/core/planResult.ts';
import type { Scenario } from '../src/core/world/scenario.ts';
import { askForPlan } from './suites/model/warmRequest.ts';
import { alternate, type Side } from './support/alternate.ts';
import { cycle, differentScenarios } from './support/scenarios.ts';

/** The same case of two sides. */
export interface SidePair {
  readonly a: CaseResult;
  readonly b: CaseResult;
}

interface SideBySideOptions {
  readonly clock: Clock;
  readonly mode: BenchMode;
  readonly seed: number;
  readonly a: Client;
  readonly b: Client;
  /** Told before each case. */
  readonly onProgress: (id: string) => void;
}

const SCENARIOS = 64;
const CALLS = { again: { quick: 240, full: 12_000 }, miss: { quick: 48, full: 1_200 } } as const;
const WARMUP_CALLS = { quick: 24, full: 500 } as const;
/** Pairs of requests to a model, and how long they may take before no more begin. */
const MODEL_PAIRS = { quick: 12, full: 60 } as const;
const MODEL_LIMIT_MS = { quick: 20_000, full: 240_000 } as const;

/**
 * Two clients on the simulator without a service time, request by request in turn: 64 worlds asked again and again, which
 * are hits as far as a cache holds them, and misses alone. For settings that are the client's own work. Fails where a
 * plan is neither the model's nor the cache's.
 */
export async function clientsSideBySide(options: SideBySideOptions, signal: AbortSignal): Promise<readonly SidePair[]> {
  const { mode } = options;
  const scenarios = differentScenarios(SCENARIOS, options.seed);
  const repeated = `plan() for ${SCENARIOS} worlds again and again: hits, as far as the cache holds them.`;
  const again = await inTurn('ab/repeated_worlds', repeated, CALLS.again[mode], () => {});
  const miss = await inTurn('ab/cache_miss', 'plan() on a miss, service time 0.', CALLS.miss[mode], (client) => {
    client.clearCache();
  });
  return [again, miss];

  async function inTurn(id: string, note: string, turns: number, before: (client: Client) => void): Promise<SidePair> {
    options.onProgress(id);
    const side = (client: Client): Side => {
      const next = cycle(scenarios);
      const call = async (): Promise<void> => expectNoFallback(await client.plan(next(), {}, signal));
      return { call, before: () => before(client) };
    };
    const [a, b] = [side(options.a), side(options.b)];
    const { clock } = options;
    await alternate({ clock, turns: WARMUP_CALLS[mode], a, b }, signal);
    const { aNs, bNs } = await alternate({ clock, turns, a, b }, signal);
    return { a: rowOf(id, note, aNs), b: rowOf(id, note, bNs) };
  }
}

/**
 * Two clients on real models, or one model with two settings, asked for the same plans in turn and never from the cache.
 * A pair counts for the times when both models gave a plan of their own; how often each did stands beside.
 */
export async function modelsSideBySide(options: SideBySideOptions, signal: AbortSignal): Promise<readonly SidePair[]> {
  const { clock, mode, onProgress } = options;
  const id = 'ab/model_plan';
  onProgress(id);
  const next = cycle(differentScenarios(SCENARIOS, options.seed));
  const startMs = clock.nowMs();
  const [aNs, bNs]: [number[], number[]] = [[], []];
  const plans = { a: 0, b: 0 };
  let pairs = 0;
  // One of each that does not count: a model that is loading.
  await ask(next());
  plans.a = plans.b = 0;
  while (pairs < MODEL_PAIRS[mode] && clock.nowMs() - startMs < MODEL_LIMIT_MS[mode]) {
    await eventLoopTurn();
    const { a, b } = await ask(next(), pairs % 2 === 1);
    pairs++;
    if (!a.isModelPlan || !b.isModelPlan) continue;
    aNs.push(a.totalMs * 1e6);
    bNs.push(b.totalMs * 1e6);
  }
  const row = (timesNs: readonly number[], modelPlans: number): CaseResult => ({
    ...rowOf(id, 'plan() asked of the model, never from the cache; times of pairs of which both gave a plan.', timesNs),
    metrics: { pairs, modelPlans },
  });
  return [{ a: row(aNs, plans.a), b: row(bNs, plans.b) }];

  async function ask(scenario: Scenario, isSwapped = false) {
    const first = await askForPlan(isSwapped ? options.b : options.a, scenario, signal);
    const second = await askForPlan(isSwapped ? options.a : options.b, scenario, signal);
    const [a, b] = isSwapped ? [second, first] : [first, second];
    if (a.isModelPlan) plans.a++;
    if (b.isModelPlan) plans.b++;
    return { a, b };
  }
}

/** A fallback is fast, and no answer. */
function expectNoFallback({ source, reason }: PlanResult): void {
  if (source !== 'fallback') return;
  throw new CaseFailure(`A plan came from a fallback (${reason?.code ?? 'no reason'}): its time would be compared.`);
}

/** Taken in turn, so by the clock: the machine did the same to both. */
function rowOf(id: string, note: string, timesNs: readonly number[]): CaseResult {
  const ascending = timesNs.toSorted((x, y) => x - y);
  return {
    id,
    status: 'ok',
    unit: 'ns',
    batch: 1,
    ...summarize(ascending),
    intervals: percentileIntervals(ascending),
    note,
    yardstick: 'clock',
    blocks: blocksOf(timesNs, () => null),
  };
}
