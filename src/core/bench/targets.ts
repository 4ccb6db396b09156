import { formatMegabytes, formatNs, formatNumber } from './format.ts';
import type { BenchReport, CaseResult, TargetResult } from './report.ts';

/** One figure of a report: a percentile or a metric of a case or floor, or the run's own duration or memory. */
type Figure =
  | { readonly of: string; readonly read: 'p50' | 'p99' }
  | { readonly of: string; readonly metric: string }
  | { readonly of: 'quick run' | 'runner memory' };

/** What a figure has to keep to; `floor` is the figure it is compared with. */
type Limit =
  | { readonly type: 'atMost'; readonly value: number }
  | { readonly type: 'atLeast'; readonly value: number }
  | { readonly type: 'atMostTimes'; readonly times: number; readonly floor: Figure }
  | { readonly type: 'atMostOver'; readonly ns: number; readonly floor: Figure };

interface Target {
  readonly what: string;
  /** The limit in words. */
  readonly target: string;
  readonly figure: Figure;
  readonly limit: Limit;
  readonly format: (value: number) => string;
}

const WARM = 'llm/cache_hit_latency';
const MISS = 'llm/cache_miss_latency/10ms_llm';
const EVICTION = 'cache/lru_eviction_overhead';
const KEY = 'cache/cache_key_generation';

/**
 * The project's targets, and where in a report each is read. Absolute figures drift with the machine, so where a
 * floor exists the ratio to it counts. Durations in nanoseconds, ratios 0..1.
 */
const TARGETS: readonly Target[] = [
  {
    what: 'Warm plan, 12 kB prompt',
    target: '≤ 1/20 of the naive key, alternating with it',
    figure: { of: WARM, metric: 'warmPlanNs' },
    limit: { type: 'atMostTimes', times: 1 / 20, floor: { of: WARM, metric: 'alternatingNaiveKeyNs' } },
    format: formatNs,
  },
  {
    what: 'Warm plan, p99 over p50',
    target: '≤ 10 × p50',
    figure: { of: WARM, read: 'p99' },
    limit: { type: 'atMostTimes', times: 10, floor: { of: WARM, read: 'p50' } },
    format: formatNs,
  },
  {
    what: 'Lookup, hit, 1,000 entries',
    target: '≤ 4 × a map lookup, alternating with it',
    figure: { of: EVICTION, metric: 'lookupHit1000Ns' },
    limit: { type: 'atMostTimes', times: 4, floor: { of: EVICTION, metric: 'alternatingMapGetNs' } },
    format: formatNs,
  },
  {
    what: 'Insertion with eviction, 1,000 entries',
    target: '≤ 600 ns',
    figure: { of: EVICTION, metric: 'insertEvicting1000Ns' },
    limit: { type: 'atMost', value: 600 },
    format: formatNs,
  },
  {
    what: 'Miss over loopback, service time 0',
    target: '≤ 1.25 × a bare HTTP call, alternating with it',
    figure: { of: MISS, metric: 'miss0msNs' },
    limit: { type: 'atMostTimes', times: 1.25, floor: { of: MISS, metric: 'alternatingBareHttpNs' } },
    format: formatNs,
  },
  {
    what: 'Breaker check',
    target: '≤ 20 ns over an empty call',
    figure: { of: 'llm/circuit_breaker_state_check', read: 'p50' },
    limit: { type: 'atMostOver', ns: 20, floor: { of: 'floor/empty_call', read: 'p50' } },
    format: formatNs,
  },
  {
    what: 'Recording a request',
    target: '≤ 100 ns',
    figure: { of: 'llm/telemetry_record_request', read: 'p50' },
    limit: { type: 'atMost', value: 100 },
    format: formatNs,
  },
  {
    what: 'One back-off delay',
    target: '≤ 100 ns',
    figure: { of: 'llm/retry_backoff_calculation', metric: 'oneDelayNs' },
    limit: { type: 'atMost', value: 100 },
    format: formatNs,
  },
  {
    what: 'Refusal by an open breaker',
    target: '≤ 10 µs',
    figure: { of: 'resilience/circuit_breaker_state_check', metric: 'refusalNs' },
    limit: { type: 'atMost', value: 10_000 },
    format: formatNs,
  },
  {
    what: 'Near-match lookup, 1,000 entries',
    target: '≤ 100 µs',
    figure: { of: KEY, metric: 'nearLookup1000Ns' },
    limit: { type: 'atMost', value: 100_000 },
    format: formatNs,
  },
  {
    what: 'Near-match lookup, 10,000 entries',
    target: '≤ 3 × that at 1,000, alternating with it',
    figure: { of: KEY, metric: 'nearLookup10000Ns' },
    limit: { type: 'atMostTimes', times: 3, floor: { of: KEY, metric: 'nearLookup1000Ns' } },
    format: formatNs,
  },
  {
    what: 'Hit ratio, workload A',
    target: '≥ 0.99',
    figure: { of: 'cache/cache_hit_rate_validation', metric: 'hitRatio' },
    limit: { type: 'atLeast', value: 0.99 },
    format: formatNumber,
  },
  {
    what: "Hit ratio over Belady's, workload B, capacity 100",
    target: '≥ 0.85',
    figure: { of: 'cache/cache_capacity_impact/cap_100', metric: 'ofOptimumRatio' },
    limit: { type: 'atLeast', value: 0.85 },
    format: formatNumber,
  },
  {
    what: 'Quick mode, all suites',
    target: '≤ 60 s',
    figure: { of: 'quick run' },
    limit: { type: 'atMost', value: 60e9 },
    format: formatNs,
  },
  {
    what: "The runner's own memory",
    target: '< 200 MB',
    figure: { of: 'runner memory' },
    limit: { type: 'atMost', value: 200e6 - 1 },
    format: formatMegabytes,
  },
];

