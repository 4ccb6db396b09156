import { describe, expect, it } from 'vitest';
import { caseName, reportSummary } from '../../../src/shared/reportSummary.ts';
import { failedReport, sampleReport } from './samples/sampleReport.ts';

describe('the verdict', () => {
  it('says that all cases held', () => {
    expect(reportSummary(sampleReport())).toMatchObject({ verdict: '33 of 33 cases held', holds: true, failed: [] });
  });

  it('names the cases that failed', () => {
    const summary = reportSummary(failedReport());
    expect(summary.holds).toBe(false);
    expect(summary.verdict).toBe(
      '2 of 33 cases failed: cache/cache_hit_rate_validation, resilience/retry_with_circuit_breaker',
    );
  });

  it('names no more than three', () => {
    const cases = sampleReport().cases.map((result) => ({ ...result, status: 'failed' as const }));
    expect(reportSummary(sampleReport({ cases })).verdict).toMatch(
      /^33 of 33 cases failed: (\S+, ){2}\S+ and 30 more$/,
    );
  });

  it('calls a run without a case no success', () => {
    expect(reportSummary(sampleReport({ cases: [] }))).toMatchObject({ verdict: 'No case was run', holds: false });
  });

  it('says it of a single case in the singular', () => {
    expect(reportSummary(sampleReport({ cases: sampleReport().cases.slice(0, 1) })).verdict).toBe('1 of 1 case held');
  });

  it('counts the targets that hold', () => {
    expect(reportSummary(failedReport()).targets).toBe('1 of 2 targets hold');
  });
});

describe('the model', () => {
  it('labels the simulator as no model', () => {
    expect(reportSummary(sampleReport()).model).toBe('simulator, not a model');
  });

  it('gives a server’s model its name', () => {
    expect(reportSummary(sampleReport({ model: { kind: 'server', name: 'phi3:mini' } })).model).toBe('phi3:mini');
  });
});

describe('the suites', () => {
  it('groups the cases in the report’s order', () => {
    const suites = reportSummary(failedReport()).suites;
    expect(suites.map(({ suite, verdict }) => `${suite}: ${verdict}`)).toEqual([
      'llm: 12 of 12 held',
      'cache: 1 of 10 failed',
      'resilience: 1 of 11 failed',
    ]);
  });

  it('takes a suite that it does not know by its name', () => {
    const [first] = sampleReport().cases;
    const cases = first === undefined ? [] : [{ ...first, id: 'new/case' }];
    expect(reportSummary(sampleReport({ cases })).suites[0]?.title).toBe('new');
  });

  it('names a case without its suite', () => {
    expect(caseName('llm/cache_miss_latency/10ms_llm')).toBe('cache_miss_latency/10ms_llm');
  });
});

describe('the command', () => {
  it('does the same run again', () => {
    expect(reportSummary(sampleReport()).command).toBe('npm run bench -- --seed 42');
    expect(reportSummary(sampleReport({ mode: 'quick', seed: 7 })).command).toBe('npm run bench -- --quick --seed 7');
  });

  it('names the suites when not all were run', () => {
    const cases = sampleReport().cases.filter((result) => !result.id.startsWith('llm/'));
    expect(reportSummary(sampleReport({ cases })).command).toBe('npm run bench -- --suite cache,resilience --seed 42');
    const [first] = cases;
    const foreign = [...cases, { ...first, id: '$(rm -rf x)/y' }] as typeof cases;
    expect(reportSummary(sampleReport({ cases: foreign })).command).toBe(
      'npm run bench -- --suite cache,resilience --seed 42',
    );
  });
});
