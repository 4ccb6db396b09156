import { describe, expect, it } from 'vitest';
import { AnswerLoopError } from '../../../src/core/answer/loopGuard.ts';
import { CoreError } from '../../../src/core/base/errors.ts';
import {
  endCode,
  invalidPlan,
  isCancel,
  isRetryable,
  isSimplerPromptWorthIt,
  judgeForBreaker,
  requestedDelayMs,
} from '../../../src/core/failures.ts';
import { BreakerOpenError } from '../../../src/core/resilience/breakerRefusal.ts';
import { DeadlineError, type DeadlinePhase } from '../../../src/core/resilience/deadlines.ts';
import { TransportError, type TransportErrorCode } from '../../../src/core/transport/transportErrors.ts';

function transportError(code: TransportErrorCode, retryable = true): TransportError {
  return new TransportError(code, 'What happened.', { retryable });
}

const aborted = (reason: unknown): AbortSignal => AbortSignal.abort(reason);
const { signal: running } = new AbortController();

describe('for the breaker', () => {
  it.each<TransportErrorCode>([
    'refused',
    'reset',
    'busy',
    'http-status',
    'truncated-stream',
    'server-error',
    'malformed-stream',
  ])('%s is a failure', (code) => {
    expect(judgeForBreaker(transportError(code))).toEqual({ outcome: 'fail', cause: code });
  });

  it.each<TransportErrorCode>([
    'loading',
    'model-missing',
    'context-exceeded',
    'unauthorized',
    'redirected',
    'not-a-model-server',
    'stale-connection',
    'form-unsupported',
  ])('%s says nothing of the server’s health', (code) => {
    expect(judgeForBreaker(transportError(code)).outcome).toBe('neutral');
  });

  it('a request that we sent wrong says nothing of the server’s health', () => {
    expect(judgeForBreaker(transportError('http-status', false)).outcome).toBe('neutral');
  });

  it.each<DeadlinePhase>(['connect', 'first-byte', 'silence', 'total'])('a passed limit (%s) is a failure', (phase) => {
    expect(judgeForBreaker(new DeadlineError(phase, 100))).toEqual({ outcome: 'fail', cause: `${phase}-timeout` });
  });

  it('a cancel is neither', () => {
    expect(judgeForBreaker(new DOMException('The user left.', 'AbortError'))).toEqual({
      outcome: 'neutral',
      cause: 'cancelled',
    });
  });

  it.each([
    [new AnswerLoopError('repetition'), 'repetition-loop'],
    [new TypeError('A defect of ours.'), 'unexpected'],
  ])('%s is neither, and no cancel', (error, cause) => {
    expect(judgeForBreaker(error)).toEqual({ outcome: 'neutral', cause });
  });
});

describe('a retry', () => {
  it('is for errors of ours that say so', () => {
    expect(isRetryable(transportError('busy'))).toBe(true);
    expect(isRetryable(transportError('model-missing', false))).toBe(false);
    expect(isRetryable(new DeadlineError('silence', 1))).toBe(true);
    expect(isRetryable(new DeadlineError('total', 1))).toBe(false);
    expect(isRetryable(new BreakerOpenError('open'))).toBe(false);
    expect(isRetryable(new TypeError('a defect'))).toBe(false);
    expect(isRetryable(new DOMException('The user left.', 'AbortError'))).toBe(false);
  });

  it('is not for a server that wants us to wait for long', () => {
    const busyFor = (retryAfterMs: number): Error => new TransportError('busy', '', { retryable: true, retryAfterMs });
    expect(isRetryable(busyFor(10_000))).toBe(true);
    expect(isRetryable(busyFor(86_400_000))).toBe(false);
  });

  it('knows what the server asked for', () => {
    expect(requestedDelayMs(new TransportError('busy', '', { retryable: true, retryAfterMs: 7 }))).toBe(7);
    expect(requestedDelayMs(transportError('busy'))).toBeUndefined();
    expect(requestedDelayMs(new Error())).toBeUndefined();
  });
});

describe('a simpler prompt', () => {
  it.each([
    'invalid-plan',
    'context-exceeded',
    'first-byte-timeout',
    'silence-timeout',
    'truncated-stream',
    'answer-too-long',
  ])('may help after %s', (code) => {
    expect(isSimplerPromptWorthIt({ code, message: '' })).toBe(true);
  });

  it.each(['refused', 'busy', 'breaker-open', 'total-timeout', 'model-missing', 'no-model', 'http-status'])(
    'does not help after %s',
    (code) => {
      expect(isSimplerPromptWorthIt({ code, message: '' })).toBe(false);
    },
  );
});

describe('the end of a stage', () => {
  it('is a cancel when the user left, whatever error came of it', () => {
    expect(endCode(transportError('reset'), aborted(new DOMException('', 'AbortError')))).toBe('cancelled');
    expect(isCancel(aborted('a text'))).toBe(true);
  });

  it('is never a cancel when a limit of ours passed', () => {
    const limit = new DeadlineError('total', 1);
    expect(isCancel(aborted(limit))).toBe(false);
    expect(endCode(limit, aborted(limit))).toBe('total-timeout');
  });

  it('is the error’s code otherwise', () => {
    expect(endCode(new CoreError('known', ''), running)).toBe('known');
    expect(endCode(new TypeError('a defect'), running)).toBe('unexpected');
    expect(isCancel(running)).toBe(false);
  });
});

describe('the reason of an unusable plan', () => {
  it('is its first error', () => {
    const problem = { code: 'empty-plan', severity: 'error', message: 'The plan has no steps.', pointer: '' } as const;
    const note = { code: 'repaired', severity: 'info', message: 'A comma was added.', pointer: '' } as const;
    expect(invalidPlan([note, problem])).toEqual({
      code: 'invalid-plan',
      message: "The model's plan cannot be used: The plan has no steps.",
      problems: [note, problem],
    });
  });
});
