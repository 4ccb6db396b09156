import type {
  BreakerSnapshot,
  ClientFigures,
  ClientSnapshot,
  RequestSummary,
} from '../../../../src/core/clientSnapshot.ts';
import type { BreakerTransition } from '../../../../src/core/resilience/breakerTimeline.ts';
import type { Span, Trace } from '../../../../src/core/telemetry/trace.ts';
import type { DashboardModel, RequestRow } from '../../../../src/shared/messages.ts';

/** The moment of every sample: 2026-05-01, 12:00 UTC. */
export const SAMPLE_AT_MS = 1_777_636_800_000;

/** A client that nobody has used yet. */
export function idleClient(change: Partial<ClientFigures> = {}): ClientFigures {
  return {
    atMs: SAMPLE_AT_MS,
    model: { kind: 'none' },
    breakers: [],
    queue: { running: 0, waiting: 0, maxConcurrent: 1, maxWaiting: 32, refused: 0 },
    cache: {
      entries: 0,
      maxEntries: 1_000,
      bytes: 0,
      maxBytes: 67_108_864,
      hits: 0,
      restored: 0,
      misses: 0,
      insertions: 0,
      evictions: 0,
      expirations: 0,
      rejections: 0,
      savedMs: 0,
      savedTokens: 0,
      nearHits: 0,
      shadowHits: 0,
      shadowWrong: 0,
    },
    counters: {
      requests: 0,
      cacheHits: 0,
      joined: 0,
      modelPlans: 0,
      fallbackPlans: 0,
      cancelled: 0,
      unavailable: 0,
      attempts: 0,
      retries: 0,
      retriesDenied: 0,
      failures: {},
    },
    funnel: {
      sent: 0,
      answered: 0,
      parsed: 0,
      schemaValid: 0,
      knownTools: 0,
      executable: 0,
      goalReached: 0,
      inTime: 0,
      goalUnknown: 0,
    },
    latency: {
      cache: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
      model: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
    },
    trends: { hitRatios: Array.from({ length: 60 }, () => null), modelMs: [] },
    running: [],
    ...change,
  };
}

export function sampleBreaker(change: Partial<BreakerSnapshot> = {}): BreakerSnapshot {
  return {
    model: 'phi3:mini',
    state: 'closed',
    consecutiveFailures: 0,
    failureThreshold: 5,
    successes: 118,
    failures: 7,
    refused: 12,
    timeline: [],
    ...change,
  };
}

/** Closed, then open since eight seconds for twenty. */
export function openBreaker(change: Partial<BreakerSnapshot> = {}): BreakerSnapshot {
  return sampleBreaker({
    state: 'open',
    consecutiveFailures: 5,
    nextTrialAtMs: SAMPLE_AT_MS + 12_000,
    timeline: [
      transition(-95_000, 'closed', 'open', '5 failures in a row (first byte too late)'),
      transition(-65_000, 'open', 'half-open', 'the recovery time is over'),
      transition(-61_000, 'half-open', 'closed', '2 trials succeeded'),
      transition(-8_000, 'closed', 'open', '5 failures in a row (connection refused)'),
    ],
    ...change,
  });
}

function transition(
  offsetMs: number,
  from: BreakerTransition['from'],
  to: BreakerTransition['to'],
  cause: string,
): BreakerTransition {
  return { atMs: SAMPLE_AT_MS + offsetMs, from, to, cause };
}

const MODEL_SPANS: readonly Span[] = [
  { name: 'key', startMs: 0, durationMs: 0.0021, parent: -1 },
  { name: 'cache', startMs: 0.003, durationMs: 0.0008, parent: -1, attributes: { hit: false } },
  { name: 'breaker', startMs: 0.004, durationMs: 0.0003, parent: -1 },
  { name: 'attempt', startMs: 0.1, durationMs: 512.4, parent: -1, error: 'reset' },
  { name: 'connect', startMs: 0.1, durationMs: 0.42, parent: 3 },
  { name: 'backoff', startMs: 512.6, durationMs: 47.2, parent: -1 },
  { name: 'attempt', startMs: 559.9, durationMs: 2_310, parent: -1, attributes: { 'gen_ai.usage.output_tokens': 214 } },
  { name: 'connect', startMs: 559.9, durationMs: 0.31, parent: 6 },
  { name: 'first_byte', startMs: 560.2, durationMs: 1_120, parent: 6 },
  { name: 'stream', startMs: 1_680.4, durationMs: 1_189, parent: 6 },
  { name: 'parse', startMs: 2_870, durationMs: 0.21, parent: -1 },
  { name: 'validate', startMs: 2_870.3, durationMs: 0.07, parent: -1 },
];

