import { CoreError, isAbort, toCoreError } from './base/errors.ts';
import type { FallbackReason } from './planResult.ts';
import type { ErrorJudge } from './resilience/breaker.ts';
import { DeadlineError } from './resilience/deadlines.ts';
import { TransportError, type TransportErrorCode } from './transport/transportErrors.ts';
import type { Problem } from './world/problems.ts';

/** Failures that say something about the request or the set-up, nothing about the server's health. */
const NOT_ABOUT_HEALTH: ReadonlySet<TransportErrorCode> = new Set<TransportErrorCode>([
  'loading',
  'model-missing',
  'context-exceeded',
  'unauthorized',
  'redirected',
  'not-a-model-server',
  'stale-connection',
  'form-unsupported',
]);

/** Failures after which a shorter prompt to the same model may still succeed. */
const A_SHORTER_PROMPT_MAY_HELP: ReadonlySet<string> = new Set([
  'invalid-plan',
  'context-exceeded',
  'first-byte-timeout',
  'silence-timeout',
  'truncated-stream',
  'answer-too-long',
  'white-space-loop',
  'repetition-loop',
]);

/** What an attempt's error means for the breaker. Whatever is neither a server's nor a deadline's is neutral. */
export const judgeForBreaker: ErrorJudge = (error) => {
  if (error instanceof DeadlineError) return { outcome: 'fail', cause: error.code };
  if (error instanceof TransportError) {
    const isClientError = error.code === 'http-status' && !error.retryable;
    const isNeutral = isClientError || NOT_ABOUT_HEALTH.has(error.code);
    return { outcome: isNeutral ? 'neutral' : 'fail', cause: error.code };
  }
  return { outcome: 'neutral', cause: isAbort(error) ? 'cancelled' : toCoreError(error).code };
};

/** A server that wants us to wait longer than this is not waited for: a plan by rules now is worth more. */
const LONGEST_REQUESTED_DELAY_MS = 10_000;

/** Whether an attempt that failed so may be sent again. One that found the server loading has waited already. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof CoreError) || isLoading(error)) return false;
  return error.retryable && (requestedDelayMs(error) ?? 0) <= LONGEST_REQUESTED_DELAY_MS;
}

/** The server is there and reads the model from disk. */
export function isLoading(error: unknown): boolean {
  return error instanceof TransportError && error.code === 'loading';
}

/** The limit for the whole request has passed. */
export function isTotalTimeout(error: unknown): boolean {
  return error instanceof DeadlineError && error.phase === 'total';
}

/** A kept connection that the server had closed: sent again at once, it is as if nothing had happened. */
export function isStaleConnection(error: unknown): boolean {
  return error instanceof TransportError && error.code === 'stale-connection';
}

/** The server does not take this rung of structured output. */
export function isFormRefused(error: unknown): boolean {
  return error instanceof TransportError && error.code === 'form-unsupported';
}

/** How long the server asked us to wait, milliseconds. */
export function requestedDelayMs(error: unknown): number | undefined {
  return error instanceof TransportError ? error.retryAfterMs : undefined;
}

/** Whether to ask again with the simplified prompt. */
export function isSimplerPromptWorthIt(reason: FallbackReason): boolean {
  return A_SHORTER_PROMPT_MAY_HELP.has(reason.code);
}

/** True when nobody waits any more: the caller gave up or the client ended, as opposed to a limit of ours that passed. */
export function isCancel({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DeadlineError);
}

/** The code under which a failed stage is traced; an error that is none of ours under an abort is the cancel itself. */
export function endCode(error: unknown, signal: AbortSignal): string {
  return isCancel(signal) ? 'cancelled' : toCoreError(error).code;
}

/** No server is connected. */
export function noModel(): FallbackReason {
  return {
    code: 'no-model',
    message: 'No model server is connected. Start one (for example Ollama), or start the simulator.',
  };
}

/** The model answered, but not with a plan that can be carried out. */
export function invalidPlan(problems: readonly Problem[]): FallbackReason {
  const first = problems.find((problem) => problem.severity === 'error');
  const message = `The model's plan cannot be used: ${first?.message ?? 'it is not executable'}`;
  return { code: 'invalid-plan', message, problems };
}
