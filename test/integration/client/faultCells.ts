import { Secret } from '../../../src/core/base/secret.ts';
import type { Settings } from '../../../src/core/settings/settings.ts';
import { type FaultKind, type FaultPlan, type FaultTimes, noFaults } from '../../../src/core/simulator/faults.ts';
import type { SimulatorOptions } from '../../../src/core/simulator/simulator.ts';
import type { DialectName } from '../../../src/core/transport/transport.ts';
import type { Outcome } from './matrixClient.ts';

/** What one fault leads to, beyond what the caller and the breaker see. */
export interface Expected extends Outcome {
  /** The waits that servers asked for, milliseconds; the others are the back-off's, 2 ms at most. */
  readonly askedWaitsMs?: readonly number[];
  /** How often the model's loading was waited for. */
  readonly loads?: number;
  /** How the last answer ended: `ended` is by us, at the end of the plan. */
  readonly finish?: 'stop' | 'length' | 'ended';
}

/** One row of the matrix: a fault, and what it leads to in each dialect. */
export interface FaultCell {
  readonly title: string;
  readonly faults: FaultPlan;
  readonly settings?: Partial<Settings>;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly apiKey?: Secret;
  /** Requests before the one in question, which keep a connection; the counts are of all. */
  readonly before?: number;
  readonly expected: Expected;
  /** Where a dialect differs. */
  readonly but?: Partial<Record<DialectName, Partial<Expected>>>;
}

const model = { source: 'model', tier: 'full', reason: undefined } as const;
const rules = (reason: string) => ({ source: 'fallback', tier: 'heuristic', reason }) as const;
const simplified = (reason: string) => ({ source: 'fallback', tier: 'simplified', reason }) as const;

const closed = (succeeded: number, failed: number) => ({ state: 'closed', succeeded, failed }) as const;
const first = (kind: FaultKind, times: FaultTimes = {}): FaultPlan => ({ type: 'script', sequence: [kind], ...times });
const always = (kind: FaultKind, times: FaultTimes = {}): FaultPlan => ({
  type: 'rates',
  rates: [{ kind, rate: 1 }],
  ...times,
});

/** Long enough for the answer after a fault, on a busy machine too; shorter where no answer comes. */
const limit = (phase: 'firstByte' | 'silence', ms = 250): Partial<Settings> => ({
  [`planscope.deadlines.${phase}Ms`]: ms,
});
const SHORT_MS = 60;
const oneRetry = { 'planscope.retry.maxRetries': 1 };

interface Rest {
  readonly settings?: Partial<Settings>;
  readonly times?: FaultTimes;
  readonly expected?: Partial<Expected>;
}

/** A fault that a retry gets over: the model's own plan, and a failure for the breaker. */
function once(title: string, kind: FaultKind, code: string, { settings = {}, times, expected }: Rest = {}): FaultCell {
  return {
    title: `${title}, once`,
    faults: first(kind, times),
    settings,
    expected: { ...model, attempts: 2, retries: 1, failures: { [code]: 1 }, breaker: closed(1, 1), ...expected },
  };
}

/** The same again and again, with one retry: rules plan, and say why. */
function ever(title: string, kind: FaultKind, code: string, { settings = {}, times, expected }: Rest = {}): FaultCell {
  return {
    title: `${title}, for ever`,
    faults: always(kind, times),
    settings: { ...oneRetry, ...settings },
    expected: { ...rules(code), attempts: 2, retries: 1, failures: { [code]: 2 }, breaker: closed(0, 2), ...expected },
  };
}

/** The same where a shorter prompt might have helped: that is asked too, with a retry of its own. */
function everInBothTiers(title: string, kind: FaultKind, code: string, rest: Rest = {}): FaultCell {
  const expected = { attempts: 4, retries: 2, failures: { [code]: 4 }, breaker: closed(0, 4), ...rest.expected };
  return ever(title, kind, code, { ...rest, expected });
}

