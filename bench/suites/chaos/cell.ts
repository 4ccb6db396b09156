import { delay } from '../../../src/core/base/abort.ts';
import type { Clock } from '../../../src/core/base/clock.ts';
import type { Disposable } from '../../../src/core/base/disposable.ts';
import { meanOf } from '../../../src/core/bench/advice.ts';
import type { Client } from '../../../src/core/client.ts';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { CircuitBreaker, SettledCall } from '../../../src/core/resilience/breaker.ts';
import type { BreakerState } from '../../../src/core/resilience/breakerTimeline.ts';
import type { StateSpan } from '../../../src/core/resilience/counterfactual.ts';
import { noFaults } from '../../../src/core/simulator/faults.ts';
import { simulatorModelName } from '../../../src/core/simulator/models.ts';
import type { SimulatorProcess } from '../../../src/core/simulator/simulatorProcess.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { openClient } from '../../support/client.ts';
import type { Context } from '../../support/fixtures.ts';
import { SERVICE_TIME_MS, scaledSettings } from './scale.ts';
import type { SettingsRow } from './settingsRows.ts';
import type { Phase } from './situations.ts';
import { type PromptTokens, wasteOf } from './waste.ts';

/** Requests come at a steady pace whether or not the ones before are done, as a game's agents ask. */
export const PACE_MS = 15;
/** A local server works on a few requests at a time, and the others wait in the client's queue. */
export const SLOTS = 4;

/** What one choice of settings came to under the faults of one seed. Times in measured milliseconds from the start. */
export interface Cell {
  readonly elapsedMs: number;
  readonly phases: readonly {
    readonly label: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly modelPlans: number;
  }[];
  /** Sent. */
  readonly requests: number;
  /** The model's executable plans that arrived while the experiment ran. */
  readonly modelPlans: number;
  /** Results that hide what they are: a plan without steps, or a fallback that does not say why. */
  readonly dishonest: number;
  readonly attempts: number;
  /** Attempts that came to no plan that was used, those that never reached the server left out, and their tokens. */
  readonly wastedAttempts: number;
  readonly wastedTokens: number;
  /** From the end of an outage to the first plan of the model, or to the next outage, the mean; null without outages. */
  readonly recoverMs: number | null;
  /** A plan of the model came between each outage and the next. */
  readonly isBack: boolean;
  readonly opened: number;
  readonly spans: readonly StateSpan[];
  /** Every call of the breaker, for the counterfactual. */
  readonly calls: readonly SettledCall[];
  readonly timingsNs: readonly number[];
  /** How much later than planned a request was sent, the mean: what the machine's other work cost. */
  readonly lateMs: number;
}

