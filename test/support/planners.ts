import { silentLogger } from '../../src/core/base/logger.ts';
import { seededRandom } from '../../src/core/base/random.ts';
import { PromptCache } from '../../src/core/cache/promptCache.ts';
import type { CachedPlan } from '../../src/core/cachedPlan.ts';
import { judgeForBreaker } from '../../src/core/failures.ts';
import { KeptTexts } from '../../src/core/keptTexts.ts';
import { Planner } from '../../src/core/planner.ts';
import type { PlannerSettings, PlannerTarget, WaitingRequest } from '../../src/core/plannerOptions.ts';
import type { FinishedRequest } from '../../src/core/planRequest.ts';
import { PromptLibrary } from '../../src/core/prompt/promptLibrary.ts';
import type { BreakerSettings, CircuitBreaker } from '../../src/core/resilience/breaker.ts';
import { Breakers } from '../../src/core/resilience/breakers.ts';
import { RequestQueue } from '../../src/core/resilience/requestQueue.ts';
import { RetryBudget } from '../../src/core/resilience/retryBudget.ts';
import { SharedCalls } from '../../src/core/sharedCalls.ts';
import { Telemetry } from '../../src/core/telemetry/telemetry.ts';
import { OutputLadder } from '../../src/core/transport/outputLadder.ts';
import { breakerSettings } from './breakers.ts';
import { FakeClock } from './fakeClock.ts';
import { type Behaviour, ScriptedTransport } from './scriptedTransport.ts';

const parameters = { temperature: 0, maxOutputTokens: 64, contextTokens: 4_096 };

const plannerSettings: PlannerSettings = {
  ...parameters,
  structuredOutput: 'auto',
  cacheEnabled: true,
  nearMatch: 'off',
  nearMatchSimilarity: 0.9,
  retry: { maxRetries: 3, initialMs: 50, maxMs: 500, jitter: 0 },
  deadlines: { connectMs: 100, firstByteMs: 1_000, silenceMs: 300, totalMs: 10_000 },
};

/** A planner with every stage of the product, a scripted model and a clock of the test's. */
export interface PlannerBench {
  readonly clock: FakeClock;
  readonly transport: ScriptedTransport;
  readonly target: PlannerTarget;
  readonly planner: Planner;
  readonly cache: PromptCache<CachedPlan>;
  readonly calls: SharedCalls;
  readonly queue: RequestQueue;
  readonly ladder: OutputLadder;
  readonly retryBudget: RetryBudget;
  readonly breaker: CircuitBreaker;
  readonly telemetry: Telemetry;
  readonly finished: FinishedRequest[];
  /** Those that had to wait for an answer, as they began to. */
  readonly waiting: WaitingRequest[];
  /** What the planner said of loading, in order. */
  readonly loading: boolean[];
}

export function makePlanner(
  script: readonly Behaviour[],
  settings: Partial<PlannerSettings> & {
    readonly breaker?: Partial<BreakerSettings>;
    readonly retryRatio?: number;
    readonly keepTexts?: boolean;
    readonly queue?: { readonly maxConcurrent: number; readonly maxWaiting: number };
  } = {},
): PlannerBench {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, ...script);
  const cache = new PromptCache<CachedPlan>({
    clock,
    expiryResolutionMs: 0,
    maxEntries: 100,
    maxBytes: 1e6,
    ttlMs: 60_000,
  });
  const calls = new SharedCalls(() => {});
  const breakers = new Breakers({
    clock,
    logger: silentLogger,
    judge: judgeForBreaker,
    ...breakerSettings,
    failureThreshold: 5,
    ...settings.breaker,
  });
  const telemetry = new Telemetry();
  const queue = new RequestQueue(settings.queue ?? { maxConcurrent: 8, maxWaiting: 100 });
  const retryBudget = new RetryBudget({ clock, ratio: settings.retryRatio ?? 1 });
  const ladder = new OutputLadder();
  const loading: boolean[] = [];
  const finished: FinishedRequest[] = [];
  const waiting: WaitingRequest[] = [];
  const texts = new KeptTexts();
  texts.allow(settings.keepTexts ?? false);
  let requests = 0;
  const planner = new Planner({
    clock,
    random: seededRandom(1),
    prompts: new PromptLibrary(parameters),
    cache,
    breakers,
    retryBudget,
    ladder,
    telemetry,
    settings: { ...plannerSettings, ...settings },
    nextRequestId: () => ++requests,
    recordTexts: () => texts.record(),
    onWaiting: (request) => waiting.push(request),
    onFinished: (request) => finished.push(request),
    onRungLearned: () => {},
    onLoading: (isLoading) => loading.push(isLoading),
  });
  const target: PlannerTarget = { kind: 'server', transport, lane: { queue, calls }, model: 'phi3' };
  const breaker = breakers.of('phi3');
  return {
    clock,
    transport,
    target,
    planner,
    cache,
    calls,
    queue,
    ladder,
    retryBudget,
    breaker,
    telemetry,
    finished,
    waiting,
    loading,
  };
}
