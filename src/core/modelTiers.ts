import { AnswerWatch } from './answer/answerWatch.ts';
import { type JudgedAnswer, judgeAnswer } from './answer/judgeAnswer.ts';
import { type AttemptOptions, attempt } from './attempt.ts';
import { abortReason } from './base/abort.ts';
import { toCoreError } from './base/errors.ts';
import {
  endCode,
  invalidPlan,
  isCancel,
  isFormRefused,
  isRetryable,
  isStaleConnection,
  isTotalTimeout,
  requestedDelayMs,
} from './failures.ts';
import type { ExchangeRecord } from './keptTexts.ts';
import type { PlannerOptions, PlannerTarget } from './plannerOptions.ts';
import type { PlanRequest } from './planRequest.ts';
import type { FallbackReason } from './planResult.ts';
import type { ProgressRelay } from './progressRelay.ts';
import { userText } from './prompt/prompt.ts';
import type { PreparedPrompt } from './prompt/promptLibrary.ts';
import type { Question } from './prompt/question.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { Retry } from './resilience/retry.ts';
import type { TierRule } from './resilience/tiers.ts';
import type { Funnel } from './telemetry/funnel.ts';
import type { TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer, GenerateRequest, OutputRung } from './transport/transport.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

/** One shared call while it is under way: what is asked, of whom, for how long. */
export interface Search {
  readonly scenario: Scenario;
  /** How the request that began it differs from the usual. */
  readonly request: PlanRequest;
  /** Undefined where texts are not to be kept. */
  readonly exchanges: ExchangeRecord | undefined;
  readonly question: Question;
  readonly model: string;
  readonly target: PlannerTarget;
  readonly prompt: PreparedPrompt;
  /** That of the server asked now: after a change of servers the model has another one. */
  readonly breaker: CircuitBreaker;
  readonly trace: TraceRecorder;
  readonly signal: AbortSignal;
  /** Undefined when nobody listened as it began. */
  readonly progress: ProgressRelay | undefined;
  /** Milliseconds until the total deadline. */
  readonly remainingMs: () => number;
}

/** A model tier's end: an executable plan, or why there is none. */
export type TierEnd =
  | {
      readonly type: 'plan';
      readonly plan: Plan;
      readonly problems: readonly Problem[];
      readonly answer: GenerateAnswer;
      /** How long the server worked on it, without queue, waits, and the load of the model; milliseconds. */
      readonly modelMs: number;
    }
  | { readonly type: 'failed'; readonly reason: FallbackReason };

type ModelTier = Extract<TierRule, { readonly by: 'model' }>;

/** An answer and how long the server worked on it, milliseconds. */
interface Answered {
  readonly answer: GenerateAnswer;
  readonly modelMs: number;
}

/**
 * A tier that asks the model, the second half of the planner's order: ladder of structured output ⊃ retry ⊃ queue ⊃
 * breaker ⊃ attempt, then parse → validate → simulate.
 */
