import type { Clock } from './base/clock.ts';
import { isCoreError } from './base/errors.ts';
import { type Summary, summarize } from './bench/statistics.ts';
import type { PlanRequest } from './planRequest.ts';
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
  /** Of the questions to the model: one for each prompt, so two where the simplified one was tried too. */
  readonly funnel: FunnelCounts;
  /** Of what was sent, with 95 % intervals. */
  readonly ratios: ReturnType<typeof funnelRatios>;
  /** `unavailable`: not even a rule had a plan. Together `runs`. */
  readonly outcomes: Readonly<Record<PlanResult['source'] | 'unavailable', number>>;
  /** From request to plan, milliseconds, of the requests that the model answered with its own plan. */
  readonly timesMs: Summary;
  /** From the first request to the last result, milliseconds. */
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
 * `model` and `origin` are the requests'; `onDone` is told how many are done. Rejects when `signal` aborts.
 */
export async function runPlans(
  { ask, clock }: { readonly ask: AskForPlan; readonly clock: Pick<Clock, 'nowMs'> },
  scenario: Scenario,
  options: { readonly runs: number; readonly onDone?: (done: number) => void } & Pick<PlanRequest, 'model' | 'origin'>,
  signal: AbortSignal,
): Promise<PlanRunReport> {
  const funnel = new Funnel();
  const outcomes = { model: 0, cache: 0, fallback: 0, unavailable: 0 };
  const timesMs: number[] = [];
  const problems = new Map<ProblemCode, number>();
  let last: PlanResult | undefined;
  let lastPlan: PlanResult['plan'] | undefined;
  const startMs = clock.nowMs();
  const { model, origin } = options;
  const request = { ...(model === undefined ? {} : { model }), ...(origin === undefined ? {} : { origin }) };
  for (let run = 0; run < options.runs; run++) {
    const result = await ask(scenario, { ...request, useCache: false, funnel }, signal).catch((error: unknown) => {
      if (isCoreError(error) && error.code === 'no-plan') return undefined;
      throw error;
    });
    if (result === undefined) {
      outcomes.unavailable++;
      options.onDone?.(run + 1);
      continue;
    }
    last = result;
    const { plan, source, trace, reason } = result;
    outcomes[source]++;
    if (source === 'model') {
      timesMs.push(trace.totalMs);
      lastPlan = plan;
    }
    for (const { code } of [...result.problems, ...(reason?.problems ?? [])]) {
      problems.set(code, (problems.get(code) ?? 0) + 1);
    }
    options.onDone?.(run + 1);
  }
  const counts = funnel.counts();
  const durationMs = clock.nowMs() - startMs;
  return {
    scenario: scenario.name,
    model: last?.trace.model ?? 'none',
    answerer: last?.trace.answerer ?? 'none',
    runs: options.runs,
    funnel: counts,
    ratios: funnelRatios(counts),
    outcomes,
    timesMs: summarize(timesMs),
    durationMs,
    goodput: durationMs > 0 ? outcomes.model / (durationMs / 1_000) : 0,
    problems: Object.fromEntries(problems),
    ...(lastPlan === undefined ? {} : { lastPlan }),
  };
}
