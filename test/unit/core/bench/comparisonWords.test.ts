import { describe, expect, it } from 'vitest';
import { readingOf } from '../../../../src/core/bench/comparisonWords.ts';
import type { CaseComparison } from '../../../../src/core/bench/report.ts';

const full = { isQuick: false, isJudged: true };
const noise = { p50: 0.03, p95: 0.1 };
const told: CaseComparison = {
  id: 'cache/cache_stress',
  verdict: 'no change',
  p50: { verdict: 'no change', a: 1, b: 1, ratio: 1, interval: [0.98, 1.02] },
  p95: { verdict: 'no change', a: 2, b: 2, ratio: 1, interval: [0.95, 1.05] },
  paceRatio: 1,
};
const untold: CaseComparison = {
  id: 'model/funnel',
  verdict: 'not estimable',
  p50: { verdict: 'not estimable', a: 1, b: 2, ratio: null, interval: null },
  p95: { verdict: 'not estimable', a: null, b: null, ratio: null, interval: null },
  paceRatio: null,
};

describe('how a comparison is to be read', () => {
  it('says how the two were taken, what is noise, and what change could have been told', () => {
    const words = readingOf({ ...full, isInterleaved: false, noise, smallestChange: 0.1449, cases: [] });
    expect(words).toMatch(/^Taken apart: times of work are divided by the machine’s pace meanwhile/);
    expect(words).toContain('Changes below 3 % of p50 and 10 % of p95 are noise');
    expect(words).toContain('A typical case had to change by 14 % here for an even chance of being told.');
    expect(words).not.toContain('Not estimable');
  });

  it('says of runs in turn that they were, and of what cannot be told why', () => {
    const words = readingOf({ ...full, isInterleaved: true, noise, smallestChange: null, cases: [told, untold] });
    expect(words).toMatch(/^Taken in turn/);
    expect(words).not.toContain('typical case');
    expect(words).toMatch(/Not estimable is what a run goes through once/);
  });

  it('says nothing of intervals where nothing could be judged', () => {
    const words = readingOf({
      ...full,
      isJudged: false,
      isInterleaved: false,
      noise,
      smallestChange: null,
      cases: [untold],
    });
    expect(words).toMatch(/^Nothing could be judged\. Not estimable is/);
    expect(words).not.toMatch(/noise|claim/);
  });

  it('says of quick runs in one sentence what verdicts need', () => {
    const of = (isInterleaved: boolean): string =>
      readingOf({ isQuick: true, isJudged: false, isInterleaved, noise, smallestChange: null, cases: [untold] });
    expect(of(false)).toBe('Verdicts need two full runs, of 5 processes or more each.');
    expect(of(true)).toBe('Verdicts need two full runs.');
  });
});
