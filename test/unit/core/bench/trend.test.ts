import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../../src/core/bench/report.ts';
import { trendPlots } from '../../../../src/core/bench/trend.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';

const block = (paceNs: number) => ({ samplesNs: [1], count: 1, paceNs });

/** Runs, newest first, as they are kept. */
function runs(p50s: readonly number[], more: (i: number) => Partial<BenchReport> = () => ({})): BenchReport[] {
  return p50s
    .map((p50, i) =>
      benchReport({
        startedAt: `2026-01-${String(i + 1).padStart(2, '0')}T10:00:00.000Z`,
        cases: [caseRow('llm/x', { p50, yardstick: 'machine', blocks: [block(100)] })],
        ...more(i),
      }),
    )
    .reverse();
}

describe('the trend of a case', () => {
  it('goes from the oldest run to the newest, and names where the level changed', () => {
    const plot = trendPlots(runs([100, 101, 100, 99, 130, 131, 129, 130]))['llm/x'];
    expect(plot?.series[0]?.points[0]).toEqual([1, 100]);
    expect(plot?.series[0]?.points.at(-1)).toEqual([8, 130]);
    expect(plot?.text).toContain('30 % slower since run 5, 2026-01-05 10:00 UTC');
    expect(plot?.series[1]?.points.map(([x]) => x)).toEqual([1, 4, 5, 8]);
  });

  it('says so where no level changed', () => {
    expect(trendPlots(runs([100, 101, 100, 99, 100, 101]))['llm/x']?.text).toMatch(/^No change of level/);
  });

  it('does not take a slow day of the machine for a slower case', () => {
    const slow = (i: number): Partial<BenchReport> =>
      i === 1 ? { cases: [caseRow('llm/x', { p50: 200, yardstick: 'machine', blocks: [block(200)] })] } : {};
    expect(trendPlots(runs([100, 0, 100], slow))['llm/x']?.series[0]?.points.map(([, y]) => y)).toEqual([
      100, 100, 100,
    ]);
  });

  it('leaves out runs under other conditions, failed ones, and cases with one run', () => {
    expect(trendPlots(runs([100, 100], (i) => ({ seed: i })))).toEqual({});
    const failed = (i: number): Partial<BenchReport> =>
      i === 0 ? { cases: [caseRow('llm/x', { status: 'failed' })] } : {};
    expect(trendPlots(runs([100, 100], failed))).toEqual({});
    expect(trendPlots([])).toEqual({});
  });
});
