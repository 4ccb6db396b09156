import { describe, expect, it } from 'vitest';
import { allSuites } from '../../../bench/allSuites.ts';
import { floors } from '../../../bench/floors.ts';
import { selectCases } from '../../../src/core/bench/caseFilter.ts';
import { STANDARD_SUITES, SUITES } from '../../../src/core/bench/suiteNames.ts';

/** The fixed names, as the facts about the benchmarks list them. */
const IDS = `
llm/cache_hit_latency
llm/cache_miss_latency/10ms_llm
llm/cache_miss_latency/50ms_llm
llm/cache_miss_latency/100ms_llm
llm/cache_miss_latency/200ms_llm
llm/prompt_normalization
llm/telemetry_record_request
llm/retry_backoff_calculation
llm/circuit_breaker_state_check
llm/end_to_end_plan_generation/cache_hit
llm/end_to_end_plan_generation/cache_miss_fast
llm/end_to_end_plan_generation/cache_miss_slow
cache/cache_stress_1000_requests
cache/cache_hit_rate_validation
cache/cache_capacity_impact/cap_10
cache/cache_capacity_impact/cap_50
cache/cache_capacity_impact/cap_100
cache/cache_capacity_impact/cap_200
cache/cache_capacity_impact/cap_500
cache/lru_eviction_overhead
cache/concurrent_cache_access
cache/cache_key_generation
resilience/circuit_breaker_state_check
resilience/circuit_breaker_opening
resilience/circuit_breaker_recovery
resilience/retry_backoff_calculation
resilience/retry_execution_3_attempts
resilience/circuit_breaker_chaos/10%_failures
resilience/circuit_breaker_chaos/30%
resilience/circuit_breaker_chaos/50%
resilience/circuit_breaker_chaos/70%
resilience/retry_with_circuit_breaker
resilience/circuit_breaker_per_model_isolation
`
  .trim()
  .split('\n');

describe('the suites', () => {
  const traffic = { maxEntries: 10, ttlMs: 1, requests: [{ key: 'AAAAAAA', atMs: 1, hit: false }] };
  const cases = allSuites('worker.cjs', { traffic });
  const isStandard = ({ suite }: { readonly suite: string }): boolean => STANDARD_SUITES.some((one) => one === suite);
  const idsOf = (all: readonly { readonly id: string; readonly suite: string }[], suite: string): string[] =>
    all.filter((one) => one.suite === suite).map(({ id }) => id);

  it('hold the 33 standard cases by their fixed names, in order and before all others', () => {
    expect(cases.filter(isStandard).map((one) => one.id)).toEqual(IDS);
    expect(cases.slice(0, 33).every(isStandard)).toBe(true);
    expect(IDS).toHaveLength(33);
  });

  it('hold the cases of the suite model', () => {
    expect(idsOf(cases, 'model')).toEqual([
      'model/time_to_plan',
      'model/cold_and_warm',
      'model/prefix_reuse',
      'model/concurrency',
      'model/funnel',
    ]);
  });

  it('hold a case of recorded traffic only where there is some', () => {
    const capacity = ['capacity/workload_a', 'capacity/workload_b', 'capacity/game_session'];
    expect(idsOf(allSuites('worker.cjs'), 'capacity')).toEqual(capacity);
    expect(idsOf(cases, 'capacity')).toEqual([...capacity, 'capacity/recorded']);
  });

  it('are the standard ones unless asked otherwise, and all of them for "all"', () => {
    expect(selectCases(cases, {}).map((one) => one.id)).toEqual(IDS);
    expect(selectCases(cases, { suites: ['all'] })).toEqual(cases);
    expect([...new Set(cases.map(({ suite }) => suite))]).toEqual([...SUITES]);
  });

  it('hold the cases of chaos', () => {
    expect(selectCases(cases, { suites: ['chaos'] }).map((one) => one.id)).toEqual([
      'chaos/random_failures',
      'chaos/outages',
      'chaos/slow_failures',
      'chaos/all_situations',
    ]);
  });

  it('give each case an id of its own', () => {
    expect(new Set(cases.map((one) => one.id)).size).toBe(cases.length);
  });

  it('name each case after its suite', () => {
    for (const { id, suite } of cases) expect(id.startsWith(`${suite}/`), id).toBe(true);
  });

  it('compare each case with a floor that there is, and use every floor', () => {
    const used = new Set(cases.map((one) => one.floor));
    expect([...used].sort()).toEqual(
      floors()
        .map((one) => one.id)
        .sort(),
    );
  });

  it('say of each case and floor in one line what it measures', () => {
    for (const { id, note } of [...cases, ...floors()]) {
      expect(note, id).toMatch(/^[A-Z0-9a-z].{15,}\.$/u);
      expect(note, id).not.toContain('\n');
    }
  });
});
