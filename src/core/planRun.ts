import type { PlanResult } from './planResult.ts';
import type { AskForPlan } from './planTest.ts';
import type { FunnelCounts } from './telemetry/figures.ts';
import { Funnel, funnelRatios } from './telemetry/funnel.ts';
import type { ProblemCode } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

/** What came of asking for a plan of one scenario many times. */
export interface PlanRunReport {
  readonly scenario: string;
  readonly model: string;
  readonly answerer: PlanResult['trace']['answerer'];
  readonly runs: number;
  readonly funnel: FunnelCounts;
  /** Of what was sent, with 95 % intervals. */
  readonly ratios: ReturnType<typeof funnelRatios>;
  readonly outcomes: Readonly<Record<PlanResult['source'], number>>;
  /** From request to plan, milliseconds, in the order of the requests that a model answered with its own plan. */
  readonly timesMs: readonly number[];
  /** The whole run, milliseconds. */
  readonly durationMs: number;
  /** Executable plans of the model's per second of the run. */
  readonly goodput: number;
  /** How often each problem was met, in plans that were used and in those that were not. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /** The last plan of the model's own. */
  readonly lastPlan?: PlanResult['plan'];
}

/**
 * Asks for a plan of `scenario` `runs` times, one after another and never the cache, and says how far the answers got.
 * `onDone` is told how many are done. Rejects when `signal` aborts.
 */
export async function runPlans(
  ask: AskForPlan,
  scenario: Scenario,
  options: { readonly runs: number; readonly model?: string; readonly onDone?: (done: number) => void },
  signal: AbortSignal,
): Promise<PlanRunReport> {
  const funnel = new Funnel();
  const outcomes = { model: 0, cache: 0, fallback: 0 };
  const timesMs: number[] = [];
  const problems = new Map<ProblemCode, number>();
  let last: PlanResult | undefined;
  let lastPlan: PlanResult['plan'] | undefined;
  let durationMs = 0;
  const named = options.model === undefined ? {} : { model: options.model };
  for (let run = 0; run < options.runs; run++) {
    last = await ask(scenario, { useCache: false, funnel, ...named }, signal);
    const { plan, source, trace, reason } = last;
    outcomes[source]++;
    durationMs += trace.totalMs;
    if (source === 'model') {
      timesMs.push(trace.totalMs);
      lastPlan = plan;
    }
    for (const { code } of [...last.problems, ...(reason?.problems ?? [])]) {
      problems.set(code, (problems.get(code) ?? 0) + 1);
    }
    options.onDone?.(run + 1);
  }
  const counts = funnel.counts();
  return {
    scenario: scenario.name,
    model: last?.trace.model ?? 'none',
    answerer: last?.trace.answerer ?? 'none',
    runs: options.runs,
    funnel: counts,
    ratios: funnelRatios(counts),
    outcomes,
    timesMs,
    durationMs,
    goodput: durationMs > 0 ? outcomes.model / (durationMs / 1_000) : 0,
    problems: Object.fromEntries(problems),
    ...(lastPlan === undefined ? {} : { lastPlan }),
  };
}