/**
 * Holds `report` against the targets. A figure that the report lacks does not hold ("not measured").
 * `quickDurationMs` is how long a quick run of everything took, for a report that is not one itself.
 */
export function checkTargets(report: BenchReport, quickDurationMs?: number): readonly TargetResult[] {
  const durationMs = report.mode === 'quick' ? report.durationMs : quickDurationMs;
  return TARGETS.map((target) => check(target, (figure) => read(report, durationMs, figure)));
}

function check(target: Target, lookUp: (figure: Figure) => number | null): TargetResult {
  const { what, limit, format } = target;
  const figure = lookUp(target.figure);
  const missing = { what, target: target.target, figure: 'not measured', holds: false };
  if (figure === null) return missing;
  const shown = { what, target: target.target, figure: format(figure) };
  switch (limit.type) {
    case 'atMost':
      return { ...shown, holds: figure <= limit.value };
    case 'atLeast':
      return { ...shown, holds: figure >= limit.value };
    case 'atMostTimes':
    case 'atMostOver': {
      const floor = lookUp(limit.floor);
      if (floor === null || floor <= 0) return { ...missing, floor: 'not measured' };
      const bound = limit.type === 'atMostTimes' ? floor * limit.times : floor + limit.ns;
      return { ...shown, floor: format(floor), ratio: figure / floor, holds: figure <= bound };
    }
    default:
      return limit satisfies never;
  }
}

function read(report: BenchReport, quickDurationMs: number | undefined, figure: Figure): number | null {
  if (figure.of === 'runner memory') return report.memory?.runnerBytes ?? null;
  if (!('read' in figure) && !('metric' in figure)) return quickDurationMs === undefined ? null : quickDurationMs * 1e6;
  const result = find(report, figure.of);
  if (result?.status !== 'ok') return null;
  const value = 'read' in figure ? result[figure.read] : result.metrics?.[figure.metric];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function find(report: BenchReport, id: string): CaseResult | undefined {
  return report.cases.find((one) => one.id === id) ?? report.floors.find((one) => one.id === id);
}
