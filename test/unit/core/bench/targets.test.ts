import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../../../../src/core/bench/report.ts';
import { checkTargets } from '../../../../src/core/bench/targets.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';

const floors = [caseRow('floor/map_get', { p50: 20 }), caseRow('floor/empty_call', { p50: 3 })];

/** Every figure exactly on its limit. */
const onTheLimit: readonly CaseResult[] = [
  caseRow('llm/cache_hit_latency', {
    p50: 8_000,
    p99: 80_000,
    metrics: { warmPlanNs: 8_000, alternatingNaiveKeyNs: 160_000 },
  }),
  caseRow('llm/cache_miss_latency/10ms_llm', {
    metrics: { miss0msNs: 1_250_000, alternatingBareHttpNs: 1_000_000 },
  }),
  caseRow('llm/circuit_breaker_state_check', { p50: 23 }),
  caseRow('llm/telemetry_record_request', { p50: 100 }),
  caseRow('llm/retry_backoff_calculation', { metrics: { oneDelayNs: 100 } }),
  caseRow('cache/lru_eviction_overhead', {
    metrics: { lookupHit1000Ns: 80, alternatingMapGetNs: 20, insertEvicting1000Ns: 600 },
  }),
  caseRow('cache/cache_key_generation', {
    metrics: { nearLookup1000Ns: 100_000, nearLookup10000Ns: 300_000 },
  }),
  caseRow('cache/cache_hit_rate_validation', { metrics: { hitRatio: 0.99 } }),
  caseRow('cache/cache_capacity_impact/cap_100', { metrics: { ofOptimumRatio: 0.85 } }),
  caseRow('resilience/circuit_breaker_state_check', { metrics: { refusalNs: 10_000 } }),
];

const memory = { runnerBytes: 100e6, peakBytes: 300e6 };

const missed = (cases: readonly CaseResult[], quickDurationMs = 60_000, runnerBytes = 199e6): readonly string[] =>
  checkTargets(benchReport({ cases, floors, memory: { runnerBytes, peakBytes: 300e6 } }), quickDurationMs)
    .filter((one) => !one.holds)
    .map((one) => one.what);

/** The cases on the limit, with one of them changed. */
function changing(id: string, change: Partial<CaseResult>): readonly CaseResult[] {
  return onTheLimit.map((one) => (one.id === id ? { ...one, ...change } : one));
}

describe('the targets', () => {
  it('miss the memory from 200 MB on', () => {
    expect(missed(onTheLimit, 60_000, 200e6)).toEqual(["The runner's own memory"]);
  });

  it('hold when every figure is on its limit', () => {
    expect(missed(onTheLimit)).toEqual([]);
  });

  it.each([
    [
      'llm/cache_hit_latency',
      { metrics: { warmPlanNs: 8_001, alternatingNaiveKeyNs: 160_000 } },
      'Warm plan, 12 kB prompt',
    ],
    ['llm/cache_hit_latency', { p99: 80_001 }, 'Warm plan, p99 over p50'],
    ['llm/circuit_breaker_state_check', { p50: 23.1 }, 'Breaker check'],
    ['llm/telemetry_record_request', { p50: 101 }, 'Recording a request'],
    ['llm/retry_backoff_calculation', { metrics: { oneDelayNs: 101 } }, 'One back-off delay'],
    [
      'cache/cache_key_generation',
      { metrics: { nearLookup1000Ns: 100_001, nearLookup10000Ns: 300_000 } },
      'Near-match lookup, 1,000 entries',
    ],
    [
      'cache/cache_key_generation',
      { metrics: { nearLookup1000Ns: 90_000, nearLookup10000Ns: 270_001 } },
      'Near-match lookup, 10,000 entries',
    ],
    ['cache/cache_hit_rate_validation', { metrics: { hitRatio: 0.989 } }, 'Hit ratio, workload A'],
    [
      'cache/cache_capacity_impact/cap_100',
      { metrics: { ofOptimumRatio: 0.84 } },
      "Hit ratio over Belady's, workload B, capacity 100",
    ],
    ['resilience/circuit_breaker_state_check', { metrics: { refusalNs: 10_001 } }, 'Refusal by an open breaker'],
    [
      'cache/lru_eviction_overhead',
      { metrics: { lookupHit1000Ns: 81, alternatingMapGetNs: 20, insertEvicting1000Ns: 600 } },
      'Lookup, hit, 1,000 entries',
    ],
    [
      'cache/lru_eviction_overhead',
      { metrics: { lookupHit1000Ns: 80, alternatingMapGetNs: 20, insertEvicting1000Ns: 601 } },
      'Insertion with eviction, 1,000 entries',
    ],
    [
      'llm/cache_miss_latency/10ms_llm',
      { metrics: { miss0msNs: 1_250_001, alternatingBareHttpNs: 1_000_000 } },
      'Miss over loopback, service time 0',
    ],
  ])('do not hold when %s is %o', (id, change, what) => {
    expect(missed(changing(id, change))).toEqual([what]);
  });

  it('do not hold when quick mode takes longer than a minute', () => {
    expect(missed(onTheLimit, 60_001)).toEqual(['Quick mode, all suites']);
  });

  it("take a quick report's own duration", () => {
    const report = benchReport({ mode: 'quick', durationMs: 61_000, memory, cases: onTheLimit, floors });
    expect(checkTargets(report).filter((one) => !one.holds)).toEqual([
      { what: 'Quick mode, all suites', target: '≤ 60 s', figure: '61 s', holds: false },
    ]);
  });

  it('do not hold for a figure that was not measured', () => {
    const results = checkTargets(benchReport({ cases: [], floors: [] }));
    expect(results.every((one) => !one.holds && one.figure === 'not measured')).toBe(true);
  });

  it('do not take figures of a failed case', () => {
    expect(missed(changing('cache/cache_hit_rate_validation', { status: 'failed', error: 'no' }))).toEqual([
      'Hit ratio, workload A',
    ]);
  });

  it('do not hold when the floor is missing', () => {
    const results = checkTargets(benchReport({ cases: onTheLimit, memory, floors: [] }), 1);
    expect(results.filter((one) => !one.holds).map((one) => one.what)).toEqual(['Breaker check']);
  });

  it('do not hold when a percentile is not estimable', () => {
    expect(missed(changing('llm/cache_hit_latency', { p99: null }))).toEqual(['Warm plan, p99 over p50']);
  });

  it('show the floor and the ratio to it', () => {
    const [warm] = checkTargets(benchReport({ cases: onTheLimit, floors }));
    expect(warm).toEqual({
      what: 'Warm plan, 12 kB prompt',
      target: '≤ 1/20 of the naive key, alternating with it',
      figure: '8 µs',
      floor: '160 µs',
      ratio: 0.05,
      holds: true,
    });
  });
});
