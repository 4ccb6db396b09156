import type { CacheStats } from '../../core/cache/promptCache.ts';
import type { BreakerSnapshot, ClientFigures, RunningRequest } from '../../core/clientSnapshot.ts';
import type { BreakerTransition } from '../../core/resilience/breakerTimeline.ts';
import type { QueueStatus } from '../../core/resilience/requestQueue.ts';
import type { Counters, FunnelCounts, Latency, Outcome, Trends } from '../../core/telemetry/figures.ts';
import type { Span, SpanName, Trace } from '../../core/telemetry/trace.ts';
import type { RequestKind, RequestRow } from '../messages.ts';
import {
  anyOf,
  arrayOf,
  type Guard,
  isBoolean,
  isNumber,
  isNumberOrNull,
  isString,
  oneOf,
  recordOf,
  shape,
} from './guard.ts';

const isBreakerState = oneOf('closed', 'open', 'half-open', 'isolated');

const isTransition = shape<BreakerTransition>(
  { atMs: isNumber, from: isBreakerState, to: isBreakerState, cause: isString },
  {},
);

const isBreaker = shape<BreakerSnapshot>(
  {
    model: isString,
    state: isBreakerState,
    consecutiveFailures: isNumber,
    failureThreshold: isNumber,
    successes: isNumber,
    failures: isNumber,
    refused: isNumber,
    timeline: arrayOf(isTransition),
  },
  {
    nextTrialAtMs: isNumber,
    window: shape<NonNullable<BreakerSnapshot['window']>>({ calls: isNumber, failed: isNumber, slow: isNumber }, {}),
    trials: shape<NonNullable<BreakerSnapshot['trials']>>(
      { running: isNumber, succeeded: isNumber, needed: isNumber },
      {},
    ),
  },
);

const isCache = shape<CacheStats>(
  {
    entries: isNumber,
    maxEntries: isNumber,
    bytes: isNumber,
    maxBytes: isNumber,
    hits: isNumber,
    restored: isNumber,
    misses: isNumber,
    insertions: isNumber,
    evictions: isNumber,
    expirations: isNumber,
    rejections: isNumber,
    savedMs: isNumber,
    savedTokens: isNumber,
    nearHits: isNumber,
    shadowHits: isNumber,
    shadowWrong: isNumber,
  },
  { stored: isNumber },
);

const isQueue = shape<QueueStatus>(
  { running: isNumber, waiting: isNumber, maxConcurrent: isNumber, maxWaiting: isNumber, refused: isNumber },
  {},
);

const isLatency = shape<Latency>(
  { count: isNumber, p50Ms: isNumberOrNull, p95Ms: isNumberOrNull, p99Ms: isNumberOrNull },
  {},
);

const isFunnel = shape<FunnelCounts>(
  {
    sent: isNumber,
    answered: isNumber,
    parsed: isNumber,
    schemaValid: isNumber,
    knownTools: isNumber,
    executable: isNumber,
    goalReached: isNumber,
    inTime: isNumber,
    goalUnknown: isNumber,
  },
  {},
);

const isCounters = shape<Counters>(
  {
    requests: isNumber,
    cacheHits: isNumber,
    joined: isNumber,
    modelPlans: isNumber,
    fallbackPlans: isNumber,
    cancelled: isNumber,
    unavailable: isNumber,
    attempts: isNumber,
    retries: isNumber,
    retriesDenied: isNumber,
    failures: recordOf(isNumber),
  },
  {},
);

const isSpanName: Guard<SpanName> = oneOf(
  'key',
  'cache',
  'near',
  'join',
  'breaker',
  'queue',
  'prompt',
  'attempt',
  'connect',
  'load',
  'first_byte',
  'stream',
  'backoff',
  'parse',
  'validate',
  'simulate',
  'tier',
  'event_loop',
);

const isAnswerer: Guard<Trace['answerer']> = oneOf('server', 'simulator', 'none');

/** How a request ended. */
export const isOutcome: Guard<Outcome> = oneOf('cache', 'model', 'fallback', 'cancelled', 'unavailable');

const isSpan = shape<Span>(
  { name: isSpanName, startMs: isNumber, durationMs: isNumber, parent: isNumber },
  { error: isString, attributes: recordOf(anyOf(isString, anyOf(isNumber, isBoolean))) },
);

/** A request's spans. */
export const isTrace: Guard<Trace> = shape<Trace>(
  {
    requestId: isNumber,
    model: isString,
    answerer: isAnswerer,
    startedAtMs: isNumber,
    totalMs: isNumber,
    spans: arrayOf(isSpan),
  },
  {},
);

/** What finished requests have in common. */
export const isRequestKind: Guard<RequestKind> = shape<RequestKind>(
  { scenario: isString, outcome: isOutcome, tier: isString, model: isString, answerer: isAnswerer },
  { reason: isString },
);

/** A finished request as it is listed. */
export const isRequestRow: Guard<RequestRow> = shape<RequestRow>(
  {
    id: isNumber,
    scenario: isString,
    outcome: isOutcome,
    tier: isString,
    model: isString,
    answerer: isAnswerer,
    startedAtMs: isNumber,
    totalMs: isNumber,
  },
  { reason: isString },
);

const isRunning = shape<RunningRequest>(
  { id: isNumber, scenario: isString, model: isString, startedAtMs: isNumber, stage: isSpanName },
  {},
);

const isTrends = shape<Trends>({ hitRatios: arrayOf(isNumberOrNull), modelMs: arrayOf(isNumber) }, {});

type Model = ClientFigures['model'];
const isModel = anyOf(
  shape<Exclude<Model, { kind: 'none' }>>(
    {
      kind: oneOf('server', 'simulator'),
      name: isString,
      endpoint: isString,
      dialect: oneOf('ollama', 'llama.cpp', 'openai'),
      rung: oneOf('schema', 'grammar', 'json', 'text'),
    },
    { loadingSinceAtMs: isNumber },
  ),
  shape<Extract<Model, { kind: 'none' }>>({ kind: oneOf('none') }, {}),
);

/** The client's figures at one moment, whole. */
export const isClientFigures = shape<ClientFigures>(
  {
    atMs: isNumber,
    model: isModel,
    breakers: arrayOf(isBreaker),
    queue: isQueue,
    cache: isCache,
    counters: isCounters,
    funnel: isFunnel,
    latency: shape<ClientFigures['latency']>({ cache: isLatency, model: isLatency }, {}),
    trends: isTrends,
    running: arrayOf(isRunning),
  },
  {},
);
