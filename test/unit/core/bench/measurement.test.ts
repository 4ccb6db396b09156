import { describe, expect, it } from 'vitest';
import { pooled } from '../../../../src/core/bench/measurement.ts';

const measured = (process: number, samplesNs: readonly number[], ended?: 'narrow' | 'limit') => ({
  process,
  measurement: {
    samplesNs,
    batch: samplesNs.length,
    blocks: [{ samplesNs, count: samplesNs.length, paceNs: 50 }],
    ...(ended === undefined ? {} : { ended }),
  },
});

describe('the measurements of several processes', () => {
  it('are one: all samples ascending, and each stretch says whose it is', () => {
    const all = pooled([measured(1, [1, 3, 5], 'narrow'), measured(4, [2, 4], 'narrow')]);
    expect(all).toMatchObject({ samplesNs: [1, 2, 3, 4, 5], batch: 3, ended: 'narrow' });
    expect(all.blocks.map(({ process, count }) => [process, count])).toEqual([
      [1, 3],
      [4, 2],
    ]);
  });

  it('ended at the limit where one of them did', () => {
    expect(pooled([measured(0, [1], 'limit'), measured(1, [1], 'narrow')]).ended).toBe('limit');
  });

  it('say nothing of an end where a workload ends by itself', () => {
    expect(pooled([measured(0, [1]), measured(1, [2])])).not.toHaveProperty('ended');
  });

  it('are what it was where there is one', () => {
    const one = measured(0, [1, 2], 'limit');
    expect(pooled([one])).toBe(one.measurement);
  });
});
