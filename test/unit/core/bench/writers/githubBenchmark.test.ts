import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricValue } from '../../../../../src/core/bench/report.ts';
import { githubBiggerIsBetter, githubSmallerIsBetter } from '../../../../../src/core/bench/writers/githubBenchmark.ts';
import { benchReport, caseRow } from '../../../../support/benchReports.ts';
import { extractCustomBenchmark, rangeValue } from '../../../../support/githubActionBenchmark.ts';
import { hostileReport } from '../../../../support/hostileReports.ts';

const smallerOf = (...cases: Parameters<typeof caseRow>[]) =>
  extractCustomBenchmark(githubSmallerIsBetter(benchReport({ cases: cases.map((one) => caseRow(...one)) })) ?? '[]');

const biggerOf = (metrics: Readonly<Record<string, MetricValue>>) => {
  const file = githubBiggerIsBetter(benchReport({ cases: [caseRow('cache/a', { metrics })] }));
  return file === undefined ? [] : extractCustomBenchmark(file);
};

describe('the files for github-action-benchmark', () => {
  it('give the p50 of each case that held, in nanoseconds', () => {
    const entries = smallerOf(
      ['llm/a', { p50: 1_000.5 }],
      ['llm/b', { status: 'failed', error: 'x' }],
      ['llm/c', { p50: null }],
    );
    expect(entries).toEqual([
      {
        name: 'llm/a p50',
        unit: 'ns',
        value: 1_000.5,
        extra: 'what llm/a measures\np95 1.50 µs\np99 1.90 µs\n300 samples',
      },
    ]);
  });

  it('give the wider side of the interval as the range', () => {
    const intervals = { p50: [990, 1_040] as const, p95: null, p99: null };
    const [entry] = smallerOf(['llm/a', { p50: 1_000, intervals }]);
    expect(entry?.range).toBe('± 40.000');
    expect(rangeValue(entry?.range ?? '')).toBe(40);
    expect(smallerOf(['llm/a', { intervals: { ...intervals, p50: null } }])[0]).not.toHaveProperty('range');
  });

  it('say that a sample is a mean of many calls', () => {
    expect(smallerOf(['llm/a', { batch: 512 }])[0]?.extra).toContain('300 samples, each the mean of 512 calls');
  });

  it.each([
    ['hitRatio', 'ratio'],
    ['warmHitRatio', 'ratio'],
    ['ofOptimumRatio', 'ratio'],
    ['goodputPerSecond', 'plans/s'],
    ['requestsPerSecond', 'requests/s'],
    ['tokensPerSecond', 'tokens/s'],
    ['decodeTokensPerSecond', 'tokens/s'],
  ])('count %s among what is better when it is bigger', (metric, unit) => {
    expect(biggerOf({ [metric]: 0.5 })).toEqual([
      { name: `cache/a ${metric}`, unit, value: 0.5, extra: 'what cache/a measures' },
    ]);
  });

  it.each([
    'withoutNormalisationHitRatio',
    'optimumRatio',
    'overheadNs',
    'evictions',
    'retriesPerSuccess',
    'missRatio',
  ])('do not count %s among it', (metric) => {
    expect(biggerOf({ [metric]: 0.5 })).toEqual([]);
  });

  it('leave out what is no number', () => {
    expect(biggerOf({ hitRatio: null })).toEqual([]);
    expect(biggerOf({ hitRatio: 'high' })).toEqual([]);
    expect(biggerOf({ hitRatio: Number.NaN })).toEqual([]);
  });

  it('are not there where nothing would be in them', () => {
    const failed = caseRow('llm/a', { status: 'failed', error: 'x', metrics: { hitRatio: 1 } });
    for (const cases of [[], [failed]]) {
      expect(githubSmallerIsBetter(benchReport({ cases }))).toBeUndefined();
      expect(githubBiggerIsBetter(benchReport({ cases }))).toBeUndefined();
    }
  });

  it('name a case the same whatever it measured', () => {
    const names = (p50: number, samples: number) => smallerOf(['llm/a', { p50, samples }]).map(({ name }) => name);
    expect(names(1, 5)).toEqual(names(1e9, 300));
  });

  it('keep names on one line and apart', () => {
    const names = smallerOf(['llm/a`'], ['llm/a|'], ['llm/a\n'], ['llm/a\ud800']).map(({ name }) => name);
    expect(names).toEqual(['llm/a\\u0060 p50', 'llm/a\\u007c p50', 'llm/a\\u000a p50', 'llm/a\\ud800 p50']);
  });

  it('are read by the rules of the action, whatever the texts', () => {
    let read = 0;
    fc.assert(
      fc.property(hostileReport, (report) => {
        for (const file of [githubSmallerIsBetter(report), githubBiggerIsBetter(report)]) {
          if (file === undefined) continue;
          for (const { name } of extractCustomBenchmark(file)) expect(name).not.toMatch(/[\n\r`|]/);
          read++;
        }
      }),
    );
    expect(read).toBeGreaterThan(20);
  });
});
