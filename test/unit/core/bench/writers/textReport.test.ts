import { describe, expect, it } from 'vitest';
import { textReport, verdict } from '../../../../../src/core/bench/writers/textReport.ts';
import { benchReport, caseRow } from '../../../../support/benchReports.ts';

const linesOf = (text: string): readonly string[] => text.split('\n');

describe('the text report', () => {
  it('begins with the verdict', () => {
    const report = benchReport({ cases: [caseRow('llm/a'), caseRow('llm/b', { status: 'failed', error: 'x' })] });
    expect(linesOf(textReport(report))[0]).toBe('2 cases: 1 ok, 1 failed (full mode, 12.3 s, seed 42)');
  });

  it('counts the targets that hold, in the verdict', () => {
    const target = { what: 'w', target: 't', figure: 'f' };
    const report = benchReport({
      targets: [
        { ...target, holds: true },
        { ...target, holds: false },
      ],
    });
    expect(verdict(report)).toBe('1 case: 1 ok, 0 failed; targets: 1 of 2 hold (full mode, 12.3 s, seed 42)');
  });

  it('says that a simulator is not a real model', () => {
    expect(textReport(benchReport())).toContain('simulator "simulator", not a real model');
    expect(textReport(benchReport({ model: { kind: 'server', name: 'phi3' } }))).toContain('\nmodel phi3\n');
  });

  it('lists what failed, and why, before the tables, and first in its table', () => {
    const report = benchReport({
      cases: [caseRow('llm/good'), caseRow('llm/bad', { status: 'failed', error: 'The ratio is 0.5.' })],
    });
    const text = textReport(report);
    expect(text.indexOf('llm/bad: The ratio is 0.5.')).toBeLessThan(text.indexOf('samples'));
    expect(text.indexOf('✗  llm/bad')).toBeLessThan(text.indexOf('llm/good'));
  });

  it('aligns the columns of a table', () => {
    const report = benchReport({
      cases: [caseRow('llm/short'), caseRow('llm/a_much_longer_name', { p50: 123_456_789 })],
    });
    const rows = linesOf(textReport(report)).filter((line) => line.startsWith('   llm/'));
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.lastIndexOf('1.90 µs'))).size).toBe(1);
    expect(rows[0]?.indexOf('300')).toBe(rows[1]?.indexOf('300'));
  });

  it('marks a percentile that is not estimable, and says why', () => {
    const text = textReport(benchReport({ cases: [caseRow('llm/a', { p99: null })] }));
    expect(text).toMatch(/llm\/a .*1\.50 µs {2,}–/);
    expect(text).toContain('–: too few samples to say');
  });

  it('labels percentiles of batches', () => {
    expect(textReport(benchReport())).not.toContain('mean of that many calls');
    expect(textReport(benchReport({ cases: [caseRow('llm/a', { batch: 512 })] }))).toContain('mean of that many calls');
  });

  it('shows metrics in their unit', () => {
    const text = textReport(
      benchReport({ cases: [caseRow('llm/a', { metrics: { overheadNs: 1_500, hitRatio: 0.9951 } })] }),
    );
    expect(text).toContain('overheadNs: 1.50 µs');
    expect(text).toContain('hitRatio: 0.995');
  });

  it('shows each target with floor, figure, ratio and whether it holds', () => {
    const targets = [
      { what: 'Warm plan', target: '≤ 1/20', figure: '8 µs', floor: '160 µs', ratio: 0.05, holds: true },
      { what: 'Recording', target: '≤ 100 ns', figure: '200 ns', holds: false },
    ];
    const text = textReport(benchReport({ targets }));
    expect(text).toMatch(/Warm plan {2}≤ 1\/20 +8 µs +160 µs +0\.0500 +holds/);
    expect(text).toMatch(/✗ {2}Recording .* 200 ns .*missed/);
    expect(text.indexOf('Recording')).toBeLessThan(text.indexOf('Warm plan'));
  });
});
