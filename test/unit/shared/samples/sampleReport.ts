import type { BenchReport, CaseResult } from '../../../../src/core/bench/report.ts';
import { findingsOf } from './sampleFindings.ts';
import { sampleMeasurement } from './sampleMeasurement.ts';

/** The fixed names, each with a plausible median and floor. */
const CASES: readonly (readonly [id: string, p50Ns: number, floor: string, floorNs: number, note: string])[] = [
  [
    'llm/cache_hit_latency',
    2_140,
    'floor/regex_sha256_12kb',
    152_000,
    'plan() from a warm cache, scenario to validated plan, 12 kB prompt',
  ],
  [
    'llm/cache_miss_latency/10ms_llm',
    11_300_000,
    'floor/bare_http',
    640_000,
    'plan() on a miss over loopback, service time 10 ms',
  ],
  [
    'llm/cache_miss_latency/50ms_llm',
    51_600_000,
    'floor/bare_http',
    640_000,
    'plan() on a miss over loopback, service time 50 ms',
  ],
  [
    'llm/cache_miss_latency/100ms_llm',
    101_800_000,
    'floor/bare_http',
    640_000,
    'plan() on a miss over loopback, service time 100 ms',
  ],
  [
    'llm/cache_miss_latency/200ms_llm',
    202_100_000,
    'floor/bare_http',
    640_000,
    'plan() on a miss over loopback, service time 200 ms',
  ],
  [
    'llm/prompt_normalization',
    48_700,
    'floor/regex_sha256_12kb',
    152_000,
    'canonical form of three short prompts and of the 12 kB one',
  ],
  ['llm/telemetry_record_request', 61.3, 'floor/empty_call', 1.4, 'three counters and one histogram value'],
  ['llm/retry_backoff_calculation', 38.2, 'floor/empty_call', 1.4, 'the delays of five attempts'],
  ['llm/circuit_breaker_state_check', 3.31, 'floor/empty_call', 1.4, 'synchronous check, closed and open'],
  ['llm/end_to_end_plan_generation/cache_hit', 2_240, 'floor/map_get', 21.7, 'every stage, answered by the cache'],
  [
    'llm/end_to_end_plan_generation/cache_miss_fast',
    51_700_000,
    'floor/bare_http',
    640_000,
    'every stage, service time 50 ms',
  ],
  [
    'llm/end_to_end_plan_generation/cache_miss_slow',
    202_300_000,
    'floor/bare_http',
    640_000,
    'every stage, service time 200 ms',
  ],
  [
    'cache/cache_stress_1000_requests',
    8_420_000,
    'floor/map_get',
    21.7,
    '1,000 requests of workload A through cache and key',
  ],
  ['cache/cache_hit_rate_validation', 8_310_000, 'floor/map_get', 21.7, 'fails unless 80 % of workload A hit'],
  [
    'cache/cache_capacity_impact/cap_10',
    4_120_000,
    'floor/map_get',
    21.7,
    'workload B at capacity 10, beside Belady’s optimum',
  ],
  [
    'cache/cache_capacity_impact/cap_50',
    4_230_000,
    'floor/map_get',
    21.7,
    'workload B at capacity 50, beside Belady’s optimum',
  ],
  [
    'cache/cache_capacity_impact/cap_100',
    4_250_000,
    'floor/map_get',
    21.7,
    'workload B at capacity 100, beside Belady’s optimum',
  ],
  [
    'cache/cache_capacity_impact/cap_200',
    4_370_000,
    'floor/map_get',
    21.7,
    'workload B at capacity 200, beside Belady’s optimum',
  ],
  [
    'cache/cache_capacity_impact/cap_500',
    4_410_000,
    'floor/map_get',
    21.7,
    'workload B at capacity 500, beside Belady’s optimum',
  ],
  [
    'cache/lru_eviction_overhead',
    214,
    'floor/map_get',
    21.7,
    'insertion with eviction at capacity 50, minus insertion without',
  ],
  [
    'cache/concurrent_cache_access',
    1_930_000,
    'floor/map_get',
    21.7,
    'four workers and 64 callers of one key: one model call',
  ],
  ['cache/cache_key_generation', 1_890, 'floor/sha256_12kb', 9_300, 'scenario to key'],
  ['resilience/circuit_breaker_state_check', 3.28, 'floor/empty_call', 1.4, 'synchronous check in all states'],
  ['resilience/circuit_breaker_opening', 412, 'floor/empty_call', 1.4, 'five failures to open'],
  [
    'resilience/circuit_breaker_recovery',
    10_200_000,
    'floor/sleep_10ms',
    10_100_000,
    'open, half-open, two successes, closed',
  ],
  ['resilience/retry_backoff_calculation', 38.4, 'floor/empty_call', 1.4, 'five delays with ± 25 % jitter'],
  [
    'resilience/retry_execution_3_attempts',
    152_000_000,
    'floor/sleep_10ms',
    10_100_000,
    'two failures and a success, with the real waits',
  ],
  [
    'resilience/circuit_breaker_chaos/10%_failures',
    1_910_000,
    'floor/bare_http',
    640_000,
    '100 requests against seeded faults',
  ],
  ['resilience/circuit_breaker_chaos/30%', 2_480_000, 'floor/bare_http', 640_000, '100 requests against seeded faults'],
  ['resilience/circuit_breaker_chaos/50%', 3_170_000, 'floor/bare_http', 640_000, '100 requests against seeded faults'],
  ['resilience/circuit_breaker_chaos/70%', 2_020_000, 'floor/bare_http', 640_000, '100 requests against seeded faults'],
  [
    'resilience/retry_with_circuit_breaker',
    61_400_000,
    'floor/sleep_10ms',
    10_100_000,
    'retries end when the breaker opens',
  ],
  [
    'resilience/circuit_breaker_per_model_isolation',
    5_210,
    'floor/empty_call',
    1.4,
    'phi3 open, two other models unaffected',
  ],
];

