import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import { parseReport, serializeReport } from '../../../../src/core/bench/jsonReport.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';

const full = benchReport({
  cases: [
    caseRow('llm/a', {
      floor: { id: 'floor/f', ratio: 2 },
      metrics: { ratio: 0.5, name: 'x', unknown: null },
      distribution: { counts: [1, 2], edgesNs: [1, 2, 3] },
    }),
    caseRow('llm/b', { status: 'failed', error: 'it broke', samples: 0, mean: null, p50: null, p95: null, p99: null }),
  ],
  targets: [{ what: 'w', target: 't', figure: 'f', holds: true }],
});

describe('the JSON report', () => {
  it('reads back as it was written', () => {
    expect(parseReport(serializeReport(full), 'run.json')).toEqual(full);
  });

  it('ends with a newline', () => {
    expect(serializeReport(full).endsWith('}\n')).toBe(true);
  });

  it('names the file that is not JSON', () => {
    expect(() => parseReport('{"cases": [', 'run.json')).toThrow(/^run\.json is not JSON: /);
  });

  it('names the place of a wrong field', () => {
    const text = serializeReport(full).replace('"samples": 300', '"samples": "many"');
    expect(() => parseReport(text, 'run.json')).toThrow(
      /^run\.json is no benchmark report: cases\.0\.samples: .*received "many"/,
    );
  });

  it('names a missing field', () => {
    const { seed: _, ...rest } = full;
    expect(() => parseReport(JSON.stringify(rest), 'run.json')).toThrow(/no benchmark report: seed: /);
  });

  it('says which version it cannot read', () => {
    expect(() => parseReport(JSON.stringify({ ...full, schemaVersion: 2 }), 'run.json')).toThrow(
      'run.json is a benchmark report of version 2; this Planscope reads version 1.',
    );
  });

  it('refuses JSON that is something else', () => {
    for (const text of ['null', '[]', '3', '{}']) expect(() => parseReport(text, 'x'), text).toThrow(InputError);
  });

  it.each(['cases', 'floors'] as const)('refuses a case that stands twice among its %s', (list) => {
    const row = caseRow('llm/x');
    const text = JSON.stringify(benchReport({ [list]: [row, { ...row, p50: 1 }] }));
    expect(() => parseReport(text, 'run.json')).toThrow(
      `run.json is no benchmark report: its ${list} hold "llm/x" twice.`,
    );
  });
});
