import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport, serializeReport } from '../../../../src/core/bench/jsonReport.ts';
import type { BenchReport } from '../../../../src/core/bench/report.ts';
import { reportJsonSchema } from '../../../../src/core/bench/reportJsonSchema.ts';
import type { JsonSchema } from '../../../../src/core/world/schemas/jsonSchema.ts';
import { oftenDamaged } from '../../../support/arbitraryDocuments.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';
import { hostileReport } from '../../../support/hostileReports.ts';

const root = new URL('../../../../', import.meta.url);
const schema = reportJsonSchema();
const shipped: unknown = JSON.parse(readFileSync(new URL('media/schemas/report.schema.json', root), 'utf8'));

/** Strict, so that a keyword which says nothing is an error, but for the pairs, which may have more than two. */
const validate = new Ajv({
  strictTuples: false,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ },
}).compile(schema);

function parses(text: string): boolean {
  try {
    parseReport(text, 'x');
    return true;
  } catch {
    return false;
  }
}

/** A report that has every field. */
function fullReport(): BenchReport {
  const axis = { label: 'Capacity', name: 'entries', scale: 'log' } as const;
  const words = { title: 't', text: 'w' };
  const full = caseRow('cache/a', {
    floor: { id: 'floor/f', ratio: 2 },
    metrics: { hitRatio: 0.5, name: 'x', unknown: null },
    distribution: { counts: [1, 2], edgesNs: [1, 2, 3] },
    intervals: { p50: [1, 2], p95: null, p99: null },
    outliers: { mild: 1, severe: 0 },
    ended: 'narrow',
    yardstick: 'machine',
    blocks: [{ samplesNs: [1, 2], count: 2, paceNs: null }],
    plots: [
      { type: 'curves', ...words, x: axis, y: axis, series: [{ name: 'lru', points: [[1, 2]] }] },
      {
        type: 'timeline',
        ...words,
        endMs: 9,
        lanes: [{ name: 'breaker', spans: [{ state: 'open', fromMs: 1, toMs: 2 }] }],
        marks: [{ atMs: 1, label: 'fails' }],
      },
      { type: 'funnel', ...words, stages: [{ label: 'parsed', count: 3, share: 1, low: 0.5, high: null }] },
      { type: 'grid', ...words, rowLabel: 'r', columns: ['c'], rows: [{ label: 'l', values: [null], isBest: true }] },
    ],
    advice: ['Take 3.'],
    model: {
      kind: 'server',
      name: 'phi3',
      digest: 'd',
      quantisation: 'q4',
      server: 'ollama 0.12.3',
      contextTokens: 4_096,
    },
  });
  return benchReport({
    wholeSuites: ['cache'],
    cases: [full, caseRow('cache/b', { status: 'failed', error: 'x', p50: null, p95: null, p99: null })],
    environment: { ...benchReport().environment, power: 'mains', timer: { stepNs: 1, costNs: 30 } },
    targets: [{ what: 'w', target: 't', figure: 'f', floor: 'g', ratio: 2, holds: true }],
  });
}

describe("the JSON report's schema", () => {
  it('is shipped as the code makes it (if not: npm run manifest)', () => {
    expect(shipped).toEqual(schema);
  });

  it('is assigned to the files that a report is exported to', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(manifest).toHaveProperty(
      'contributes.jsonValidation',
      expect.arrayContaining([
        {
          fileMatch: ['*.planscope-report.json', 'planscope-*-quick.json', 'planscope-*-full.json'],
          url: './media/schemas/report.schema.json',
        },
      ]),
    );
  });

  it('accepts a report with every field', () => {
    validate(JSON.parse(serializeReport(fullReport())));
    expect(validate.errors).toBeNull();
    expect(parseReport(serializeReport(fullReport()), 'x')).toEqual(fullReport());
  });

  it('accepts what the writer makes, whatever the texts', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = serializeReport(report);
        validate(JSON.parse(text));
        expect(validate.errors).toBeNull();
        expect(parseReport(text, 'x')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts what the reader accepts, and refuses what it refuses', () => {
    let valid = 0;
    fc.assert(
      fc.property(oftenDamaged(fc.constant(fullReport())), (value) => {
        const isValid = parses(JSON.stringify(value));
        if (isValid) valid++;
        // The reader takes a list without entries for a record without entries.
        const metrics = JSON.stringify(value).includes('"metrics":[');
        if (!metrics) expect(validate(value), JSON.stringify(validate.errors)).toBe(isValid);
      }),
      { numRuns: 2_000 },
    );
    // Else the property would hold for a schema that refuses everything.
    expect(valid).toBeGreaterThan(300);
    expect(valid).toBeLessThan(1_900);
  });

  it('says of every field what it is', () => {
    const described = fieldsIn(schema).map(([name, { description }]) => [name, description] as const);
    expect(described.length).toBeGreaterThan(80);
    expect(described.filter(([, text]) => typeof text !== 'string' || text === '')).toEqual([]);
    expect(schema).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });
});

function fieldsIn(value: unknown): ReadonlyArray<readonly [string, JsonSchema]> {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([keyword, inner]) => {
    const own = keyword === 'properties' ? Object.entries(inner as Readonly<Record<string, JsonSchema>>) : [];
    return [...own, ...fieldsIn(inner)];
  });
}
