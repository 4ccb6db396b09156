import type { BenchReport, CaseResult } from '../../src/core/bench/report.ts';

/** A case's row with sensible figures; `more` replaces some. */
export function caseRow(id: string, more: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    status: 'ok',
    unit: 'ns',
    samples: 300,
    batch: 1,
    mean: 1_100,
    min: 900,
    max: 2_000,
    p50: 1_000,
    p95: 1_500,
    p99: 1_900,
    note: `what ${id} measures`,
    ...more,
  };
}

/** A report of one passing case and one floor; `more` replaces some. */
export function benchReport(more: Partial<BenchReport> = {}): BenchReport {
  return {
    schemaVersion: 1,
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 12_345,
    mode: 'full',
    seed: 42,
    environment: {
      planscope: '0.1.0',
      node: '24.0.0',
      platform: 'linux',
      arch: 'x64',
      cpu: 'A CPU',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
    },
    model: { kind: 'simulator', name: 'simulator' },
    cases: [caseRow('llm/cache_hit_latency', { floor: { id: 'floor/empty_call', ratio: 250 } })],
    floors: [caseRow('floor/empty_call', { p50: 4 })],
    ...more,
  };
}
