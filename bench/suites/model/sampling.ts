import { CaseFailure, type ExperimentOutcome, type Metrics } from '../../../src/core/bench/benchCase.ts';
import type { Client } from '../../../src/core/client.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import type { Context } from '../../support/fixtures.ts';
import { type ModelServer, openModelClient } from '../../support/modelServer.ts';
import { CaseTime } from './caseTime.ts';
import { type AskedPlan, askForPlan } from './warmRequest.ts';

/** What a case of this suite works with. */
export interface ModelBench {
  readonly context: Context;
  readonly server: ModelServer;
  readonly client: Client;
  readonly time: CaseTime;
}

/** So many requests in a row without an answer, and the server is taken to be gone. */
const MAX_UNANSWERED = 3;

/** Does `work` with the product's client in front of the model's server, and says who answered in its outcome. */
export async function withModel(
  context: Context,
  work: (bench: ModelBench) => Promise<Omit<ExperimentOutcome, 'model'>>,
  settings: Parameters<typeof openModelClient>[2] = {},
): Promise<ExperimentOutcome> {
  const server = await context.fixture('modelServer');
  const client = openModelClient(context, server, settings);
  const time = new CaseTime(context);
  const { identity: model, profileScale } = server;
  const scale: Metrics = profileScale === undefined ? {} : { profileScale };
  const named = (outcome: ExperimentOutcome): ExperimentOutcome => ({
    ...outcome,
    metrics: { ...scale, ...outcome.metrics },
    model,
  });
  try {
    return named(await work({ context, server, client, time }));
  } catch (error) {
    if (error instanceof CaseFailure) throw new CaseFailure(error.message, named(error.outcome ?? { timingsNs: [] }));
    throw error;
  } finally {
    time.dispose();
    client.dispose();
  }
}

/** Above this a request is so slow that what this side's first one costs beside it is nothing. */
const SLOW_MS = 2_000;

/**
 * What a client's first request costs is paid here. Not on a slow model, which was warmed up before the run: there a
 * request more would be one sample less. Throws a `CaseFailure` where it does not answer.
 */
export async function warmUp({ client, server, time }: ModelBench, scenario: Scenario): Promise<void> {
  if (server.firstRequestMs > SLOW_MS) return;
  const asked = await inTime(time, () => askForPlan(client, scenario, time.signal));
  if (asked === undefined) throw new CaseFailure(time.words);
  if (asked.answer === undefined) throw unanswered(asked);
}

/** How a series of requests ended: all were sent, or the time was over. */
export type SeriesEnd = 'count' | 'time budget';

/**
 * Takes up to `count` samples one after another, as many as the case's time allows, and hands each to `onAsked`.
 * Throws a `CaseFailure` when not even one is answered in the time, or several in a row are not.
 */
export async function askInTurn(
  time: CaseTime,
  count: number,
  ask: (index: number) => Promise<AskedPlan>,
  onAsked: (asked: AskedPlan, index: number) => void,
): Promise<SeriesEnd> {
  const watch = new AnswerWatch();
  for (let index = 0; index < count; index++) {
    if (index > 0 && !time.has(watch.meanMs)) return 'time budget';
    const asked = await inTime(time, () => ask(index));
    if (asked === undefined && index === 0) throw new CaseFailure(time.words);
    if (asked === undefined) return 'time budget';
    watch.see(asked);
    onAsked(asked, index);
  }
  return 'count';
}

/** Notices a server that answers no more, which is a failure of the case and no figure of the model's. */
export class AnswerWatch {
  #unanswered = 0;
  #count = 0;
  #sumMs = 0;

  /** What a request takes. */
  get meanMs(): number {
    return this.#count === 0 ? 0 : this.#sumMs / this.#count;
  }

  see(asked: AskedPlan): void {
    this.#count++;
    this.#sumMs += asked.totalMs;
    this.#unanswered = asked.answer === undefined ? this.#unanswered + 1 : 0;
    if (this.#unanswered >= MAX_UNANSWERED) throw unanswered(asked);
  }
}

function unanswered({ reason }: AskedPlan): CaseFailure {
  return new CaseFailure(`The model gave no answer: ${reason?.message ?? 'the server sent no text.'}`);
}

/** Undefined where the case's time ended it. */
export async function inTime<T>(time: CaseTime, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (time.isOver) return undefined;
    throw error;
  }
}

/** The times of those that gave the model's own plan, nanoseconds. */
export function planTimesNs(asked: readonly AskedPlan[]): readonly number[] {
  return asked.filter(({ isModelPlan }) => isModelPlan).map(({ totalMs }) => totalMs * 1e6);
}