const FLOORS = [
  ['floor/empty_call', 1.4],
  ['floor/map_get', 21.7],
  ['floor/sha256_12kb', 9_300],
  ['floor/regex_sha256_12kb', 152_000],
  ['floor/bare_http', 640_000],
  ['floor/sleep_10ms', 10_100_000],
] as const;

/** A report of a full run in which everything held: all 33 cases, the floors and two targets. */
export function sampleReport(change: Partial<BenchReport> = {}): BenchReport {
  return {
    schemaVersion: 1,
    startedAt: '2026-05-01T12:03:07.000Z',
    durationMs: 184_000,
    mode: 'full',
    seed: 42,
    environment: {
      planscope: '0.1.0',
      node: '24.21.0',
      platform: 'linux',
      arch: 'x64',
      cpu: 'Example Processor 9',
      cores: 2,
      memoryBytes: 8_589_934_592,
      power: 'mains',
      timer: { stepNs: 1, costNs: 42 },
    },
    model: { kind: 'simulator', name: 'simulator' },
    cases: CASES.map(([id, p50Ns, floor, floorNs, note], index) => ({
      ...sampleCase(id, p50Ns, index),
      floor: { id: floor, ratio: p50Ns / floorNs },
      note,
      ...findingsOf(id),
      ...(id.startsWith('cache/cache_capacity')
        ? { metrics: { hitRatio: 0.734, beladyHitRatio: 0.829, evictions: 2_612 } }
        : {}),
      ...(id.includes('cache_miss_latency') ? { metrics: { overheadNs: 1_310_000, overheadRatio: 0.131 } } : {}),
    })),
    floors: FLOORS.map(([id, ns], index) => sampleCase(id, ns, index)),
    targets: [
      {
        what: 'Warm plan(), 12 kB prompt',
        target: '≤ 1/20 of floor/regex_sha256_12kb',
        figure: '2.14 µs',
        floor: '152 µs',
        ratio: 0.0141,
        holds: true,
      },
      { what: 'Recording a request', target: '≤ 100 ns', figure: '61.3 ns', holds: true },
    ],
    ...change,
  };
}

/** The same run with two cases that failed, one of them without a single sample. */
export function failedReport(): BenchReport {
  const report = sampleReport();
  return {
    ...report,
    cases: report.cases.map((result): CaseResult => {
      if (result.id === 'cache/cache_hit_rate_validation') {
        return {
          ...result,
          status: 'failed',
          error: 'The hit ratio on workload A is 71.2 %, below the 80 % that the case asserts.',
        };
      }
      if (result.id !== 'resilience/retry_with_circuit_breaker') return result;
      const { id, unit, batch, note } = result;
      const none = { mean: null, min: null, max: null, p50: null, p95: null, p99: null };
      return {
        id,
        unit,
        batch,
        note,
        ...none,
        status: 'failed',
        samples: 0,
        error: 'The simulator ended before the first request: exit code 1.',
      };
    }),
    targets: (report.targets ?? []).map((target, index) => ({ ...target, holds: index > 0 })),
  };
}

function sampleCase(id: string, p50: number, index: number): CaseResult {
  const spread = 1.1 + (index % 5) * 0.12;
  const isSlow = p50 > 1e8;
  const figures = {
    samples: isSlow ? 40 : 1_000,
    min: p50 * 0.92,
    max: p50 * spread * 2,
    p50,
    p95: isSlow ? null : p50 * spread,
    p99: isSlow ? null : p50 * spread * 1.3,
  };
  return {
    id,
    status: 'ok',
    unit: 'ns',
    ...figures,
    batch: p50 < 1_000 ? 512 : 1,
    mean: p50 * 1.04,
    ...sampleMeasurement(figures, index),
    note: 'the machine’s own cost',
  };
}
