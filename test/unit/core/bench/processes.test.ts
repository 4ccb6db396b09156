import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { logsByProcess, widenedByProcesses } from '../../../../src/core/bench/processes.ts';
import { percentileIntervals } from '../../../../src/core/bench/quantileInterval.ts';
import type { Block } from '../../../../src/core/bench/report.ts';
import { gaussian } from '../../../support/draws.ts';

const SEED = 11;
const SAMPLES = 200;
const block = (process: number, samplesNs: readonly number[], paceNs: number | null = 100): Block => ({
  samplesNs: samplesNs.toSorted((a, b) => a - b),
  count: samplesNs.length,
  paceNs,
  process,
});

/** Five processes that lie apart by 5 %, of samples that spread by 2 %. */
function run(random: ReturnType<typeof seededRandom>) {
  const blocks = Array.from({ length: 5 }, (_, process) => {
    const layout = Math.exp(0.05 * gaussian(random));
    return block(
      process,
      Array.from({ length: SAMPLES }, () => 1_000 * layout * Math.exp(0.02 * gaussian(random))),
    );
  });
  return { blocks, ascending: blocks.flatMap(({ samplesNs }) => samplesNs).sort((a, b) => a - b) };
}

describe('the processes of a run', () => {
  it('each have their quantile, in nanoseconds or in units of the pace', () => {
    const blocks = [1, 2, 3, 4, 5].map((process) => block(process, [process * 100, process * 100]));
    expect(logsByProcess(blocks, 0.5, false)?.map((log) => Math.round(Math.exp(log)))).toEqual([
      100, 200, 300, 400, 500,
    ]);
    expect(logsByProcess(blocks, 0.5, true)?.map((log) => Math.round(Math.exp(log)))).toEqual([1, 2, 3, 4, 5]);
  });

  it('say nothing where there are fewer than five, or where one cannot tell', () => {
    const blocks = [1, 2, 3, 4, 5].map((process) => block(process, [100], process === 3 ? null : 100));
    expect(logsByProcess(blocks, 0.5, false)).toHaveLength(5);
    expect(logsByProcess(blocks, 0.5, true)).toBeUndefined();
    expect(logsByProcess(blocks.slice(1), 0.5, false)).toBeUndefined();
  });

  it('widen an interval that takes their samples as independent, until it holds the truth 95 times of 100', () => {
    const random = seededRandom(SEED);
    const runs = 400;
    const holds = { plain: 0, widened: 0 };
    for (let i = 0; i < runs; i++) {
      const { blocks, ascending } = run(random);
      const plain = percentileIntervals(ascending);
      const holdsTruth = ({ p50 }: typeof plain): boolean => p50 !== null && p50[0] <= 1_000 && p50[1] >= 1_000;
      if (holdsTruth(plain)) holds.plain++;
      if (holdsTruth(widenedByProcesses(plain, blocks))) holds.widened++;
    }
    expect(holds.plain / runs, `seed ${SEED}`).toBeLessThan(0.5);
    expect(holds.widened / runs, `seed ${SEED}`).toBeGreaterThanOrEqual(0.93);
    expect(holds.widened / runs, `seed ${SEED}`).toBeLessThanOrEqual(0.98);
  });

  it('leave the intervals of a run of one process as they are', () => {
    const intervals = percentileIntervals(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(widenedByProcesses(intervals, [{ samplesNs: [1, 100], count: 100, paceNs: null }])).toEqual(intervals);
  });
});
