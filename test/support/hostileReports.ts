import fc from 'fast-check';
import type { BenchReport, CaseResult, MetricValue, TargetResult } from '../../src/core/bench/report.ts';
import { benchReport, caseRow } from './benchReports.ts';

/** Any text, and often one that means something to some format. */
const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...['\n', '\r\n', '\r', '\t', '"', "'", '|', '\\', '\\|', '`', '``', '<', '>', '&', '&lt;', ']]>', '<!--'],
          ...['\u0000', '\u0008', '\u001b', '\u007f', '\u0085', '\u2028', '\ud800', '\udc00', '\ufffe', '\ufeff', '😀'],
          ...['=1+1', '+', '-', '@', '@octocat', '#1', ',', ';', '*', '**', '_', '~~', '$', '[a](b)', '![a](b)', '1. '],
          ...['- ', '# ', '---', '    ', 'https://a.example', 'www.a.example', 'a@b.example', ':tada:', '<b>', 'word'],
        ),
        fc.string({ maxLength: 3 }),
        // Halves of surrogate pairs, controls and all.
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

const figure = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true }));
const low = fc.double({ min: 0, max: 1e9, noNaN: true });
const high = fc.double({ min: 1e9, max: 1e12, noNaN: true });
const interval = fc.option(fc.tuple(low, high));
const metricValue: fc.Arbitrary<MetricValue> = fc.oneof(figure, hostileText);

function absentOr<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** `value` without the fields that are undefined. */
function present<T extends object>(value: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

const hostileCase: fc.Arbitrary<CaseResult> = fc
  .record({
    id: fc.oneof(
      fc.tuple(fc.constantFrom('llm', 'cache'), hostileText).map(([suite, name]) => `${suite}/${name}`),
      hostileText,
    ),
    status: fc.constantFrom<CaseResult['status']>('ok', 'failed'),
    note: hostileText,
    mean: figure,
    p50: figure,
    p95: figure,
    p99: figure,
    error: absentOr(hostileText),
    floor: absentOr(fc.record({ id: hostileText, ratio: fc.double({ min: 1e-3, max: 1e6, noNaN: true }) })),
    metrics: absentOr(
      fc.dictionary(fc.oneof(hostileText, fc.constantFrom('hitRatio', 'tokensPerSecond')), metricValue, { maxKeys: 3 }),
    ),
    intervals: absentOr(fc.record({ p50: interval, p95: interval, p99: interval })),
    outliers: absentOr(fc.record({ mild: fc.nat(), severe: fc.nat() })),
    advice: absentOr(fc.array(hostileText, { maxLength: 2 })),
    plots: absentOr(
      fc.array(
        fc.record({
          type: fc.constant('grid' as const),
          title: hostileText,
          text: hostileText,
          rowLabel: hostileText,
          columns: fc.array(hostileText, { minLength: 2, maxLength: 2 }),
          rows: fc.array(
            fc.record({
              label: hostileText,
              values: fc.array(metricValue, { minLength: 2, maxLength: 2 }),
              isBest: fc.boolean(),
            }),
            { maxLength: 2 },
          ),
        }),
        { maxLength: 1 },
      ),
    ),
    model: absentOr(fc.record({ kind: fc.constantFrom('simulator', 'server'), name: hostileText })),
  })
  .map(({ id, ...fields }) => caseRow(id, present<CaseResult>(fields)));

const hostileTarget: fc.Arbitrary<TargetResult> = fc.record({
  what: hostileText,
  target: hostileText,
  figure: hostileText,
  holds: fc.boolean(),
});

/** Reports as anyone could send them: right in form, with any text wherever there is a text. */
export const hostileReport: fc.Arbitrary<BenchReport> = fc
  .record({
    cases: fc.uniqueArray(hostileCase, { maxLength: 3, selector: ({ id }) => id }),
    floors: fc.array(hostileCase, { maxLength: 1 }),
    targets: absentOr(fc.array(hostileTarget, { maxLength: 2 })),
    model: fc.record({ kind: fc.constantFrom('simulator', 'server'), name: hostileText, server: hostileText }),
    cpu: hostileText,
  })
  .map(({ targets, cpu, ...fields }) => {
    const plain = benchReport();
    const environment = { ...plain.environment, cpu };
    return { ...plain, ...fields, environment, ...(targets === undefined ? {} : { targets }) };
  });
