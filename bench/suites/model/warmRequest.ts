import type { Client } from '../../../src/core/client.ts';
import type { FallbackReason, PlanResult } from '../../../src/core/planResult.ts';
import { charactersPerToken } from '../../../src/core/simulator/tokens.ts';
import type { Funnel } from '../../../src/core/telemetry/funnel.ts';
import type { Span, SpanName, Trace } from '../../../src/core/telemetry/trace.ts';
import type { ProblemCode } from '../../../src/core/world/problems.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';

/** Where the time of an answer went, milliseconds. */
export interface AnswerPhases {
  readonly prefillMs: number;
  readonly decodeMs: number;
}

/** One answer of the model's, as the attempt's span has it; whether a plan came of it is another matter. */
export interface AnswerFigures {
  /** From sending to the first piece of text; load and prefill are in it. */
  readonly firstTokenMs: number;
  readonly loadMs: number;
  /** As the server measured it; absent where it does not say. */
  readonly server?: AnswerPhases;
  /** As this side saw it: until the first piece of text, and from there to the last. */
  readonly client: AnswerPhases;
  readonly promptTokens?: number;
  readonly cachedTokens?: number;
  readonly outputTokens: number;
  /** Whether the server counted them; otherwise they are estimated from the characters. */
  readonly areTokensCounted: boolean;
}

/** One request to the model, and what came of it. */
export interface AskedPlan {
  /** From request to result, milliseconds. */
  readonly totalMs: number;
  /** The model's own executable plan for the full prompt. */
  readonly isModelPlan: boolean;
  /** Why it is not. */
  readonly reason?: FallbackReason;
  /** How many answers the model gave: one more where the simplified prompt was tried too. */
  readonly answers: number;
  /** Of its first attempt that was answered. */
  readonly answer?: AnswerFigures;
  readonly queueMs: number;
  /** Waits for a server that is loading, outside of an answer's own `loadMs`. */
  readonly loadWaitMs: number;
  /** Reading, validating and simulating the answer. */
  readonly judgeMs: number;
  readonly problems: readonly ProblemCode[];
}

/**
 * Asks for one plan through `client`, past its cache. To be called on a warm model, of one client or of two in turn: a
 * comparison of models interleaves them. Rejects only when `signal` aborts; a failing model is a result.
 */
export async function askForPlan(
  client: Client,
  scenario: Scenario,
  signal: AbortSignal,
  funnel?: Funnel,
): Promise<AskedPlan> {
  return askedPlan(
    await client.plan(scenario, { useCache: false, ...(funnel === undefined ? {} : { funnel }) }, signal),
  );
}

function askedPlan({ source, reason, problems, trace }: PlanResult): AskedPlan {
  const answer = answerFigures(trace);
  return {
    totalMs: trace.totalMs,
    isModelPlan: source === 'model',
    answers: trace.spans.filter(isAnswered).length,
    ...(reason === undefined ? {} : { reason }),
    ...(answer === undefined ? {} : { answer }),
    queueMs: timeIn(trace, 'queue'),
    loadWaitMs: timeIn(trace, 'load'),
    judgeMs: timeIn(trace, 'parse') + timeIn(trace, 'validate') + timeIn(trace, 'simulate'),
    problems: [...problems, ...(reason?.problems ?? [])].map(({ code }) => code),
  };
}

/** Undefined where no attempt was answered with text. */
function answerFigures({ spans }: Trace): AnswerFigures | undefined {
  const attempt = spans.find(isAnswered);
  const firstTokenMs = figure(attempt, 'firstTextMs');
  const lastTokenMs = figure(attempt, 'lastTextMs');
  if (firstTokenMs === undefined || lastTokenMs === undefined) return undefined;
  const loadMs = figure(attempt, 'loadMs') ?? 0;
  const [prefillMs, decodeMs] = [figure(attempt, 'prefillMs'), figure(attempt, 'decodeMs')];
  const counted = figure(attempt, 'outputTokens');
  return {
    firstTokenMs,
    loadMs,
    ...(prefillMs === undefined || decodeMs === undefined ? {} : { server: { prefillMs, decodeMs } }),
    client: { prefillMs: Math.max(0, firstTokenMs - loadMs), decodeMs: lastTokenMs - firstTokenMs },
    ...optional('promptTokens', figure(attempt, 'promptTokens')),
    ...optional('cachedTokens', figure(attempt, 'cachedTokens')),
    outputTokens: counted ?? Math.ceil((figure(attempt, 'characters') ?? 0) / charactersPerToken),
    areTokensCounted: counted !== undefined,
  };
}

function isAnswered({ name, error }: Span): boolean {
  return name === 'attempt' && error === undefined;
}

function optional<Name extends string>(name: Name, value: number | undefined): { readonly [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: number });
}

function figure(span: Span | undefined, name: string): number | undefined {
  const value = span?.attributes?.[name];
  return typeof value === 'number' ? value : undefined;
}

function timeIn({ spans }: Trace, name: SpanName): number {
  return spans.reduce((sum, span) => (span.name === name ? sum + span.durationMs : sum), 0);
}