/** A fault that another attempt would only repeat, and that says nothing of the server's health. */
function final(title: string, faults: FaultPlan, code: string, expected: Partial<Expected> = {}): FaultCell {
  const outcome = { ...rules(code), attempts: 1, retries: 0, failures: { [code]: 1 }, breaker: closed(0, 0) };
  return { title, faults, expected: { ...outcome, ...expected } };
}

/** An answer of the model's that is of no use, from a server that is well: the simpler prompt is asked. */
function poor(title: string, kind: FaultKind, code: string, expected: Partial<Expected> = {}): FaultCell {
  const outcome = { ...simplified(code), attempts: 2, retries: 0, failures: {}, breaker: closed(2, 0) };
  return { title, faults: first(kind), expected: { ...outcome, ...expected } };
}

function answered(title: string, faults: FaultPlan, rest: Partial<FaultCell> = {}): FaultCell {
  const expected = { ...model, attempts: 1, retries: 0, failures: {}, breaker: closed(1, 0) };
  return { title, faults, ...rest, expected: { ...expected, ...rest.expected } };
}

const stale = { attempts: 3, retries: 1, failures: { 'stale-connection': 1 }, breaker: closed(2, 0) };

export const FAULT_CELLS: readonly FaultCell[] = [
  answered('nothing', noFaults),

  // Before the headers.
  ever('refused', 'refuse', 'refused'),
  once('accepted and never answered', 'stall', 'first-byte-timeout', { settings: limit('firstByte') }),
  everInBothTiers('accepted and never answered', 'stall', 'first-byte-timeout', {
    settings: limit('firstByte', SHORT_MS),
  }),
  once('reset before the stream', 'reset', 'reset'),
  ever('reset before the stream', 'reset', 'reset'),
  once('hung up before the stream', 'refuse', 'reset'),
  {
    title: 'a kept connection that had been closed',
    faults: { type: 'script', sequence: ['none', 'reset'] },
    before: 1,
    expected: { ...model, ...stale },
  },
  {
    title: 'a kept connection that had been closed, and a reset after it',
    faults: { type: 'script', sequence: ['none', 'refuse', 'reset'] },
    before: 1,
    expected: {
      ...model,
      attempts: 4,
      retries: 2,
      failures: { 'stale-connection': 1, reset: 1 },
      breaker: closed(2, 1),
    },
  },

  // Statuses.
  final('400', first('bad-request'), 'http-status'),
  final('401', first('unauthorized'), 'unauthorized'),
  final('404', first('unknown-model'), 'model-missing'),
  once('408', 'request-timeout', 'http-status'),
  once('429 without Retry-After', 'rate-limit', 'busy'),
  ever('429 without Retry-After', 'rate-limit', 'busy'),
  once('429 with a short Retry-After', 'retry-after', 'busy', { expected: { askedWaitsMs: [1_000] } }),
  final('429 with a long Retry-After', first('retry-after', { retryAfterS: 30 }), 'busy', { breaker: closed(0, 1) }),
  once('500', 'error', 'http-status'),
  ever('500', 'error', 'http-status'),
  once('502 with a web page', 'bad-gateway', 'http-status'),
  answered('503 loading, for a while', first('not-ready', { loadingMs: 150 }), {
    expected: { ...model, attempts: 2, retries: 0, failures: {}, breaker: closed(1, 0), loads: 1 },
  }),
  {
    title: '503 loading, for longer than the first byte may take',
    faults: always('not-ready', { loadingMs: 60_000 }),
    settings: { 'planscope.deadlines.firstByteMs': 400 },
    expected: {
      ...rules('loading'),
      attempts: 2,
      retries: 0,
      failures: {},
      breaker: closed(0, 0),
      loads: 1,
    },
  },
  answered('a model that is loaded first', first('loading', { loadingMs: 60 })),
  once('503 busy', 'busy', 'busy'),
  ever('503 busy', 'busy', 'busy'),
  {
    title: '500, until the breaker opens',
    faults: always('error'),
    settings: { 'planscope.retry.maxRetries': 9, 'planscope.breaker.failureThreshold': 3 },
    expected: {
      ...rules('http-status'),
      attempts: 3,
      retries: 2,
      failures: { 'http-status': 3 },
      breaker: { state: 'open', succeeded: 0, failed: 3 },
    },
  },
  final('a redirect to another host (302)', first('redirect-302'), 'redirected'),
  final('a redirect to another host (307)', first('redirect-307'), 'redirected'),
  final('HTML instead of JSON', first('html-page'), 'not-a-model-server'),

  // In the stream.
  once('headers and no body', 'headers-only', 'first-byte-timeout', { settings: limit('firstByte') }),
  everInBothTiers('headers and no body', 'headers-only', 'first-byte-timeout', {
    settings: limit('firstByte', SHORT_MS),
  }),
  once('a stall in mid-stream', 'stall-stream', 'silence-timeout', { settings: limit('silence') }),
  everInBothTiers('a stall in mid-stream', 'stall-stream', 'silence-timeout', { settings: limit('silence', SHORT_MS) }),
  once('a reset in mid-stream', 'reset-stream', 'reset'),
  ever('a reset in mid-stream', 'reset-stream', 'reset'),
  final('a malformed stream', first('malformed-stream'), 'malformed-stream', { breaker: closed(0, 1) }),
  once('an end of stream without done', 'truncated-stream', 'truncated-stream'),
  everInBothTiers('an end of stream without done', 'truncated-stream', 'truncated-stream'),
  answered('UTF-8 and lines split at every byte', always('byte-by-byte')),
  once('a wrong content length', 'wrong-length', 'reset'),
  {
    title: 'a slow drip below the silence limit but beyond the total',
    faults: always('slow-drip', { dripMs: 5 }),
    settings: { 'planscope.deadlines.totalMs': 400 },
    expected: {
      ...rules('total-timeout'),
      attempts: 1,
      retries: 0,
      failures: { 'total-timeout': 1 },
      breaker: closed(0, 1),
    },
  },
  once('an error line inside a 200', 'error-in-stream', 'server-error'),
  ever('an error line inside a 200', 'error-in-stream', 'server-error'),

  // The model's own words.
  poor('endless white space', 'endless-whitespace', 'white-space-loop', {
    failures: { 'white-space-loop': 1 },
    breaker: closed(1, 0),
  }),
  poor('a repeating token', 'repeating-token', 'repetition-loop', {
    failures: { 'repetition-loop': 1 },
    breaker: closed(1, 0),
  }),
  answered('run-on text after the plan', always('run-on'), {
    expected: { ...model, attempts: 1, retries: 0, failures: {}, breaker: closed(1, 0), finish: 'ended' },
  }),
  poor('a plan that is cut off', 'truncated-json', 'invalid-plan'),
  poor('an invented tool', 'wrong-tool', 'invalid-plan'),
  poor('no word at all', 'empty', 'invalid-plan'),

  // The request itself.
  answered('structured output refused', noFaults, {
    simulator: { structuredOutput: ['text'] },
    expected: { ...model, attempts: 3, retries: 0, failures: { 'form-unsupported': 2 }, breaker: closed(1, 0) },
    but: { 'llama.cpp': { attempts: 4, failures: { 'form-unsupported': 3 } } },
  }),
  answered('the right API key', noFaults, {
    simulator: { apiKey: 'right' },
    apiKey: new Secret('right'),
  }),
  {
    ...final('a wrong API key', noFaults, 'unauthorized'),
    simulator: { apiKey: 'right' },
    apiKey: new Secret('wrong'),
  },
  { ...final('no API key', noFaults, 'unauthorized'), simulator: { apiKey: 'right' } },
];
