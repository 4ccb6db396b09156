import { describe, expect, it } from 'vitest';
import { timerOf } from '../../../../src/core/bench/timer.ts';

describe('the timer of the measurements', () => {
  it('has the smallest step that was seen and the mean cost of a reading', () => {
    let readings = 0;
    // Two readings in three see no time pass.
    const clock = { nowMs: () => Math.floor(++readings / 3) * 0.000_3 };
    expect(timerOf(clock)).toEqual({ stepNs: 300, costNs: 100 });
  });

  it('is unknown of a clock that stands', () => {
    expect(timerOf({ nowMs: () => 5 })).toBeUndefined();
  });
});
