import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../../src/core/base/random.ts';
import { type CompareOptions, compareReports, regressions } from '../../../../src/core/bench/compare.ts';
import type { BenchReport, CaseResult } from '../../../../src/core/bench/report.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';
import { laptopSpeed, measuredOnLaptop } from '../../../support/simulatedLaptop.ts';

const SEED = 7;
const CASES = 12;
const names = { a: 'before', b: 'after' };

function runOf(random: Random, samples: number, factors: readonly number[]): BenchReport {
  const cases = factors.map((factor, i) =>
    measuredOnLaptop({ id: `llm/case_${i}`, trueNs: 10_000 * factor, samples, random }),
  );
  return benchReport({ cases, floors: [] });
}

/** In how many of `runs` seeded comparisons of runs on a laptop something is claimed. */
function claims(runs: number, samples: number, factor: number, options: Partial<CompareOptions> = {}) {
  const random = seededRandom(SEED);
  const counts = { regressed: 0, improved: 0, found: 0 };
  for (let run = 0; run < runs; run++) {
    const a = runOf(random, samples, new Array(CASES).fill(1));
    const b = runOf(random, samples, [factor, ...new Array<number>(CASES - 1).fill(1)]);
    const { cases } = compareReports(a, b, { ...names, ...options });
    if (cases.some(({ verdict }) => verdict === 'regressed')) counts.regressed++;
    if (cases.some(({ verdict }) => verdict === 'improved')) counts.improved++;
    if (cases[0]?.verdict === 'regressed') counts.found++;
  }
  return counts;
}

const steady = (id: string, ns: number, more: Partial<CaseResult> = {}): CaseResult =>
  caseRow(id, {
    p50: ns,
    p95: ns,
    yardstick: 'machine',
    blocks: Array.from({ length: 25 }, (_, i) => ({
      samplesNs: [ns * (1 + i / 1e4), ns * (1.01 + i / 1e4)],
      count: 100,
      paceNs: 60_000,
      process: Math.floor(i / 5),
    })),
    ...more,
  });

const compared = (a: CaseResult, b: CaseResult) =>
  compareReports(benchReport({ cases: [a], floors: [] }), benchReport({ cases: [b], floors: [] }), names).cases[0];

describe('comparing two runs on a laptop', () => {
  it('claims a regression in at most 5 % of A/A runs, and an improvement in as few', { timeout: 60_000 }, () => {
    const runs = 100;
    const { regressed, improved } = claims(runs, 400, 1);
    expect(regressed / runs, `seed ${SEED}`).toBeLessThanOrEqual(0.05);
    expect(improved / runs, `seed ${SEED}`).toBeLessThanOrEqual(0.05);
  });

  it('does so by its statistics, not by the noise threshold alone', { timeout: 60_000 }, () => {
    const runs = 200;
    const { regressed, improved } = claims(runs, 400, 1, { noise: { p50: 0, p95: 0 } });
    expect((regressed + improved) / runs, `seed ${SEED}`).toBeLessThanOrEqual(0.05);
  });

  it('finds a case that became 10 % slower in at least 90 % of runs', { timeout: 60_000 }, () => {
    const runs = 100;
    expect(claims(runs, 1_000, 1.1).found / runs, `seed ${SEED}`).toBeGreaterThanOrEqual(0.9);
  });
});