interface Answered {
  readonly result: PlanResult;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Runs one cell: a client of its own in front of `simulator`, until the last phase is over. */
export async function runCell(
  context: Context,
  cell: {
    readonly simulator: SimulatorProcess;
    readonly row: SettingsRow;
    readonly phases: readonly Phase[];
    readonly scenarios: readonly Scenario[];
    readonly promptTokens: PromptTokens;
  },
  signal: AbortSignal,
): Promise<Cell> {
  const { clock } = context;
  const { simulator, row, scenarios } = cell;
  await simulator.setLatency({ type: 'fixed', serviceTimeMs: SERVICE_TIME_MS }, signal);
  const client = openClient(context, simulator.endpoint, scaledSettings(row.changes), SLOTS);
  const watch = new BreakerWatch(clock, client.breaker(simulatorModelName));
  const over = new AbortController();
  try {
    const startMs = clock.nowMs();
    const sending = sendAtPace(context, client, scenarios, AbortSignal.any([signal, over.signal]));
    const phases = await play(clock, simulator, cell.phases, startMs, signal).finally(() => over.abort());
    const { answers, lateMs } = await sending;
    const endMs = phases.at(-1)?.toMs ?? 0;
    const arrived = answers.map((one) => ({ ...one, atMs: one.atMs - startMs })).filter(({ atMs }) => atMs <= endMs);
    const plans = arrived.filter(({ result }) => isModels(result));
    return {
      elapsedMs: endMs,
      phases: phases.map((phase) => ({
        label: phase.label,
        fromMs: phase.fromMs,
        toMs: phase.toMs,
        modelPlans: plans.filter(({ atMs }) => atMs >= phase.fromMs && atMs < phase.toMs).length,
      })),
      requests: client.counters().requests,
      modelPlans: plans.length,
      dishonest: arrived.filter(({ result }) => isDishonest(result)).length,
      attempts: client.counters().attempts,
      ...wasteOf(client.snapshot().requests, cell.promptTokens),
      ...recoveryOf(
        phases,
        plans.map(({ atMs }) => atMs),
      ),
      ...watch.seen(startMs, startMs + endMs),
      lateMs,
      timingsNs: arrived.map(({ tookMs }) => tookMs * 1e6),
    };
  } finally {
    watch.dispose();
    client.dispose();
  }
}

/**
 * Asks one request after another, without faults: a process that just began is slow for a while, and the first cells
 * would be the ones to suffer.
 */
export async function warmUp(
  context: Context,
  simulator: SimulatorProcess,
  scenarios: readonly Scenario[],
  signal: AbortSignal,
): Promise<void> {
  await simulator.setLatency({ type: 'fixed', serviceTimeMs: 0 }, signal);
  await simulator.setFaults(noFaults, signal);
  const client = openClient(context, simulator.endpoint);
  try {
    for (const scenario of scenarios) await client.plan(scenario, { useCache: false }, signal);
  } finally {
    client.dispose();
  }
}

function isModels({ tier }: PlanResult): boolean {
  return tier === 'full' || tier === 'simplified';
}

function isDishonest({ plan, source, reason }: PlanResult): boolean {
  return plan.steps.length === 0 || (source === 'fallback') !== (reason !== undefined);
}

/** How soon after each outage a plan of the model came, the mean; at the latest when the phase after it was over. */
function recoveryOf(
  phases: readonly (Phase & { readonly fromMs: number; readonly toMs: number })[],
  planAtMs: readonly number[],
): Pick<Cell, 'recoverMs' | 'isBack'> {
  const waits = phases.flatMap(({ isOutage, toMs }, i) => {
    if (isOutage !== true) return [];
    const first = planAtMs.reduce(
      (least, atMs) => (atMs >= toMs ? Math.min(least, atMs) : least),
      Number.POSITIVE_INFINITY,
    );
    const latestMs = phases[i + 1]?.toMs ?? toMs;
    return [{ ms: Math.min(first, latestMs) - toMs, isBack: first <= latestMs }];
  });
  if (waits.length === 0) return { recoverMs: null, isBack: true };
  return { recoverMs: meanOf(waits.map(({ ms }) => ms)), isBack: waits.every(({ isBack }) => isBack) };
}

/** Sets the faults of each phase when it is time; resolves when the last one is over, with when each really was. */
async function play(
  clock: Clock,
  simulator: SimulatorProcess,
  phases: readonly Phase[],
  startMs: number,
  signal: AbortSignal,
) {
  const starts: number[] = [];
  let dueMs = startMs;
  for (const { faults, durationMs } of phases) {
    await simulator.setFaults(faults, signal);
    starts.push(starts.length === 0 ? 0 : clock.nowMs() - startMs);
    dueMs += durationMs;
    await delay(clock, Math.max(0, dueMs - clock.nowMs()), signal);
  }
  const endMs = clock.nowMs() - startMs;
  return phases.map((phase, i) => ({ ...phase, fromMs: starts[i] ?? 0, toMs: starts[i + 1] ?? endMs }));
}

/** Sends one request after another until `signal` aborts; resolves to what was answered by then. */
async function sendAtPace(
  { clock }: Context,
  client: Client,
  scenarios: readonly Scenario[],
  signal: AbortSignal,
): Promise<{ readonly answers: readonly Answered[]; readonly lateMs: number }> {
  const startMs = clock.nowMs();
  const answers: Answered[] = [];
  const lateMs: number[] = [];
  const sent: Promise<void>[] = [];
  const send = async (scenario: Scenario): Promise<void> => {
    const sentMs = clock.nowMs();
    const result = await client.plan(scenario, {}, signal);
    const atMs = clock.nowMs();
    answers.push({ result, atMs, tookMs: atMs - sentMs });
  };
  // What the end of the experiment cuts off is no answer and no failure.
  const untilOver = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  for (const [i, scenario] of scenarios.entries()) {
    const waitMs = startMs + i * PACE_MS - clock.nowMs();
    if (waitMs > 0) await untilOver(delay(clock, waitMs, signal));
    if (signal.aborted) break;
    lateMs.push(Math.max(0, clock.nowMs() - startMs - i * PACE_MS));
    sent.push(untilOver(send(scenario)));
  }
  await Promise.all(sent);
  return { answers, lateMs: meanOf(lateMs) };
}

/** What a breaker did and what came of its calls. */
class BreakerWatch implements Disposable {
  readonly #subscriptions: readonly Disposable[];
  readonly #transitions: { readonly atMs: number; readonly to: BreakerState }[] = [];
  readonly #calls: SettledCall[] = [];

  constructor(clock: Clock, breaker: CircuitBreaker) {
    this.#subscriptions = [
      breaker.onDidChange(({ to }) => this.#transitions.push({ atMs: clock.nowMs(), to })),
      breaker.onDidSettle((call) => this.#calls.push(call)),
    ];
  }

  seen(startMs: number, endMs: number): Pick<Cell, 'opened' | 'spans' | 'calls'> {
    const spans: StateSpan[] = [];
    let state: BreakerState = 'closed';
    let fromMs = 0;
    for (const { atMs, to } of this.#transitions.filter((one) => one.atMs < endMs)) {
      spans.push({ state, fromMs, toMs: atMs - startMs });
      state = to;
      fromMs = atMs - startMs;
    }
    spans.push({ state, fromMs, toMs: endMs - startMs });
    return {
      opened: spans.filter((span) => span.state === 'open').length,
      spans,
      calls: this.#calls.map((call) => ({ ...call, startMs: call.startMs - startMs, endMs: call.endMs - startMs })),
    };
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }
}
