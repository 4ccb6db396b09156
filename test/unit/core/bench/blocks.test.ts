import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockRecorder } from '../../../../src/core/bench/blocks.ts';

function recorded(samples: readonly number[]): BlockRecorder {
  const recorder = new BlockRecorder();
  for (const sample of samples) recorder.sample(sample);
  return recorder;
}

describe('the stretches of a measurement', () => {
  it('are 24 of equal count in order of time, each with at most 16 order statistics', () => {
    const blocks = recorded(Array.from({ length: 2_400 }, (_, i) => i)).blocks();
    expect(blocks).toHaveLength(24);
    expect(blocks.map(({ count }) => count)).toEqual(new Array(24).fill(100));
    expect(blocks[1]?.samplesNs).toHaveLength(16);
    expect(blocks[1]?.samplesNs[0]).toBeCloseTo(102.6, 1);
    expect(blocks[1]?.samplesNs.at(-1)).toBeCloseTo(196.4, 1);
  });

  it('keep every sample where there are few', () => {
    const blocks = recorded([3, 1, 2]).blocks();
    expect(blocks.map(({ samplesNs }) => samplesNs)).toEqual([[3], [1], [2]]);
  });

  it("know the machine's pace meanwhile: the median of the looks, or the last one before", () => {
    const recorder = new BlockRecorder();
    recorder.pace(10);
    for (let i = 0; i < 24; i++) {
      if (i === 12) for (const pace of [30, 20, null, 40]) recorder.pace(pace);
      recorder.sample(1);
    }
    const paces = recorder.blocks().map(({ paceNs }) => paceNs);
    expect([paces[0], paces[5], paces[12], paces[23]]).toEqual([10, 10, 30, 40]);
  });

  it('forget what warmed up', () => {
    const recorder = recorded([1, 2, 3]);
    recorder.pace(9);
    recorder.clear();
    recorder.sample(7);
    expect(recorder.ascending()).toEqual([7]);
    expect(recorder.blocks()).toEqual([{ samplesNs: [7], count: 1, paceNs: null }]);
  });

  it('count every sample once and stay within the samples, for any samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 900 }),
        (samples) => {
          const blocks = recorded(samples).blocks();
          expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(samples.length);
          const kept = blocks.flatMap(({ samplesNs }) => samplesNs);
          expect(Math.min(...kept)).toBeGreaterThanOrEqual(Math.min(...samples) * 0.999_9);
          expect(Math.max(...kept)).toBeLessThanOrEqual(Math.max(...samples) * 1.000_1);
        },
      ),
    );
  });
});