/** A finished request; every seventh is a fallback, every third of the others from the model. */
export function sampleRequest(id: number, change: Partial<RequestRow> = {}): RequestRow {
  const looks = [
    { outcome: 'cache', tier: 'full', totalMs: 0.0622 },
    { outcome: 'model', tier: 'full', totalMs: 2_870.6 },
    {
      outcome: 'fallback',
      tier: 'heuristic',
      reason: 'the circuit breaker is open until the next trial',
      totalMs: 0.41,
    },
  ] as const satisfies readonly Partial<RequestRow>[];
  const scenarios = ['ambush-at-the-bridge.json', 'flank-left.json', 'resupply.json', 'hold-the-tower.json'];
  return {
    id,
    scenario: scenarios[id % scenarios.length] ?? 'scenario.json',
    model: 'phi3:mini',
    answerer: 'server',
    startedAtMs: SAMPLE_AT_MS - 1_000 * (60 - id),
    ...(id % 7 === 0 ? looks[2] : id % 3 === 0 ? looks[1] : looks[0]),
    ...change,
  };
}

/** The same request as the client remembers it. */
export function sampleSummary(id: number, change: Partial<RequestRow> = {}): RequestSummary {
  const row = sampleRequest(id, change);
  const { scenario, outcome, tier, reason } = row;
  return { id, scenario, outcome, tier, ...(reason === undefined ? {} : { reason }), trace: sampleTrace(row) };
}

/** The spans of such a request. */
export function sampleTrace({ id, model, answerer, startedAtMs, outcome, totalMs }: RequestRow): Trace {
  const spans = { cache: MODEL_SPANS.slice(0, 2), model: MODEL_SPANS, fallback: MODEL_SPANS.slice(0, 3) };
  return {
    requestId: id,
    model,
    answerer,
    startedAtMs,
    totalMs,
    spans: outcome === 'cache' || outcome === 'fallback' ? spans[outcome] : spans.model,
  };
}

/** The newest `count` requests, as the first update of a page brings them. */
export function sampleRequests(count: number, after = 0): DashboardModel['requests'] {
  return {
    after,
    upTo: count,
    rows: Array.from({ length: count - after }, (_, index) => sampleRequest(count - index)),
  };
}

/** A client in the middle of a bad day: the model's breaker open, a second model idle, sixty requests. */
export function busyClient(change: Partial<ClientFigures> = {}): ClientFigures {
  return idleClient({
    model: { kind: 'server', name: 'phi3:mini', endpoint: 'http://127.0.0.1:11434', dialect: 'ollama', rung: 'schema' },
    breakers: [openBreaker(), sampleBreaker({ model: 'qwen2.5-coder:1.5b', successes: 4, failures: 0, refused: 0 })],
    cache: {
      entries: 512,
      maxEntries: 1_000,
      bytes: 1_310_720,
      maxBytes: 67_108_864,
      hits: 1_204,
      restored: 37,
      misses: 86,
      insertions: 598,
      evictions: 61,
      expirations: 25,
      rejections: 14,
      savedMs: 2_771_000,
      savedTokens: 257_656,
      nearHits: 0,
      shadowHits: 0,
      shadowWrong: 0,
      stored: 2_310,
    },
    counters: {
      requests: 1_297,
      cacheHits: 1_204,
      joined: 7,
      modelPlans: 72,
      fallbackPlans: 14,
      cancelled: 3,
      unavailable: 0,
      attempts: 118,
      retries: 32,
      retriesDenied: 0,
      failures: { refused: 21, reset: 4, 'first-byte-timeout': 7 },
    },
    funnel: {
      sent: 118,
      answered: 86,
      parsed: 84,
      schemaValid: 81,
      knownTools: 78,
      executable: 72,
      goalReached: 51,
      inTime: 49,
      goalUnknown: 9,
    },
    latency: {
      cache: { count: 1_204, p50Ms: 0.0622, p95Ms: 0.091, p99Ms: 0.174 },
      model: { count: 72, p50Ms: 2_310, p95Ms: 4_870, p99Ms: null },
    },
    trends: {
      hitRatios: Array.from({ length: 60 }, (_, index) => (index < 20 ? null : 0.8 + 0.2 * Math.sin(index / 6))),
      modelMs: Array.from({ length: 40 }, (_, index) => 2_300 + 900 * Math.cos(index) + (index % 11 === 0 ? 2_000 : 0)),
    },
    ...change,
  });
}

/** That client with its newest requests. */
export function busySnapshot(): ClientSnapshot {
  return { ...busyClient(), requests: Array.from({ length: 60 }, (_, index) => sampleSummary(60 - index)) };
}

/** The dashboard of a client that ended no request. */
export function dashboardOf(client: ClientFigures): DashboardModel {
  return { client, requests: sampleRequests(0), filter: [], runs: [] };
}

/** The dashboard of that client, with sixty requests and two kept runs. */
export function busyDashboard(change: Partial<DashboardModel> = {}): DashboardModel {
  return {
    ...dashboardOf(busyClient()),
    requests: sampleRequests(60),
    runs: [
      { id: 'run-2', startedAt: '2026-05-01T11:58:00.000Z', mode: 'full', cases: 33, failed: 2, model: 'simulator' },
      { id: 'run-1', startedAt: '2026-05-01T09:14:00.000Z', mode: 'quick', cases: 33, failed: 0, model: 'simulator' },
    ],
    ...change,
  };
}