describe('a verdict', () => {
  it('is "regressed" and "improved" beyond the noise, with ratio and interval', () => {
    const slower = compared(steady('llm/x', 1_000), steady('llm/x', 1_100));
    expect(slower?.verdict).toBe('regressed');
    expect(slower?.p50.ratio).toBeCloseTo(1.1, 2);
    expect(slower?.p50.interval?.[0]).toBeGreaterThan(1.09);
    expect(compared(steady('llm/x', 1_100), steady('llm/x', 1_000))?.verdict).toBe('improved');
  });

  it('is "no change" within the noise, however sure the difference', () => {
    expect(compared(steady('llm/x', 1_000), steady('llm/x', 1_020))?.verdict).toBe('no change');
  });

  it('does not take a slower machine for a slower case', () => {
    const slow = steady('llm/x', 1_500);
    const blocks = slow.blocks?.map((block) => ({ ...block, paceNs: 90_000 })) ?? [];
    const result = compared(steady('llm/x', 1_000), { ...slow, blocks });
    expect(result).toMatchObject({ verdict: 'no change', paceRatio: 1.5 });
    expect(result?.p50.ratio).toBeCloseTo(1, 6);
  });

  it('compares waiting by the clock, whatever the pace', () => {
    const waiting = (ns: number, paceNs: number): CaseResult => {
      const row = steady('llm/x', ns, { yardstick: 'clock' });
      return { ...row, blocks: row.blocks?.map((block) => ({ ...block, paceNs })) ?? [] };
    };
    expect(compared(waiting(1_000, 60_000), waiting(1_000, 120_000))?.verdict).toBe('no change');
    expect(compared(waiting(1_000, 60_000), waiting(1_200, 72_000))?.verdict).toBe('regressed');
  });

  it('is "not estimable" of work at a pace that nobody looked at', () => {
    const unpaced = (ns: number): CaseResult => {
      const row = steady('llm/x', ns);
      return { ...row, blocks: row.blocks?.map((block) => ({ ...block, paceNs: null })) ?? [] };
    };
    expect(compared(unpaced(1_000), unpaced(2_000))?.verdict).toBe('not estimable');
  });

  it('is that of the tail where the median did not change', () => {
    const tail = steady('llm/x', 1_000);
    const blocks = tail.blocks?.map((block) => ({
      ...block,
      samplesNs: [...new Array<number>(9).fill(1_000), 2_000],
    }));
    const plain = tail.blocks?.map((block) => ({
      ...block,
      samplesNs: [...new Array<number>(9).fill(1_000), 1_100],
    }));
    const result = compared({ ...tail, blocks: plain ?? [] }, { ...tail, blocks: blocks ?? [] });
    expect(result?.p50.verdict).toBe('no change');
    expect(result?.verdict).toBe('regressed');
  });

  it('is "not estimable" of times that are none, and of a factor that no measurement has', () => {
    const sound = steady('llm/x', 1_000);
    const changed = (change: object): CaseResult => ({
      ...sound,
      blocks: sound.blocks?.map((block) => ({ ...block, ...(block.process === 2 ? change : {}) })) ?? [],
    });
    for (const wrong of [{ count: 0 }, { samplesNs: [Number.MAX_VALUE] }, { samplesNs: [0] }]) {
      expect(compared(sound, changed(wrong)), JSON.stringify(wrong)).toMatchObject({
        verdict: 'not estimable',
        p50: { ratio: null, interval: null },
      });
    }
  });

  it('is "not estimable" of a failed case, of one without stretches, and of one of fewer than five processes', () => {
    const sound = steady('llm/x', 1_000);
    const few = { ...sound, blocks: sound.blocks?.filter(({ process = 0 }) => process < 4) ?? [] };
    const { blocks, ...bare } = sound;
    expect(blocks).toBeDefined();
    for (const other of [{ ...sound, status: 'failed' as const }, few, bare, { ...sound, p50: null }]) {
      expect(compared(sound, other)?.verdict).toBe('not estimable');
    }
  });
});

describe('a comparison', () => {
  it('says nothing of quick runs, which are no measure of speed', () => {
    const quick = (ns: number): BenchReport => benchReport({ mode: 'quick', cases: [steady('llm/x', ns)], floors: [] });
    const comparison = compareReports(quick(1_000), quick(2_000), names);
    expect(comparison.cases[0]).toMatchObject({ verdict: 'not estimable', p50: { a: 1_000, b: 2_000, ratio: null } });
    expect(comparison.verdict).toBe('A quick run is no measure of speed: nothing can be said of changes.');
    expect(comparison.reading).toBe('Verdicts need two full runs, of 5 processes or more each.');
  });

  it('is the same each time', () => {
    const random = seededRandom(SEED);
    const [a, b] = [runOf(random, 300, [1, 1]), runOf(random, 300, [1, 1.1])];
    expect(compareReports(a, b, names)).toEqual(compareReports(a, b, names));
  });

  it('finds smaller changes where both were taken in turn', () => {
    const random = seededRandom(SEED);
    let paired = 0;
    let apart = 0;
    for (let run = 0; run < 20; run++) {
      const speeds = laptopSpeed(random);
      const shared = Array.from({ length: 400 }, speeds);
      const side = (trueNs: number): CaseResult => {
        let at = 0;
        return measuredOnLaptop({
          id: 'llm/x',
          trueNs,
          samples: 400,
          random,
          processes: 1,
          speed: () => shared[at++] ?? 1,
        });
      };
      const [a, b] = [side(1_000), side(1_080)].map((row) => benchReport({ cases: [{ ...row, yardstick: 'clock' }] }));
      if (a === undefined || b === undefined) throw new Error('There are two sides.');
      const verdict = (isInterleaved: boolean) => compareReports(a, b, { ...names, isInterleaved }).cases[0]?.verdict;
      if (verdict(true) === 'regressed') paired++;
      if (verdict(false) === 'regressed') apart++;
    }
    expect(paired, `seed ${SEED}`).toBeGreaterThanOrEqual(16);
    expect(apart, `seed ${SEED}`).toBeLessThanOrEqual(paired / 2);
  });

  it('says what only one of the two has, and what makes them unlike', () => {
    const a = benchReport({ cases: [steady('llm/x', 1), steady('llm/gone', 1)] });
    const b = benchReport({ cases: [steady('llm/x', 1), steady('llm/new', 1)], seed: 43 });
    expect(compareReports(a, b, names)).toMatchObject({
      onlyA: ['llm/gone'],
      onlyB: ['llm/new'],
      differences: ['Seed: 42 in A, 43 in B.'],
    });
  });

  it('counts no floor among the regressions: it is not ours', () => {
    const rows = (ns: number): BenchReport =>
      benchReport({ cases: [steady('llm/x', ns)], floors: [steady('floor/empty_call', ns)] });
    const comparison = compareReports(rows(1_000), rows(2_000), names);
    expect(comparison.cases.map(({ verdict }) => verdict)).toEqual(['regressed', 'regressed']);
    expect(regressions(comparison)).toEqual(['llm/x']);
  });
});
