import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../../../../../src/core/bench/report.ts';
import { holdable } from '../../../../../src/core/bench/writers/characters.ts';
import { csvReport } from '../../../../../src/core/bench/writers/csvReport.ts';
import { benchReport, caseRow } from '../../../../support/benchReports.ts';
import { hostileReport } from '../../../../support/hostileReports.ts';

type Row = Readonly<Record<string, string>>;

/** As RFC 4180 has it, and nothing laxer: every row as long as the header, no quotes within a bare cell. */
function rowsOf(csv: string): readonly Row[] {
  return parse(csv, { columns: true, record_delimiter: '\r\n' });
}

function rowOf(result: CaseResult): Row {
  const [row] = rowsOf(csvReport(benchReport({ cases: [result] })));
  if (row === undefined) throw new Error('There is no row.');
  return row;
}

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function guarded(text: string): string {
  const kept = holdable(text);
  return FORMULA.test(kept) ? `'${kept}` : kept;
}

describe('the CSV report', () => {
  it('has a row per case and floor under a header that names units', () => {
    const rows = rowsOf(csvReport(benchReport()));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      kind: 'case',
      id: 'llm/cache_hit_latency',
      suite: 'llm',
      name: 'cache_hit_latency',
      status: 'ok',
      samples: '300',
      p50Ns: '1000',
      p99Ns: '1900',
      floorId: 'floor/empty_call',
      floorRatio: '250',
      model: 'simulator',
      seed: '42',
    });
    expect(rows[1]).toMatchObject({ kind: 'floor', id: 'floor/empty_call', p50Ns: '4', floorRatio: '' });
  });

  it('keeps its header, so that files of many runs can be laid together', () => {
    const header = csvReport(benchReport({ cases: [], floors: [] }));
    expect(header).toBe(
      'kind,id,suite,name,status,samples,batch,meanNs,minNs,maxNs,p50Ns,p50LowNs,p50HighNs,p95Ns,p95LowNs,p95HighNs,' +
        'p99Ns,p99LowNs,p99HighNs,mildOutliers,severeOutliers,floorId,floorRatio,yardstick,ended,model,note,error,' +
        'advice,metricsJson,startedAt,mode,seed,planscope\r\n',
    );
  });

  it('gives intervals and outliers', () => {
    const intervals = { p50: [990.5, 1_010] as const, p95: null, p99: null };
    expect(rowOf(caseRow('llm/a', { intervals, outliers: { mild: 3, severe: 1 } }))).toMatchObject({
      p50LowNs: '990.5',
      p50HighNs: '1010',
      p95LowNs: '',
      mildOutliers: '3',
      severeOutliers: '1',
    });
  });

  it('leaves the cell of a figure that is not estimable empty', () => {
    expect(rowOf(caseRow('llm/a', { p99: null }))['p99Ns']).toBe('');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
    'keeps %j from becoming a formula',
    (error) => {
      expect(rowOf(caseRow('llm/a', { status: 'failed', error }))['error']).toBe(`'${error}`);
    },
  );

  it('keeps numbers numbers, whatever their sign and size', () => {
    const csv = csvReport(benchReport({ cases: [caseRow('llm/a', { mean: -1.5, p50: 1e-7, p95: 1e21 })] }));
    expect(csv).toContain(',-1.5,900,2000,1e-7,,,1e+21,');
  });

  it('gives metrics as JSON', () => {
    const metrics = { hitRatio: 0.5, modes: 'a, "b"', unknown: null };
    expect(JSON.parse(rowOf(caseRow('llm/a', { metrics }))['metricsJson'] ?? '')).toEqual(metrics);
  });

  it('is read back by a parser of CSV, whatever the texts', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const rows = rowsOf(csvReport(report));
        const results = [...report.cases, ...report.floors];
        expect(rows.map(({ id }) => id)).toEqual(results.map(({ id }) => guarded(id)));
        expect(rows.map(({ error }) => error)).toEqual(results.map(({ error }) => guarded(error ?? '')));
        expect(rows.map(({ p50Ns }) => (p50Ns === '' ? null : Number(p50Ns)))).toEqual(results.map(({ p50 }) => p50));
        expect(rows.flatMap((row) => Object.values(row)).filter((cell) => FORMULA.test(cell))).toEqual([]);
      }),
    );
  });
});
