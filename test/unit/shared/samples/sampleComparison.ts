import type { CaseComparison, ChangeVerdict, Comparison } from '../../../../src/core/bench/report.ts';

/** Two runs of which one case got worse, one better, and one cannot be told. */
export function sampleComparison(): Comparison {
  return {
    a: 'last-week.json, 2026-04-24 12:03 UTC',
    b: 'this full run',
    verdict:
      '1 of 4 cases regressed: llm/cache_hit_latency; 1 of 4 cases improved: cache/cache_key_generation; 1 not estimable.',
    isInterleaved: false,
    differences: ['Node: 22.0.0 in A, 24.0.0 in B.'],
    confidence: 0.95,
    noise: { p50: 0.03, p95: 0.1 },
    smallestChange: 0.083,
    reading:
      'Changes below 3 % of p50 are noise. A typical case had to change by 8.3 % for an even chance of being told.',
    cases: [
      compared('llm/telemetry_record_request', 'no change', 61.3, 1.01),
      compared('llm/cache_hit_latency', 'regressed', 2_140, 1.18),
      compared('cache/cache_key_generation', 'improved', 8_300, 0.81),
      compared('resilience/circuit_breaker_chaos/70%', 'not estimable', null, null),
    ],
    onlyA: ['llm/retired'],
    onlyB: [],
  };
}

function compared(id: string, verdict: ChangeVerdict, p50: number | null, ratio: number | null): CaseComparison {
  const quantile = (factor: number) =>
    p50 === null || ratio === null
      ? { verdict: 'not estimable' as const, a: p50, b: null, ratio: null, interval: null }
      : {
          verdict,
          a: p50 * factor,
          b: p50 * factor * ratio,
          ratio,
          interval: [ratio * 0.98, ratio * 1.02] as const,
        };
  return { id, verdict, p50: quantile(1), p95: quantile(1.4), paceRatio: 1.12 };
}