export class ModelTiers {
  readonly #o: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#o = options;
  }

  /** One model tier: attempts, then the judgement of the answer. Rejects only on a cancel. */
  async ask(search: Search, rule: ModelTier): Promise<TierEnd> {
    const { scenario, trace, signal } = search;
    const { tier } = rule;
    const { telemetry } = this.#o;
    const span = trace.begin('tier');
    search.progress?.tell({ type: 'asking', tier });
    try {
      const { answer, modelMs } = await this.#climbDown(search, rule);
      const judgement = judgeAnswer(answer.text, scenario, {
        isCut: answer.finish === 'length',
        during: (stage, work) => trace.during(stage, work),
      });
      this.#count(search, judgement);
      const { plan, repairs, problems } = judgement;
      if (plan !== undefined && judgement.stage === 'executable') {
        trace.end(span, { tier });
        return { type: 'plan', plan, problems: [...repairs, ...problems], answer, modelMs };
      }
      trace.end(span, { tier }, 'invalid-plan');
      return { type: 'failed', reason: invalidPlan(problems) };
    } catch (error) {
      trace.end(span, { tier }, endCode(error, signal));
      if (isCancel(signal)) throw abortReason(signal);
      if (isTotalTimeout(error)) telemetry.recordFailure('total-timeout');
      const { code, message } = toCoreError(error);
      return { type: 'failed', reason: { code, message } };
    }
  }

  /** The ladder of structured output: from the best rung that the server is known to take, down to one that it takes. */
  async #climbDown(search: Search, rule: ModelTier): Promise<Answered> {
    const { clock, ladder, settings } = this.#o;
    const { model, target } = search;
    const { endpoint, rungs } = target.transport;
    const started = ladder.start(endpoint, model, rungs, settings.structuredOutput);
    let rung = started;
    for (;;) {
      try {
        // Of a tier the first attempt is what was sent; those at lower rungs are the same question.
        const answered = await this.#attempts(search, rule, rung, rung === started);
        ladder.settled(endpoint, model, started, rung, clock.wallMs());
        if (rung !== started) this.#o.onRungLearned();
        return answered;
      } catch (error) {
        const lower = isFormRefused(error) ? ladder.stepDown(endpoint, model, rung, rungs) : undefined;
        if (lower === undefined) throw error;
        rung = lower;
      }
    }
  }

  /** retry ⊃ queue ⊃ breaker ⊃ attempt: who waits, for a retry or for a slot, is no call of the breaker's. */
  #attempts(search: Search, rule: ModelTier, rung: OutputRung, isFirst: boolean): Promise<Answered> {
    const { tier } = rule;
    const { target, breaker, trace, signal, progress, remainingMs } = search;
    const { clock, random, telemetry, settings, retryBudget } = this.#o;
    const retry = new Retry({
      clock,
      random,
      ...settings.retry,
      budget: retryBudget,
      // Behind an open breaker a retry would be waited for only to be refused.
      isRetryable: (error) => isRetryable(error) && breaker.state !== 'open',
      isImmediate: isStaleConnection,
      requestedDelayMs,
      remainingMs,
      onWait: ({ delayMs }) => {
        const span = trace.begin('backoff');
        return () => trace.end(span, { delayMs });
      },
      onDenied: () => telemetry.recordDeniedRetry(),
    });
    // What kept it waiting is over; a cancel ends the wait too, and asks nobody.
    const askingAgain = (): void => {
      if (!signal.aborted) progress?.tell({ type: 'asking', tier });
    };
    /** Of the attempt under way: a load is not the server's slowness. */
    let loadMs = 0;
    const options: AttemptOptions = {
      transport: target.transport,
      request: this.#requestOf(search, rule.prompt, rung),
      trace,
      clock,
      telemetry,
      deadlines: settings.deadlines,
      watch: this.#watches(search, rule),
      onLoadWait: (waitedMs) => {
        loadMs += waitedMs;
      },
      onLoading: (isLoading) => {
        if (isLoading) progress?.tell({ type: 'loading' });
        else askingAgain();
        this.#o.onLoading(isLoading);
      },
    };
    const onQueued = ({ position }: { readonly position: number }): (() => void) => {
      progress?.tell({ type: 'queued', position });
      const span = trace.begin('queue');
      return () => {
        trace.end(span, { position });
        askingAgain();
      };
    };
    let isRetry = false;
    const once = async (attemptSignal: AbortSignal): Promise<Answered> => {
      if (isRetry) telemetry.recordRetry();
      else if (isFirst) for (const funnel of this.#funnels(search)) funnel.sent();
      isRetry = true;
      loadMs = 0;
      const startMs = clock.nowMs();
      const answer = await this.#exchange(search, options, attemptSignal);
      loadMs += answer.timings.loadMs ?? 0;
      // How long it loaded is the server's word.
      return { answer, modelMs: Math.max(0, clock.nowMs() - startMs - loadMs) };
    };
    return retry.execute(
      (retried) =>
        target.lane.queue.run(
          () =>
            breaker.execute(
              (context) => once(context.signal),
              retried.signal,
              () => loadMs,
            ),
          retried.signal,
          onQueued,
        ),
      signal,
    );
  }

  /** One attempt, and where texts are kept, what it asked and what came back. */
  async #exchange({ exchanges }: Search, options: AttemptOptions, signal: AbortSignal): Promise<GenerateAnswer> {
    const answered = exchanges?.asked(options.request.messages);
    const answer = await attempt(options, signal);
    answered?.(answer.text);
    return answer;
  }

  #funnels({ request }: Search): readonly Funnel[] {
    const { answers } = this.#o.telemetry;
    return request.funnel === undefined ? [answers] : [answers, request.funnel];
  }

  /** How far the answer got. */
  #count(search: Search, { stage, simulation }: JudgedAnswer): void {
    const { scenario, trace } = search;
    const isExecutable = stage === 'executable';
    const goal = isExecutable ? simulation?.objectiveReached : undefined;
    const isInTime = trace.elapsedMs() <= (scenario.expect?.maxMs ?? Infinity);
    const reached = goal === 'yes' ? (isInTime ? 'inTime' : 'goalReached') : stage;
    for (const funnel of this.#funnels(search)) {
      funnel.answered(reached);
      if (goal === 'unknown') funnel.goalUnknown();
    }
  }

  #requestOf(
    { model, prompt, scenario, question }: Search,
    style: ModelTier['prompt'],
    rung: OutputRung,
  ): GenerateRequest {
    const { temperature, maxOutputTokens, contextTokens } = this.#o.settings;
    return {
      model,
      messages: [
        { role: 'system', content: prompt.systemText(style) },
        { role: 'user', content: userText(scenario, question.snapshotText) },
      ],
      temperature,
      maxOutputTokens,
      contextTokens,
      rung,
      form: prompt.form(style),
    };
  }

  /** Makes the reader of each attempt's answer. Steps of an attempt before it were told for nothing, which is told too. */
  #watches({ scenario, progress }: Search, { tier }: ModelTier): () => AnswerWatch {
    if (progress === undefined) return () => new AnswerWatch({ scenario });
    let hasTold = false;
    return () => {
      if (hasTold) progress.tell({ type: 'asking', tier });
      hasTold = false;
      return new AnswerWatch({
        scenario,
        onStep: ({ index, step }) => {
          hasTold = true;
          progress.tell({ type: 'step', index, step });
        },
      });
    };
  }
}
